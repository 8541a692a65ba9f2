"""From the bytes of a file to typed rows."""
