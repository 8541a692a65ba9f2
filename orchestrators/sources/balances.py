"""Takes the balances of accounts from the newest answer, and keeps what each was at the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import balances as queries
from orchestrators.sources.exports.newness import Newness
from orchestrators.sources.facts import AccountFacts
from orchestrators.sources.rows import Keys


@dataclass(frozen=True, slots=True)
class BalanceOrchestrator:
    """Balances change without a newer version of their account, so they have a way of their own."""

    db: WriteBooks

    async def take(
        self, business_id: UUID, keys: Keys, told: Sequence[AccountFacts], newness: Newness
    ) -> tuple[UUID, ...]:
        """Take what is newer; returns the accounts whose balance that changed."""
        values = {
            **_values(business_id, keys, told),
            "as_of": [newness.of(facts.origin) for facts in told],
            "updated_at": [facts.origin.updated_at for facts in told],
        }
        rows = await self.db.rows(queries.TAKE, values) if told else []
        return tuple(row["id"] for row in rows if row["changed"])

    async def keep(self, business_id: UUID, keys: Keys, told: Sequence[AccountFacts]) -> None:
        """Keep those of cash accounts whose answer has a time, with the sum of what is known to have moved.

        To be called when the movements of the import are written.
        """
        answered = [facts for facts in told if facts.origin.answered_at and facts.balance is not None]
        if answered:
            as_of = [facts.origin.answered_at for facts in answered]
            await self.db.rows(queries.KEEP, {**_values(business_id, keys, answered), "as_of": as_of})


def _values(business_id: UUID, keys: Keys, told: Sequence[AccountFacts]) -> Mapping[str, object]:
    return {
        "business_id": business_id,
        "ids": [keys.of("Account", facts.origin.source_id) for facts in told],
        "balances": [facts.balance for facts in told],
    }
