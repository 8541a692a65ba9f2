"""What migrations were written with stays as it was, and its newest version equals the living text."""

import hashlib
import re
from importlib import import_module

from db import policies
from db.bootstrap import API, DIRECTORY, PORTFOLIO, QUEUE, SYNC
from tests.house.repository import ROOT, text, tracked

#: Each frozen module, and the SHA-256 of its text when the first migration used it. A new module adds a row.
FROZEN = {
    "guard_v1.py": "ba946c5673cff29567178ab70fcf8cfb61a35f68ed269657ee3e658d4a106cc5",
    "guard_v2.py": "37e76f9a0801615981e0d6108d0a9d8712ebca0357d7dab69d9fdfbc90a7b251",
    "guard_v3.py": "4409209ddb9e7a4c96d833cac7c6f9f9b150cb097449713f5b2b62c4d6e5ab6a",
    "types_v1.py": "7e24c2c24f7b6a0362853e4427fcfd9116043f277a1fe3e67e894aed3f505607",
}

NEXT_GUARD = """
The policies in db/policies.py are not those of migrations/frozen/{newest}.py, which locks tables today.
Databases that exist keep the old text until a migration replaces it:
  1. Copy {newest}.py to guard_v{next}.py beside it, and write the new text there. Leave {newest}.py as it is.
  2. Write a migration that imports guard_v{next} and, on every table that has the policy, drops it and
     makes it again (DROP POLICY, CREATE POLICY, COMMENT ON POLICY).
  3. Have migrations/script.py.mako import guard_v{next}, and add guard_v{next}.py to FROZEN in this file.
"""


def _newest_guard() -> int:
    names = [path.name for path in tracked() if path.parts[:2] == ("migrations", "frozen")]
    return max(int(result[1]) for name in names if (result := re.fullmatch(r"guard_v(\d+)\.py", name)))


def _frozen_policies(name: str) -> list[tuple[str, str, str, str]]:
    guard = import_module(f"migrations.frozen.{name}")
    made = [
        guard.tenant(),
        guard.tenant("id"),
        guard.portfolio_one(),
        guard.portfolio("id"),
        guard.own_row("id", guard.API),
        guard.own_row("user_id", guard.PORTFOLIO),
        guard.directory(),
        guard.tenant_sync(),
        guard.tenant_sync("id"),
        guard.own_row("user_id", guard.SYNC),
        guard.queue(),
    ]
    return [(item.name, item.role, item.statement.format(table="document"), item.comment) for item in made]


def _living_policies() -> list[tuple[str, str, str, str]]:
    made = [
        policies.tenant(),
        policies.tenant("id"),
        policies.portfolio_one(),
        policies.portfolio("id"),
        policies.own_row("id", API),
        policies.own_row("user_id", PORTFOLIO),
        policies.directory(),
        policies.tenant_sync(),
        policies.tenant_sync("id"),
        policies.own_row("user_id", SYNC),
        policies.queue(),
    ]
    return [(item.name, item.role, item.create("document"), item.comment) for item in made]


def test_the_newest_guard_makes_the_policies_of_the_code() -> None:
    newest = _newest_guard()
    advice = NEXT_GUARD.format(newest=f"guard_v{newest}", next=newest + 1)
    assert _frozen_policies(f"guard_v{newest}") == _living_policies(), advice


def test_the_newest_guard_knows_the_roles_of_the_code() -> None:
    guard = import_module(f"migrations.frozen.guard_v{_newest_guard()}")
    assert (guard.API, guard.PORTFOLIO, guard.DIRECTORY) == (API, PORTFOLIO, DIRECTORY)
    assert (guard.SYNC, guard.QUEUE) == (SYNC, QUEUE)


def test_a_new_migration_starts_with_the_newest_guard() -> None:
    template = text(ROOT / "migrations" / "script.py.mako")
    assert f"from migrations.frozen.guard_v{_newest_guard()} import guard\n" in template


def test_no_frozen_module_was_edited() -> None:
    folder = ROOT / "migrations" / "frozen"
    now = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("*.py")
        if path.name != "__init__.py"
    }
    assert now == FROZEN, "a migration was written with it: write the next version beside it"
