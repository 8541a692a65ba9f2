"""The examples of the documentation: each fits the contract, keeps its limits and is answered."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from graphql import DocumentNode, OperationDefinitionNode, OperationType, parse, validate
from graphql.execution.values import get_variable_values

from schema.operations.counts import LIMITS
from schema.operations.documents import MAX_TOKENS
from schema.operations.limits import check_limits
from tests.house.repository import ROOT, text
from tests.records import account, bill, customer, invoice, usd, vendor
from tests.schema.asking import CONTRACT
from tests.sockets import connected, given
from tests.world import ADVISOR, OWNER, World

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.graphql"))

AUDITOR = "auditor@example.org"

every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


def test_the_screens_have_their_examples() -> None:
    names = {path.stem for path in EXAMPLES}
    assert {"console", "tray", "propose", "viewer", "queue", "review", "finalize", "outbox"} <= names


@every_example
def test_an_example_opens_with_a_sentence_and_holds_one_operation_of_its_name(example: Path) -> None:
    assert text(example).startswith("# ")
    assert text(example).partition("\n")[0].endswith(".")
    assert _name(example) == example.stem.capitalize()


@every_example
def test_an_example_fits_the_contract_and_the_limits(example: Path) -> None:
    document = _document(example)
    assert validate(CONTRACT, document) == []
    assert check_limits(document, _operation(example), LIMITS) is None


@every_example
def test_the_variables_of_an_example_fit_it(example: Path) -> None:
    definitions = _operation(example).variable_definitions or ()
    given = _variables(example.stem)
    assert not isinstance(get_variable_values(CONTRACT, definitions, given), list)
    assert given.keys() <= {definition.variable.name.value for definition in definitions}


def test_all_variables_are_of_an_example() -> None:
    files = {path.stem for path in (ROOT / "docs" / "examples").iterdir()}
    assert files == {path.stem for path in EXAMPLES}


async def test_every_query_is_answered_as_it_stands(world: World) -> None:
    business = await _filled(world)
    queries = [path for path in EXAMPLES if _operation(path).operation is OperationType.QUERY]
    async with world.api() as api:
        for example in queries:
            # An auditor reads what everybody may, and the page that is for auditors.
            variables = _variables(example.stem)
            reply = await api.ask(text(example), user=AUDITOR, business=business, variables=variables)
            assert reply.data
    assert len(queries) >= 4


async def test_a_decision_is_proposed_and_withdrawn_by_the_examples(world: World) -> None:
    business = await _filled(world)
    async with world.api() as api:
        console = (await api.ask(_example("console"), business=business)).data["decisionConsole"]
        query = {"itemId": console["items"]["nodes"][0]["id"], "action": "PAY", "idempotencyKey": "k-1"}
        proposed = await api.ask(_example("propose"), business=business, variables={"input": query})
        decision = proposed.data["proposeDecision"]["decision"]
        back = {"id": decision["id"], "expectedVersion": decision["version"]}
        withdrawn = await api.ask(_example("withdraw"), business=business, variables={"input": back})
    assert decision["status"] == "PROPOSED"
    assert withdrawn.data["withdrawDecision"]["userErrors"] == []
    assert withdrawn.data["withdrawDecision"]["decision"]["status"] == "WITHDRAWN"


async def test_money_is_put_aside_and_released_by_the_examples(world: World) -> None:
    business = await _filled(world)
    async with world.api() as api:
        made = await api.ask(_example("earmark"), business=business, variables=_variables("earmark"))
        named = _variables("release")
        released = [
            (await api.ask(_example("release"), business=business, variables=named)).data["releaseEarmark"]
            for _ in range(2)
        ]
    assert made.data["setEarmark"]["earmark"]["amount"] == {"amount": "1200.00", "currencyCode": "USD"}
    assert [item["released"] for item in released] == [True, False]
    assert [item["query"]["earmarks"] for item in released] == [[], []]


async def test_the_books_are_mended_by_the_examples(world: World) -> None:
    business = await _filled(world)
    await world.load(business, {"Bill": [bill("900", Balance=500.0)]})
    which = _variables("fix")["input"]
    async with world.api() as api:
        listed = await api.ask(_example("tray"), business=business, variables=which)
        (issue,) = listed.data["hygieneTray"]["issues"]["nodes"]
        mended = await api.ask(_example("fix"), business=business, variables={"input": which})
    (outcome,) = mended.data["fixIssues"]["outcomes"]
    assert outcome["issue"]["lastAction"]["source"] == issue["suggestions"][0]["source"]
    assert outcome["issue"]["issueStatus"] == "RESOLVED"


async def test_a_subscriber_is_told_by_the_example(world: World) -> None:
    business = await _filled(world)
    async with world.api() as api, connected(api) as socket:
        await socket.init(given(business=business))
        await socket.send("subscribe", id="1", payload={"query": _example("changes")})
        assert await socket.change() == ("RESYNC", None)


async def test_a_decision_is_reviewed_finalized_and_acknowledged_by_the_examples(world: World) -> None:
    business = await _filled(world)
    await world.directory.grant(business, ADVISOR, "ADVISOR")
    async with world.api() as api:

        async def take(name: str, user: str = OWNER, **given: object) -> Any:
            reply = await api.ask(_example(name), user=user, business=business, variables={"input": given})
            (payload,) = reply.data.values()
            assert payload["userErrors"] == []
            return payload

        assert (await take("limits", expectedVersion=0, aloneUpTo=usd("100")))["approvalPolicy"][
            "version"
        ] == 1
        console = (await api.ask(_example("console"), business=business)).data["decisionConsole"]
        item = console["items"]["nodes"][0]["id"]
        made = (await take("propose", ADVISOR, itemId=item, action="PAY"))["decision"]
        seen = {"id": made["id"], "expectedVersion": made["version"]}
        reviewed = (await take("review", **seen, verdict="APPROVE"))["decision"]
        chosen = [{"id": made["id"], "expectedVersion": reviewed["version"]}]
        final = await take("finalize", decisions=chosen, idempotencyKey="f")
        assert final["outcomes"][0]["decision"]["status"] == "FINALIZED"
        (node,) = (await api.ask(_example("outbox"), business=business)).data["outbox"]["nodes"]
        message = await take("acknowledge", instructions=[{"id": node["id"], "reference": "TX-1"}])
        assert message["outcomes"][0]["instruction"]["reference"] == "TX-1"
        after = (await api.ask(_example("outbox"), business=business)).data["outbox"]["nodes"]
    assert (node["instructionKind"], node["decisionId"], after) == ("PAYMENT", made["id"], [])


async def _filled(world: World) -> UUID:
    business = await world.business(members={OWNER: "OWNER", AUDITOR: "AUDITOR"})
    lists: dict[str, Any] = {"Vendor": [vendor()], "Customer": [customer()], "Account": [account()]}
    await world.load(business, {**lists, "Bill": [bill()], "Invoice": [invoice(DueDate=None)]})
    return business


def _example(name: str) -> str:
    return text(ROOT / "docs" / "examples" / f"{name}.graphql")


def _variables(name: str) -> dict[str, Any]:
    """What is sent with it as it stands; an id in it is one to be replaced."""
    file = ROOT / "docs" / "examples" / f"{name}.json"
    result: dict[str, Any] = json.loads(text(file)) if file.exists() else {}
    return result


def _document(example: Path) -> DocumentNode:
    return parse(text(example), max_tokens=MAX_TOKENS)


def _operation(example: Path) -> OperationDefinitionNode:
    definitions = _document(example).definitions
    [operation] = [
        definition for definition in definitions if isinstance(definition, OperationDefinitionNode)
    ]
    return operation


def _name(example: Path) -> str | None:
    name = _operation(example).name
    return None if name is None else name.value
