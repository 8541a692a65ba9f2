"""The past: how the schema became what it is, forward only."""
