"""What is kept of an operation for as long as it runs."""

from schema.build import build_schema
from schema.operations.preparation import EVERY_KIND, Operation, Prepared, prepare


async def test_variables_that_an_operation_does_not_declare_are_not_kept() -> None:
    """A subscription lives for hours, and nothing weighs what it does not use."""
    text = "subscription ($used: Boolean!) { businessChanged { kind @include(if: $used) } }"
    sent = {"used": True, "unused": [[]] * 1_000}
    prepared = await prepare(build_schema(), Operation(text, sent), EVERY_KIND)
    assert isinstance(prepared, Prepared)
    assert prepared.operation.variables == {"used": True}
