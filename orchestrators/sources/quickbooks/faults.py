"""What went wrong at QuickBooks, told from its faults in JSON and XML and from the pages of gateways."""

import html
import re
from collections.abc import Mapping

from orchestrators.sources.facts import Rejected, RejectionCause
from orchestrators.sources.rejections import rejected

# Looked for first: throttling also comes with the status of a refused authorization.
THROTTLED = re.compile(
    r"throttl|too many requests|(rate|request) limit|status ?code\W{0,4}429|^\W*(error |http )?429\b", re.I
)
UNAUTHORIZED = re.compile(
    r"authenticat|authoriz|authoris|forbidden|token (expired|revoked)|invalid[_ ](token|grant|client)"
    r"|status ?code\W{0,4}40[13]|^\W*(error |http )?40[13]\b",
    re.I,
)
THROTTLED_CODES = frozenset({3001, 429})
UNAUTHORIZED_CODES = frozenset({100, 120, 401, 403, 3100, 3200, 3201, 3202, 5020, 6190})

#: The keys in which something that is no response of QuickBooks says what is wrong.
COMPLAINTS = ("error", "error_description", "message", "code", "errorCode", "status", "statusCode", "fault")

XML = re.compile(r"\s*<(\?xml|IntuitResponse|[A-Za-z!])")
PAGE = re.compile(r"<!doctype html|<html", re.I)
TITLE = re.compile(r"<(title|h1)[^>]*>(.*?)</", re.I | re.S)
FAULT_TYPE = re.compile(r"<Fault\b[^>]*\btype\s*=\s*[\"']([^\"']*)")
ERROR_CODE = re.compile(r"<Error\b[^>]*\bcode\s*=\s*[\"']([^\"']*)")
MESSAGE = re.compile(r"<(Message|Detail)>(.*?)</", re.S)


def cause_of(text: str, code: object = None) -> RejectionCause | None:
    """Which kind of refusal a text and a code tell of; None if they tell of neither kind."""
    number = int(code) if isinstance(code, int | str) and re.fullmatch(r"[0-9]{1,9}", str(code)) else None
    if number in THROTTLED_CODES or THROTTLED.search(text):
        return RejectionCause.THROTTLED
    if number in UNAUTHORIZED_CODES or UNAUTHORIZED.search(text):
        return RejectionCause.UNAUTHORIZED
    return None


def fault(file: str, data: object) -> Rejected:
    """A fault that a response holds, in either of QuickBooks' spellings."""
    told = data if isinstance(data, dict) else {}
    errors = told.get("Error") or told.get("error")
    listed = [
        error for error in (errors if isinstance(errors, list) else [errors]) if isinstance(error, dict)
    ]
    texts = [
        error[key] for error in listed for key in ("Message", "message", "Detail", "detail") if key in error
    ]
    codes = [error.get("code") for error in listed]
    return _fault(file, told.get("type"), [text for text in texts if isinstance(text, str)], codes)


def _fault(file: str, kind: object, texts: list[str], codes: list[object]) -> Rejected:
    words = [*(text for text in (kind,) if isinstance(text, str)), *texts]
    causes = [cause_of(text, code) for text in words or [""] for code in codes or [None]]
    return rejected(
        file,
        f"QuickBooks answered with a fault: {'; '.join(texts) or 'it does not say which'}",
        entity="Fault",
        cause=next(filter(None, causes), RejectionCause.FAULT),
    )


def complaint(data: object) -> RejectionCause:
    """Why something came that is no response of QuickBooks, as far as it says so itself."""
    if not isinstance(data, Mapping) or "Id" in data:
        return RejectionCause.FILE
    told = [data[key] for key in COMPLAINTS if isinstance(data.get(key), str | int)]
    causes = [cause_of(str(value), value) for value in told]
    return next(filter(None, causes), RejectionCause.FAULT if "error" in data else RejectionCause.FILE)


def markup(file: str, text: str) -> Rejected | None:
    """What an answer in XML or HTML says, which is never a record; None if it is neither.

    Not parsed: of an error only its sentences are of use, and a parser of XML can be made to run for ever.
    """
    if not XML.match(text):
        return None
    if PAGE.search(text):
        title = TITLE.search(text)
        told = " ".join(html.unescape(title[2]).split()) if title else "it has no title"
        cause = cause_of(told) or RejectionCause.FAULT
        return rejected(file, f"The file is an HTML page, not an answer: {told}", cause=cause)
    if "<Fault" not in text:
        reason = "The file is XML, which Runway does not read; ask QuickBooks for JSON"
        return rejected(file, reason, cause=RejectionCause.FILE)
    kind = FAULT_TYPE.search(text)
    texts = [html.unescape(match[2]).strip() for match in MESSAGE.finditer(text)]
    codes: list[object] = [match[1] for match in ERROR_CODE.finditer(text)]
    return _fault(file, kind[1] if kind else None, texts, codes)
