"""Rights beyond tables: over roles, over the server, over how policies and triggers are run."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.catalogue.sqltext import fill, ident
from isolation.prover.probes.probe import Aim, Needs, Probe
from isolation.prover.probes.scene import Scene

_POWERS = (
    "ALTER ROLE {role} BYPASSRLS",
    "ALTER ROLE {role} SUPERUSER",
    "SET LOCAL session_replication_role = 'replica'",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT * FROM pg_authid",
    "COPY (SELECT 1) TO PROGRAM 'true'",
)


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for power in _POWERS:
        yield Attempt(fill(power, role=ident(scene.role)), Rule.REFUSED)
    for owner in sorted({table.owner for table in scene.stage.tables} - {scene.role}):
        statement = fill("GRANT {owner} TO {role}", owner=ident(owner), role=ident(scene.role))
        yield Attempt(statement, Rule.REFUSED)


PROBE = Probe(
    "powers",
    "A has a power over roles or the server.",
    _attempts,
    Aim.SESSION,
    Needs.NOTHING,
    as_tenant_only=True,
)
