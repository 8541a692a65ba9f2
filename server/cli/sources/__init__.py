"""Commands that bring books in."""
