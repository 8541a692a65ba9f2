"""The audit that an auditor reads over the API, and nobody else."""

from pathlib import Path

import pytest

from tests.world import ADVISOR, ANALYST, OWNER, World

AUDITOR = "auditor@example.org"
EXAMPLE = (Path(__file__).parents[3] / "docs" / "examples" / "isolation.graphql").read_text()


async def test_an_auditor_reads_findings_matrix_and_fingerprint(own_world: World) -> None:
    business = await own_world.business(members={AUDITOR: "AUDITOR"})
    async with own_world.api() as api:
        before = (await api.ask(EXAMPLE, user=AUDITOR, business=business)).data["isolation"]["audit"]
        await own_world.run("CREATE POLICY wider ON runway.document FOR SELECT TO runway_api USING (true)")
        after = (await api.ask(EXAMPLE, user=AUDITOR, business=business)).data["isolation"]["audit"]
    held = {row["table"]: row for row in before["matrix"] if row["role"] == "runway_api"}
    assert before["clean"]
    assert held["runway.document"]["select"] == "canonical"
    assert held["runway.membership"]["select"] == "own"
    assert {row["truncate"] for row in held.values()} == {"none"}
    assert not after["clean"]
    assert "runway.document" in " ".join(finding["object"] for finding in after["findings"])
    assert after["fingerprint"] != before["fingerprint"]


@pytest.mark.parametrize("role", ["OWNER", "ADVISOR", "ANALYST"])
async def test_no_other_role_reads_it(own_world: World, role: str) -> None:
    user = {"OWNER": OWNER, "ADVISOR": ADVISOR, "ANALYST": ANALYST}[role]
    business = await own_world.business(members={user: role})
    async with own_world.api() as api:
        reply = await api.ask(EXAMPLE, user=user, business=business)
    assert reply.codes == ["FORBIDDEN"]
    assert reply.body["data"] == {"isolation": None}


async def test_an_auditor_cannot_write(own_world: World) -> None:
    business = await own_world.business(members={AUDITOR: "AUDITOR"})
    item = "QmlsbDowMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA="
    given = f'{{itemId: "{item}", action: PAY}}'
    mutation = f"mutation {{ proposeDecision(input: {given}) {{ userErrors {{ code }} }} }}"
    async with own_world.api() as api:
        reply = await api.ask(mutation, user=AUDITOR, business=business)
    assert reply.data["proposeDecision"]["userErrors"] == [{"code": "FORBIDDEN"}]
