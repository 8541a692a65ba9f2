"""Taking the protection off the table, or becoming its owner."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.catalogue.sqltext import ident
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene

_CHANGES = (
    "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE {t} OWNER TO {role}",
    "CREATE POLICY attackers_own ON {t} USING (true)",
    "CREATE TRIGGER attackers_own BEFORE INSERT ON {t} FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE attackers_own AS ON INSERT TO {t} DO INSTEAD NOTHING",
)


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for change in _CHANGES:
        yield Attempt(scene.sql(change, role=ident(scene.role)), Rule.REFUSED)
    for policy in scene.table.policies:
        name = ident(policy.name)
        yield Attempt(scene.sql("DROP POLICY {name} ON {t}", name=name), Rule.REFUSED)
        yield Attempt(scene.sql("ALTER POLICY {name} ON {t} TO PUBLIC", name=name), Rule.REFUSED)


PROBE = Probe(
    "disarm", "A takes row-level security off.", _attempts, needs=Needs.NOTHING, as_tenant_only=True
)
