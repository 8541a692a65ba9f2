"""Registered documents: read from the manifests that front ends' build tools write, and run by their ids."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schema.operations.documents import digest_of
from schema.operations.preparation import EVERY_KIND, Contract, Operation, Refused, prepare
from server.settings import Settings, WrongSettings

#: What Apollo's manifest says of itself; all others are an object of texts by their ids.
APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}
#: The prefix of an id that is made of the text itself, in the appendix of GraphQL over HTTP.
SHA256 = "sha256:"


@dataclass(frozen=True, slots=True)
class Registered:
    """The texts of documents by their ids; `only` if no other document is run."""

    texts: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    def text_of(self, key: str) -> str | None:
        """The text of an id of a manifest, or of `sha256:` and the SHA-256 of the text."""
        return self.texts.get(key)

    def allows(self, text: str) -> bool:
        """Whether a text that was sent as it is may be run."""
        return not self.only or _own_id(text) in self.texts


#: Of a server without manifests.
NONE = Registered()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it stands in a manifest."""

    file: Path
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was compared with the schema: what it is counted as, and what is wrong with it."""

    entry: Entry
    #: Kind and name of its operation, as far as they are known.
    title: str = ""
    rows: int = 0
    fields: int = 0
    fault: str | None = None

    @property
    def sentence(self) -> str:
        """The fault, with file and operation."""
        title = f" ({self.title})" if self.title else ""
        return f"{self.entry.file}: {self.entry.key}{title}: {self.fault}"


async def registered_by(settings: Settings, contract: Contract) -> Registered:
    """The documents that the settings name; raises `WrongSettings` if one of them could not be run."""
    if settings.documents is None:
        if settings.documents_only:
            raise WrongSettings("RUNWAY_DOCUMENTS_ONLY: set RUNWAY_DOCUMENTS too, or nothing could be run.")
        return NONE
    checked = await check(contract, entries(settings.documents))
    faults = [item.sentence for item in checked if item.fault]
    if faults:
        more = f" ({len(faults) - 1} more; see `runway documents check`)" if len(faults) > 1 else ""
        raise WrongSettings(f"RUNWAY_DOCUMENTS: {faults[0]}{more}")
    texts = [item.entry for item in checked]
    by_hash = {_own_id(entry.text): entry.text for entry in texts}
    return Registered(by_hash | {entry.key: entry.text for entry in texts}, settings.documents_only)


def entries(place: Path) -> list[Entry]:
    """The documents of a manifest, or of all manifests in a folder; raises `WrongSettings`."""
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    if not files:
        raise WrongSettings(f"RUNWAY_DOCUMENTS: {place} holds no manifest (*.json).")
    return [entry for file in files for entry in _read(file)]


async def check(contract: Contract, given: Iterable[Entry]) -> list[Checked]:
    """Each document as a request would bring it, without variables; none may share its id with another."""
    known: dict[str, Entry] = {}
    return [await _checked(contract, entry, known.setdefault(entry.key, entry)) for entry in given]


async def _checked(contract: Contract, entry: Entry, first: Entry) -> Checked:
    if first.text != entry.text:
        return Checked(entry, fault=f"The id is that of another document in {first.file}.")
    if entry.key.startswith(SHA256) and entry.key != _own_id(entry.text):
        return Checked(entry, fault="The id is not the SHA-256 of the document.")
    prepared = await prepare(contract, Operation(entry.text), EVERY_KIND)
    if isinstance(prepared, Refused):
        return Checked(entry, prepared.title, fault=prepared.error["message"])
    errors = await contract.documents.faults(contract.core, prepared.document)
    rows, fields = round(prepared.cost.rows), round(prepared.cost.fields)
    return Checked(entry, prepared.title, rows, fields, errors[0].message if errors else None)


def _read(file: Path) -> list[Entry]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        # JSON can spell half a surrogate pair, of which nothing can be computed.
        json.dumps(content, ensure_ascii=False).encode()
    except (OSError, ValueError, RecursionError):
        raise WrongSettings(f"RUNWAY_DOCUMENTS: {file} is not a readable JSON file.") from None
    texts = _texts(content)
    if texts is None:
        raise WrongSettings(
            f"RUNWAY_DOCUMENTS: {file} is no manifest of graphql-codegen, Relay or Apollo (version 1)."
        )
    return [Entry(file, key, text) for key, text in texts]


def _texts(content: Any) -> list[tuple[str, str]] | None:
    """Ids and texts in the order of the manifest; None if it is none."""
    if not isinstance(content, dict):
        return None
    pairs = list(content.items())
    if "format" in content:
        operations = content.get("operations")
        if not APOLLO.items() <= content.items() or not isinstance(operations, list):
            return None
        pairs = [
            (item.get("id"), item.get("body")) if isinstance(item, dict) else ("", "") for item in operations
        ]
    return pairs if all(isinstance(part, str) and part for pair in pairs for part in pair) else None


def _own_id(text: str) -> str:
    return SHA256 + digest_of(text)
