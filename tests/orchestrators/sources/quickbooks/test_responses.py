"""Every envelope of QuickBooks is opened, and every record in it comes out once."""

import json
import os
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from orchestrators.sources.facts import Rejected, RejectionCause, SourceRecord
from orchestrators.sources.quickbooks.entities import UNUSED_ENTITIES, USED_ENTITIES
from orchestrators.sources.quickbooks.responses import count_files, read, records

SHARED = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "quickbooks" / "json"

BILL = {"Id": "1", "TotalAmt": 5}
OTHER = {"Id": "2", "TotalAmt": 6}
VENDOR = {"Id": "3", "DisplayName": "Norton"}
GONE = {"Id": "9", "status": "Deleted", "MetaData": {"LastUpdatedTime": "2026-01-05T10:00:00Z"}}
FAULT = {"Error": [{"Message": "Too long", "Detail": "over 21", "code": "6"}, 7], "type": "SERVICE"}


def outcomes(document: object) -> list[tuple[str, str]]:
    """Entity and id of what is read; entity and reason of what is refused."""
    return [
        (record.entity, record.reason)
        if isinstance(record, Rejected)
        else (record.entity, str(record.data["Id"]))
        for record in records("a.json", json.dumps(document).encode())
    ]


def refusal(raw: bytes) -> Rejected:
    [result] = records("a.json", raw)
    assert isinstance(result, Rejected)
    return result


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(
            {"QueryResponse": {"Bill": [BILL, OTHER], "startPosition": 1, "maxResults": 2}, "time": "now"},
            [("Bill", "1"), ("Bill", "2")],
            id="query",
        ),
        pytest.param({"QueryResponse": {}, "time": "now"}, [], id="query without rows"),
        pytest.param({"QueryResponse": {"totalCount": 12}}, [], id="query for a count"),
        pytest.param({"Bill": BILL, "time": "now", "requestId": "r"}, [("Bill", "1")], id="single"),
        pytest.param(
            {"QueryResponse": {"Bill": [BILL], "Vendor": [VENDOR]}},
            [("Bill", "1"), ("Vendor", "3")],
            id="two entities",
        ),
        pytest.param(
            {
                "BatchItemResponse": [
                    {"bId": "a", "Bill": BILL},
                    {"bId": "b", "Fault": FAULT},
                    {"bId": "c", "QueryResponse": {"Vendor": [VENDOR], "maxResults": 1}},
                    {"bId": "d", "QueryResponse": {}},
                ],
                "time": "now",
            },
            [
                ("Bill", "1"),
                ("Fault", "QuickBooks answered with a fault: Too long; over 21"),
                ("Vendor", "3"),
            ],
            id="batch with a fault inside",
        ),
        pytest.param(
            {
                "CDCResponse": [
                    {"QueryResponse": [{"Bill": [BILL, GONE], "maxResults": 2}, {}, {"Vendor": [VENDOR]}]}
                ],
                "time": "now",
            },
            [("Bill", "1"), ("Bill", "9"), ("Vendor", "3")],
            id="changes with a deletion",
        ),
        pytest.param(
            [
                {"Bill": BILL},
                {"QueryResponse": {"Bill": [OTHER]}},
                {"BatchItemResponse": [{"Vendor": VENDOR}]},
            ],
            [("Bill", "1"), ("Bill", "2"), ("Vendor", "3")],
            id="array of responses",
        ),
        pytest.param(
            {"Fault": {}}, [("Fault", "QuickBooks answered with a fault: it does not say which")], id="fault"
        ),
        pytest.param(
            {"bill_response": BILL, "time": "now"},
            [("bill_response", "'bill_response' is not a QuickBooks entity")],
            id="unknown key",
        ),
        pytest.param(
            {"bills": [BILL, OTHER, 7]},
            [("bills", "'bills' is not a QuickBooks entity")] * 3,
            id="unknown list, refused one by one",
        ),
        pytest.param(
            {"Bill": [BILL, None, "x"]},
            [("Bill", "1")] + [("Bill", "A Bill record must be an object")] * 2,
            id="rows that are no objects",
        ),
        pytest.param(
            {"Bill": None}, [("Bill", "A Bill record must be an object")], id="an entity without a record"
        ),
        pytest.param(
            {"QueryResponse": [5]},
            [("QueryResponse", "A QueryResponse must be an object")],
            id="query of no object",
        ),
        pytest.param(
            {"BatchItemResponse": [{"BatchItemResponse": [BILL]}]},
            [("BatchItemResponse", "'BatchItemResponse' is not a QuickBooks entity")],
            id="batch in a batch",
        ),
    ],
)
def test_envelopes(document: object, expected: list[tuple[str, str]]) -> None:
    assert outcomes(document) == expected


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({}, id="nothing"),
        pytest.param([], id="no response"),
        pytest.param({"time": "now", "maxResults": 0}, id="only words about it"),
        pytest.param(5, id="a number"),
        pytest.param({"BatchItemResponse": [{"bId": "a"}]}, id="an empty answer in a batch"),
        pytest.param(
            {"Id": "1", "Line": [{}], "VendorRef": {}, "Deposit": 0}, id="a record without its entity"
        ),
    ],
)
def test_what_is_no_response_is_refused_once(document: object) -> None:
    assert outcomes(document) == [("", "This is not a response of QuickBooks")]


