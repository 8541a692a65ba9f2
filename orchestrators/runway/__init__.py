"""How long the cash lasts: the orchestrators."""
