"""The one list of an operation is a table: its columns are the paths of what is selected of a row."""

import pytest
from graphql import OperationDefinitionNode, parse

from schema.operations.tables import MOST_COLUMNS, NoTable, Pages, Remainder, Table, table_of
from tests.schema.asking import CONTRACT

PAGE = "pageInfo { hasNextPage endCursor }"


def table(text: str) -> Table | None:
    document = parse(text)
    (operation,) = [item for item in document.definitions if isinstance(item, OperationDefinitionNode)]
    return table_of(CONTRACT, document, operation)


def head(text: str) -> list[str]:
    result = table(text)
    assert result is not None
    return result.head


def test_columns_are_response_paths_in_the_order_of_the_document() -> None:
    row = "id counterparty { name } amount: total { currencyCode amount } issueDate"
    assert head(f"{{ bills {{ nodes {{ {row} }} {PAGE} totalCount {{ count }} }} }}") == [
        "id",
        "counterparty.name",
        "amount.currencyCode",
        "amount.amount",
        "issueDate",
    ]


def test_fragments_stand_where_they_are_spread_and_the_same_field_is_one_column() -> None:
    text = f"""
        {{ bills {{ ...Page }} }}
        fragment Page on BillConnection {{ nodes {{ ...Row state }} {PAGE} }}
        fragment Row on Bill {{ id ... on Document {{ total {{ amount }} ...More }} }}
        fragment More on Bill {{ id total {{ amount currencyCode }} dueDate }}
    """
    assert head(text) == ["id", "total.amount", "total.currencyCode", "dueDate", "state"]


def test_what_several_types_select_under_one_name_is_one_column() -> None:
    row = "item { id ... on Bill { documentNumber } ... on Invoice { documentNumber dueDate } }"
    text = f"{{ decisionConsole {{ queue {{ nodes {{ {row} }} {PAGE} }} }} }}"
    assert head(text) == ["item.id", "item.documentNumber", "item.dueDate"]


def test_edges_are_rows_with_cursors() -> None:
    text = f"{{ bills {{ edges {{ cursor node {{ id }} }} {PAGE} }} }}"
    assert head(text) == ["cursor", "node.id"]


def test_a_plain_list_is_a_table_without_pages() -> None:
    assert head("{ portfolio { name attention { codes } } }") == [
        "name",
        "attention.codes",
    ]


def test_what_a_list_leaves_out_is_its_last_row() -> None:
    rest = "rest: remainder { n: groupCount amount { amount } }"
    result = table(f"{{ spend {{ total {{ amount }} groups {{ month amount {{ amount }} }} {rest} }} }}")
    columns = (("month",), ("amount", "amount"), ("n",))
    assert result == Table(("spend", "groups"), columns, None, Remainder(("spend", "rest"), "n"))
    group = {"month": "2026-01-01", "amount": {"amount": "5.00"}}
    for count, more in ((0, []), (7, [[None, "9.00", 7]])):
        spend = {"groups": [group], "rest": {"n": count, "amount": {"amount": "9.00"}}}
        assert list(result.values({"spend": spend})) == [["2026-01-01", "5.00", None], *more]
    assert list(result.values({"spend": None})) == []


def test_pages_are_continued_by_the_variable_of_after() -> None:
    text = (
        "query ($x: String) { b: bills(after: $x) { nodes { id } p: pageInfo { e: endCursor hasNextPage } } }"
    )
    result = table(text)
    assert result is not None
    assert result.pages == Pages(("b", "p", "hasNextPage"), ("b", "p", "e"), "x")
    constant = table(f'{{ bills(after: "x") {{ nodes {{ id }} {PAGE} }} }}')
    assert constant is not None
    assert constant.pages is not None
    assert constant.pages.after is None


def test_values_below_what_is_null_are_null() -> None:
    result = table(f"{{ bills {{ nodes {{ id counterparty {{ name }} }} {PAGE} }} }}")
    assert result is not None
    rows = [{"id": "1", "counterparty": {"name": "A"}}, {"id": "2", "counterparty": None}]
    data = {"bills": {"nodes": rows, "pageInfo": {"hasNextPage": True, "endCursor": "c"}}}
    assert list(result.values(data)) == [["1", "A"], ["2", None]]
    assert result.next_cursor(data) == "c"
    data["bills"]["pageInfo"] = {"hasNextPage": False, "endCursor": "c"}
    assert result.next_cursor(data) is None
    assert list(result.values({"bills": None})) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ viewer { email } }", "which has no list"),
        (f"{{ bills {{ nodes {{ id }} {PAGE} }} invoices {{ nodes {{ id }} {PAGE} }} }}", "bills, invoices"),
        ("{ bills { nodes { id } } }", "Add pageInfo { hasNextPage endCursor } to bills"),
        ("{ bills { nodes { id } pageInfo { hasNextPage } } }", "Add pageInfo"),
        ("{ spend { groups { month } } }", "Add remainder { groupCount amount { amount } } beside groups"),
        ("{ spend { groups { month } remainder { groupCount } } }", "Add remainder"),
        (f"{{ bills {{ totalCount {{ count }} {PAGE} }} }}", "either nodes or edges of bills"),
        (f"{{ bills {{ nodes {{ id }} edges {{ cursor }} {PAGE} }} }}", "either nodes or edges of bills"),
        (
            f"{{ decisionConsole {{ queue {{ nodes {{ id steps {{ step }} }} {PAGE} }} }} }}",
            "A row cannot hold the list steps",
        ),
        ("mutation { clearQueue(input: {}) { userErrors { code } } }", "Only queries"),
        ("subscription { businessChanged { eventKind } }", "Only queries"),
        (
            f"{{ bills {{ nodes {{ {' '.join(f'a{n}: id' for n in range(MOST_COLUMNS + 1))} }} {PAGE} }} }}",
            f"at most {MOST_COLUMNS} columns",
        ),
    ],
)
def test_what_is_no_table_is_told_with_what_to_do(text: str, message: str) -> None:
    with pytest.raises(NoTable, match=message.replace("{", r"\{").replace("}", r"\}")):
        table(text)


@pytest.mark.parametrize("text", ["{ bils { nodes { id } } }", f"{{ bills {{ nodes {{ idd }} {PAGE} }} }}"])
def test_what_is_not_valid_is_left_to_validation(text: str) -> None:
    assert table(text) is None


def test_fragments_that_multiply_are_given_up() -> None:
    inner = "a: ofType { ...F%d } b: ofType { ...F%d }"
    fragments = [f"fragment F{n} on __Type {{ {inner % (n + 1, n + 1)} }}" for n in range(20)]
    text = "\n".join(["{ __schema { types { ...F0 } } }", *fragments, "fragment F20 on __Type { name }"])
    with pytest.raises(NoTable, match="columns"):
        table(text)
