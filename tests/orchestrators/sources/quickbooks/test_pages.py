"""Whether there is more at the source than the pages of an import hold."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from orchestrators.sources.exports.export import Export, SyncState
from orchestrators.sources.facts import RejectionCause
from orchestrators.sources.quickbooks.gathering import gathered
from orchestrators.sources.quickbooks.pages import entity_of
from orchestrators.sources.quickbooks.responses import contents

Answer = tuple[str, dict[str, Any]]


def page(name: str, entity: str, rows: int, start: int | None = 1, first: int = 0, **told: Any) -> Answer:
    """A file with a page of an entity; the ids go on from `first`, or from the page's position."""
    begin = first or start or 1
    listed: dict[str, Any] = {entity: [{"Id": str(begin + n), "Name": "N"} for n in range(rows)]}
    place = {} if start is None else {"startPosition": start, "maxResults": rows}
    return f"{name}.json", {"QueryResponse": {**listed, **place, **told}}


def empty(name: str, **told: Any) -> Answer:
    return f"{name}.json", {"QueryResponse": told}


def export(answers: Sequence[Answer]) -> Export:
    return gathered(item for name, answer in answers for item in contents(name, json.dumps(answer).encode()))


COMPLETE = [
    pytest.param([page("a", "Term", 3)], id="one page"),
    pytest.param([page("a", "Term", 3, None)], id="a page without a position"),
    pytest.param([page("a", "Term", 3, totalCount=3)], id="as many as there are"),
    pytest.param([page("a", "Term", 999)], id="a page with room"),
    pytest.param([page("a", "Term", 1000), page("b", "Term", 1, 1001)], id="a full page and the rest"),
    pytest.param([page("b", "Term", 1, 1001), page("a", "Term", 1000)], id="the rest first"),
    pytest.param([page("a", "Term", 1000), page("b", "Term", 0, 1001)], id="a full page and an empty one"),
    pytest.param([page("terms-1", "Term", 1000), empty("terms-2")], id="an empty answer without a name"),
    pytest.param([page("a", "Term", 2), page("b", "Term", 2, 3), page("c", "Term", 1, 5)], id="small pages"),
    pytest.param(
        [page("a", "Term", 2, totalCount=3), page("b", "Term", 1, 3, totalCount=3)], id="a total in pages"
    ),
    pytest.param([page("a", "Term", 1000, None), page("b", "Term", 7, None)], id="pages without positions"),
    pytest.param([page("a", "Term", 100), page("b", "Vendor", 101)], id="a hundred, where more is asked for"),
    pytest.param([page("a", "Term", 100, None)], id="a hundred, of which nobody knows who counted them"),
    pytest.param([page("a", "Term", 3), page("b", "Term", 2, first=50)], id="two queries of one entity"),
    pytest.param([empty("count", totalCount=1500)], id="a query for a count"),
    pytest.param([empty("a", startPosition=1, maxResults=0, totalCount=0)], id="nothing, and counted"),
]
MORE = [
    pytest.param([page("a", "Term", 3, totalCount=5)], "Term", "5 rows, and 3 of them", id="a larger total"),
    pytest.param(
        [page("a", "Term", 2, totalCount="5"), page("b", "Term", 2, 3, totalCount="5")],
        "Term",
        "5 rows, and 4 of them",
        id="a larger total than the pages",
    ),
    pytest.param([page("a", "Term", 1000)], "Term", "full with 1,000 rows", id="a full page"),
    pytest.param([page("a", "Term", 1000, None)], "Term", "full with 1,000 rows", id="without a position"),
    pytest.param(
        [page("a", "Term", 100)], "Term", "full with 100 rows", id="the page of whoever asks for none"
    ),
    pytest.param(
        [page("a", "Term", 500), page("b", "Term", 500, 501)],
        "Term",
        "full with 500 rows",
        id="all pages full",
    ),
    pytest.param(
        [page("terms-1", "Term", 1000), empty("bills-1")],
        "Term",
        "full with 1,000",
        id="another's empty answer",
    ),
    pytest.param([page("b", "Term", 7, 1001)], "Term", "begins with row 1,001", id="no first page"),
    pytest.param(
        [page("a", "Term", 5), page("c", "Term", 5, 11)], "Term", "begins with row 11", id="no page between"
    ),
    pytest.param(
        [page("a", "Term", 1000), page("b", "Term", 9, first=5000)],
        "Term",
        "full with 1,000 rows",
        id="one of two queries is cut",
    ),
    pytest.param(
        [empty("a", startPosition=1, maxResults=0, totalCount=12)],
        "",
        "12 rows",
        id="rows counted and not given",
    ),
]


