"""What must be decided now: the GraphQL types."""
