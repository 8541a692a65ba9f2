"""People, members, and the isolation of businesses: the orchestrators."""
