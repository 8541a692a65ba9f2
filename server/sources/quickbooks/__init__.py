"""A live connection to QuickBooks Online: authorization, secrets, and what is read through it."""
