"""The queue's page costs what is open, not what was decided before."""

from uuid import UUID

from bench.books import business_with, records
from bench.measure import Ratio, in_turns
from bench.reading import ROUNDS, asking
from db.directory import user_id_of
from orchestrators.calculations.decisions.terms import DecisionTerms
from orchestrators.calculations.decisions.words import DecisionAction
from orchestrators.decisions import Proposal
from resolvers.context import Context, User
from resolvers.decisions.steps import propose_all
from tests.servers.postgres import Cluster
from tests.world import OWNER, World, open_world

OPEN = 50
QUEUE = """{ decisionConsole { queue(first: 50, filter: {status: {in: [PROPOSED, APPROVED, FAILED]}}) {
    nodes { id status action version item { id documentNumber openBalance { amount } } } } } }"""
#: Copies of what was proposed, as if each had been taken back in its time.
PAST = """
INSERT INTO runway.decision (business_id, id, document_id, status, action, amount, version, proposed_by,
                             proposed_by_email, proposed_at, author_id)
SELECT d.business_id, gen_random_uuid(), d.document_id, 'WITHDRAWN', d.action, d.amount, 2, d.proposed_by,
       d.proposed_by_email, d.proposed_at - n * interval '1 hour', d.author_id
  FROM runway.decision AS d, generate_series(1, $2::int / $3::int) AS n WHERE d.business_id = $1
"""


async def queue_page(cluster: Cluster, scale: float) -> list[Ratio]:
    """The queue's open decisions with 20,000 closed ones behind them, against 200."""
    address = await cluster.clone()
    async with open_world(address) as world:
        ids = [
            await _with_past(world, name, past) for name, past in (("Old", int(20_000 * scale)), ("New", 200))
        ]
        await world.run("VACUUM ANALYZE")
        async with world.api() as api:
            first, second = await in_turns(asking(api, QUEUE, ids[0]), asking(api, QUEUE, ids[1]), ROUNDS)
    await cluster.drop(address)
    return [Ratio("queue page, 20,000 closed decisions : 200", first, second, "at most 1.5")]


async def _with_past(world: World, name: str, past: int) -> UUID:
    business_id = await business_with(world, name, records(OPEN, OPEN))
    rows = await world.run("SELECT id FROM runway.document WHERE business_id = $1", business_id)
    context = Context(world.books, User(user_id_of(OWNER), OWNER), business_id)
    proposals = [Proposal(row["id"], DecisionTerms(DecisionAction.PAY)) for row in rows]
    done = await propose_all(context, proposals, None)
    assert [outcome.user_errors for outcome in done.outcomes] == [()] * OPEN
    await context.close()
    await world.run(PAST, business_id, past, OPEN)
    return business_id
