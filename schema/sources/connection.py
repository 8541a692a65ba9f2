"""The live connection of a business to its accounting system."""

from datetime import datetime

import strawberry

from orchestrators.sources.connections import problems
from orchestrators.sources.connections.state import Connection, ConnectionState, Environment
from schema import ids
from schema.faces import describe_enum, face, field, shown

describe_enum(
    ConnectionState,
    "State of the connection to the accounting system.",
    {
        "CONNECTED": "The books are kept up to date.",
        "THROTTLED": "The accounting system asked to wait; the sync continues by itself.",
        "FAILING": "The last sync failed; it is tried again by itself.",
        "UNAUTHORIZED": "The authorization was lost; somebody must connect the same company again.",
        "DISCONNECTED": "The company was disconnected; the books stay as they were.",
    },
    name="SourceState",
)
describe_enum(
    Environment,
    "Kind of companies that the accounting system has.",
    {"SANDBOX": "Invented companies for tests.", "PRODUCTION": "Real companies."},
    name="SourceEnvironment",
)
describe_enum(
    problems.ProblemCode,
    "What is wrong with a connection.",
    {
        "THROTTLED": "The accounting system limits the number of requests.",
        "AUTHORIZATION_LOST": "The accounting system no longer accepts the authorization.",
        "SOURCE_UNAVAILABLE": "The accounting system does not answer, or with server errors.",
        "UNEXPECTED_ANSWER": "The accounting system answered in a form that is not documented.",
        "OTHER_COMPANY": "The connected company has the name of other books of the business.",
        "KEY_MISSING": "The stored authorization cannot be decrypted.",
        "SYNC_FAILED": "The sync ended with an internal error.",
    },
    name="SourceProblemCode",
)


@face(problems.ConnectionProblem, "What is wrong with a connection, and what to do about it.")
class SourceProblem:
    code: problems.ProblemCode = shown("Category of the problem.")
    message: str = shown("What is wrong, in one sentence.")
    remedy: str = shown("What to do about it, in one sentence.")


@face(Connection, "The live connection of a business to a company in its accounting system.")
class SourceLink:
    state: ConnectionState = shown("State of the connection.")
    since: datetime = shown("Time at which this state began.")
    company_name: str | None = shown("Name of the connected company, as the accounting system states it.")
    environment: Environment = shown("Kind of company.")
    connected_at: datetime = shown("Time at which the company was connected the last time.")
    last_sync_at: datetime | None = shown("Time of the last complete sync; null before the first.")
    next_sync_at: datetime | None = shown("Time at which the next sync is due; null when none is planned.")
    problem: SourceProblem | None = shown("What is wrong; null when nothing is.")

    @field(strawberry.ID, "Id of the connection; it stays the same when a company is connected again.")
    def id(self, root: strawberry.Parent[Connection]) -> strawberry.ID:
        return strawberry.ID(ids.encode("SourceLink", root.id))
