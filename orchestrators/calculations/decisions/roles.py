"""What each role may do in the queue; who is in no set only reads."""

#: STAFF only with what they proposed themselves.
MAY_PROPOSE = frozenset({"OWNER", "ADVISOR", "STAFF", "OPERATOR"})
#: STAFF only where nobody else need approve.
MAY_REVIEW = frozenset({"OWNER", "ADVISOR", "STAFF"})
MAY_FINALIZE = frozenset({"OWNER", "ADVISOR"})
MAY_SET_POLICY = MAY_FINALIZE
MAY_ACKNOWLEDGE = frozenset({"OWNER", "ADVISOR", "STAFF", "OPERATOR"})


def only_own(role: str) -> bool:
    """Whether the role changes no decision of somebody else."""
    return role == "STAFF"
