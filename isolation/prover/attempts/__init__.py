"""One try to reach the rows of another tenant: what is sent, who sends it, and what it answers."""
