"""Bringing what was read into the books: one sync of one business, and the workers that do them."""
