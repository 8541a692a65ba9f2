"""Faces fit what is behind them, or the schema is not built."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

import pytest
import strawberry

import schema.build as ours
from schema.faces import (
    ANSWERS,
    MODEL_BEHIND,
    Misfit,
    check_fit,
    describe_enum,
    face,
    field,
    interface,
    shown,
    stream,
)
from schema.money import Money, shown_money


@dataclass(frozen=True, slots=True)
class Thing:
    """A model for faces that do not fit it."""

    amount: int
    note: str | None
    price: Decimal
    discount: Decimal | None

    @property
    def double(self) -> int:
        """Computed."""
        return 2 * self.amount


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Box(Generic[T]):
    """A model that is made for several types."""

    held: T | None


@pytest.fixture
def _registries() -> Iterator[None]:
    """What faces leave behind is taken back."""
    models, answers = dict(MODEL_BEHIND), list(ANSWERS)
    yield
    MODEL_BEHIND.clear()
    MODEL_BEHIND.update(models)
    ANSWERS[:] = answers


def _missing() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """Shows what the model does not have."""

        colour: str = shown("Its colour.")


def _other_type() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """Shows a number as a text."""

        amount: str = shown("Its amount.")


def _never_null() -> None:
    @interface(Thing, "A thing.")
    class Shown:
        """Promises what the model may leave out."""

        note: str = shown("Its note.")


def _other_computed_type() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """Shows a computed number as a text."""

        double: str = shown("Twice the amount.")


def _other_answer() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """A resolver that answers something else than it says."""

        @field(int, "Its amount.")
        def amount(self) -> str:
            return "12"


def _nothing_answered() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """A resolver that may answer nothing."""

        @field(int, "Its amount.")
        def amount(self) -> int | None:
            return None


def _one_of_many() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """A resolver that answers a row where a list was promised."""

        @field(list[int], "Its amounts.")
        def amounts(self) -> int:
            return 12


def _other_things_told() -> None:
    @strawberry.type
    class Shown:
        """A subscription that tells something else than it says."""

        @stream(int, "Amounts.")
        def amounts(self) -> AsyncIterator[str]:
            raise NotImplementedError


def _told_once() -> None:
    @strawberry.type
    class Shown:
        """A subscription that would have one answer."""

        @stream(int, "Amounts.")
        async def amounts(self) -> int:
            return 12


def _other_type_of_a_generic_model() -> None:
    @face(Box[int], "A box.")
    class Shown:
        """Shows a box of numbers as one of texts."""

        held: str | None = shown("What is in it.")


def _other_type_of_a_generic_face() -> None:
    @strawberry.type
    class Opened(Generic[T]):
        """Is a base of several faces."""

        held: T | None = shown("What is in it.")

    @face(Box[int], "A box.")
    class Shown(Opened[str]):
        """Is made for another type than its model."""


def _number_as_money() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """Shows as money what is no decimal."""

        amount: Money = shown_money("Its amount.")


def _money_never_null() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """Promises an amount that the model may leave out."""

        discount: Money = shown_money("Its discount.")


def _money_as_number() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """Says that money is a number."""

        price: Decimal = shown_money("Its price.")


MISFITS = (
    _missing,
    _other_type,
    _never_null,
    _other_computed_type,
    _other_answer,
    _nothing_answered,
    _one_of_many,
    _other_things_told,
    _told_once,
    _other_type_of_a_generic_model,
    _other_type_of_a_generic_face,
    _number_as_money,
    _money_never_null,
    _money_as_number,
)


@pytest.mark.usefixtures("_registries")
@pytest.mark.parametrize("put_on", MISFITS, ids=lambda item: item.__name__.lstrip("_"))
def test_a_face_that_does_not_fit_is_refused_when_the_schema_is_built(put_on: Callable[[], None]) -> None:
    put_on()
    with pytest.raises(Misfit, match="Shown"):
        check_fit()
    with pytest.raises(Misfit):
        ours.build_schema()


@pytest.mark.usefixtures("_registries")
def test_a_face_that_fits_is_not_refused() -> None:
    @face(Thing, "A thing.")
    class Shown:
        """Shows what is there."""

        amount: int = shown("Its amount.")
        note: str | None = shown("Its note.")
        double: int | None = shown("Twice the amount, and nullable without need.")
        price: Money = shown_money("Its price.")
        discount: Money | None = shown_money("Its discount.")

        @field(list[int] | None, "Its amounts.")
        def amounts(self) -> tuple[int, ...]:
            return (12,)

    @strawberry.type
    class Opened(Generic[T]):
        """Is a base of several faces."""

        held: T | None = shown("What is in it.")

    @face(Box[Thing], "A box.")
    class Crate(Opened[Shown]):
        """Shows the face of what is in the model."""

    check_fit()
    assert MODEL_BEHIND[Shown] is Thing


def test_an_enum_is_described_once_and_to_the_last_value_also_when_a_face_showed_it_before() -> None:
    class Paint(StrEnum):
        """Has more values than are described."""

        RED = "RED"
        BLUE = "BLUE"

    @strawberry.enum
    class Late(StrEnum):
        """Was shown before."""

        RED = "RED"

    with pytest.raises(Misfit, match="BLUE"):
        describe_enum(Paint, "A paint.", {"RED": "Like this."})
    describe_enum(Late, "Late.", {"RED": "Like this."})
    assert Late.__strawberry_definition__.values[0].description == "Like this."  # type: ignore[attr-defined]  # Strawberry puts it there.
    with pytest.raises(Misfit, match="twice"):
        describe_enum(Late, "Late.", {"RED": "Like this."})
