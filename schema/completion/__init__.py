"""Functions written for a document complete values as graphql-core does, without its steps for each field."""
