"""What the pages give readers to paste: blocks of code by their language, and the commands in them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.repository import ROOT, text

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_QUERIES = re.compile(r"^ask <<'Q'\n(.*?)^Q$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:\.venv/bin/)?runway [^`]+)`")
#: A command at the beginning of a line or after what may stand before one, and its arguments.
_RUNWAY = re.compile(
    r"""(?:^|[^\S\n]|\()(?:\.venv/bin/)?runway ((?:'[^']*'|"[^"]*"|[^|&)>#\n'"])*)""", re.MULTILINE
)
_BEGINS = re.compile(r"(TOKEN=|ask|export |curl|make|books=|pg_|RUNWAY_|time |runway |\.venv/bin/runway )")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; a block without a language that begins like a command is of the language `shell`."""

    page: str
    language: str
    content: str

    @property
    def title(self) -> str:
        """Its first line, by which tests name it."""
        return self.content.partition("\n")[0]


def blocks(*pages: str) -> list[Block]:
    """All fenced blocks of the pages."""
    return [
        Block(page, language or ("shell" if _BEGINS.match(content) else ""), content)
        for page in pages
        for language, content in _FENCE.findall(text(ROOT / page))
    ]


def queries(block: Block) -> list[str]:
    """The GraphQL that a shell block hands to `ask`."""
    return _QUERIES.findall(block.content)


def curl_bodies(block: Block) -> list[str]:
    """The JSON that a shell block sends with curl."""
    return re.findall(r"-d '(\{.*?\})'$", block.content, re.MULTILINE | re.DOTALL)


def runway_commands(page: str) -> Iterator[list[str]]:
    """The arguments of every `runway` command of a page, in blocks and in running text."""
    shells = [block.content.replace("\\\n", " ") for block in blocks(page) if block.language == "shell"]
    for content in (*shells, *_INLINE.findall(_FENCE.sub("", text(ROOT / page)).replace("\n", " "))):
        yield from (shlex.split(result) for result in _RUNWAY.findall(content))
