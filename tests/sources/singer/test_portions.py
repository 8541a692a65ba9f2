"""Lines as sources write them, well or badly, and the portions that are made of them."""

import io
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.refusals import BadInput
from orchestrators.sources.facts import DocumentFacts, PartyFacts, Rejected, Removal
from orchestrators.sources.singer import portions as portioning
from orchestrators.sources.singer.messages import Message, message
from orchestrators.sources.singer.portions import Portion
from orchestrators.sources.singer.streams import entity_of
from orchestrators.sources.singer.versions import Versions
from server.sources import singer
from tests.records import bill, vendor
from tests.sources.singer.read import numbered, portions, reading
from tests.sources.singer.target import line, record, state

TIME = datetime(2026, 11, 3, 4, 5, 6, tzinfo=UTC)
MILLISECONDS = round(TIME.timestamp() * 1000)


def facts(*lines: str, stream: str | None = None) -> list[Any]:
    return [fact for portion in portions(lines, stream=stream) for fact in portion.export.records]  # type: ignore[union-attr]  # A test without records fails.


def shape(cut: list[Portion]) -> list[tuple[int, tuple[str, ...]]]:
    return [(len(portion.export.records) if portion.export else 0, portion.states) for portion in cut]


@pytest.mark.parametrize(
    ("stream", "entity"),
    [
        ("bill_payments", "BillPayment"),
        ("journal_entries", "JournalEntry"),
        ("tax_agencies", "TaxAgency"),
        ("classes", "Class"),
        ("company_info", "CompanyInfo"),
        ("Credit Memos", "CreditMemo"),
        ("VendorCredit", "VendorCredit"),
        ("preferences", "Preferences"),
        ("profit_loss_report", None),
        ("", None),
    ],
)
def test_a_stream_is_known_however_it_is_spelled(stream: str, entity: str | None) -> None:
    assert entity_of(stream) == entity


def test_records_come_with_exact_amounts_and_the_time_of_their_extraction() -> None:
    (fact,) = facts(
        record("bills", bill(), time_extracted="2026-11-03T04:05:06.000000Z").replace("120.0", "120.30")
    )
    assert isinstance(fact, DocumentFacts)
    assert fact.total == Decimal("120.3000")
    assert (fact.origin.answered_at, fact.origin.file) == (TIME, "line 1")


def test_dates_and_amounts_may_be_as_the_tap_writes_them() -> None:
    (fact,) = facts(record("bills", bill(TxnDate="2026-11-01T00:00:00.000000Z", Balance="30.10")))
    assert (fact.issue_date.isoformat(), fact.balance) == ("2026-11-01", Decimal("30.1000"))


@pytest.mark.parametrize(
    "text",
    [
        line("RECORD", record={"stream": "bills", "data": bill(), "emitted_at": MILLISECONDS}),
        json.dumps({"_airbyte_raw_id": "x", "_airbyte_data": bill(), "_airbyte_emitted_at": MILLISECONDS}),
        json.dumps({"_airbyte_data": json.dumps(bill()), "_airbyte_extracted_at": TIME.isoformat()}),
        json.dumps({"_airbyte_raw_id": "x", "_airbyte_extracted_at": MILLISECONDS, **bill()}),
    ],
    ids=["protocol", "raw", "text", "columns"],
)
def test_airbytes_records_are_the_same(text: str) -> None:
    (fact,) = facts(text, stream="bills")
    assert fact == facts(record("bills", bill(), time_extracted=TIME.isoformat()))[0]


def test_a_deletion_names_its_entity() -> None:
    gone = {"Id": "7", "MetaData": {"LastUpdatedTime": TIME.isoformat()}}
    result = facts(record("deleted_objects", {**gone, "Type": "Bill"}), record("deleted_objects", gone))
    assert isinstance(result[0], Removal)
    assert (result[0].origin.entity, result[0].origin.updated_at) == ("Bill", TIME)
    assert isinstance(result[1], Rejected)
    assert result[1].reason == "The record has no Type"


def test_the_deletion_of_what_the_books_do_without_is_counted_apart() -> None:
    read = reading()
    assert list(read.portions(numbered([record("deleted_objects", {"Id": "7", "Type": "Item"})] * 2))) == []
    assert read.unused == {"deleted_objects (Item)": 2}


def test_a_portion_ends_where_it_is_full_and_a_state_waits_for_what_came_before_it() -> None:
    one, two = record("vendors", vendor("1")), record("vendors", vendor("2"))
    assert shape(portions([state(0), one, state(1), state(2), two, one, state(3)], 2)) == [
        (0, ("0",)),
        (2, ("2",)),
        (1, ("3",)),
    ]
    assert shape(portions([one, two], 2)) == [(2, ())]


def test_a_portion_ends_where_it_has_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portioning, "MOST_BYTES", 300)
    lines = [record("vendors", vendor(str(number))) for number in range(6)]
    assert shape(portions(lines)) == [(3, ()), (3, ())]


def test_airbytes_states_are_of_one_stream_alone_and_all_are_written_as_they_came() -> None:
    states = [line("STATE", state={"type": "STREAM", "n": number}).strip() for number in range(2)]
    result = portions([record("vendors", vendor()), *states, line("TRACE"), line("LOG")])
    assert shape(result) == [(1, tuple(states))]


