"""People, members, and the isolation of businesses: the resolvers."""
