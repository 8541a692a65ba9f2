"""The books: tables, the statements that read and write them, and the only door to both."""
