"""One fault, planted by rule and not by hand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """`statements` break `target`, as a superuser on a copy; `attack` names what is attacked then.

    `roles` are the attacked roles, all when empty. `equivalent` is the reason why nobody can reach
    another tenant's row through it, for a mutant that may go unnoticed. `at_login` says that it shows
    only in sessions that begin afterwards.
    """

    name: str
    target: str
    statements: tuple[str, ...]
    attack: frozenset[str]
    roles: tuple[str, ...] = ()
    equivalent: str = ""
    at_login: bool = False