def test_lines_that_are_no_messages_come_last_and_too_many_of_them_end_it() -> None:
    bad = [
        "x",
        "[]",
        "{}",
        '{"type": 5}',
        line("RECORD"),
        line("STATE"),
        '{"type":"RECORD","stream":"bills"}',
    ]
    result = portions(["x", record("vendors", vendor()), *bad[1:], state(1)], 1)
    assert shape(result) == [(1, ()), (7, ())]
    assert result[-1].export is not None
    assert [item.file for item in result[-1].export.failures] == [f"line {n}" for n in (1, 3, 4, 5, 6, 7, 8)]
    with pytest.raises(BadInput, match="more than 1,000 lines"):
        portions(["x"] * 1_001)


def test_a_line_without_end_is_refused_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(singer, "LONGEST_LINE", 64)
    good = record("vendors", {"Id": "1"}).encode()
    result = list(singer.numbered(io.BytesIO(good + b"x" * 1_000 + b"\n\n" + good)))
    assert [number for number, _ in result] == [1, 2, 4]
    assert isinstance(result[1][1], Rejected)
    assert (result[0][1], result[2][1]) == (good, good)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("Id\x00\ud800é"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Id", "stream", "data", "Type"]), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "type",
        "stream",
        "record",
        "value",
        "state",
        "version",
        "key_properties",
        "time_extracted",
        "_airbyte_data",
    ]
)
KINDS = st.sampled_from(["RECORD", "STATE", "SCHEMA", "ACTIVATE_VERSION", "LOG", 5, None])


@given(st.dictionaries(KEYS, JSON | st.sampled_from(["bills", "deleted_objects", 1])), KINDS)
def test_no_message_makes_the_reader_fail(fields: dict[str, Any], kind: object) -> None:
    text = json.dumps({**fields, "type": kind})
    assert isinstance(message("line 1", text.encode()), Message | Rejected)
    with suppress(BadInput):
        assert all(portion.export or portion.states for portion in portions([text], stream="bills"))


@given(st.binary())
def test_no_bytes_make_the_reader_fail(raw: bytes) -> None:
    assert isinstance(message("line 1", raw), Message | Rejected)


def activated(*lines: str, earlier: datetime | None = None, version: int = MILLISECONDS) -> list[Portion]:
    read = reading(versions=Versions(earlier))
    cut = read.portions(numbered([*lines, line("ACTIVATE_VERSION", stream="vendors", version=version)]))
    return [portion for portion in cut if portion.is_full]


def test_a_version_that_came_whole_lists_its_entity() -> None:
    lines = [record("vendors", vendor(number), version=MILLISECONDS) for number in "123"]
    (full,) = activated(
        record("vendors", vendor("9"), version=1), *lines, earlier=TIME - timedelta(seconds=1)
    )
    assert full.export is not None
    assert full.export.listed == {"Vendor": {"1", "2", "3"}}
    assert all(isinstance(fact, PartyFacts) for fact in full.export.records)


@pytest.mark.parametrize(
    ("lines", "earlier"),
    [
        ([], None),
        ([record("vendors", vendor())], None),
        ([record("vendors", {"DisplayName": "No id"}, version=MILLISECONDS)], None),
        ([record("vendors", vendor(), version=MILLISECONDS), "cut"], None),
        ([record("vendors", vendor(), version=MILLISECONDS), record("Vendor", vendor("2"))], None),
        ([record("vendors", vendor(), version=MILLISECONDS)], TIME),
    ],
    ids=["nothing of it", "no version", "no id", "a broken line", "two streams", "begun before an import"],
)
def test_a_version_of_which_some_may_be_missing_removes_nothing(
    lines: list[str], earlier: datetime | None
) -> None:
    assert activated(*lines, earlier=earlier) == []


@pytest.mark.parametrize(
    "value",
    [
        "1.0000000000000000001",
        '{"n": 1E2,  "n": 1e999 , "deep":[ {} ]}',
        '{"value":"value", "\\u00e9\\ud800": "\u00e9"}',
        '{"n": NaN, "m": -Infinity}',
        "9" * 5_000,
        '"text, with \\"quotes\\" and }"',
    ],
)
def test_a_state_is_written_back_letter_by_letter(value: str) -> None:
    for text in (
        f'{{"type":"STATE","value":{value}}}',
        f' {{ "value" : {value}\t,"type" : "STATE" , "x":[]}} ',
    ):
        assert [portion.states for portion in portions([text])] == [(value,)]


def test_a_state_without_a_value_is_none() -> None:
    assert [portion.states for portion in portions([state(None), state(1), state(None)])] == [("1",)]


def test_what_is_no_json_in_what_nobody_keeps_is_in_nobodys_way() -> None:
    lines = [
        record("items", {"Id": "1", "Rate": float("nan")}),
        line("RECORD", record={"stream": "items", "data": {"Rate": float("inf")}}),
        line("LOG", seconds=float("nan")),
        line("SCHEMA", stream="bills", schema={"maximum": float("inf")}, key_properties=["Id"]),
        state(1),
    ]
    assert shape(portions(lines)) == [(0, ("1",))]
    (portion,) = portions([record("bills", bill(TotalAmt=float("nan"))), state(1)])
    assert portion.states == (), "of a stream that is kept it may have been a record"
    assert portion.export is not None
    assert [type(item) for item in portion.export.records] == [Rejected]
    raw = [
        '{"_airbyte_raw_id": "1", "_airbyte_data": {"Rate": NaN}}',
        '{"_airbyte_data": "{\\"Rate\\": NaN}"}',
    ]
    assert shape(portions([*raw, state(1)], stream="items")) == [(0, ("1",))]
