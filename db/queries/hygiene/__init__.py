"""Whether the books can be trusted: the SQL statements."""
