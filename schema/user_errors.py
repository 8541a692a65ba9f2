"""Expected failures, as data: one interface, and a type with codes of its own for each subject."""

from orchestrators import user_errors
from orchestrators.calculations.hygiene.fixes import IssueRefusal
from orchestrators.decisions import Refusal
from orchestrators.runway.what_if import ScenarioRefusal
from orchestrators.settings.rules import SettingRefusal
from orchestrators.sources.connections.connector import ConnectionRefusal
from schema.faces import describe_enum, face, interface, shown

describe_enum(
    Refusal,
    "Why a step with a decision, or an acknowledgement, was refused.",
    {
        "NOT_FOUND": "The object does not exist in this business.",
        "FORBIDDEN": "The person may read the object but not take this step.",
        "ITEM_NOT_READY": "The item is settled or has a blocking issue, or the books are stale.",
        "ACTION_NOT_POSSIBLE": "The action does not apply to this kind of document.",
        "ALREADY_QUEUED": "An open decision about the item is already in the queue.",
        "ALREADY_INSTRUCTED": "A payment of the item was finalized, and the books do not show it yet.",
        "ALREADY_APPROVED": "The person has already approved these terms; another person must approve as "
        "well.",
        "NOT_APPROVED": "The amount is above the approval limit, and approvals are missing.",
        "OWN_DECISION": "Above the approval limit nobody may review their own decision.",
        "STALE": "The document has changed since the last review; review or revise the decision first.",
        "ILLEGAL_TRANSITION": "The status of the decision does not allow this step.",
        "CONFLICT": "The object has changed since `expectedVersion`, or was acknowledged with another "
        "response.",
        "IDEMPOTENCY_KEY_REUSED": "The idempotency key was already used with other input.",
        "DATE_MISSING": "The action requires a date.",
        "DATE_IN_PAST": "The date is in the past.",
        "DATE_TOO_FAR": "The date is more than ten years ahead.",
        "DATE_NOT_AFTER_DUE": "A DELAY requires a date after the due date.",
        "NOT_A_PAY_DAY": "The date is not a pay day; the message has the next one.",
        "AMOUNT_MISSING": "The action requires an amount.",
        "AMOUNT_OUT_OF_RANGE": "The amount is not above 0, or exceeds what is open and not covered by other "
        "decisions.",
        "NOT_USED": "The action does not use a field that was given.",
        "GUARDRAIL": "The payment would break a guardrail; an essential item may override it with a reason.",
        "GIVEN_TWICE": "The object appears twice in one request; only the first occurrence counts.",
        "WRITE_REFUSED": "The database rejected the step; nothing was written.",
    },
    name="DecisionErrorCode",
)
describe_enum(
    SettingRefusal,
    "Why a change of settings was refused; nothing was written.",
    {
        "NOT_FOUND": "The object does not exist in this business.",
        "FORBIDDEN": "The person may read the setting but not change it.",
        "CONFLICT": "The setting has changed since `expectedVersion`.",
        "INVALID_VALUE": "The value is not allowed; the message states the allowed values.",
        "INVALID_LIMITS": "The limits of the approval policy contradict each other or are out of range.",
        "LIMIT_REACHED": "The maximum number of objects of this kind already exists.",
    },
    name="SettingErrorCode",
)
describe_enum(
    ScenarioRefusal,
    "What is wrong with a scenario; nothing was computed.",
    {
        "TOO_MANY_SCENARIOS": "There are more than 5 scenarios.",
        "TOO_MANY_CHANGES": "A scenario has more than 200 changes.",
        "UNKNOWN_ITEM": "No open bill or invoice with this id exists in this business.",
        "CHANGED_TWICE": "A scenario changes an item, or a direction of usual cash flows, twice.",
        "DATE_OUTSIDE_HORIZON": "The date is before today or after the end of the forecast.",
        "NEGATIVE_AMOUNT": "The amount is below zero.",
        "NO_BASELINE": "Usual cash flows are changed, but the forecast contains none.",
        "SHARE_OUT_OF_RANGE": "A share is below 0 or above 10.",
    },
    name="ScenarioErrorCode",
)
describe_enum(
    IssueRefusal,
    "Why an action on an issue was refused.",
    {
        "NOT_FOUND": "The object does not exist in this business.",
        "FORBIDDEN": "The person may read the issue but not change it.",
        "CONFLICT": "The issue has changed since `expectedVersion`, or another fix of the request conflicts.",
        "NOT_OPEN": "The issue is ignored or resolved.",
        "NOT_OFFERED": "The check does not offer this action or field; `field` names it.",
        "NO_SUGGESTION": "There is no suggestion for this issue; send the values in `fix`.",
        "TOO_MANY": "The filter matches more than 100 issues; make it narrower.",
        "OUT_OF_RANGE": "The value is not allowed; the message has the reason.",
        "STILL_WRONG": "The check would report the corrected document again; nothing was changed.",
        "HAS_PAYMENTS": "The document that would be voided has payments.",
        "HAS_DECISION": "The document that would be voided has an open decision or an instructed payment.",
        "GIVEN_TWICE": "The issue appears twice in one request; only the first occurrence counts.",
        "UNDO_EXPIRED": "The action is more than 24 hours old.",
        "SOURCE_CHANGED": "The accounting system has sent another version of the document since.",
        "LATER_ACTION": "A later correction changed the same field; undo that one first.",
    },
    name="IssueErrorCode",
)


describe_enum(
    ConnectionRefusal,
    "Why a company was not connected or disconnected.",
    {
        "FORBIDDEN": "The person may see the connection but not change it.",
        "NOT_CONFIGURED": "The server has no app of the accounting system.",
        "NOT_CONNECTED": "No company is connected.",
    },
    name="SourceErrorCode",
)


@interface(
    user_errors.UserError,
    "An expected error that a person can understand and correct. Every implementing type also has a `code`.",
)
class UserError:
    """An expected failure."""

    message: str = shown("Message for people: one sentence that says what to do.")
    field: list[str] = shown(
        "Path of the invalid input field, such as scenarios, 0, changes, 3, date; empty when no field is "
        "invalid."
    )


@face(user_errors.UserError[Refusal], "Why a step with a decision, or an acknowledgement, was refused.")
class DecisionUserError(UserError):
    code: Refusal = shown("Error code for programs.")


@face(user_errors.UserError[SettingRefusal], "Why a change of settings was refused.")
class SettingUserError(UserError):
    code: SettingRefusal = shown("Error code for programs.")


@face(user_errors.UserError[ConnectionRefusal], "Why a company was not connected or disconnected.")
class SourceUserError(UserError):
    code: ConnectionRefusal = shown("Error code for programs.")


@face(user_errors.UserError[ScenarioRefusal], "What is wrong with an element of a scenario.")
class ScenarioUserError(UserError):
    code: ScenarioRefusal = shown("Error code for programs.")


@face(user_errors.UserError[IssueRefusal], "Why an action on an issue was refused.")
class IssueUserError(UserError):
    code: IssueRefusal = shown("Error code for programs.")
