"""People, members, and the isolation of businesses: the GraphQL types."""
