"""Whatever a file holds, reading it ends, says something, and keeps amounts exact."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.sources.facts import DocumentFacts, Rejected, SourceRecord
from orchestrators.sources.quickbooks.entities import ENTITIES, UNUSED_ENTITIES, USED_ENTITIES
from orchestrators.sources.quickbooks.normalise import normalise
from orchestrators.sources.quickbooks.responses import count_files, documents, read, records

KEYS = (
    *("Id", "SyncToken", "status", "MetaData", "LastUpdatedTime", "TxnDate", "DocNumber", "PrivateNote"),
    *(
        "TotalAmt",
        "Balance",
        "Amount",
        "UnappliedAmt",
        "VendorRef",
        "CustomerRef",
        "EntityRef",
        "CurrencyRef",
    ),
    *("value", "name", "type", "Line", "LinkedTxn", "TxnId", "TxnType", "JournalEntryLineDetail", "CashBack"),
    *("PostingType", "AccountRef", "CheckPayment", "BankAccountRef", "DepositToAccountRef", "DisplayName"),
    *(
        "Name",
        "Active",
        "DueDays",
        "DiscountPercent",
        "CurrencyPrefs",
        "HomeCurrency",
        "Credit",
        "ExchangeRate",
    ),
)
TEXTS = (
    "",
    "1",
    "USD",
    "Debit",
    "Bill",
    "Payment",
    "Voided",
    "Deleted",
    "2026-01-31",
    "103.55",
    "\x00",
    "\ud800",
)

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.floats(),
    st.sampled_from(TEXTS),
    st.text(),
    st.datetimes().map(str),
)
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
)
# Most get an Id, for without one nothing else is looked at.
source_objects = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), anything, max_size=12).flatmap(
    lambda data: st.sampled_from([data, {**data, "Id": "7", "SyncToken": "0"}])
)
amounts = st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=4)


def assert_storable(rejected: Rejected) -> None:
    assert rejected.reason
    for text in (rejected.file, rejected.entity, rejected.source_id, rejected.field, rejected.reason):
        assert "\x00" not in text
        assert len(text.encode("utf-8")) <= 4 * 500


@given(
    start=st.sampled_from([b"", b"PK", b"PK\x03\x04", b"PK\x05\x06", b'{"Bill":{', b"["]), rest=st.binary()
)
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, start: bytes, rest: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "upload"
    path.write_bytes(start + rest)
    result = list(read(path))
    assert result
    assert len(list(documents(path))) == count_files(path) == 1
    for refused in result:
        if isinstance(refused, Rejected):
            assert_storable(refused)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["BatchItemResponse", "CDCResponse", "QueryResponse", "Fault", "Bill", "Item", "Id", "x"]
                ),
                inner,
            )
        ),
    )
)
def test_any_json_is_answered_in_storable_words(value: object) -> None:
    for record in records("a.json", json.dumps(value).encode()):
        if isinstance(record, Rejected):
            assert_storable(record)
        else:
            assert record.entity in USED_ENTITIES


entities = st.sampled_from([*sorted(USED_ENTITIES | UNUSED_ENTITIES), "bills"])
tables = st.dictionaries(entities, st.integers(0, 3), max_size=3)


def table(rows: dict[str, int], start: int) -> dict[str, object]:
    """So many records of each entity, with ids counted up from `start`."""
    ids = iter(range(start, start + sum(rows.values())))
    return {entity: [{"Id": str(next(ids))} for _ in range(count)] for entity, count in rows.items() if count}


@given(batch=st.lists(tables, max_size=3), changes=st.lists(tables, max_size=3), query=tables)
def test_every_record_comes_out_once_and_in_order(
    batch: list[dict[str, int]], changes: list[dict[str, int]], query: dict[str, int]
) -> None:
    counted = 0
    filled = []
    for rows in (*batch, *changes, query):
        filled.append(table(rows, counted))
        counted += sum(rows.values())
    document = [
        {"BatchItemResponse": [{"bId": "a", "QueryResponse": rows} for rows in filled[: len(batch)]]},
        {"CDCResponse": [{"QueryResponse": filled[len(batch) : -1]}], "time": "now"},
        {"QueryResponse": {**filled[-1], "startPosition": 1}},
    ]
    ids = [
        record.source_id if isinstance(record, Rejected) else record.data["Id"]
        for record in records("a.json", json.dumps(document).encode())
    ]
    assert ids == [str(number) for number in range(counted)]


@given(entity=st.sampled_from(sorted(USED_ENTITIES)) | st.text(), data=source_objects)
def test_any_object_becomes_facts_or_a_refusal(entity: str, data: dict[str, object]) -> None:
    result = normalise(SourceRecord("a.json", entity, data))
    if isinstance(result, Rejected):
        assert_storable(result)
    else:
        assert result.origin.entity == ENTITIES.get(entity, entity)
        assert 0 < len(result.origin.source_id) <= 50


@given(
    total=amounts,
    balance=amounts | st.none(),
    issued=st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    number=st.text("ABC-0123456789", min_size=1, max_size=20),
    as_text=st.booleans(),
)
def test_a_bill_keeps_its_amounts_exactly_from_the_file_on(
    total: Decimal, balance: Decimal | None, issued: date, number: str, as_text: bool
) -> None:
    quote = '"' if as_text else ""
    written = f', "Balance": {quote}{balance:f}{quote}' if balance is not None else ""
    raw = (
        f'{{"Bill": {{"Id": "1", "SyncToken": "4", "TotalAmt": {quote}{total:f}{quote}{written},'
        f' "TxnDate": "{issued}", "DocNumber": "{number}"}}}}'
    )
    [record] = records("a.json", raw.encode())
    assert isinstance(record, SourceRecord)
    bill = normalise(record)
    assert isinstance(bill, DocumentFacts)
    assert (bill.total, bill.balance, bill.issue_date, bill.number) == (total, balance, issued, number)


@given(
    lines=st.lists(st.tuples(st.sampled_from(["Debit", "Credit"]), st.decimals(-(10**9), 10**9, places=2)))
)
def test_a_journal_entry_moves_its_debits_less_its_credits(lines: list[tuple[str, Decimal]]) -> None:
    data: dict[str, object] = {
        "Id": "1",
        "Line": [
            {
                "Amount": amount,
                "JournalEntryLineDetail": {"PostingType": posting, "AccountRef": {"value": "5"}},
            }
            for posting, amount in lines
        ],
    }
    entry = normalise(SourceRecord("a.json", "JournalEntry", data))
    assert isinstance(entry, DocumentFacts)
    debited, credited = (
        sum(amount for kind, amount in lines if kind == side) for side in ("Debit", "Credit")
    )
    assert entry.total == debited
    assert sum(step.amount for step in entry.movements) == debited - credited
