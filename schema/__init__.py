"""The words: what the API can be asked, and the shape of every answer."""

from schema.build import build_schema, printed

__all__ = ["build_schema", "printed"]
