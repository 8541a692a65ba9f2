"""The figures by which two imports of the same books are compared."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.serving import Served
from tests.world import OWNER

_AGING = (
    "total { amount currencyCode } unknownReason documentsWithoutRate { count } "
    "buckets { current { amount } days1To30 { amount } days31To60 { amount } days61To90 { amount } "
    "days91Plus { amount } credits { amount } total { amount } }"
)
_RUNWAY = (
    "runway { cash { amount currencyCode } unknownReason available { amount } "
    "burn { unknownReason months { startDate cashIn { amount } cashOut { amount } } } "
    "average { state unknownReason days burnAverage } dated { state days belowFloorDate } "
    "forecast { weeks { startDate receipts { amount } payments { amount } closingBalance { amount } } } "
    "assumptions { documentsWithoutRate unknownAccounts { name } } "
    "}"
)
_FLOWS = (
    "query ($after: String) { runway { flows(first: 100, after: $after) { pageInfo { hasNextPage endCursor } "
    "nodes { date amount { amount } source } } } }"
)
_ITEM = (
    "documentNumber issueDate dueDate state total { amount currencyCode } openBalance { amount } "
    "counterparty { name }"
)
_CONSOLE = (
    "decisionConsole { cash { amount } items(first: 100) { totalCount { count } nodes { __typename "
    "documentNumber dueDate daysToDue readiness openBalance { amount } } } }"
)
#: Of more documents than a page holds, the same ones.
_ORDER = "[{ field: OPEN_BALANCE, descending: true }, { field: TOTAL }, { field: ISSUE_DATE }]"
QUERY = (
    f"{{ {_RUNWAY} payables {{ {_AGING} }} receivables {{ {_AGING} }} {_CONSOLE} "
    f"bills(first: 100, orderBy: {_ORDER}) {{ totalCount {{ count }} nodes {{ {_ITEM} }} }} "
    f"invoices(first: 100, orderBy: {_ORDER}) {{ totalCount {{ count }} nodes {{ {_ITEM} }} }} }}"
)


async def figures(served: Served, business: UUID) -> dict[str, Any]:
    """The runway, what is owed both ways, the console, and the documents, in an order of their own."""
    data = (await served.api.ask(QUERY, user=OWNER, business=business)).data
    data["flows"] = _by_day(await _flows(served, business))
    return {name: _sorted(value) for name, value in data.items()}


def _by_day(flows: list[Any]) -> dict[str, str]:
    """The sum of each day and source: how regular flows to one party are told apart depends on ids."""
    sums: dict[str, Decimal] = {}
    for flow in flows:
        key = f"{flow['date']} {flow['source']}"
        sums[key] = sums.get(key, Decimal(0)) + Decimal(flow["amount"]["amount"])
    return {key: str(amount) for key, amount in sums.items() if amount}


async def _flows(served: Served, business: UUID) -> list[Any]:
    """The flows of the forecast, page by page."""
    nodes, page = list[Any](), {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        variables = {"after": page["endCursor"]}
        reply = await served.api.ask(_FLOWS, user=OWNER, business=business, variables=variables)
        flows = reply.data["runway"]["flows"]
        nodes, page = nodes + flows["nodes"], flows["pageInfo"]
    return nodes


def _sorted(value: Any) -> Any:
    """Lists of nodes in one order: the ids by which equals are sorted differ."""
    if isinstance(value, dict):
        return {
            key: sorted((_sorted(item) for item in inside), key=repr) if key == "nodes" else _sorted(inside)
            for key, inside in value.items()
        }
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def differences(one: Any, other: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    """Where two answers differ, by the path to it."""
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = [(f"{path}.{key}", one.get(key), other.get(key)) for key in one.keys() | other.keys()]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{path}[{n}]", *pair) for n, pair in enumerate(zip(one, other, strict=True))]
    else:
        return {} if one == other else {path: (one, other)}
    return {
        key: pair for inside in pairs for key, pair in differences(inside[1], inside[2], inside[0]).items()
    }
