"""What every step and every root field is tried with, about an object of somebody else."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.schema.asking import MUTATIONS

#: What root fields that cannot be asked without arguments are asked with, about an object of this id.
ARGUMENTS: Mapping[str, Callable[[str], str]] = {
    "node": lambda found: f'(id: "{found}")',
    "whatIf": lambda _: '(scenarios: [{name: "as planned", changes: []}])',
}
#: Questions whose answers are figures alone.
FIGURES = frozenset({"runwayPolicy", "whatIf"})


def _reviewed(decision: str) -> dict[str, Any]:
    return {"id": decision, "expectedVersion": 1, "verdict": "APPROVE"}


#: What a step is asked to do with an object of somebody else, and of which type that is.
STEPS: Mapping[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "proposeDecision": ("Bill", lambda found: {"itemId": found, "action": "PAY"}),
    "proposeDecisions": ("Bill", lambda found: {"proposals": [{"itemId": found, "action": "PAY"}]}),
    "reviseDecision": ("Decision", lambda found: {"id": found, "expectedVersion": 1, "note": "n"}),
    "reviewDecision": ("Decision", _reviewed),
    "reviewDecisions": ("Decision", lambda found: {"reviews": [_reviewed(found)]}),
    "withdrawDecision": ("Decision", lambda found: {"id": found}),
    "finalizeDecisions": (
        "Decision",
        lambda found: {"decisions": [{"id": found, "expectedVersion": 1}], "idempotencyKey": "k"},
    ),
    "acknowledgeOutbox": ("Instruction", lambda found: {"instructions": [{"id": found}]}),
    "clearQueue": ("Business", lambda _: {}),
    "setApprovalPolicy": ("Business", lambda _: {"expectedVersion": 1, "payDays": ["FRIDAY"]}),
    "setRunwayPolicy": ("Business", lambda _: {"bufferDays": 12}),
    "setEarmark": ("Earmark", lambda _: {"name": "Canary", "amount": "12"}),
    "releaseEarmark": ("Earmark", lambda found: {"id": found}),
    "setVendorTerms": ("Vendor", lambda found: {"vendorId": found, "tier": "STRATEGIC"}),
    "setRecurringFlow": ("RecurringFlow", lambda found: {"id": found, "amount": "-12"}),
    "removeRecurringFlow": ("RecurringFlow", lambda found: {"id": found}),
}
#: Steps that name no object, so that there is none of somebody else's to name.
OF_THE_BUSINESS = frozenset({"setRunwayPolicy", "setEarmark", "clearQueue", "setApprovalPolicy"})
#: Steps that are content when the object is not there.
CONTENT_WITHOUT = frozenset({"releaseEarmark"})
ABOUT_AN_OBJECT = [name for name in MUTATIONS if name not in OF_THE_BUSINESS]


def refusals(payload: Any) -> list[str]:
    """Why nothing was done, with the step as a whole or with each of its objects."""
    each = [payload, *payload.get("outcomes", ())]
    return [error["code"] for part in each for error in part["userErrors"]]