@pytest.mark.parametrize("entity", sorted(UNUSED_ENTITIES))
def test_entities_that_runway_does_not_use_are_refused_by_name(entity: str) -> None:
    assert outcomes({"QueryResponse": {entity: [BILL]}}) == [
        (entity, f"Runway does not use {entity} records")
    ]


def test_no_entity_is_both_used_and_unused() -> None:
    assert USED_ENTITIES.isdisjoint(UNUSED_ENTITIES)


def test_a_refused_record_keeps_its_id() -> None:
    source_ids = [
        refusal(json.dumps({"bills": {"Id": id_}}).encode()).source_id for id_ in ("25", 25, True, 10**60)
    ]
    assert source_ids == ["25", "25", "", ""]
    assert refusal(b'{"Id": "77", "Line": []}').source_id == "77"


def test_numbers_are_exact() -> None:
    raw = b'{"Bill": {"Id": "1", "TotalAmt": 0.1, "Balance": 12345678901234567890.01, "DueDays": 30}}'
    [result] = records("a.json", raw)
    assert isinstance(result, SourceRecord)
    assert result.data["TotalAmt"] == Decimal("0.1")
    assert result.data["Balance"] == Decimal("12345678901234567890.01")
    assert result.data["DueDays"] == 30


def test_a_byte_order_mark_is_skipped() -> None:
    [result] = records("a.json", b"\xef\xbb\xbf" + json.dumps({"Bill": BILL}).encode())
    assert result == SourceRecord("a.json", "Bill", dict(BILL))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b"\xef\xbb\xbf \n", "The file is empty", id="blank"),
        pytest.param(
            b'{"Bill": {"Id": "1"',
            "The file is not whole JSON: Expecting ',' delimiter, line 1 column 20",
            id="truncated",
        ),
        pytest.param(
            b'{"Bill": {}}\n{"Bill": {}}',
            "The file is not whole JSON: Extra data, line 2 column 1",
            id="two documents",
        ),
        pytest.param(b'{"Bill": "\xff"}', "The file is not UTF-8 text: see byte 10", id="latin"),
        pytest.param('{"Bill": 1}'.encode("utf-16"), "The file is not UTF-8 text: see byte 0", id="utf-16"),
        pytest.param(b'{"Bill": NaN}', "NaN is not a number that JSON has", id="nan"),
        pytest.param(b'{"Bill": -Infinity}', "-Infinity is not a number that JSON has", id="infinity"),
        pytest.param(b"[" * 100_000, "The file is nested too deeply", id="deep"),
        pytest.param(
            b'{"Bill": ' + b"9" * 5000 + b"}", "A number in the file has too many digits", id="long integer"
        ),
        pytest.param(
            b'{"Bill": 1e99999999999999999999}',
            "A number in the file has too many digits",
            id="long exponent",
        ),
        pytest.param(
            b'{"Bill": {"Id": "1"}, "Bill": {"Id": "2"}}',
            "A key stands twice in the same object",
            id="a record that another one would hide",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(raw: bytes, reason: str) -> None:
    assert refusal(raw) == Rejected("a.json", "", "", "", reason, RejectionCause.FILE)


def test_a_refusal_holds_nothing_that_a_database_cannot_store() -> None:
    result = refusal(b'{"a\\u0000\\ud800' + b"x" * 1000 + b'": {"Id": "\\u0000"}}')
    for text in (result.entity, result.source_id, result.reason):
        assert "\x00" not in text
        assert len(text.encode("utf-8")) <= 500
    assert result.entity.startswith("a??xx")


def test_a_folder_names_the_file_of_each_record_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "bad.json").write_bytes(b"{")
    (tmp_path / "b.json").write_text(json.dumps({"Bill": BILL}))
    result = list(read(tmp_path))
    assert [(type(value), value.file) for value in result] == [
        (Rejected, "a/bad.json"),
        (SourceRecord, "b.json"),
    ]


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and no more")
    assert list(read(tmp_path / "a.zip")) == [
        Rejected("a.zip", "", "", "", "The zip is broken and cannot be opened", RejectionCause.FILE)
    ]


def rows(value: object) -> int:
    """How many records a value stands for, by looking at its shape alone."""
    if isinstance(value, list):
        return len(value)
    return 1 if isinstance(value, dict) else 0


def counted(document: dict[str, object]) -> int:
    query = document.get("QueryResponse")
    return sum(map(rows, query.values() if isinstance(query, dict) else document.values()))


@pytest.mark.shared_data
def test_every_record_of_the_real_responses_comes_out_once(tmp_path: Path) -> None:
    if not SHARED.is_dir():
        assert "CI" not in os.environ, f"{SHARED} is missing, and continuous integration must have it"
        pytest.skip(f"{SHARED} is not part of this clone")
    files = sorted(SHARED.glob("*.json"))
    expected = {file.name: counted(json.loads(file.read_text())) for file in files}
    result = {file.name: sum(1 for _ in read(file)) for file in files}
    assert result == expected
    assert sum(expected.values()) > len(files)
    zipped = tmp_path / "all.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for file in files:
            archive.write(file, file.name)
    assert list(read(zipped)) == list(read(SHARED))
    assert count_files(zipped) == count_files(SHARED) == len(files)
