"""How long the cash lasts: the resolvers."""
