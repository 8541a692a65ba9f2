"""Whether the books can be trusted: the GraphQL types."""
