"""What only the roles of live connections reach: the secrets of each, and the queue of their syncs."""
