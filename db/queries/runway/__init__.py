"""How long the cash lasts: the SQL statements."""
