"""Documents, parties, accounts, and what is owed either way: the SQL statements."""
