"""What a business sets for itself: the orchestrators."""
