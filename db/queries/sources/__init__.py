"""Where books come from: the SQL statements."""
