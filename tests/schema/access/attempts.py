"""What every step and every root field is tried with, about an object of somebody else."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tests.schema.asking import MUTATIONS
from tests.world import gid

#: What root fields that cannot be asked without arguments are asked with, about an object of this id.
ARGUMENTS: Mapping[str, Callable[[str], str]] = {
    "node": lambda outcome: f'(id: "{outcome}")',
    "nodes": lambda outcome: f'(ids: ["{outcome}"])',
    "whatIf": lambda _: '(scenarios: [{name: "as planned", changes: []}])',
}
#: Questions whose answers are figures alone.
FIGURES = frozenset({"importRuns", "income", "runwayPolicy", "spend", "whatIf"})


def _reviewed(decision: str) -> dict[str, Any]:
    return {"id": decision, "expectedVersion": 1, "verdict": "APPROVE"}


def _mended(issue: str) -> dict[str, Any]:
    return {"issueId": issue, "expectedVersion": 1, "fix": {"dueDate": "2027-12-24"}}


#: A bill that nobody has: what is asked of the issue comes first.
_BILL = gid("Bill", UUID(int=1))
#: What a step is asked to do with an object of somebody else, and of which type that is.
STEPS: Mapping[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "proposeDecision": ("Bill", lambda result: {"itemId": result, "action": "PAY"}),
    "proposeDecisions": ("Bill", lambda value: {"proposals": [{"itemId": value, "action": "PAY"}]}),
    "reviseDecision": ("Decision", lambda answer: {"id": answer, "expectedVersion": 1, "note": "n"}),
    "reviewDecision": ("Decision", _reviewed),
    "reviewDecisions": ("Decision", lambda result_4: {"reviews": [_reviewed(result_4)]}),
    "withdrawDecision": ("Decision", lambda result_5: {"id": result_5}),
    "finalizeDecisions": (
        "Decision",
        lambda result_6: {"decisions": [{"id": result_6, "expectedVersion": 1}], "idempotencyKey": "k"},
    ),
    "acknowledgeOutbox": ("Instruction", lambda result_3: {"instructions": [{"id": result_3}]}),
    "fixIssue": ("Issue", _mended),
    "fixIssues": ("Issue", lambda key: {"fixes": [_mended(key)]}),
    "ignoreIssue": ("Issue", lambda key: {"issueId": key, "expectedVersion": 1, "reason": "r"}),
    "keepBoth": ("Issue", lambda key: {"issueId": key, "expectedVersion": 1}),
    "mergeDuplicates": ("Issue", lambda key: {"issueId": key, "expectedVersion": 1, "keepId": _BILL}),
    "undoIssueAction": ("IssueAction", lambda key: {"actionId": key}),
    "clearQueue": ("Business", lambda _: {}),
    "startConnection": ("Business", lambda _: {}),
    "disconnectConnection": ("Business", lambda _: {"id": gid("SourceLink", UUID(int=1))}),
    "setApprovalPolicy": ("Business", lambda _: {"expectedVersion": 1, "payDays": ["FRIDAY"]}),
    "setRunwayPolicy": ("Business", lambda _: {"bufferDays": 12}),
    "setEarmark": ("Earmark", lambda _: {"name": "Canary", "amount": "12"}),
    "releaseEarmark": ("Earmark", lambda result_2: {"id": result_2}),
    "setVendorTerms": ("Vendor", lambda match: {"vendorId": match, "tier": "STRATEGIC"}),
    "setRecurringFlow": ("RecurringFlow", lambda result_7: {"id": result_7, "amount": "-12"}),
    "removeRecurringFlow": ("RecurringFlow", lambda result_8: {"id": result_8}),
}
#: Steps that name no object, so that there is none of somebody else's to name.
OF_THE_BUSINESS = frozenset(
    {
        *("setRunwayPolicy", "setEarmark", "clearQueue", "setApprovalPolicy"),
        *("startConnection", "disconnectConnection"),
    }
)
#: Steps that are content when the object is not there.
CONTENT_WITHOUT = frozenset({"releaseEarmark"})
ABOUT_AN_OBJECT = [name for name in MUTATIONS if name not in OF_THE_BUSINESS]


def refusals(payload: Any) -> list[str]:
    """Why nothing was done, with the step as a whole or with each of its objects."""
    results = [payload, *payload.get("outcomes", ())]
    return [error["code"] for part in results for error in part["userErrors"]]
