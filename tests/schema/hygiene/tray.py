"""What a person sees of the tray, and does about its issues."""

from collections.abc import Mapping
from typing import Any

from db.directory import user_id_of
from orchestrators.hygiene.examine import ExaminationOrchestrator
from server.sources.importing import OPERATOR
from tests.schema.decisions.desk import Desk
from tests.world import OWNER

SHOWN = """
  id check issueStatus version severity blocking message detectedAt resolvedAt resolvedBy
  document { id state }
  counterparty { id name } relatedDocument { id }
  lastAction { id kind status reason source takenBy { email } }
  suggestions { dueDate issueDate total { amount currencyCode }
    openBalance { amount currencyCode } exchangeRate source }
"""
_ERRORS = "userErrors { code field message }"
ONE = f"issue {{ {SHOWN} }} {_ERRORS}"
MANY = f"outcomes {{ issue {{ {SHOWN} }} {_ERRORS} }} {_ERRORS}"
TRAY = (
    "query ($f: IssueFilter) { hygieneTray { issues(first: 100, filter: $f) { "
    f"nodes {{ {SHOWN} }} }} }} }}"
)

Issue = Mapping[str, Any]


async def issues(desk: Desk, check: str | None = None, **where: object) -> list[Issue]:
    """Issues of a check, the open ones unless the filter names a status."""
    filters = {**({"check": {"eq": check}} if check else {}), **where}
    nodes: list[Issue] = (await desk.ask(TRAY, f=filters))["hygieneTray"]["issues"]["nodes"]
    return nodes


async def only(desk: Desk, check: str, **where: object) -> Issue:
    """The one issue of a check."""
    (issue,) = await issues(desk, check, **where)
    return issue


async def do(desk: Desk, name: str, given: Mapping[str, object], user: str = OWNER) -> Any:
    """Do something about an issue, or about many."""
    payload = MANY if name == "fixIssues" else ONE
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($i: {kind}!) {{ {name}(input: $i) {{ {payload} }} }}"
    return (await desk.raw(query, given, user)).data[name]


def seen(issue: Issue) -> dict[str, Any]:
    """An issue as a request names it."""
    return {"issueId": issue["id"], "expectedVersion": issue["version"]}


async def fix(desk: Desk, issue: Issue, **values: object) -> Any:
    """Fix one, as it was seen."""
    return await do(desk, "fixIssue", {**seen(issue), "fix": values})


async def undo(desk: Desk, issue: Issue) -> Any:
    """Take back what was done about it last."""
    return await do(desk, "undoIssueAction", {"actionId": issue["lastAction"]["id"]})


async def scan(desk: Desk) -> None:
    """Look at everything again, as `runway scan` does."""
    await desk.world.directory.grant(desk.business, OPERATOR, "OPERATOR")
    async with desk.world.books.writing(user_id_of(OPERATOR), desk.business) as (books, caller):
        await ExaminationOrchestrator(books).scan(desk.business, caller, OPERATOR)
