"""How far predictions missed, and what follows for those to come."""
