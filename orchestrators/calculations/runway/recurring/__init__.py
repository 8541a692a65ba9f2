"""Recurring flows: how they are detected, how often they come, and on which days."""
