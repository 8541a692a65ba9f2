"""The audit trail, and changes as they happen: the GraphQL types."""
