"""What clients send again and again: valid documents are parsed and validated once, in bounded memory."""

from collections import OrderedDict
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass

from graphql import DocumentNode, parse
from strawberry.extensions import SchemaExtension

MAX_TOKENS = 2_000
#: Bytes that a parsed token takes, measured: from 300 in lists of arguments to 560 in lists of short fields.
TOKEN_BYTES = 600


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is kept at most, and how many texts are remembered as sent once."""

    documents: int = 512
    #: Of all documents that are kept, as they are in memory.
    total_bytes: int = 32 << 20
    #: Of one text; a longer one is prepared each time.
    text_length: int = 8 << 10
    sent_once: int = 4_096


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was parsed; `is_known` once it was valid before."""

    text: str
    node: DocumentNode
    is_known: bool

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.text) + TOKEN_BYTES * self.node.token_count


class Documents:
    """The valid documents of one schema by their texts, the least recently used given up first.

    A document is kept when it is sent for the second time: texts that no client repeats push out nothing.
    What is not valid is never kept. A document holds no values of a caller but its literals, and is shared by
    all: whether somebody may run it is decided each time.
    """

    def __init__(self, bounds: Bounds = Bounds()) -> None:
        self._bounds = bounds
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0
        self._sent_once: OrderedDict[int, None] = OrderedDict()

    def read(self, text: str) -> Document:
        """The document of a text; raises GraphQLSyntaxError, or RecursionError if it is nested too deeply."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        return Document(text, parse(text, max_tokens=MAX_TOKENS), False)

    def keep(self, document: Document) -> None:
        """Remember that a document is valid."""
        text = document.text
        if len(text) > self._bounds.text_length or text in self._kept or not self._is_sent_again(text):
            return
        self._kept[text] = Document(text, document.node, True)
        self._bytes += document.size
        while len(self._kept) > self._bounds.documents or self._bytes > self._bounds.total_bytes:
            _text, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.size

    def _is_sent_again(self, text: str) -> bool:
        key = hash(text)
        if key in self._sent_once:
            del self._sent_once[key]
            return True
        self._sent_once[key] = None
        if len(self._sent_once) > self._bounds.sent_once:
            self._sent_once.popitem(last=False)
        return False


#: The document of the operation that a task runs: Strawberry is handed a text, its extensions the rest.
RUNNING: ContextVar[Document] = ContextVar("RUNNING")


class Prepared(SchemaExtension):
    """Hands Strawberry the document that was parsed, and spares it to validate one that is known as valid."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def on_operation(self) -> Iterator[None]:
        """Before anything else."""
        self.execution_context.graphql_document = RUNNING.get().node
        yield

    def on_validate(self) -> Iterator[None]:
        """Around the validation, which is left out where there are errors already, or none to come."""
        document = RUNNING.get()
        if document.is_known:
            self.execution_context.pre_execution_errors = []
        yield
        if not self.execution_context.pre_execution_errors:
            self._documents.keep(document)
