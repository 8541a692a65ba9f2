"""Why nothing is migrated, as one sentence: roles that a newer version needs and nobody has made."""

from collections.abc import Sequence


class RolesMissing(Exception):
    """A newer version has roles that `runway bootstrap` has not made yet; nothing was changed."""

    def __init__(self, roles: Sequence[str]) -> None:
        super().__init__(
            f"The server has no role {' or '.join(roles)}: run `runway bootstrap` as a superuser first."
        )
