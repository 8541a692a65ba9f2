"""How an operation is run: its document, its limits, and its answer."""
