"""A page about all lints, printed from the lints themselves so that it cannot be out of date."""

from collections.abc import Iterator, Sequence

from isolation.lints import LINTS
from isolation.lints.lint import Lint
from isolation.waivers import EXPIRED, UNUSED

_INTRODUCTION = """# What `runway audit` asks

Printed by `runway dev lints` from `isolation/lints/`, one file each; do not edit.

**error**: another tenant's rows can be reached. **warning**: they can be reached after one more mistake.
**info**: worth knowing; it does not change the exit code. A finding that somebody answers for goes into a
file of waivers, by its code and its object:

```toml
[[waiver]]
code = "unique_key_without_tenant"
object = "shop.coupon: coupon_code_key"
owner = "dba@example.org"
reason = "Coupon codes are printed, and unique across all shops."
until = 2027-01-31
```
"""


def page(lints: Sequence[Lint] = (*LINTS, EXPIRED, UNUSED)) -> str:
    """The page's text."""
    return "\n".join((_INTRODUCTION, *_index(lints), *(_about(lint) for lint in lints), ""))


def _index(lints: Sequence[Lint]) -> Iterator[str]:
    yield "| code | level | what it finds |\n|---|---|---|"
    for lint in lints:
        yield f"| [{lint.code}](#{lint.code}) | {lint.level.value} | {lint.title} |"


def _about(lint: Lint) -> str:
    return (
        f"\n## {lint.code}\n\n**{lint.title}** ({lint.level.value})\n\n{lint.why}\n\nWhat to do: {lint.fix}"
    )
