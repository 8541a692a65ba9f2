"""What somebody may do with a decision is what the steps do: nothing more, and nothing less."""

from collections.abc import Awaitable, Callable, Mapping

import pytest

from tests.schema.decisions.desk import AUDITOR, PARTNER, STAFF, Desk, Payload, codes
from tests.world import ADVISOR, ANALYST, OWNER

QUEUE = "{ decisionConsole { queue(first: 100) { nodes { id allowedSteps } } } }"
EVERYTHING = ["REVISE", "APPROVE", "REJECT", "WITHDRAW", "FINALIZE"]

Take = Callable[[Desk, Payload, str], Awaitable[Payload]]
TAKE: Mapping[str, Take] = {
    "REVISE": lambda desk, made, user: desk.revise(made, user=user, note="n"),
    "APPROVE": lambda desk, made, user: desk.review(made, "APPROVE", user=user),
    "REJECT": lambda desk, made, user: desk.review(made, "REJECT", user=user),
    "WITHDRAW": lambda desk, made, user: desk.withdraw(made["id"], user=user),
    "FINALIZE": lambda desk, made, user: desk.finalize([made], user=user),
}


async def allowed(desk: Desk, made: Payload, user: str) -> list[str]:
    nodes = (await desk.ask(QUEUE, user))["decisionConsole"]["queue"]["nodes"]
    steps: list[str] = next(node["allowedSteps"] for node in nodes if node["id"] == made["id"])
    return steps


async def taken(desk: Desk, made: Payload, user: str, step: str) -> bool:
    """Whether the step is taken."""
    payload = await TAKE[step](desk, made, user)
    return codes(payload) == [None] if payload.get("outcomes") else payload["userErrors"] == []


async def proposed(desk: Desk, author: str, *approvers: str) -> Payload:
    made: Payload = (await desk.propose("bill", user=author))["decision"]
    for user in approvers:
        made = (await desk.review(made, user=user))["decision"]
    return made


@pytest.mark.parametrize(
    ("limits", "author", "approvers", "user", "steps"),
    [
        ((), STAFF, (), STAFF, ["REVISE", "APPROVE", "REJECT", "WITHDRAW"]),
        ((), OWNER, (), STAFF, ["APPROVE", "REJECT"]),
        ((), OWNER, (), OWNER, EVERYTHING),
        ((), OWNER, (ADVISOR,), OWNER, ["REVISE", "REJECT", "WITHDRAW", "FINALIZE"]),
        ((), OWNER, (), ANALYST, []),
        ((), OWNER, (), AUDITOR, []),
        (("10",), STAFF, (), STAFF, ["REVISE", "WITHDRAW"]),
        (("10",), OWNER, (), OWNER, ["REVISE", "WITHDRAW"]),
        (("10",), OWNER, (), ADVISOR, ["REVISE", "APPROVE", "REJECT", "WITHDRAW"]),
        (("10",), OWNER, (ADVISOR,), OWNER, ["REVISE", "WITHDRAW", "FINALIZE"]),
        (("10", "20"), OWNER, (ADVISOR,), ADVISOR, ["REVISE", "REJECT", "WITHDRAW"]),
        (("10", "20"), OWNER, (ADVISOR,), PARTNER, ["REVISE", "APPROVE", "REJECT", "WITHDRAW"]),
    ],
)
async def test_steps_are_allowed_by_role_limits_approvals_and_status_as_they_are_taken(
    desk: Desk, limits: tuple[str, ...], author: str, approvers: tuple[str, ...], user: str, steps: list[str]
) -> None:
    await desk.limit(*limits)
    made = await proposed(desk, author, *approvers)
    assert await allowed(desk, made, user) == steps
    # What is refused changes nothing, so that it is tried on one decision.
    refused = [step for step in EVERYTHING if step not in steps]
    assert [step for step in refused if await taken(desk, made, user, step)] == []
    for step in steps:
        assert await taken(desk, made, user, step), step
        await desk.step("clearQueue", {})
        if step != "FINALIZE":
            made = await proposed(desk, author, *approvers)


@pytest.mark.parametrize("step", ["REJECT", "WITHDRAW", "FINALIZE"])
async def test_nothing_is_allowed_with_a_decision_that_is_over(desk: Desk, step: str) -> None:
    made = await proposed(desk, OWNER)
    assert await taken(desk, made, OWNER, step)
    assert await allowed(desk, made, OWNER) == []


async def test_after_the_document_changed_somebody_has_to_look_before_it_can_be_final(desk: Desk) -> None:
    made = await proposed(desk, OWNER, ADVISOR)
    await desk.change(Balance=80)
    assert await allowed(desk, made, OWNER) == ["REVISE", "APPROVE", "REJECT", "WITHDRAW"]
    await desk.change(Balance=0)
    assert await allowed(desk, made, OWNER) == ["REJECT", "WITHDRAW"]
