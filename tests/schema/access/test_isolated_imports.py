"""A filter by another business's import tells as little as one by an import that there is not."""

from uuid import uuid4

from tests.serving import Served
from tests.world import OWNER, gid

QUERY = """query ($f: RejectedRecordFilter) {
  rejectedRecords(first: 100, filter: $f) { nodes { importId entity } totalCount { count } } }"""


async def test_a_foreign_import_in_a_filter_matches_nothing_as_an_unknown_one_does(served: Served) -> None:
    ours, theirs = [await served.world.business(name) for name in ("Ours", "Theirs")]
    for business in (ours, theirs):
        await served.world.load(business, {"Estimate": [{"Id": "1"}]})

    async def ask(business: object, key: str | None = None) -> object:
        variables = {"f": {"importId": {"in": [key]}}} if key else {}
        reply = await served.api.ask(QUERY, user=OWNER, business=str(business), variables=variables)
        return reply.data["rejectedRecords"]

    page = await ask(theirs)
    assert isinstance(page, dict)
    [record] = page["nodes"]
    assert await ask(theirs, record["importId"]) == page
    nothing = {"nodes": [], "totalCount": {"count": 0}}
    assert await ask(ours, record["importId"]) == await ask(ours, gid("ImportRun", uuid4())) == nothing
