"""How long the cash lasts: the GraphQL types."""
