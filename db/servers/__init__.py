"""Where the servers are, how they are reached, and who is one."""
