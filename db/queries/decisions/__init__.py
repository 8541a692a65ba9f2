"""What must be decided now: the SQL statements."""
