"""Runway and PostGraphile 5 over the same database and the same policies."""
