"""What clients send again and again: valid documents are parsed and validated once, in bounded memory."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, validate
from graphql.validation.rules import overlapping_fields_can_be_merged

from schema.completion.plans import SOURCE_BYTES, SOURCE_PER_TOKEN, Plans
from schema.operations.beside import beside
from schema.operations.counts import Counts

T = TypeVar("T")

MAX_TOKENS = 2_000
#: Characters of a text that is parsed and validated at once.
SHORT = 2_000
#: Bytes that a parsed token takes, measured: from 300 in lists of arguments to 560 in lists of short fields.
TOKEN_BYTES = 600
#: Faults of a document that are told: looking for what was meant takes longer than everything else.
MAX_FAULTS = 10
#: Comparisons of fields that may have to be one. The library's own limit lets a document block for a second;
#: the largest of ours needs a hundredth of this one.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 50_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is kept at most, and how many texts are remembered as sent less often than it takes."""

    documents: int = 512
    #: Of all documents that are kept, as they are in memory.
    total_bytes: int = 48 << 20
    #: Of one text; a longer one is prepared each time.
    text_length: int = 8 << 10
    sent_once: int = 4_096
    #: How often a text is sent before it is kept, once or twice.
    sendings: int = 2


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was parsed; once it was valid it `is_known`, and may have written functions."""

    text: str
    node: DocumentNode
    is_known: bool = False
    plans: Plans | None = None
    counts: Counts = field(default_factory=Counts)

    @property
    def size(self) -> int:
        """About how many bytes it takes, with its functions."""
        return len(self.text) + (TOKEN_BYTES + SOURCE_PER_TOKEN * SOURCE_BYTES) * self.node.token_count


class Documents:
    """The valid documents of one schema by their texts, the least recently used given up first.

    A document is kept when it is sent for the second time: texts that no client repeats push out nothing.
    What is not valid is never kept. A document holds no values of a caller but its literals, and is shared by
    all: whether somebody may run it is decided each time.
    """

    def __init__(self, bounds: Bounds = Bounds(), *, compiles: bool = True) -> None:
        self._bounds = bounds
        self._compiles = compiles
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0
        self._texts: dict[str, str] = {}
        self._sent_once: OrderedDict[int, None] = OrderedDict()

    @property
    def count(self) -> int:
        """How many are kept."""
        return len(self._kept)

    async def read(self, text: str) -> Document:
        """The document of a text; raises GraphQLSyntaxError, or RecursionError if it is nested too deeply."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        return Document(text, await _computed(text, partial(parse, text, max_tokens=MAX_TOKENS)))

    async def faults(self, core: GraphQLSchema, document: Document) -> list[GraphQLError]:
        """What is wrong with a document, some of it if that is much; one without faults is kept.

        The time for it is bounded: when that was not enough, this is what is told.
        """
        if document.is_known:
            return []
        check = partial(validate, core, document.node, max_errors=MAX_FAULTS)
        errors = await _computed(document.text, check)
        if not errors:
            self.keep(document)
        return errors[:MAX_FAULTS]

    def plans_of(self, document: Document) -> Plans | None:
        """The functions of a document that is kept, and not of another reading of the same text."""
        kept = self._kept.get(document.text)
        return kept.plans if kept is not None and kept.node is document.node else None

    def text_of(self, digest: str) -> str | None:
        """The text of a kept document by its SHA-256, as hexadecimal digits."""
        return self._texts.get(digest)

    def keep(self, document: Document) -> None:
        """Remember that a document is valid."""
        text = document.text
        if len(text) > self._bounds.text_length or text in self._kept or not self._is_sent_again(text):
            return
        plans = Plans(document.node) if self._compiles else None
        self._kept[text] = Document(text, document.node, True, plans)
        self._texts[digest_of(text)] = text
        self._bytes += document.size
        while len(self._kept) > self._bounds.documents or self._bytes > self._bounds.total_bytes:
            oldest_text, oldest = self._kept.popitem(last=False)
            del self._texts[digest_of(oldest_text)]
            self._bytes -= oldest.size

    def _is_sent_again(self, text: str) -> bool:
        if self._bounds.sendings == 1:
            return True
        key = hash(text)
        if key in self._sent_once:
            del self._sent_once[key]
            return True
        self._sent_once[key] = None
        if len(self._sent_once) > self._bounds.sent_once:
            self._sent_once.popitem(last=False)
        return False


async def _computed(text: str, work: Callable[[], T]) -> T:
    """Do what takes longer, the longer the text is."""
    return await beside(work) if len(text) > SHORT else work()


def digest_of(text: str) -> str:
    """The SHA-256 of a text as clients write it."""
    return hashlib.sha256(text.encode()).hexdigest()
