"""Valid documents are kept within bounds: what is not repeated pushes out nothing, nothing invalid runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from graphql.validation import FieldsOnCorrectTypeRule

from schema.build import schema_with
from schema.operations.documents import Bounds, Documents
from tests.serving import Served

SMALL = Bounds(documents=3, total_bytes=1 << 20, text_length=200, sent_once=5)


async def sent(documents: Documents, text: str) -> bool:
    """Whether it was known when a client sent it, valid as it is."""
    document = await documents.read(text)
    documents.keep(document)
    return document.is_known


async def test_a_document_is_known_from_the_third_time_on() -> None:
    documents = Documents(SMALL)
    assert [await sent(documents, "{ a }") for _ in range(4)] == [False, False, True, True]


async def test_what_is_sent_once_pushes_out_nothing() -> None:
    documents = Documents(SMALL)
    for _ in range(2):
        await sent(documents, "{ used }")
    assert not any([await sent(documents, f"{{ flood{number} }}") for number in range(1_000)])
    assert await sent(documents, "{ used }")


async def test_the_least_recently_used_gives_way() -> None:
    documents = Documents(SMALL)
    for text in ("{ a }", "{ b }", "{ c }"):
        assert not any([await sent(documents, text) for _ in range(2)])
    assert await sent(documents, "{ a }")
    assert not any([await sent(documents, "{ d }") for _ in range(2)])
    assert [(await documents.read(text)).is_known for text in ("{ a }", "{ b }", "{ c }", "{ d }")] == [
        True,
        False,
        True,
        True,
    ]


async def test_a_long_text_and_more_than_the_bytes_are_not_kept() -> None:
    documents = Documents(SMALL)
    long = f"{{ {'a ' * 120}}}"
    assert not any([await sent(documents, long) for _ in range(5)])
    narrow = Documents(Bounds(documents=100, total_bytes=11_000, text_length=1_000))
    # Seven tokens or so are 9,800 bytes: the second pushes out the first.
    for text in ("{ a b c d }", "{ e f g h }"):
        assert not any([await sent(narrow, text) for _ in range(2)])
    assert not (await narrow.read("{ a b c d }")).is_known
    assert (await narrow.read("{ e f g h }")).is_known


@contextmanager
def _validations(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Counts how often a rule of the validation starts."""
    started: list[Any] = []
    before = FieldsOnCorrectTypeRule.__init__

    def counted(self: FieldsOnCorrectTypeRule, context: Any) -> None:
        started.append(context)
        before(self, context)

    with monkeypatch.context() as patch:
        patch.setattr(FieldsOnCorrectTypeRule, "__init__", counted)
        yield started


async def test_a_request_that_is_repeated_is_validated_twice(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served.world.api(schema_with(Documents())) as api:
        with _validations(monkeypatch) as started:
            for _ in range(4):
                assert (await api.ask("query Repeated { viewer { email } }")).data
    assert len(started) == 2


async def test_what_is_not_valid_is_refused_each_time(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _validations(monkeypatch) as started:
        for _ in range(4):
            assert (await served.api.ask("{ viewer { noSuchField } }")).codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert len(started) == 4


async def test_variables_of_a_known_document_are_looked_at_each_time(served: Served) -> None:
    business = await served.world.business()
    text = "query Page($first: Int!) { bills(first: $first) { nodes { id } } }"
    for _ in range(3):
        assert (await served.api.ask(text, business=business, variables={"first": 1})).data
    refused = await served.api.ask(text, business=business, variables={"first": "one"})
    assert "first" in refused.errors[0]["message"]


async def test_each_operation_of_a_known_document_keeps_its_own_limits(served: Served) -> None:
    many = " ".join(f"a{number}: email" for number in range(31))
    text = f"query Small {{ viewer {{ email }} }} query Large {{ viewer {{ {many} }} }}"
    for _ in range(3):
        assert (await served.api.ask(text, operation="Small")).data
    assert (await served.api.ask(text, operation="Large")).codes == ["OPERATION_TOO_LARGE"]
