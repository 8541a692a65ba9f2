"""Where books come from: the orchestrators."""
