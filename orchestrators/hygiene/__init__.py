"""Whether the books can be trusted: the orchestrators."""
