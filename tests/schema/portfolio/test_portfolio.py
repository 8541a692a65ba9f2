"""An advisor's clients side by side: the figures of each, in order, whoever may enter them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.clock import within
from tests.records import account, bill
from tests.schema.recorded import transactions
from tests.schema.runway.till import BANK, Till, open_till, owed
from tests.serving import Served
from tests.world import OWNER, Reply, World, gid

ADVISOR = "advisor@portfolio.example"
MONEY = "{ amount currencyCode }"
SAME = (
    f"asOf cash {MONEY} available {MONEY} unknownReason doubt bufferIsKept "
    "dated { state days belowFloorDate }"
)
PORTFOLIO = f"""query ($by: [PortfolioOrder!], $only: [ID!]) {{
    portfolio(orderBy: $by, businessIds: $only) {{
        id name role currencyCode status attention {{ rank codes reason }} criticalIssues openIssues
        openDecisions score lastSyncedAt isStale runway {{ {SAME} lowestBalance {MONEY} lowestBalanceDate
            averageState
            averageDays averageUnknownReason bufferDays }} }} }}"""
OWN = f"""{{ business {{ id name currencyCode lastSyncedAt isStale }}
    hygieneTray {{ severityCounts {{ severity count }} quality {{ score }} }}
    decisionConsole {{
        queue(filter: {{status: {{in: [PROPOSED, APPROVED, FAILED]}}}}) {{ totalCount {{ count }} }} }}
    runway {{ {SAME} lowestBalance {{ amount {MONEY} date }} average {{ state days unknownReason }}
    assumptions {{ policy {{ bufferDays }} }} }} }}"""
PROPOSE = "mutation ($i: ProposeDecisionInput!) { proposeDecision(input: $i) { userErrors { code } } }"

Entries = list[dict[str, Any]]


async def clients(served: Served, user: str) -> tuple[Till, ...]:
    """Four clients of a user: one falls below the floor, one keeps above it, one has no bank, one nothing."""
    falling, calm, bankless = [await open_till(served, balance=balance) for balance in (900.0, 9_000.0, None)]
    await falling.load(Bill=[owed("1", within(20), 1_000.0), owed("2", within(25), 10.0)])
    copies = [bill(key, DocNumber="A-7") for key in ("21", "22")]
    await calm.load(Bill=[owed("1", within(20), 1_000.0), *copies])
    empty = Till(served.world, served.api, await served.world.business("Empty", members={OWNER: "OWNER"}))
    item = {"itemId": await calm.id("Bill", "1"), "action": "PAY"}
    assert (await calm.ask(PROPOSE, {"i": item}))["proposeDecision"]["userErrors"] == []
    for till, name in ((falling, "falling"), (calm, "Calm"), (bankless, "bankless"), (empty, "Empty")):
        await served.world.run("UPDATE runway.business SET name = $2 WHERE id = $1", till.business, name)
        await served.world.directory.grant(till.business, user, "ANALYST")
    return falling, calm, bankless, empty


async def reply(served: Served, user: str, **given: Any) -> Reply:
    return await served.api.ask(PORTFOLIO, user=user, variables=given)


async def portfolio(served: Served, user: str, *by: str, descending: bool = False) -> Entries:
    order = [{"field": field, "descending": descending} for field in by]
    entries: Entries = (await reply(served, user, by=order or None)).data["portfolio"]
    return entries


def names(entries: Entries) -> list[str]:
    return [entry["name"] for entry in entries]


def expected(own: Any) -> dict[str, Any]:
    """What the requests of one client say, put as the portfolio has it."""
    runway, counts = own["runway"], own["hygieneTray"]["severityCounts"]
    lowest, average = runway["lowestBalance"], runway["average"]
    same = ("asOf", "cash", "available", "unknownReason", "dated", "doubt", "bufferIsKept")
    return {
        **own["business"],
        "criticalIssues": sum(row["count"] for row in counts if row["severity"] == "CRITICAL"),
        "openIssues": sum(row["count"] for row in counts),
        "openDecisions": own["decisionConsole"]["queue"]["totalCount"]["count"],
        "score": own["hygieneTray"]["quality"]["score"],
        "runway": {
            **{name: runway[name] for name in same},
            "lowestBalance": lowest and lowest["amount"],
            "lowestBalanceDate": lowest and lowest["date"],
            "averageState": average["state"],
            "averageDays": average["days"],
            "averageUnknownReason": average["unknownReason"],
            "bufferDays": runway["assumptions"]["policy"]["bufferDays"],
        },
    }


async def test_every_figure_is_the_one_of_the_clients_own_requests(served: Served) -> None:
    tills = await clients(served, "figures@portfolio.example")
    entries = {entry["id"]: entry for entry in await portfolio(served, "figures@portfolio.example")}
    assert set(entries) == {gid("Business", till.business) for till in tills}
    for till in tills:
        wanted = expected(await till.ask(OWN))
        entry = entries[gid("Business", till.business)]
        assert {name: entry[name] for name in wanted} == wanted
        assert entry["role"] == "ANALYST"
    by_name = {entry["name"]: entry for entry in entries.values()}
    assert by_name["Calm"]["openDecisions"] == 1
    assert by_name["Calm"]["openIssues"] >= by_name["Calm"]["criticalIssues"] == 1
    assert (by_name["Empty"]["score"], by_name["Empty"]["lastSyncedAt"]) == (None, None)


async def test_what_needs_attention_comes_first_and_says_why(served: Served) -> None:
    user = "order@portfolio.example"
    await clients(served, user)
    entries = await portfolio(served, user)
    assert names(entries)[0] == "falling"
    dated = entries[0]["runway"]["dated"]
    assert entries[0]["status"] == "AT_RISK"
    assert entries[0]["attention"]["reason"].startswith(
        f"Cash falls below the floor in {dated['days']} days, on {dated['belowFloorDate']}, "
        "within the buffer of 30"
    )
    ranks = [entry["attention"]["rank"] for entry in entries]
    assert ranks == sorted(ranks)
    by_name = {entry["name"]: entry for entry in entries}
    assert by_name["bankless"]["runway"]["unknownReason"] == "MISSING_BALANCE"
    assert by_name["Empty"]["attention"] == {
        "rank": 4,
        "codes": ["RUNWAY_UNKNOWN", "STALE_BOOKS"],
        "reason": "The runway is unknown: the books have no active bank account; "
        "nothing has been imported yet.",
    }


async def test_it_is_sorted_by_other_figures_with_unknown_ones_last(served: Served) -> None:
    user = "sorted@portfolio.example"
    await clients(served, user)
    assert names(await portfolio(served, user, "NAME")) == ["bankless", "Calm", "Empty", "falling"]
    assert names(await portfolio(served, user, "RUNWAY_DAYS"))[:2] == ["falling", "Calm"]
    assert names(await portfolio(served, user, "RUNWAY_DAYS", descending=True))[:2] == ["Calm", "falling"]
    assert names(await portfolio(served, user, "CRITICAL_ISSUES", descending=True))[0] == "Calm"
    for field in ("SCORE", "LAST_SYNCED_AT"):
        for descending in (False, True):
            assert names(await portfolio(served, user, field, descending=descending))[-1] == "Empty"
    *synced, _ = [entry["lastSyncedAt"] for entry in await portfolio(served, user, "LAST_SYNCED_AT")]
    assert synced == sorted(synced)
    pressing = names(await portfolio(served, user))
    assert names(await portfolio(served, user, "ATTENTION")) == pressing


async def test_only_members_see_a_client_until_their_membership_ends(served: Served) -> None:
    user, world = "member@portfolio.example", served.world
    ours, theirs, foreign = [await world.business(name) for name in ("Ours", "Theirs", "Foreign")]
    assert await portfolio(served, user) == []
    await world.directory.grant(ours, user, "OWNER")
    await world.directory.grant(theirs, user, "AUDITOR")
    assert names(await portfolio(served, user, "NAME")) == ["Ours", "Theirs"]
    ids = [gid("Business", key) for key in (theirs, foreign)]
    assert names((await reply(served, user, only=ids)).data["portfolio"]) == ["Theirs"]
    await world.directory.revoke(theirs, user)
    assert names(await portfolio(served, user)) == ["Ours"]


async def test_the_business_of_the_request_changes_nothing(served: Served) -> None:
    user, world = "header@portfolio.example", served.world
    made = [await world.business(name, members={user: "OWNER"}) for name in ("One", "Two")]
    foreign = await world.business("Foreign")
    answers = [
        (await served.api.ask(PORTFOLIO, user=user, business=business)).data
        for business in (None, *made, foreign)
    ]
    assert names(answers[0]["portfolio"]) == ["One", "Two"]
    assert answers == [answers[0]] * 4


async def _many(world: World, user: str, number: int) -> Sequence[UUID]:
    return [await world.business(f"Client {n:03}", members={user: "ADVISOR"}) for n in range(number)]


async def test_a_hundred_clients_take_one_request_and_as_many_statements_each_as_one(served: Served) -> None:
    user, world = "hundred@portfolio.example", served.world
    made = await _many(world, user, 100)
    # The driver asks each role's first connection what types are: that is no statement of ours.
    await reply(served, user, only=[str(made[0])])
    sent = []
    for only in (made[:1], made[:2], made):
        world.statements.clear()
        entries = (await reply(served, user, only=[str(key) for key in only])).data["portfolio"]
        assert len(entries) == len(only)
        (snapshot,) = transactions(world.statements)
        assert snapshot.reads
        sent.append(len(snapshot.work))
    one, two, hundred = sent
    assert hundred == one + 99 * (two - one)
    assert two - one <= 40
    assert len(await portfolio(served, user)) == 100


async def test_more_than_a_hundred_have_to_be_chosen(served: Served) -> None:
    user = "more@portfolio.example"
    made = await _many(served.world, user, 101)
    refused = await reply(served, user)
    assert refused.codes == ["BAD_USER_INPUT"]
    assert refused.body["data"]["portfolio"] is None
    assert "businessIds must name at most 100 of your 101 businesses" in refused.errors[0]["message"]
    chosen = (await reply(served, user, only=[str(made[7])])).data["portfolio"]
    assert names(chosen) == ["Client 007"]
    assert (await reply(served, user, only=["nonsense"])).codes == ["BAD_USER_INPUT"]


async def test_aliases_of_one_request_are_computed_once(served: Served) -> None:
    user, world = "alias@portfolio.example", served.world
    await _many(world, user, 2)
    world.statements.clear()
    both = "{ a: portfolio { name } b: portfolio(orderBy: [{field: NAME, descending: true}]) { name } }"
    answer = (await served.api.ask(both, user=user)).data
    assert names(answer["b"]) == names(answer["a"])[::-1]
    assert len(transactions(world.statements)) == 1


#: A division by zero for one business alone, which the planner cannot foresee.
_BROKEN = """
CREATE POLICY broken ON runway.account AS RESTRICTIVE FOR SELECT TO runway_portfolio
 USING (CASE WHEN business_id = '{}' THEN 1 / (length(name) * 0) = 1 ELSE true END)
"""


async def test_one_clients_fault_does_not_take_the_others_along(own_world: World) -> None:
    broken = await own_world.business("Broken", members={ADVISOR: "ADVISOR"})
    sound = await own_world.business("Sound", members={ADVISOR: "ADVISOR"})
    for business in (broken, sound):
        await own_world.load(business, {"Account": [account(BANK, 500.0)]})
    await own_world.run(_BROKEN.format(broken))
    async with own_world.api() as api:
        answer = await api.ask(PORTFOLIO, user=ADVISOR)
    first, second = answer.body["data"]["portfolio"]
    assert (first["name"], first["runway"], first["status"]) == ("Broken", None, "UNKNOWN")
    assert first["attention"]["reason"] == "The runway could not be computed this time."
    assert (second["name"], second["runway"]["cash"]["amount"]) == ("Sound", "500.00")
    (error,) = answer.errors
    assert error["path"] == ["portfolio", 0, "runway"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
