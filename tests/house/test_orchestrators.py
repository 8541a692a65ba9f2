"""Orchestrators keep nothing: one field, the books; whom they answer is an argument."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import AsyncIterator, MutableMapping, MutableSequence, MutableSet
from contextlib import asynccontextmanager
from pathlib import Path
from types import FunctionType, MemberDescriptorType, ModuleType
from typing import Any, get_type_hints
from uuid import UUID

import pytest

import orchestrators
from db.books import Caller, ReadBooks
from db.directory import user_id_of
from orchestrators.decisions.decision_console import DecisionConsoleDataOrchestrator
from orchestrators.hygiene.hygiene_tray import HygieneTrayDataOrchestrator
from orchestrators.paging import PageRequest
from tests.house.repository import ROOT, tree
from tests.house.state import caches, changed_by_functions
from tests.records import account, bill, customer, invoice, vendor
from tests.world import OWNER, World

MODULES: list[ModuleType] = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(orchestrators.__path__, "orchestrators.")
]
CLASSES: list[Any] = [
    member
    for module in MODULES
    for name, member in vars(module).items()
    if name.endswith("Orchestrator") and member.__module__ == module.__name__
]
#: Asked before any business is entered, so there is none to name.
WITHOUT_BUSINESS = {"PortfolioDataOrchestrator.get_data", "ViewerDataOrchestrator.businesses"}
#: Their answers hold the moment of the transaction.
TELL_THE_TIME = {"IsolationDataOrchestrator"}

every_class = pytest.mark.parametrize("orchestrator", CLASSES, ids=lambda item: item.__name__)


def test_the_console_and_the_tray_are_among_the_orchestrators() -> None:
    assert {DecisionConsoleDataOrchestrator, HygieneTrayDataOrchestrator} <= set(CLASSES)


@every_class
def test_an_orchestrator_is_a_frozen_and_slotted_dataclass_of_the_books_alone(orchestrator: Any) -> None:
    assert orchestrator.__dataclass_params__.frozen
    assert orchestrator.__slots__ == ("db",)
    assert [field.name for field in dataclasses.fields(orchestrator)] == ["db"]
    assert orchestrator.__bases__ == (object,)


@every_class
def test_a_class_holds_its_methods_and_nothing_else(orchestrator: Any) -> None:
    held = {name: value for name, value in vars(orchestrator).items() if not name.startswith("__")}
    assert [
        name for name, value in held.items() if not isinstance(value, FunctionType | MemberDescriptorType)
    ] == []


@every_class
def test_every_question_is_asynchronous_and_names_the_business_first(orchestrator: Any) -> None:
    questions = _questions(orchestrator)
    assert questions
    for method in questions:
        assert inspect.iscoroutinefunction(method), method.__qualname__
        if method.__qualname__ not in WITHOUT_BUSINESS:
            assert list(inspect.signature(method).parameters)[:2] == ["self", "business_id"], (
                method.__qualname__
            )


def test_a_module_holds_constants_only() -> None:
    mutable = {
        (module.__name__, name)
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, MutableMapping | MutableSequence | MutableSet) and not name.startswith("__")
    }
    assert {(module, name) for module, name in mutable if not name.isupper()} == set()


def test_no_function_changes_what_its_module_holds_or_imports() -> None:
    changed = {module.__name__: changed_by_functions(_tree(module)) for module in MODULES}
    assert {name: places for name, places in changed.items() if places} == {}


def test_nothing_is_cached() -> None:
    cached = {module.__name__: caches(_tree(module)) for module in MODULES}
    assert {name: places for name, places in cached.items() if places} == {}


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("KEPT = {}\ndef keep(a):\n    KEPT[a] = 1", ["keep: KEPT"]),
        ("KEPT = []\nclass A:\n    async def keep(self, a):\n        KEPT.append(a)", ["keep: KEPT"]),
        ("kept = 0\ndef keep():\n    global kept\n    kept += 1", ["keep: kept"]),
        ("import other\ndef keep(a):\n    other.KEPT.update(a)", ["keep: other"]),
        ("KEPT = {}\ndef drop(a):\n    del KEPT[a]", ["drop: KEPT"]),
        ("KEPT = {}\ndef outer():\n    def keep():\n        KEPT.clear()\n    return keep", ["outer: KEPT"]),
        ("KEPT = {}\ndef own(KEPT):\n    KEPT.clear()", []),
        ("kept = ()\ndef own():\n    kept = []\n    kept.append(1)\n    return kept", []),
    ],
)
def test_a_change_of_what_is_shared_is_told_from_one_of_what_is_not(source: str, result: list[str]) -> None:
    assert changed_by_functions(ast.parse(source)) == result


def test_a_cache_is_seen_however_it_is_written() -> None:
    assert caches(ast.parse("import functools\n@functools.lru_cache\ndef f(): ...")) == ["lru_cache"]
    assert caches(ast.parse("from functools import cache\n@cache\ndef f(): ...")) == ["cache"]


async def test_two_instances_answer_alike_and_asking_leaves_no_trace(world: World) -> None:
    business = await _filled(world)
    async with _entered(world, business) as (db, caller):
        for orchestrator, name in _plain_questions():
            one, other = orchestrator(db), orchestrator(db)
            answer = await _ask(one, name, caller)
            assert answer == await _ask(other, name, caller) == await _ask(one, name, caller), name
            assert one == other == orchestrator(db)
            assert one.db is db
            assert not hasattr(one, "__dict__")


async def test_an_answer_does_not_depend_on_which_business_was_asked_about_before(world: World) -> None:
    full, empty = await _filled(world), await world.business("Empty")
    before, other, after = [await _everything(world, business) for business in (full, empty, full)]
    assert before == after
    assert before != other


def _tree(module: ModuleType) -> ast.Module:
    assert module.__file__
    return tree(Path(module.__file__).relative_to(ROOT))


def _questions(orchestrator: Any) -> list[FunctionType]:
    held = vars(orchestrator).items()
    return [value for name, value in held if isinstance(value, FunctionType) and not name.startswith("_")]


def _plain_questions() -> list[tuple[Any, str]]:
    """Every question that needs no more than a business, a day and a page, of those who only read."""
    results = [
        (orchestrator, method.__name__)
        for orchestrator in CLASSES
        if get_type_hints(orchestrator)["db"] is ReadBooks
        for method in _questions(orchestrator)
        if "business_id" in inspect.signature(method).parameters
        and set(inspect.signature(method).parameters) <= {"self", "business_id", "today", "request"}
    ]
    assert (DecisionConsoleDataOrchestrator, "get_data") in results
    assert (HygieneTrayDataOrchestrator, "get_data") in results
    return results


async def _ask(orchestrator: Any, name: str, caller: Caller) -> object:
    method = getattr(orchestrator, name)
    known = {
        "business_id": caller.business_id,
        "today": caller.today,
        "request": PageRequest(with_total=True),
    }
    return await method(**{parameter: known[parameter] for parameter in inspect.signature(method).parameters})


async def _everything(world: World, business: UUID) -> list[object]:
    async with _entered(world, business) as (db, caller):
        return [
            await _ask(orchestrator(db), name, caller)
            for orchestrator, name in _plain_questions()
            if orchestrator.__name__ not in TELL_THE_TIME
        ]


@asynccontextmanager
async def _entered(world: World, business: UUID) -> AsyncIterator[tuple[ReadBooks, Caller]]:
    async with world.books.reading(user_id_of(OWNER), business) as entered:
        yield entered


async def _filled(world: World) -> UUID:
    business = await world.business()
    documents = {"Bill": [bill(), bill("11", DueDate=None)], "Invoice": [invoice()]}
    lists = {"Vendor": [vendor()], "Customer": [customer()], "Account": [account()]}
    await world.load(business, {**lists, **documents})
    return business
