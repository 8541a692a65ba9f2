"""An advisor's clients side by side: the SQL statements."""
