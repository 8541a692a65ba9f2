"""What the runway would be with documents mended, computed of the counterparties that they are with alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from uuid import UUID

from orchestrators.calculations.runway.liquidity import Liquidity, RunwayInputs, flows, liquidity
from orchestrators.calculations.runway.placement import OpenDocument
from orchestrators.calculations.runway.projection import dated_after, steps
from orchestrators.calculations.runway.runway import DatedRunway
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.figures import UnknownReason


@dataclass(frozen=True, slots=True)
class Mended:
    """Documents as they would be: of `ids`, these would be open, and of those the last lack a rate."""

    ids: Set[UUID]
    counted: tuple[OpenDocument, ...] = ()
    without_rate: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Mending:
    """A liquidity whose documents may be mended, with these by their ids and by their counterparties."""

    before: Liquidity
    by_id: Mapping[UUID, OpenDocument]
    by_party: Mapping[UUID | None, Sequence[OpenDocument]]

    def dated(self, mended: Mended) -> DatedRunway | UnknownReason:
        """The dated runway then, equal to computing everything from scratch; or why there is none.

        Cash is as it was. Credits, and recurring flows that open items stand for, are shared among the
        documents of one counterparty and with no other's: so those of others come to the same.
        """
        if (reason := self._unknown(mended)) is not None:
            return reason
        if self.before.outlook is None:
            made = liquidity(_with(self.before.facts, mended)).outlook
            assert made is not None, "nothing is unknown any more"
            return made.projected.dated
        projected = self.before.outlook.projected
        near = self._near(mended)
        gone = ((flow, None) for flow in flows(near))
        come = ((None, flow) for flow in flows(_with(near, mended)))
        return dated_after(projected, steps((*gone, *come), projected))

    def _unknown(self, mended: Mended) -> UnknownReason | None:
        facts = self.before.facts
        for known in (self.before.available, facts.entered):
            if isinstance(known, UnknownReason):
                return known
        is_without = {*facts.without_rate} - mended.ids or mended.without_rate
        return UnknownReason.UNKNOWN_RATE if is_without else None

    def _near(self, mended: Mended) -> RunwayInputs:
        """The facts with nothing but what the mended documents have to do with."""
        facts = self.before.facts
        # What is entered ahead stands for the items that it settles, whoever they are with.
        entered = () if isinstance(facts.entered, UnknownReason) else facts.entered
        chosen = {*mended.ids, *(part.item_id for entry in entered for part in entry.settles)}
        own = [self.by_id[item_id] for item_id in chosen if item_id in self.by_id]
        before = [self.by_id[item_id] for item_id in mended.ids if item_id in self.by_id]
        parties = {document.item.party_id for document in (*before, *mended.counted)} - {None}
        theirs = chain.from_iterable(self.by_party.get(party, ()) for party in parties)
        recurring = tuple(flow for flow in facts.settings.recurring if flow.party_id in parties)
        return replace(
            facts,
            documents=tuple({document.item.id: document for document in (*own, *theirs)}.values()),
            settings=replace(facts.settings, recurring=recurring).with_baseline(Baseline.NONE),
        )


def mending(before: Liquidity) -> Mending:
    """For many questions about one liquidity."""
    by_party: dict[UUID | None, list[OpenDocument]] = defaultdict(list)
    for document in before.facts.documents:
        by_party[document.item.party_id].append(document)
    return Mending(before, {document.item.id: document for document in before.facts.documents}, by_party)


def _with(facts: RunwayInputs, mended: Mended) -> RunwayInputs:
    kept = (document for document in facts.documents if document.item.id not in mended.ids)
    without_rate = (*({*facts.without_rate} - mended.ids), *mended.without_rate)
    return replace(facts, documents=(*kept, *mended.counted), without_rate=without_rate)
