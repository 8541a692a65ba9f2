"""A parameter has a default because some calls leave it out and others do not."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.house.repository import PACKAGES, Function, functions, nodes, python_files, tree

#: Only tests pass these, for what cannot be tested otherwise.
FOR_TESTS = {
    "findings(lints)": "A lint is tried alone on a database with one fault.",
    "mutate(choose)": "A few mutants are tried instead of all.",
    "predictions(with_disputed)": "Published receivables say which were disputed; QuickBooks does not.",
    "discount_rate(year)": "Published examples count 360 days.",
    "project(covering)": "The laws of covering hold for every tolerance.",
}
#: Called from elsewhere: what a decorator registers, what typer or a library calls, and what is frozen.
REGISTERED = ("server/cli/", "migrations/")
BY_A_LIBRARY: set[str] = set()


def _calls() -> dict[str, list[ast.Call]]:
    """All calls of the product, by the last name of what is called."""
    result: dict[str, list[ast.Call]] = defaultdict(list)
    for path in python_files(*PACKAGES, "bench"):
        for node in nodes(tree(path)):
            if isinstance(node, ast.Call):
                result[_last_name(node.func)].append(node)
    return result


def _last_name(called: ast.expr) -> str:
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _optional(function: Function) -> Iterator[tuple[str, int | None]]:
    """The parameters with defaults, and how many arguments come first; None for those passed by name."""
    arguments = function.args
    names = [posonlyarg.arg for posonlyarg in (*arguments.posonlyargs, *arguments.args)]
    first = names[:1] in (["self"], ["cls"])
    for at in range(len(names) - len(arguments.defaults), len(names)):
        yield names[at], at - first
    for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield item.arg, None


def _passes(call: ast.Call, name: str, place: int | None) -> bool:
    if any(isinstance(arg, ast.Starred) for arg in call.args):
        return True
    by_place = place is not None and len(call.args) > place
    return by_place or any(keyword.arg in (name, None) for keyword in call.keywords)


def test_every_default_is_overruled_by_some_call_of_the_product() -> None:
    calls, never = _calls(), set()
    paths = [path for path in python_files(*PACKAGES) if not str(path).startswith(REGISTERED)]
    for function in (function for path in paths for function in functions(tree(path))):
        if function.decorator_list or function.name.startswith("__"):
            continue  # Registered by a decorator, or called by its class's name.
        for name, place in _optional(function):
            if not any(_passes(call, name, place) for call in calls[function.name]):
                never.add(f"{function.name}({name})")
    assert never == FOR_TESTS.keys() | BY_A_LIBRARY
