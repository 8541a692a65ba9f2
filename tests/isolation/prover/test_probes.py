"""Each probe breaks through the fault that is planted for it, and through nothing when there is none."""

import pytest

from isolation.prover.probes import PROBES
from isolation.prover.probes.probe import Probe
from isolation.prover.verdicts.oracles import Status
from tests.examples import some
from tests.isolation.prover.faults import FAULTS
from tests.isolation.prover.seeded import Seeded
from tests.isolation.prover.shop import ROLE


@pytest.mark.parametrize("probe", some(PROBES, 10), ids=lambda probe: probe.name)
async def test_a_probe_breaks_through_its_fault_and_not_without_it(shop: Seeded, probe: Probe) -> None:
    fault = FAULTS[probe.name]
    broken = await shop.attacked(*fault.statements, only=fault.target, probe=probe.name)
    assert {(breach.target, breach.probe) for breach in broken.breaches} == {(fault.target, probe.name)}
    sound = await shop.attacked(only=fault.target, probe=probe.name)
    assert sound.breaches == []


def test_no_fault_is_for_a_probe_that_is_gone() -> None:
    assert FAULTS.keys() == {probe.name for probe in PROBES}


@pytest.mark.parametrize(
    ("fault", "probe"),
    [
        # What guards nothing at all, and what a policy for reading does not guard.
        ("ALTER TABLE shop.product DISABLE ROW LEVEL SECURITY", "read"),
        ("CREATE POLICY more ON shop.product FOR UPDATE USING (true) WITH CHECK (true)", "blind update"),
        ("CREATE POLICY more ON shop.product FOR DELETE USING (true)", "blind delete"),
    ],
    ids=["not secured", "another policy for UPDATE", "another policy for DELETE"],
)
async def test_of_all_probes_the_right_one_is_among_those_that_break_through(
    shop: Seeded, fault: str, probe: str
) -> None:
    probes = {breach.probe for breach in (await shop.attacked(fault, only="shop.product")).breaches}
    assert probe in probes
    # A blind statement needs no right to read: what names B's rows still finds none.
    assert ("read" in probes) == (probe == "read")


async def test_only_a_session_in_which_no_variable_was_set_tells_a_policy_that_is_open_then(
    shop: Seeded,
) -> None:
    opened = (
        "ALTER POLICY mine ON shop.product USING (current_setting('app.tenant_id', true) IS NULL "
        "OR tenant_id = nullif(current_setting('app.tenant_id', true), '')::integer)"
    )
    tally = await shop.attacked(opened, only="shop.product", probe="read")
    assert [(breach.probe, breach.context) for breach in tally.breaches] == [("read", "nobody")]


async def test_a_slug_that_is_taken_tells_of_its_tenant_which_no_lint_says(shop: Seeded) -> None:
    tally = await shop.attacked(f"GRANT UPDATE (slug) ON shop.tenant TO {ROLE}", only="shop.tenant")
    assert [breach.probe for breach in tally.breaches] == ["unique key"]
    assert "tenant_slug_key" in tally.breaches[0].why


async def test_what_does_not_reach_its_own_rows_proves_nothing(shop: Seeded) -> None:
    tally = await shop.attacked("DROP POLICY mine ON shop.product", only="shop.product", probe="read")
    assert tally.breaches == []
    [cell] = tally.cells.values()
    assert (cell.status, "A reaches 0 of its" in cell.why) == (Status.INCONCLUSIVE, True)
