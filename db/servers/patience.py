"""How long a server is waited for, in seconds."""

#: A connection of the pool, or the beginning of a transaction on it.
LENDING = 5.0
#: One server of several to let somebody in, before the next one is tried.
ONE_OF_SEVERAL = 2.0
#: A replica, before the primary is read instead; and the primary, to tell how far its log reaches.
REPLICA = 1.0
#: The end of a transaction that changes nothing any more, before its connection is closed.
ENDING = 1.0
#: Each answer at the start, when addresses are tried; and an announcement to be heard.
TRIAL = 3.0
