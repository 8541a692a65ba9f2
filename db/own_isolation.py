"""How Runway keeps businesses apart, and what its schema does on purpose that an audit would report."""

from db.policies import API, PORTFOLIO, SYNC
from isolation.exceptions import Declared
from isolation.scope import Scope

#: The roles that act for one business at a time, and the column by which they are kept to it: those that
#: requests come in with, and the one that keeps the secrets of connections.
SCOPE = Scope((API, PORTFOLIO, SYNC), "business_id")

_DIRECTORY = (
    "runway_directory keeps businesses, people and memberships from the command line; it is never a role of "
    "requests, and of all other tables it may only read which revision the schema has."
)

_QUEUE = (
    "runway_queue shares the syncs of all businesses among workers, and finds the business that a webhook is "
    "about: ids and times. It has no right on any other table, and no other role has one on this table."
)

_ENTERING = (
    "The way in of every request: it sets the businesses of which the person is a member, as the policy for "
    "that person lets it read, and no others."
)

EXCEPTIONS = (
    Declared("policy_other_role", "runway.business: directory TO runway_directory", _DIRECTORY),
    Declared("policy_other_role", "runway.app_user: directory TO runway_directory", _DIRECTORY),
    Declared("policy_other_role", "runway.membership: directory TO runway_directory", _DIRECTORY),
    Declared("policy_other_role", "runway.sync_queue: queue TO runway_queue", _QUEUE),
    Declared("unreachable_table", "runway.sync_queue", _QUEUE),
    Declared("context_function", "runway.enter(uuid, uuid, text)", _ENTERING),
    Declared("context_function", "runway.enter_portfolio(uuid, text)", _ENTERING),
    Declared("context_function", "runway.enter_portfolio_one(uuid, uuid)", _ENTERING),
    Declared(
        "shared_table",
        "runway.alembic_version",
        "Readiness asks for the revision of the schema; it is one row, the same for every business.",
    ),
)
