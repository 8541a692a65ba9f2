"""Expected failures, as data: one interface, and a type with codes of its own for each subject."""

from orchestrators import user_errors
from orchestrators.calculations.hygiene.fixes import IssueRefusal
from orchestrators.decisions import Refusal
from orchestrators.runway.what_if import ScenarioRefusal
from orchestrators.settings.rules import SettingRefusal
from schema.faces import describe_enum, face, interface, shown

describe_enum(
    Refusal,
    "Why a step was not taken.",
    {
        "NOT_FOUND": "There is no such object in this business.",
        "FORBIDDEN": "The viewer may read it but not take this step.",
        "ITEM_NOT_READY": "The item is settled, has a blocking issue, or the books are stale.",
        "ACTION_NOT_POSSIBLE": "That cannot be decided about an item of this kind.",
        "ALREADY_QUEUED": "A decision about the item is in the queue already.",
        "ALREADY_INSTRUCTED": "A payment of the item was finalized, and the books do not show it yet.",
        "ALREADY_APPROVED": "The viewer has approved these terms; they need somebody else as well.",
        "NOT_APPROVED": "The amount is above the limit, and not enough people have approved it.",
        "OWN_DECISION": "Above the limit nobody reviews what they decided themselves.",
        "STALE": "The document has changed since somebody looked: review or revise the decision first.",
        "ILLEGAL_TRANSITION": "The decision does not stand where this step begins.",
        "CONFLICT": "The object has changed since `expectedVersion`, or was answered otherwise before.",
        "IDEMPOTENCY_KEY_REUSED": "The key came with another input before.",
        "DATE_MISSING": "The action needs a date.",
        "DATE_IN_PAST": "The date has passed.",
        "DATE_TOO_FAR": "The date is more than ten years away.",
        "DATE_NOT_AFTER_DUE": "A delay ends after the due date.",
        "NOT_A_PAY_DAY": "Nothing is paid on that weekday; the message names the next pay day.",
        "AMOUNT_MISSING": "The action needs an amount.",
        "AMOUNT_OUT_OF_RANGE": "The amount is not above 0, or more than is open or left by other parts.",
        "NOT_USED": "The action takes no such field.",
        "GUARDRAIL": "It would break a guardrail; an essential item may override that with a reason.",
        "GIVEN_TWICE": "The object is named twice in one request; the first place counts.",
        "WRITE_REFUSED": "The books refused to keep the step; nothing of it was done.",
    },
    name="DecisionErrorCode",
)
describe_enum(
    SettingRefusal,
    "Why a setting stays as it was; nothing was written.",
    {
        "NOT_FOUND": "There is no such object in this business.",
        "FORBIDDEN": "The viewer may read it but not change it.",
        "CONFLICT": "The setting has changed since `expectedVersion`.",
        "INVALID_VALUE": "The setting cannot have this value.",
        "INVALID_LIMITS": "The settings of approvals contradict each other, or are out of range.",
        "LIMIT_REACHED": "There are as many as there can be.",
    },
    name="SettingErrorCode",
)
describe_enum(
    ScenarioRefusal,
    "What is wrong with a scenario; nothing was computed then.",
    {
        "TOO_MANY_SCENARIOS": "More than 5.",
        "TOO_MANY_CHANGES": "More than 200 in one scenario.",
        "UNKNOWN_ITEM": "There is no such open bill or invoice in this business.",
        "CHANGED_TWICE": "A scenario changes an item, or a side of what is usual, twice.",
        "DATE_OUTSIDE_HORIZON": "Before today, or after the forecast's last day.",
        "NEGATIVE_AMOUNT": "An amount is below zero.",
        "NO_BASELINE": "What is usual is changed, and the forecast holds nothing that is usual.",
        "SHARE_OUT_OF_RANGE": "A share is below 0 or above 10.",
    },
    name="ScenarioErrorCode",
)
describe_enum(
    IssueRefusal,
    "Why nothing was done about an issue.",
    {
        "NOT_FOUND": "There is no such object in this business.",
        "FORBIDDEN": "The viewer may read it but not change it.",
        "CONFLICT": "It has changed since `expectedVersion`, or another fix of the request is in the way.",
        "NOT_OPEN": "The issue is ignored or resolved.",
        "NOT_OFFERED": "The check does not offer this; the field tells what is too much.",
        "NO_SUGGESTION": "Nothing in the books tells what to enter: send a `fix`.",
        "TOO_MANY": "The filter lets more than 100 issues through; narrow it.",
        "OUT_OF_RANGE": "The value cannot be; the message says why.",
        "STILL_WRONG": "With these values the check would find the same again; nothing was kept.",
        "HAS_PAYMENTS": "The document that would go has payments.",
        "HAS_DECISION": "A decision about the document that would go is open, or its payment is instructed.",
        "GIVEN_TWICE": "The issue is named twice in one request; the first place counts.",
        "UNDO_EXPIRED": "It was done more than 24 hours ago.",
        "SOURCE_CHANGED": "The source has sent another version of the document since.",
        "LATER_ACTION": "A later correction changed the same field; undo that one first.",
    },
    name="IssueErrorCode",
)


@interface(user_errors.UserError, "Why something was not done. Each type has a `code` for programs.")
class UserError:
    """An expected failure."""

    message: str = shown("For people: one sentence that says what to do.")
    field: list[str] = shown(
        "The path of the input at fault, such as scenarios, 0, changes, 3, date; empty when none is."
    )


@face(user_errors.UserError[Refusal], "Why a step with a decision was not taken.")
class DecisionUserError(UserError):
    code: Refusal = shown("For programs.")


@face(user_errors.UserError[SettingRefusal], "Why a setting stays as it was.")
class SettingUserError(UserError):
    code: SettingRefusal = shown("For programs.")


@face(user_errors.UserError[ScenarioRefusal], "An element of a scenario that makes no sense.")
class ScenarioUserError(UserError):
    code: ScenarioRefusal = shown("For programs.")


@face(user_errors.UserError[IssueRefusal], "Why nothing was done about an issue.")
class IssueUserError(UserError):
    code: IssueRefusal = shown("For programs.")
