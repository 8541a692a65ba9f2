"""What an operator sees of a process: lines in the log, numbers, spans."""
