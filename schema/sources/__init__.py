"""Where books come from: the GraphQL types."""
