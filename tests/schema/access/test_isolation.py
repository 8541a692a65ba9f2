"""Two businesses and an outsider: whatever is asked, no answer tells anything of the other business."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from resolvers.nodes import FINDERS
from tests.canaries import SHARED_KEY, Client, Marked, Pair, plant
from tests.db.catalogue import fingerprints
from tests.schema.access.attempts import ABOUT_AN_OBJECT, ARGUMENTS, CONTENT_WITHOUT, FIGURES, STEPS, refusals
from tests.schema.asking import (
    LONG,
    MUTATIONS,
    NODE_TYPES,
    QUERIES,
    WITHOUT_A_BUSINESS,
    Listed,
    lists,
    mutation,
    needing_arguments,
    node,
    query,
    together,
)
from tests.schema.recording_desk import page_of
from tests.servers.postgres import Cluster
from tests.world import Api, gid, open_world

#: Root fields that only an auditor is answered; they tell of the catalogue, and hold no word of any business.
FOR_AUDITORS = frozenset({"isolation"})
WITH_IDS = frozenset({*NODE_TYPES, "IssueAction"})
OUTSIDER = "outsider@example.org"
HEADERS_OF_THEIR_OWN = frozenset({b"date"})

#: Ids by the names of their types.
Objects = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Two:
    """Both businesses, and a server that both use."""

    pair: Pair
    api: Api

    def client(self, marked: Marked, user: str | None = None) -> Client:
        """Somebody of a business, its owner unless told otherwise; nothing of the other may reach them."""
        other = self.pair.theirs if marked == self.pair.ours else self.pair.ours
        return Client(self.api, user or marked.owner, marked.business, other)

    @property
    def us(self) -> Client:
        """The owner of ours."""
        return self.client(self.pair.ours)

    @property
    def them(self) -> Client:
        """The owner of theirs."""
        return self.client(self.pair.theirs)


@pytest.fixture(scope="module")
async def two(cluster: Cluster) -> AsyncIterator[Two]:
    address = await cluster.clone()
    async with open_world(address) as world, world.api() as api:
        yield Two(await plant(world, 6, 6), api)
    await cluster.drop(address)


@pytest.fixture(scope="module")
async def theirs(two: Two) -> Objects:
    """What the other business has."""
    return await _objects(two.them)


@pytest.fixture(scope="module")
async def ours(two: Two) -> Objects:
    """What our business has."""
    return await _objects(two.us)


async def _objects(client: Client) -> Objects:
    """The ids that somebody is shown, by type."""
    plain = set(QUERIES) - needing_arguments() - FOR_AUDITORS
    result: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(plain):
        for type_name, key in _ids(await client.data(query(name))):
            if key not in result[type_name]:
                result[type_name].append(key)
    return result


def _ids(value: Any) -> Iterator[tuple[str, str]]:
    """Every type and id in an answer."""
    if isinstance(value, dict):
        if value.get("__typename") in WITH_IDS and "id" in value:
            yield value["__typename"], value["id"]
        value = list(value.values())
    for part in value if isinstance(value, list) else ():
        yield from _ids(part)


def _root(name: str, result: str, skip: frozenset[str] = frozenset()) -> str:
    # All types of objects with all that is below them would be too long.
    if name in {"node", "nodes"}:
        skip |= LONG | {"DocumentConnection", "DecisionConnection"}
    return query(name, ARGUMENTS[name](result) if name in ARGUMENTS else "", skip)


def _equal(one: httpx.Response, other: httpx.Response) -> bool:
    """To the last byte, headers too."""
    heads = [
        [pair for pair in item.headers.raw if pair[0].lower() not in HEADERS_OF_THEIR_OWN]
        for item in (one, other)
    ]
    return (one.status_code, heads[0], one.content) == (other.status_code, heads[1], other.content)


def _codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json().get("errors", [])]


def test_what_must_be_written_down_of_the_schema_is() -> None:
    assert set(ARGUMENTS) == needing_arguments()
    assert set(STEPS) == set(MUTATIONS)
    assert set(FINDERS) == set(NODE_TYPES)


def test_each_type_of_object_is_there_on_both_sides(ours: Objects, theirs: Objects) -> None:
    assert set(theirs) == set(ours) == WITH_IDS
    assert all(set(theirs[name]).isdisjoint(ours[name]) for name in WITH_IDS)


@pytest.mark.parametrize("name", QUERIES)
async def test_every_question_about_a_foreign_business_is_forbidden_as_one_about_no_business_is(
    two: Two, theirs: Objects, name: str
) -> None:
    for user in (two.us.user, two.pair.ours.analyst, two.pair.ours.auditor, OUTSIDER):
        client, request = two.client(two.pair.ours, user), _root(name, theirs["Bill"][0])
        named: list[UUID | str] = [two.pair.theirs.business, theirs["Business"][0]]
        foreign = [await client.send(request, business=item) for item in named]
        unknown = await client.send(request, business=uuid4())
        assert _codes(unknown) == ([] if name in WITHOUT_A_BUSINESS else ["FORBIDDEN"])
        assert all(_equal(item, unknown) for item in foreign)


@pytest.mark.parametrize("name", MUTATIONS)
async def test_every_step_in_a_foreign_business_is_forbidden_as_one_in_no_business_is(
    two: Two, theirs: Objects, name: str
) -> None:
    kind, given = STEPS[name]
    before = await fingerprints(two.pair.world, two.pair.theirs.business)
    for user in (two.us.user, OUTSIDER):
        client, variables = two.client(two.pair.ours, user), {"i": given(theirs[kind][0])}
        foreign = await client.send(mutation(name), variables, business=two.pair.theirs.business)
        unknown = await client.send(mutation(name), variables, business=uuid4())
        assert _codes(unknown) == ["FORBIDDEN"]
        assert _equal(foreign, unknown)
    assert await fingerprints(two.pair.world, two.pair.theirs.business) == before


async def test_many_questions_about_a_foreign_business_are_one_error(two: Two, theirs: Objects) -> None:
    # Objects of all types twice are too long for one request.
    names = set(QUERIES) - WITHOUT_A_BUSINESS - {"nodes"}
    for request in together(names, lambda name: _root(name, theirs["Bill"][0], LONG)):
        response = await two.us.send(request, business=two.pair.theirs.business)
        assert _codes(response) == ["FORBIDDEN"]


async def test_a_viewer_sees_the_businesses_they_may_enter_whichever_the_request_names(two: Two) -> None:
    request = "{ viewer { businesses { id } } }"
    for marked, user, count in ((two.pair.ours, None, 1), (two.pair.ours, OUTSIDER, 0)):
        own = [{"id": gid("Business", marked.business)}] * count
        for business in (two.pair.ours.business, two.pair.theirs.business, uuid4()):
            response = await two.client(marked, user).send(request, business=business)
            assert response.json() == {"data": {"viewer": {"businesses": own}}}


@pytest.mark.parametrize("type_name", NODE_TYPES)
async def test_an_object_of_another_business_is_as_absent_as_one_that_never_was(
    two: Two, theirs: Objects, type_name: str
) -> None:
    request = f"query ($id: ID!) {node(type_name, '$id')}"
    foreign = await two.us.send(request, {"id": theirs[type_name][0]})
    unknown = await two.us.send(request, {"id": gid(type_name, uuid4())})
    assert foreign.json() == {"data": {"node": None}}
    assert _equal(foreign, unknown)
    # The one who may see it does: it is not absent for being asked wrongly.
    assert (await two.them.data(request, {"id": theirs[type_name][0]}))["node"]["id"] == theirs[type_name][0]


@pytest.mark.parametrize("listed", lists(), ids=str)
async def test_a_foreign_cursor_is_only_a_place_among_own_rows(two: Two, listed: Listed) -> None:
    key = f"{{ {listed.key} }}"
    inner = listed.ask(f"edges {{ cursor node {key} }} nodes {key}", "first: 100, after: $after")
    request = f"query ($after: String) {{ {inner} }}"
    results = []
    for reader, other in ((two.us, two.them), (two.them, two.us)):
        own = [edge["node"] for edge in page_of(await reader.data(request), listed)["edges"]]
        cursors = [edge["cursor"] for edge in page_of(await other.data(request), listed)["edges"]]
        assert own
        assert cursors
        for cursor in cursors:
            nodes = page_of(await reader.data(request, {"after": cursor}), listed)["nodes"]
            assert all(node in own for node in nodes)
            results.append(len(nodes))
    assert max(results) > 0


@pytest.mark.parametrize("listed", [i for i in lists() if i.ids], ids=str)
async def test_a_foreign_id_in_a_filter_matches_nothing_as_an_unknown_one_does(
    two: Two, theirs: Objects, listed: Listed
) -> None:
    inner = "nodes { id } totalCount { count }"
    assert listed.filter is not None
    request = f"query ($f: {listed.filter.name}) {{ {listed.ask(inner, 'filter: $f')} }}"
    counted = []
    for name in listed.ids:
        for kind in NODE_TYPES:
            random = [gid(kind, uuid4()) for _ in theirs[kind]]
            foreign, unknown = ({name: {"in": keys}} for keys in (theirs[kind], random))
            answer = await two.us.send(request, {"f": foreign})
            assert _equal(answer, await two.us.send(request, {"f": unknown}))
            if _codes(answer):
                assert _codes(answer) == ["BAD_USER_INPUT"]
                continue
            assert page_of(answer.json()["data"], listed) == {"nodes": [], "totalCount": {"count": 0}}
            counted.append(
                page_of(await two.them.data(request, {"f": foreign}), listed)["totalCount"]["count"]
            )
    # Their owner finds rows by some of these ids.
    assert max(counted) > 0


@pytest.mark.parametrize("name", ABOUT_AN_OBJECT)
async def test_a_step_with_a_foreign_object_finds_it_as_little_as_an_unknown_one(
    two: Two, theirs: Objects, name: str
) -> None:
    kind, given = STEPS[name]
    both = [two.pair.ours.business, two.pair.theirs.business]
    before = [await fingerprints(two.pair.world, item) for item in both]
    foreign = await two.us.send(mutation(name), {"i": given(theirs[kind][0])})
    unknown = await two.us.send(mutation(name), {"i": given(gid(kind, uuid4()))})
    assert refusals(foreign.json()["data"][name]) == ([] if name in CONTENT_WITHOUT else ["NOT_FOUND"])
    assert _equal(foreign, unknown)
    assert [await fingerprints(two.pair.world, item) for item in both] == before


async def test_a_key_of_one_business_is_free_in_the_other(two: Two) -> None:
    text = "SELECT business_id, result->0->>'decision' AS made FROM runway.idempotency_key WHERE key = $1"
    kept = {row["business_id"]: UUID(row["made"]) for row in await two.pair.world.run(text, SHARED_KEY)}
    assert len(kept) == len(set(kept.values())) == 2
    for client in (two.us, two.them):
        waiting = "queue(filter: {status: {eq: PROPOSED}}) { nodes { id item { id } note } }"
        request = f"{{ decisionConsole {{ {waiting} }} }}"
        (queued,) = (await client.data(request))["decisionConsole"]["queue"]["nodes"]
        again = {"itemId": queued["item"]["id"], "action": "PAY", "note": queued["note"]}
        variables = {"i": {**again, "idempotencyKey": SHARED_KEY}}
        answer = (await client.data(mutation("proposeDecision"), variables))["proposeDecision"]
        assert answer["userErrors"] == []
        assert answer["decision"]["id"] == queued["id"] == gid("Decision", kept[UUID(str(client.business))])


@pytest.mark.parametrize("name", QUERIES)
async def test_no_answer_holds_a_word_of_the_other_business(two: Two, theirs: Objects, name: str) -> None:
    for marked in (two.pair.ours, two.pair.theirs):
        for user in (marked.owner, marked.analyst, marked.auditor):
            response = await two.client(marked, user).send(_root(name, gid("Business", marked.business)))
            refused = name in FOR_AUDITORS and user != marked.auditor
            assert _codes(response) == ["FORBIDDEN"] * refused
            # Own words are there: it is not silent for having nothing to say.
            assert (marked.mark.lower() in response.text.lower()) is (name not in FOR_AUDITORS | FIGURES)


async def test_who_is_removed_is_out_with_the_next_request(two: Two) -> None:
    leaver, ours = "leaver@example.org", two.pair.ours
    client = two.client(ours, leaver)
    await two.pair.world.directory.grant(ours.business, leaver, "OWNER")
    assert (await client.data("{ business { name } }"))["business"]["name"] == f"{ours.mark} Inc"
    await two.pair.world.directory.revoke(ours.business, leaver)
    after = await client.send("{ business { name } }")
    assert _equal(after, await client.send("{ business { name } }", business=uuid4()))
    assert _codes(after) == ["FORBIDDEN"]


@pytest.mark.parametrize("name", MUTATIONS)
async def test_an_analyst_takes_no_step_and_nothing_is_written(two: Two, ours: Objects, name: str) -> None:
    kind, given = STEPS[name]
    own = ours[kind][0]
    before = await fingerprints(two.pair.world, two.pair.ours.business)
    analyst = two.client(two.pair.ours, two.pair.ours.analyst)
    answer = (await analyst.data(mutation(name), {"i": given(own)}))[name]
    assert refusals(answer) == ["FORBIDDEN"]
    assert await fingerprints(two.pair.world, two.pair.ours.business) == before
