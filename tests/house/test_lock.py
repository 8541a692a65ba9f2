"""The locks: every dependency in one version, known by its hashes, from wherever it comes."""

import json
import re
import tomllib
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.repository import ROOT, text

LOCK = text(ROOT / "requirements.lock")
PROJECT = tomllib.loads(text(ROOT / "pyproject.toml"))
WANTED = [
    Requirement(line) for line in (*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"])
]

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[\w,-]+\])?==(?P<version>[^\s;\\]+)")


@dataclass(frozen=True)
class Entry:
    """A line that pins something, with the hashes that follow it."""

    line: str
    hashes: tuple[str, ...]


def _entries() -> list[Entry]:
    """The lock's logical lines, comments left out."""
    lines = [line for line in LOCK.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [Entry(line.partition("--hash")[0].strip(), tuple(HASH.findall(line))) for line in joined]


def test_every_line_pins_one_version_and_its_hashes() -> None:
    entries = _entries()
    assert [entry.line for entry in entries if not PINNED.match(entry.line) or not entry.hashes] == []
    assert len(entries) > len(WANTED)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_what_the_project_asks_for_is_locked_in_a_version_that_it_accepts(wanted: Requirement) -> None:
    pinned = [result for entry in _entries() if (result := PINNED.match(entry.line))]
    versions = [
        result["version"]
        for result in pinned
        if canonicalize_name(result["name"]) == canonicalize_name(wanted.name)
    ]
    assert versions
    assert all(version in wanted.specifier for version in versions)


def test_the_lock_names_no_index_and_no_host() -> None:
    assert [line for line in LOCK.splitlines() if "://" in line or " @ " in line] == []
    assert [
        line for line in LOCK.splitlines() if line.lstrip().startswith("-") and not HASH.search(line)
    ] == []


NPM_LOCK = json.loads(text(ROOT / "web" / "package-lock.json"))
NPM_WANTED = json.loads(text(ROOT / "web" / "package.json"))


def test_the_page_is_built_from_exact_versions_with_hashes_and_no_address() -> None:
    wanted = {**NPM_WANTED["dependencies"], **NPM_WANTED["devDependencies"]}
    assert [f"{name} {version}" for name, version in wanted.items() if not version[0].isdigit()] == []
    packages = {name: entry for name, entry in NPM_LOCK["packages"].items() if name}
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
