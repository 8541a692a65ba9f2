"""HTTP, WebSocket and server-sent events."""
