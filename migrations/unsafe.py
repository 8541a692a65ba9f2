"""Why a schema is refused: what the audit found in it, as one sentence."""

from collections.abc import Sequence

from isolation.lints.lint import Finding


class Unsafe(Exception):
    """Rows of another tenant can be reached; `errors` say where, and the text names the first."""

    def __init__(self, errors: Sequence[Finding]) -> None:
        first = errors[0]
        more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        super().__init__(f"{first.object}: {first.title} ({first.code}){more}; see `runway audit`.")
        self.errors = tuple(errors)
