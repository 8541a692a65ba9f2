"""What a business sets for itself: the resolvers."""
