"""An entry of the trail leads to what it tells of, as that is now."""

from schema import ids
from tests.schema.decisions.desk import STAFF, Desk
from tests.world import ANALYST, gid

TRAIL = """{ auditTrail(first: 100) { nodes { eventKind step subjectId subject {
  __typename id ... on Decision { status } } } } }"""


async def test_the_subject_of_an_entry_is_as_it_is_now_and_null_where_there_is_none(desk: Desk) -> None:
    made = (await desk.propose("bill", user=STAFF))["decision"]["id"]
    assert (await desk.withdraw(made, user=STAFF))["userErrors"] == []
    await desk.limit("5")
    nodes = (await desk.ask(TRAIL, ANALYST))["auditTrail"]["nodes"]
    subjects = {(node["eventKind"], node["step"]): node["subject"] for node in nodes}
    decision = {"__typename": "Decision", "id": made, "status": "WITHDRAWN"}
    assert subjects["DECISION", "PROPOSED"] == subjects["DECISION", "WITHDRAWN"] == decision
    business = {"__typename": "Business", "id": gid("Business", desk.business)}
    assert subjects["SETTINGS", "APPROVALS_SET"] == business
    assert subjects["IMPORT", "IMPORTED"]["__typename"] == "ImportRun"
    shown = [(node["subject"]["id"], node["subjectId"]) for node in nodes if node["subject"]]
    assert [one for one, other in shown if one != other] == []


async def test_the_subject_of_an_entry_is_null_once_it_is_gone(desk: Desk) -> None:
    made = (await desk.propose("bill", user=STAFF))["decision"]["id"]
    key = ids.decode(made, "id", "Decision")[1]
    await desk.world.run("DELETE FROM runway.decision_step WHERE decision_id = $1", key)
    await desk.world.run("DELETE FROM runway.decision WHERE id = $1", key)
    nodes = (await desk.ask(TRAIL, ANALYST))["auditTrail"]["nodes"]
    entry = next(node for node in nodes if node["eventKind"] == "DECISION")
    assert (entry["subjectId"], entry["subject"]) == (made, None)
