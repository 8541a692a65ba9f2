"""`runway dev plan` prints the functions of a document, which are Python, and tells what it cannot read."""
