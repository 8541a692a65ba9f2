"""Where attacks run: scratch copies, sessions, pools, or one transaction."""
