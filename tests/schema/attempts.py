"""What every step and every root field is tried with, about an object of somebody else."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.schema.asking import MUTATIONS

#: What root fields that cannot be asked without arguments are asked with, about an object of this id.
ARGUMENTS: Mapping[str, Callable[[str], str]] = {"node": lambda found: f'(id: "{found}")'}


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
    # These are about the business as a whole, and name none.
    "clearQueue": ("Business", lambda _found: {}),
    "setApprovalPolicy": ("Business", lambda _found: {"expectedVersion": 1, "payDays": ["FRIDAY"]}),
}
ABOUT_AN_OBJECT = [name for name in MUTATIONS if STEPS[name][0] != "Business"]


def refusals(payload: Any) -> list[str]:
    """Why nothing was done, with the step as a whole or with each of its objects."""
    each = [payload, *payload.get("outcomes", ())]
    return [error["code"] for part in each for error in part["userErrors"]]
