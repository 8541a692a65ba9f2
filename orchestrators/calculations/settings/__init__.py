"""What a business sets for itself: the formulas."""
