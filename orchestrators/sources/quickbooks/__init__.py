"""Reads responses of QuickBooks Online into facts."""
