"""The GraphQL types: what can be asked, and the shape of every answer."""
