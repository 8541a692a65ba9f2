"""Becoming somebody else, and what that somebody could do."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.catalogue.sqltext import fill, ident
from isolation.prover.probes.probe import Aim, Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side

#: Members reach files and programs of the server, and with them every row.
_SERVER = {"pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"}


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for role in scene.now.roles:
        if role != scene.role:
            if scene.itself:
                yield Attempt(fill("SET SESSION AUTHORIZATION {role}", role=ident(role)), Rule.REFUSED)
            yield from _as_role(scene, role)


def _as_role(scene: Scene, role: str) -> Iterator[Attempt]:
    become = fill("SET ROLE {role}", role=ident(role))
    if role not in scene.becomes or role in _SERVER:
        yield Attempt(become, Rule.REFUSED)
        return
    # A role that may be become is no breach by itself: what it can do then would be.
    for table in scene.stage.tables:
        theirs = scene.stage.belongs_to(table.label, Side.B)
        disarm = fill("ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY", t=table.sql)
        yield Attempt(disarm, Rule.REFUSED, before=(become,))
        for statement in (
            "SELECT * FROM {t}",
            "SELECT 1 FROM {t} WHERE {theirs}",
            "UPDATE {t} SET {c} = {c}",
        ):
            text = fill(statement, t=table.sql, theirs=theirs, c=ident(table.columns[0].name))
            rule = Rule.NO_ROWS if "WHERE" in statement else Rule.QUIET
            yield Attempt(text, rule, before=(become,))


PROBE = Probe(
    "become",
    "A becomes a role that reaches B's rows.",
    _attempts,
    Aim.SESSION,
    Needs.NOTHING,
    as_tenant_only=True,
)
