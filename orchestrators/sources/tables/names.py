"""Whom and what the cells of a table name: by id, by name, or as nobody else does."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from orchestrators.sources.facts import UNDEPOSITED, PartyKind, Reference
from orchestrators.sources.quickbooks.fields import ID_LENGTH, UnreadableError
from orchestrators.sources.rows import PARTY_ENTITY
from orchestrators.sources.tables.columns import plain
from orchestrators.sources.tables.reading.typed import Row


@dataclass(frozen=True, slots=True)
class Named:
    """A record that rows may name: by its id, its name, or the number of an account."""

    entity: str
    source_id: str
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document that payments may name by its number, and whose it is."""

    entity: str
    source_id: str
    number: str
    party: Reference | None


@dataclass(frozen=True, slots=True)
class Held:
    """What the books of a realm hold of what rows may name."""

    names: Sequence[Named] = ()
    documents: Sequence[Numbered] = ()


def digest(*parts: str) -> str:
    """An id that follows from what a record is known by, for tables without ids."""
    key = "\x1f".join(" ".join(part.casefold().split()) for part in parts)
    return f"~{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:24]}"


def is_automatic(source_id: str) -> bool:
    """Whether the id follows from what the record is known by."""
    return source_id.startswith("~")


def is_same(one: Reference | None, other: Reference | None) -> bool:
    """Whether two references mean one party, also one that had no id when the other was made."""
    if one is None or other is None:
        return False
    if one.source_id == other.source_id:
        return True
    has_automatic = is_automatic(one.source_id) or is_automatic(other.source_id)
    return has_automatic and _key(one.name or "") == _key(other.name or "\x00")


@dataclass(slots=True)
class Names:
    """What can be named: the lists of this import, and what the books of the realm hold."""

    _by_id: dict[tuple[str, str], Named] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], dict[str, Named]] = field(default_factory=dict)

    @classmethod
    def of(cls, held: Iterable[Named], listed: Iterable[Named]) -> "Names":
        """Those of the import hide records of the books that have the same id, and had another name."""
        names = cls()
        for named in {(item.entity, item.source_id): item for item in (*held, *listed)}.values():
            names._by_id[named.entity, named.source_id] = named
            for text in {_key(named.name), _key(named.number)} - {""}:
                names._by_name.setdefault((named.entity, text), {})[named.source_id] = named
        return names

    def knows(self, entity: str, text: str) -> bool:
        """Whether something has the name."""
        return (entity, _key(text)) in self._by_name

    def refer(self, entity: str, column: str, source_id: str | None, name: str | None) -> Reference | None:
        """What an id, or else a name, means; of a name that nobody has the id follows from the name.

        Raises `UnreadableError` naming the column where several have the name.
        """
        if source_id:
            known = self._by_id.get((entity, source_id))
            return Reference(source_id, name or (known.name if known else None))
        if not name:
            return None
        known = self._by_id.get((entity, name)) if entity == "Account" else None
        alike = [known] if known else self._called(entity, name)
        if len(alike) > 1:
            ids = ", ".join(sorted(item.source_id for item in alike)[:3])
            raise UnreadableError(column, f"Several are called {name[:60]!r}: give the id ({ids})")
        return Reference(alike[0].source_id, alike[0].name) if alike else Reference(digest(name), name)

    def _called(self, entity: str, name: str) -> list[Named]:
        """What has the name; what a list has takes the place of what was made for the name alone."""
        alike = [*self._by_name.get((entity, _key(name)), {}).values()]
        listed = [item for item in alike if not is_automatic(item.source_id)]
        return listed or alike

    def account(self, row: Row, column: str) -> Reference | None:
        """The account that a cell names by id, number or name."""
        text = row.fields.text(column)
        if text and plain(text) == "undepositedfunds" and not self.knows("Account", text):
            return UNDEPOSITED
        return self.refer("Account", column, None, text)

    def party(self, row: Row, kind: PartyKind, column: str) -> Reference | None:
        """The vendor or customer that a row names by id or name."""
        fields = row.fields
        return self.refer(PARTY_ENTITY[kind], column, fields.identifier(f"{column}_id"), fields.text(column))


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class Term:
    """Payment terms as their name tells them."""

    due_days: int | None = None
    discount_percent: str | None = None
    discount_days: int | None = None


_NET = re.compile(r"(?:net|n)[ /]?(\d{1,3})(?: days)?")
_DISCOUNT = re.compile(r"(\d{1,2}(?:\.\d+)?)(?: ?/ ?|% )(\d{1,3}),? (?:net|n)[ /]?(\d{1,3})")


def term_of(name: str) -> Term:
    """What a name says: Net 30, 2/10 n30, 2% 10 Net 30, Due on receipt; others say nothing that counts."""
    text = _key(name)
    if match := _DISCOUNT.fullmatch(text):
        return Term(int(match[3]), match[1], int(match[2]))
    if match := _NET.fullmatch(text):
        return Term(int(match[1]))
    return Term(0) if text == "due on receipt" else Term()


def term_reference(row: Row) -> Reference | None:
    """The terms that a row names; their name is their id."""
    name = row.fields.text("terms")
    return Reference(name if len(name) <= ID_LENGTH else digest(name), name) if name else None
