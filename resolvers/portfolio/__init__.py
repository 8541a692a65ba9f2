"""An advisor's clients side by side: the resolvers."""
