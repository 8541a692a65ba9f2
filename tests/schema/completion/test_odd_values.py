"""Whatever models hold, functions and graphql-core alone answer the same: the same data, the same errors."""

import asyncio
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from graphql import ExecutionResult, execute, parse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schema.completion.executor import CompletingExecutor
from schema.completion.plans import Plans
from tests.schema.completion.zoo import CatModel, DogModel, Held, Hue, Raised, Size, Unknown, zoo

SCHEMA = zoo()
DOCUMENTS = tuple(
    parse(text)
    for text in (
        """query ($more: Boolean = true, $less: Boolean = false) {
          animals {
            good key first { ...Known }
            nodes { ...Known aka: name kind: __typename ... on Cat { lives hues } }
          }
        }
        fragment Known on Animal {
          __typename name title age @include(if: $more) size @skip(if: $less) mother { name mother { age } }
          weight { grams } ... on Dog { born tricks litters { name lives } }
        }""",
        """query ($more: Boolean = true, $less: Boolean = false) {
          animals {
            nodes {
              title later twice(times: 3) age food { grams } mother { name later @skip(if: $less) }
              ... on Dog { tricks @include(if: $more) litters { lives twice } }
            }
            key
          }
        }""",
        """query ($more: Boolean = true, $less: Boolean = false) {
          cats { first { name hues } nodes { name mother { ... on Cat { name lives } } later } good }
          again: cats { nodes { size weight { grams @skip(if: $less) @include(if: $more) } } }
        }""",
    )
)
WAYS = st.fixed_dictionaries(
    {}, optional={"more": st.sampled_from([True, False, None]), "less": st.booleans()}
)

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, 0, True, 1.5, 2**31, -(2**31) - 1, float("nan"), Decimal("1.50"), "", "text", "small", "RED"),
        *(b"bytes", Size.SMALL, Hue.RED, date(2026, 2, 28), datetime(2026, 2, 28, tzinfo=UTC), object()),
        *([], ["a", None], ("b",), {}, {"name": "x"}, range(2), Unknown()),
        *(ValueError("held"), Raised(ValueError("raised"))),
    ]
)
TEXTS = st.text(max_size=3)


def animals(depth: int) -> st.SearchStrategy[Any]:
    """Cats and dogs, of which a few fields hold what they should not."""
    below = st.none() if depth == 0 else st.one_of(st.none(), animals(depth - 1))
    known: dict[str, st.SearchStrategy[Any]] = {
        "name": TEXTS,
        "age": st.one_of(st.none(), st.integers(0, 20)),
        "size": st.one_of(st.none(), st.sampled_from(Size)),
        "mother": below,
        "weight": st.one_of(st.none(), st.decimals(0, 9, places=2)),
        "food": st.decimals(0, 9, places=2),
        "later": st.one_of(st.none(), TEXTS),
        "lives": st.integers(0, 9),
        "hues": st.lists(st.sampled_from(Hue), max_size=2),
        "born": st.dates(),
        "tricks": st.one_of(st.none(), st.lists(st.one_of(st.none(), TEXTS), max_size=2)),
        "litters": st.just([]) if depth == 0 else st.lists(st.lists(animals(0), max_size=2), max_size=2),
    }
    odd = st.dictionaries(st.sampled_from(sorted(known)), ODD, max_size=1)
    values = st.builds(lambda usual, other: {**usual, **other}, st.fixed_dictionaries(known), odd)
    kinds = st.sampled_from([CatModel, CatModel, DogModel, DogModel, Unknown])
    return st.builds(lambda kind, held: kind(held), kinds, values)


PAGES = st.builds(
    Held,
    st.fixed_dictionaries(
        {
            "nodes": st.one_of(st.lists(animals(2), max_size=3), st.lists(animals(1)).map(tuple), ODD),
            "first": st.one_of(animals(1), ODD),
            "good": st.one_of(st.booleans(), ODD),
            "key": st.one_of(TEXTS, ODD),
        }
    ),
)


def converting(way: str) -> Any:
    """What makes weights of numbers, with or without a wait."""

    def convert(value: Any) -> Any:
        if value == 0 or value != value:  # noqa: PLR0124  # What is no number.
            raise ValueError("weightless")
        made = Held({"grams": value})

        async def wait() -> Held:
            return made

        ways: dict[str, Any] = {"waits": wait, "odd": Unknown, "at once": lambda: made}
        return ways[way]()

    return convert


async def answered(
    document: Any, root: Any, context: Any, ways: dict[str, bool | None], plans: Plans | None
) -> str:
    """All that a caller is told."""
    result = execute(SCHEMA, document, root, context, ways, executor_class=CompletingExecutor, plans=plans)
    told = result if isinstance(result, ExecutionResult) else await result
    # What an error left behind is settled in the background.
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
    errors = [(error.message, error.path, error.locations) for error in told.errors or ()]
    return json.dumps([told.data, errors], default=repr)


#: An exception that a scalar would make a text of, did nobody look.
HELD = Held({"first": CatModel({"name": "", "weight": ValueError("held")})})


@settings(max_examples=settings().max_examples * 5, deadline=None)
@example(0, HELD, "at once", {})
@given(st.sampled_from(range(len(DOCUMENTS))), PAGES, st.sampled_from(["at once", "waits", "odd"]), WAYS)
def test_the_answer_is_the_same_with_functions_and_without(
    number: int, page: Held, way: str, ways: dict[str, bool | None]
) -> None:
    document = DOCUMENTS[number]
    plans = Plans(document)

    async def both() -> None:
        context = converting(way)
        expected = await answered(document, page, context, ways, None)
        # The functions are written the first time, and are there the second time.
        for _ in range(2):
            assert await answered(document, page, context, ways, plans) == expected

    asyncio.run(both())
