"""In which order tables are seeded: parents before children."""

from collections.abc import Iterator

from isolation.prover.catalogue.model import Catalogue, Relation
from isolation.prover.catalogue.ownership import Ownership


def in_order(catalogue: Catalogue, owned: Ownership) -> Iterator[Relation]:
    """The tables to seed, parents before children as far as there is such an order."""
    wanted = [label for label in owned.columns if not catalogue.relation(label).partition]
    wanted += _reached(catalogue, wanted)
    done: set[str] = set()
    while waiting := [label for label in wanted if label not in done]:
        ready = [label for label in waiting if not (_needs(catalogue, label) & set(waiting)) - {label}]
        # In a circle, a table whose own keys may stay null breaks it; the rest then follows.
        for label in ready or sorted(waiting, key=lambda each: len(_needs(catalogue, each)))[:1]:
            done.add(label)
            yield catalogue.relation(label)


def _needs(catalogue: Catalogue, label: str) -> set[str]:
    return {key.target for key in catalogue.relation(label).foreign_keys}


def _reached(catalogue: Catalogue, labels: list[str]) -> list[str]:
    """The tables that these refer to, over any number of steps."""
    found: list[str] = []
    waiting = list(labels)
    while waiting:
        for target in sorted(_needs(catalogue, waiting.pop())):
            if target not in found and target not in labels:
                found.append(target)
                waiting.append(target)
    return found
