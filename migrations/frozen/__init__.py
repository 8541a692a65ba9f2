"""What migrations are written with, under a version: it is never edited once a migration has used it."""
