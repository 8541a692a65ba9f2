"""A small schema with every kind of field, over models that hold whatever a test puts into them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.faces import Converted, face, field, interface, resolve_converted, shown
from schema.scalars import SCALARS

T = TypeVar("T")


class Size(StrEnum):
    """An enum whose members are strings, too."""

    SMALL = "small"
    LARGE = "large"


class Hue(Enum):
    """One of values that are not."""

    RED = 1
    BLUE = 2


class Held:
    """A model that holds anything; which attributes the faces show of it is declared, as for every model."""

    name: Any
    age: Any
    size: Any
    mother: Any
    weight: Any
    food: Any
    lives: Any
    hues: Any
    born: Any
    tricks: Any
    litters: Any
    grams: Any

    def __init__(self, values: dict[str, Any] | None = None) -> None:
        self.values = values or {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.values})"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self.values.get(name)
        if isinstance(value, Raised):
            raise value.error
        return value


@dataclass(frozen=True)
class Raised:
    """A value that cannot be had."""

    error: Exception


class CatModel(Held):
    """One kind of animal."""


class DogModel(Held):
    """Another kind."""


class Unknown(Held):
    """A kind that the schema does not have."""


@face(Held, "A weight.")
class Weight:
    """What a number is converted to."""

    grams: Decimal = shown("How many.")


class _Weighed(Converted):
    held = Decimal
    face = Weight

    @staticmethod
    def convert(value: Any, context: Any) -> Any:
        return context(value)


def weighed(description: str) -> Any:
    """A number, shown as a weight."""
    return _Weighed(description=description, graphql_name=None, type_annotation=None)


@interface(Held, "An animal.")
class Animal:
    """What cats and dogs have in common."""

    name: str = shown("Its name.")
    age: int | None = shown("Its age.")
    size: Size | None = shown("Its size.")
    mother: "Animal | None" = shown("Its mother.")
    weight: Weight | None = weighed("Its weight.")
    food: Weight = weighed("What it eats.")

    @field(str, "A name made of its own.")
    def title(self, animal: strawberry.Parent[Any]) -> Any:
        return animal.name[:1]

    @field(str | None, "A field that waits.")
    async def later(self, animal: strawberry.Parent[Any]) -> Any:
        return animal.later

    @field(str, "A field with an argument.")
    def twice(self, animal: strawberry.Parent[Any], times: int = 2) -> Any:
        return animal.name * times


@face(CatModel, "A cat.")
class Cat(Animal):
    """A cat."""

    lives: int = shown("How many it has left.")
    hues: list[Hue] = shown("Its colours.")


@face(DogModel, "A dog.")
class Dog(Animal):
    """A dog."""

    born: date = shown("Its birthday.")
    tricks: list[str | None] | None = shown("What it can do.")
    litters: list[list[Cat] | None] = shown("Whom it likes, by the year.")


@strawberry.type(description="A page.")
class Page(Generic[T]):
    """Of anything; its type has no model."""

    nodes: list[T] = shown("What is on it.")
    first: T | None = shown("What is first.")
    good: bool = shown("Whether it is.")
    key: strawberry.ID = shown("Its key.")


@strawberry.type(description="The root.")
class Query:
    """Where everything begins."""

    @field(Page[Animal] | None, "Animals.")
    def animals(self, info: strawberry.Info) -> Any:
        return info.root_value

    @field(Page[Cat], "Cats, which have to be there.")
    async def cats(self, info: strawberry.Info) -> Any:
        return info.root_value


def zoo() -> GraphQLSchema:
    """The schema."""
    made = strawberry.Schema(query=Query, types=[Cat, Dog], config=StrawberryConfig(scalar_map=SCALARS))
    resolve_converted(made._schema)
    return made._schema
