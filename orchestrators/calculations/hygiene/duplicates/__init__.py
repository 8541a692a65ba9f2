"""Which documents were entered twice, by which rule, and which pairs only look so."""

from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.pair import Kept, Pair, Reason
from orchestrators.calculations.hygiene.duplicates.pairs import (
    counterparty_pairs,
    number_pairs,
    pairs,
    told,
    total_pairs,
)
from orchestrators.calculations.hygiene.duplicates.rules import RULES, Rule

__all__ = [
    "RULES",
    "Entry",
    "Kept",
    "Kind",
    "Pair",
    "Reason",
    "Rule",
    "counterparty_pairs",
    "number_pairs",
    "pairs",
    "told",
    "total_pairs",
]
