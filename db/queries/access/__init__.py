"""People, members, and the isolation of businesses: the SQL statements."""
