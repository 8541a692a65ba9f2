"""A document that is dated ahead moves what it moves, whatever it settles."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.entered import EnteredAhead, Settled, entered_flows
from orchestrators.calculations.values import FlowSource

DAY = date(2026, 12, 4)
SOMEBODY = UUID(int=7)
CENTS = st.integers(1, 10_000).map(lambda number: Decimal(number).scaleb(-2))


def entry(amount: Decimal, *parts: Decimal, rate: Decimal = Decimal(1)) -> EnteredAhead:
    settles = tuple(Settled(UUID(int=number), part) for number, part in enumerate(parts))
    return EnteredAhead(UUID(int=99), DAY, amount * rate, amount, SOMEBODY, "Rent", settles)


def told(one: EnteredAhead) -> list[tuple[int | None, str, str]]:
    return [
        (None if flow.item_id is None else flow.item_id.int, str(flow.amount), flow.label)
        for flow in entered_flows([one])
    ]


def test_items_are_paid_in_order_and_what_is_left_has_a_label() -> None:
    assert told(entry(Decimal(-700), Decimal(500))) == [(0, "-500", ""), (None, "-200", "Rent")]
    # A credit pays the last 200.
    assert told(entry(Decimal(-800), Decimal(500), Decimal(500))) == [(0, "-500", ""), (1, "-300", "")]
    assert told(entry(Decimal(300))) == [(None, "300", "Rent")]


def test_what_moves_at_home_is_shared_out_as_the_document_says() -> None:
    foreign = entry(Decimal(-100), Decimal(25), Decimal(75), rate=Decimal("1.2"))
    assert told(foreign) == [(0, "-30.0", ""), (1, "-90.0", "")]


@given(CENTS, st.sampled_from([1, -1]), st.lists(CENTS, max_size=4), CENTS)
def test_the_flows_add_up_to_what_moves(
    amount: Decimal, sign: int, parts: list[Decimal], rate: Decimal
) -> None:
    one = entry(sign * amount, *parts, rate=rate)
    flows = list(entered_flows([one]))
    assert sum(flow.amount for flow in flows) == one.amount
    assert {(flow.day, flow.source) for flow in flows} == {(DAY, FlowSource.ENTERED)}
    assert all(flow.amount * sign > 0 for flow in flows)
    assert [flow.item_id for flow in flows].count(None) <= 1


def test_between_currencies_of_own_accounts_it_is_what_the_rates_make_of_it() -> None:
    exchanged = EnteredAhead(
        UUID(int=1), DAY, Decimal(-4), Decimal(0), None, "Euros", (Settled(SOMEBODY, Decimal(9)),)
    )
    assert told(exchanged) == [(None, "-4", "Euros")]
