"""One mutant of each kind of a shop that the prover does not know, all caught or equivalent."""

import re
from collections.abc import Iterable, Sequence

from isolation.prover.mutants.mutant import Mutant
from isolation.prover.mutants.run import mutate
from server.embedded import PROGRAMS
from tests.examples import only_in_ci
from tests.isolation.prover.shop import SCOPE, empty_shop
from tests.servers.postgres import Cluster

_OF_A_KEY = re.compile(r"\w+_(pkey|f?key)\b")


def one_of_each_kind(mutants: Sequence[Mutant]) -> Iterable[Mutant]:
    """The last of each: the tables with a tenant column come after their root."""
    return {_OF_A_KEY.sub("", item.name): item for item in mutants}.values()


@only_in_ci
async def test_a_mutant_of_each_kind_is_noticed(each_cluster: Cluster) -> None:
    async with empty_shop(each_cluster) as address:
        mutation = await mutate(
            address,
            SCOPE,
            lambda _step, _done, _total: None,
            programs=PROGRAMS,
            choose=one_of_each_kind,
        )
    assert [(item.mutant.name, item.failed) for item in mutation.not_made] == []
    assert [(survivor.mutant.target, survivor.mutant.name) for survivor in mutation.survivors] == []
    assert mutation.all_caught
    assert mutation.relevant > 40
    # Each of the two finds what the other cannot.
    assert {"audit", "both"} <= mutation.counts.keys()
    assert all(item.mutant.equivalent for item in mutation.equivalents)
