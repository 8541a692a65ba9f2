"""What must be decided now: the resolvers."""
