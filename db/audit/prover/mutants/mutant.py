"""One fault, planted by rule and not by hand."""

from dataclasses import dataclass

TWIN = "{twin}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`statements` break `target`, as a superuser on a copy; `attack` names what is attacked then.

    `roles` are the attacked roles, all when empty. `equivalent` is the reason why nobody can reach
    another tenant's row through it, for a mutant that may go unnoticed. A mutant of a role is planted
    on a twin of it, whose name `TWIN` stands for in the statements.
    """

    name: str
    target: str
    statements: tuple[str, ...]
    attack: frozenset[str]
    roles: tuple[str, ...] = ()
    equivalent: str = ""
    twin_of: str = ""
