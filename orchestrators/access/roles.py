"""The roles of a member, and which of them may do what."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a business; who is in none of the sets below only reads."""

    OWNER = "OWNER"
    ADVISOR = "ADVISOR"
    STAFF = "STAFF"
    ANALYST = "ANALYST"
    AUDITOR = "AUDITOR"
    #: The command line's, which imports and exports.
    OPERATOR = "OPERATOR"


#: Who answers for the business: they finalize, and set how decisions are approved and the runway computed.
_ANSWERABLE = frozenset({Role.OWNER, Role.ADVISOR})

#: STAFF only with what they proposed themselves.
MAY_PROPOSE = _ANSWERABLE | {Role.STAFF, Role.OPERATOR}
#: STAFF only where nobody else need approve.
MAY_REVIEW = _ANSWERABLE | {Role.STAFF}
MAY_FINALIZE = _ANSWERABLE
MAY_ACKNOWLEDGE = _ANSWERABLE | {Role.STAFF, Role.OPERATOR}
MAY_CLEAN = _ANSWERABLE | {Role.STAFF, Role.OPERATOR}
MAY_SET_POLICY = _ANSWERABLE
#: Whose books come in, and from where; the command line acts for whoever runs the server.
MAY_CONNECT = _ANSWERABLE | {Role.OPERATOR}
#: What is known of vendors and of recurring flows may also come from a file.
MAY_SET_FACTS = _ANSWERABLE | {Role.OPERATOR}


def only_own(role: str) -> bool:
    """Whether the role changes no decision of somebody else."""
    return role == Role.STAFF
