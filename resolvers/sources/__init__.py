"""Where books come from: the resolvers."""
