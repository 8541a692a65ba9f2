"""The words of the decision queue: what is decided, where it stands, which step, and why not."""

from enum import StrEnum


class DecisionAction(StrEnum):
    """What can be decided: the first four about a bill, the others about an invoice."""

    PAY = "PAY"
    SCHEDULE = "SCHEDULE"
    DELAY = "DELAY"
    PAY_PART = "PAY_PART"
    CHASE = "CHASE"
    EXPECT = "EXPECT"
    HOLD = "HOLD"


class DecisionStatus(StrEnum):
    """Where a decision stands."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    FINALIZED = "FINALIZED"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"


class Step(StrEnum):
    """What somebody did with a decision."""

    PROPOSED = "PROPOSED"
    REVISED = "REVISED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    FINALIZED = "FINALIZED"
    FAILED = "FAILED"


class NextStep(StrEnum):
    """What somebody may do with a decision."""

    REVISE = "REVISE"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    WITHDRAW = "WITHDRAW"
    FINALIZE = "FINALIZE"


class ReviewVerdict(StrEnum):
    """What a reviewer says."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"


class ChaseStage(StrEnum):
    """How firmly a customer is reminded."""

    FRIENDLY = "FRIENDLY"
    FIRM = "FIRM"
    FINAL = "FINAL"


class InstructionKind(StrEnum):
    """What a finalized decision, or a correction, asks of the outside."""

    PAYMENT = "PAYMENT"
    REMINDER = "REMINDER"
    EXPECTED_DATE = "EXPECTED_DATE"
    HOLD = "HOLD"
    CORRECTION = "CORRECTION"


class Refusal(StrEnum):
    """Why a step was not taken."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    ITEM_NOT_READY = "ITEM_NOT_READY"
    ACTION_NOT_POSSIBLE = "ACTION_NOT_POSSIBLE"
    ALREADY_QUEUED = "ALREADY_QUEUED"
    ALREADY_INSTRUCTED = "ALREADY_INSTRUCTED"
    ALREADY_APPROVED = "ALREADY_APPROVED"
    NOT_APPROVED = "NOT_APPROVED"
    OWN_DECISION = "OWN_DECISION"
    STALE = "STALE"
    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    DATE_MISSING = "DATE_MISSING"
    DATE_IN_PAST = "DATE_IN_PAST"
    DATE_TOO_FAR = "DATE_TOO_FAR"
    DATE_NOT_AFTER_DUE = "DATE_NOT_AFTER_DUE"
    NOT_A_PAY_DAY = "NOT_A_PAY_DAY"
    AMOUNT_MISSING = "AMOUNT_MISSING"
    AMOUNT_OUT_OF_RANGE = "AMOUNT_OUT_OF_RANGE"
    WRONG_CURRENCY = "WRONG_CURRENCY"
    NOT_USED = "NOT_USED"
    GUARDRAIL = "GUARDRAIL"
    GIVEN_TWICE = "GIVEN_TWICE"
    WRITE_REFUSED = "WRITE_REFUSED"
