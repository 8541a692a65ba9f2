"""What an answer of QuickBooks is: a document to be read, or one of the ways in which none came."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from orchestrators.sources.facts import Rejected, RejectionCause
from orchestrators.sources.quickbooks.faults import complaint, fault
from orchestrators.sources.quickbooks.parsing import parsed
from orchestrators.sources.rejections import legible


class Trouble(StrEnum):
    """Why no document came."""

    THROTTLED = "THROTTLED"
    UNAUTHORIZED = "UNAUTHORIZED"
    FAULT = "FAULT"
    SERVER_ERROR = "SERVER_ERROR"
    NOT_JSON = "NOT_JSON"
    CUT = "CUT"
    UNREACHABLE = "UNREACHABLE"


#: What another attempt may bring.
PASSING = frozenset(
    {Trouble.THROTTLED, Trouble.SERVER_ERROR, Trouble.NOT_JSON, Trouble.CUT, Trouble.UNREACHABLE}
)
#: Codes and types of faults that are errors of the server, whatever the status says.
_ERRORS = frozenset({"SYSTEMFAULT", "SERVICE", "SERVICEFAULT"})


class NoAnswer(Exception):
    """No document came; `wait` are the seconds that the source told to wait. The text holds no token."""

    def __init__(self, trouble: Trouble, reason: str, wait: float | None = None) -> None:
        super().__init__(legible(reason))
        self.trouble = trouble
        self.wait = wait


def document_of(file: str, status: int, headers: Mapping[str, str], body: bytes) -> dict[str, object]:
    """The document that was answered, numbers with a fraction as Decimal; raises `NoAnswer`."""
    document = parsed(file, body)
    trouble, reason = _trouble(file, status, document)
    if trouble is None and isinstance(document, dict):
        return document
    raise NoAnswer(trouble or Trouble.NOT_JSON, reason, told_to_wait(headers))


def _trouble(file: str, status: int, document: object) -> tuple[Trouble | None, str]:
    refusal = _refusal(file, status, document)
    reason = f"HTTP {status}" if refusal is None else refusal.reason
    cause = None if refusal is None else refusal.cause
    if status == 429 or cause is RejectionCause.THROTTLED:
        return Trouble.THROTTLED, reason
    if status in {401, 403} or (cause is RejectionCause.UNAUTHORIZED and status < 500):
        return Trouble.UNAUTHORIZED, reason
    if status >= 500 or _is_error_of_theirs(document):
        return Trouble.SERVER_ERROR, reason
    if status != 200:
        # Whoever sends us elsewhere is a gateway on the way, and not the source.
        return (Trouble.NOT_JSON if status < 400 else Trouble.FAULT), reason
    if isinstance(document, Rejected):
        return _unreadable(document), reason
    return (None if refusal is None else Trouble.FAULT), reason


def _refusal(file: str, status: int, document: object) -> Rejected | None:
    if isinstance(document, Rejected):
        return document
    if isinstance(document, dict):
        told = next((document[key] for key in ("Fault", "fault") if document.get(key) is not None), None)
        if told is not None:
            return fault(file, told)
        if status == 200:
            return None
    cause = complaint(document)
    return Rejected(file, "", "", "", f"QuickBooks answered with HTTP {status}", cause)


def _unreadable(document: Rejected) -> Trouble:
    is_whole = document.cause is not RejectionCause.FILE or "XML" in document.reason
    return Trouble.NOT_JSON if is_whole else Trouble.CUT


def _is_error_of_theirs(document: object) -> bool:
    told = document.get("Fault") if isinstance(document, dict) else None
    kind = told.get("type") if isinstance(told, dict) else None
    return isinstance(kind, str) and kind.upper() in _ERRORS


def told_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds of Retry-After, also of one that names a time, by the clock of who wrote it."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    until, now = _date(text), _date(headers.get("date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _date(text: str) -> datetime | None:
    try:
        result = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return result if result.tzinfo else None
