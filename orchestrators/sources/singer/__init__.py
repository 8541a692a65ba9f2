"""Reads streams of Singer and Airbyte messages into facts."""