@pytest.mark.parametrize("answers", COMPLETE)
def test_what_is_whole_is_complete(answers: list[Answer]) -> None:
    result = export(answers)
    assert (result.failures, result.state) == ((), SyncState.COMPLETE)


@pytest.mark.parametrize(("answers", "entity", "reason"), MORE)
def test_what_says_that_there_is_more_is_not(answers: list[Answer], entity: str, reason: str) -> None:
    result = export(answers)
    [failure] = result.failures
    assert (failure.cause, failure.entity) == (RejectionCause.MORE_PAGES, entity)
    assert reason in failure.reason
    assert result.state is SyncState.INCOMPLETE
    assert entity not in result.listed


def test_a_total_over_two_entities_is_missed_for_both() -> None:
    both = {"Term": [{"Id": "1"}], "Vendor": [{"Id": "1"}], "startPosition": 1, "totalCount": 3}
    assert {item.entity for item in export([("a.json", {"QueryResponse": both})]).failures} == {
        "Term",
        "Vendor",
    }


def test_a_capture_of_changes_is_cut_as_a_query_is_and_lists_nothing_completely() -> None:
    changes = {"CDCResponse": [{"QueryResponse": [{"Term": [{"Id": "1"}], "totalCount": 2}, {}]}]}
    result = export([("a.json", changes)])
    assert [item.cause for item in result.failures] == [RejectionCause.MORE_PAGES]
    del changes["CDCResponse"][0]["QueryResponse"][0]["totalCount"]
    result = export([("terms.json", changes)])
    assert (result.failures, result.listed) == ((), {})


def test_what_is_listed_has_every_id_even_of_records_that_are_refused() -> None:
    answers = [
        page("a", "Term", 2),
        ("b.json", {"QueryResponse": {"Bill": [{"Id": "7", "TotalAmt": "x"}]}}),
        ("c.json", {"Bill": {"Id": "8"}}),
    ]
    assert export(answers).listed == {"Term": {"1", "2"}, "Bill": {"7", "8"}}


def test_an_empty_answer_lists_the_entity_that_its_file_names() -> None:
    assert export([empty("bills"), empty("whatever")]).listed == {"Bill": frozenset()}


@pytest.mark.parametrize("unread", [{"Fault": {}}, {"QueryResponse": {"Bill": [{"TotalAmt": 1}]}}, {}])
def test_nothing_is_listed_when_something_may_be_missing_of_it(unread: dict[str, Any]) -> None:
    assert "Bill" not in export([page("a", "Bill", 2), ("b.json", unread)]).listed


@pytest.mark.parametrize(
    ("file", "entity"),
    [
        ("bills.json", "Bill"),
        ("2026/Bill_2.json", "Bill"),
        ("journal-entries-1.json", "JournalEntry"),
        ("deliveries.json", ""),
        ("batch.json", ""),
    ],
)
def test_a_file_may_be_called_after_an_entity(file: str, entity: str) -> None:
    assert entity_of(file) == entity


def test_an_export_is_as_new_as_its_newest_answer_with_rows_that_are_used_or_none() -> None:
    answers: list[Answer] = [
        ("a.json", {"QueryResponse": {"Term": [{"Id": "1"}]}, "time": "2026-03-01T08:00:00-08:00"}),
        ("b.json", {"QueryResponse": {}, "time": "2026-03-02T08:00:00Z"}),
        ("c.json", {"QueryResponse": {"Estimate": [{"Id": "1"}]}, "time": "2026-03-03T08:00:00Z"}),
        ("d.json", {"Fault": {}, "time": "2026-03-04T08:00:00Z"}),
        ("e.json", {"BatchItemResponse": [{"Term": {"Id": "2"}}], "time": "2026-03-01T17:00:00Z"}),
        ("f.json", {"QueryResponse": {"Term": [{"Id": "3"}]}, "time": "yesterday"}),
    ]
    assert export(answers).answered_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert export(answers[:1]).answered_at == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert export(answers[4:]).answered_at == datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert export(answers[5:]).answered_at is None
