"""Answers that are no records, in JSON, XML, HTML and plain words: what kind of failure each is."""

import json

import pytest

from orchestrators.sources.facts import Rejected, RejectionCause
from orchestrators.sources.quickbooks.responses import records

FAULT, FILE = RejectionCause.FAULT, RejectionCause.FILE
THROTTLED, UNAUTHORIZED = RejectionCause.THROTTLED, RejectionCause.UNAUTHORIZED


def xml(code: str, message: str, kind: str = "SERVICE") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="2026-11-27T10:00:00-08:00">'
        f'<Fault type="{kind}"><Error code="{code}"><Message>{message}</Message></Error></Fault>'
        "</IntuitResponse>"
    )


def fault(code: object, message: str, kind: str = "SERVICE") -> str:
    return json.dumps({"Fault": {"Error": [{"Message": message, "code": code}], "type": kind}})


GATEWAY = json.dumps(
    {
        "warnings": None,
        "fault": {
            "error": [
                {"message": "message=AuthenticationFailed; errorCode=003200; statusCode=401", "code": "3200"}
            ],
            "type": "AUTHENTICATION",
        },
        "batchItemResponse": [],
        "time": 1732700000000,
    }
)


@pytest.mark.parametrize(
    ("text", "cause", "reason"),
    [
        (
            fault("3001", "message=ThrottleExceeded; errorCode=003001; statusCode=429"),
            THROTTLED,
            "ThrottleExceeded",
        ),
        (fault("3001", "ThrottleExceeded; statusCode=403"), THROTTLED, "ThrottleExceeded"),
        (fault("003001", "Try later"), THROTTLED, "Try later"),
        (fault("610", "Object Not Found"), FAULT, "Object Not Found"),
        (fault("610", "Object 403 not found"), FAULT, "403"),
        (fault("3200", "Token expired", "AUTHENTICATION"), UNAUTHORIZED, "Token expired"),
        (fault("x", "AuthenticationFailed; statusCode=401"), UNAUTHORIZED, "401"),
        (fault("3100", "ApplicationAuthorizationFailed; statusCode=403"), UNAUTHORIZED, "403"),
        (fault(120, "No rights"), UNAUTHORIZED, "No rights"),
        ('{"Fault": "down"}', FAULT, "does not say which"),
        (GATEWAY, UNAUTHORIZED, "AuthenticationFailed"),
        (
            xml("3001", "message=ThrottleExceeded; errorCode=003001; statusCode=429"),
            THROTTLED,
            "ThrottleExceeded",
        ),
        (xml("3200", "message=AuthenticationFailed", "AUTHENTICATION"), UNAUTHORIZED, "AuthenticationFailed"),
        (xml("610", "Smith &amp; Sons"), FAULT, "a fault: Smith & Sons"),
        ("\ufeff  " + xml("610", "x"), FAULT, "a fault: x"),
        (
            "<IntuitResponse><QueryResponse><Bill><Id>1</Id></Bill></QueryResponse></IntuitResponse>",
            FILE,
            "XML",
        ),
        ("<html><head><title>502 Bad Gateway</title></head></html>", FAULT, "502 Bad Gateway"),
        ("<!DOCTYPE html>\n<HTML><TITLE>\n429 Too\nMany Requests</TITLE></HTML>", THROTTLED, "429 Too Many"),
        ("<html><h1>403 Forbidden</h1></html>", UNAUTHORIZED, "403 Forbidden"),
        ("<html></html>", FAULT, "no title"),
        ("Too Many Requests", THROTTLED, "not whole JSON"),
        ("401 Unauthorized", UNAUTHORIZED, "not whole JSON"),
        ("upstream request timeout", FILE, "not whole JSON"),
        ('{"Bill": [{"Id": "1", "PrivateNote": "Too many requests', FILE, "not whole JSON"),
        ('{"error": "invalid_grant"}', UNAUTHORIZED, "not a response"),
        ('{"message": "API rate limit exceeded"}', THROTTLED, "not a response"),
        ('{"statusCode": 429}', THROTTLED, "not a response"),
        ('{"error": "server_error"}', FAULT, "not a response"),
        ('{"Id": "1", "message": "unauthorized"}', FILE, "not a response"),
        ("{}", FILE, "not a response"),
        ("", FILE, "empty"),
        ('{"bills": [{"Id": "1"}]}', FILE, "not a QuickBooks entity"),
        ('{"QueryResponse": {"Gizmo": [{"Id": "1"}]}}', RejectionCause.UNUSED, "not a QuickBooks entity"),
        ('{"QueryResponse": {"Estimate": [{"Id": "1"}]}}', RejectionCause.UNUSED, "does not use Estimate"),
        ('{"QueryResponse": {"Bill": [5]}}', RejectionCause.RECORD, "must be an object"),
    ],
)
def test_causes(text: str, cause: RejectionCause, reason: str) -> None:
    [result] = records("a.json", text.encode())
    assert isinstance(result, Rejected)
    assert (result.cause, reason in result.reason) == (cause, True), result.reason


def test_of_two_errors_the_one_that_says_more_counts() -> None:
    errors = [{"Message": "x", "code": "610"}, {"Message": "y", "code": "3200"}]
    [result] = records("a.json", json.dumps({"Fault": {"Error": errors}}).encode())
    assert isinstance(result, Rejected)
    assert (result.cause, result.reason) == (UNAUTHORIZED, "QuickBooks answered with a fault: x; y")


def test_a_long_page_is_judged_quickly() -> None:
    [result] = records("a.json", b"<html>" + b"<h1 " * 100_000)
    assert isinstance(result, Rejected)
    assert result.cause is FAULT
