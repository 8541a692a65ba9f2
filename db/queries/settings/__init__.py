"""What a business sets for itself: the SQL statements."""
