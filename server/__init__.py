"""The door: being a process, from a command line to an HTTP response."""
