"""Ratios measured in one run, on one machine: what grows with what, and what must not."""
