"""What a business sets for itself: the GraphQL types."""
