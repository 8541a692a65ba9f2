"""How long the cash lasts: the formulas."""
