"""The book-keeping errors of the demo companies."""
