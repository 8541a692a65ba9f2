"""What is deployed is what is here: the folders, settings and commands of image, services and unit."""

import re
import tomllib
from pathlib import Path

import pytest

from server.cli.main import COMMANDS
from server.settings import Settings
from tests.house.repository import PACKAGES, ROOT, text, tracked

FOLDER = ROOT / "docs" / "deploy"
DOCKERFILE = text(FOLDER / "Dockerfile")
FILES = sorted(FOLDER.iterdir())
#: `COPY` of what is in the repository: all its words but the last are sources.
COPIED = [
    source
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    for source in line.split()[:-1]
]

every_file = pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)


def test_the_image_holds_every_package_of_the_wheel_and_what_it_is_built_with() -> None:
    assert set(PACKAGES) <= set(COPIED)
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    assert {"pyproject.toml", "requirements.lock", project["project"]["readme"], "LICENSE"} <= set(COPIED)
    extras = re.search(rf"'{project['project']['name']}\[([\w,]+)\]'", DOCKERFILE)
    assert extras is not None
    assert set(extras[1].split(",")) == set(project["project"]["optional-dependencies"])


def test_the_image_is_built_with_the_tools_that_the_project_asks_for() -> None:
    wanted = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["requires-python"]
    assert set(re.findall(r"FROM python:([\d.]+)-slim", DOCKERFILE)) == {wanted.removeprefix(">=")}
    assert re.findall(r"FROM node:(\d+)-slim", DOCKERFILE) == ["22"]


@pytest.mark.parametrize("source", COPIED)
def test_what_the_image_copies_is_kept_by_git_and_sent_to_the_builder(source: str) -> None:
    assert any(str(path) == source or str(path).startswith(f"{source}/") for path in tracked())
    ignored = text(ROOT / ".dockerignore").splitlines()
    assert f"!{source.partition('/')[0]}" in ignored
    assert source not in ignored


def test_the_program_runs_as_a_user_of_its_own() -> None:
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)[-1:] == ["runway"]
    assert DOCKERFILE.rindex("\nUSER ") < DOCKERFILE.rindex("\nENTRYPOINT ")


@every_file
def test_a_variable_of_ours_that_is_set_is_a_setting(file: Path) -> None:
    named = set(re.findall(r"\bRUNWAY_([A-Z_]+)", text(file)))
    assert {name for name in named if name.lower() not in Settings.model_fields} == set()
    assert named


@pytest.mark.parametrize(
    ("file", "pattern", "expected"),
    [
        ("Dockerfile", r'^ENTRYPOINT \["runway"\]\nCMD \["(\w+)"\]$', ["serve"]),
        ("compose.yaml", r'runway (\w+)(?: &&|"\])', ["bootstrap", "migrate"]),
        ("runway.service", r"^ExecStart=/opt/runway/bin/runway (\w+)$", ["serve"]),
        ("runway-sync.service", r"^ExecStart=/opt/runway/bin/runway (\w+) --all --every 15m$", ["sync"]),
    ],
)
def test_the_commands_that_are_run_exist(file: str, pattern: str, expected: list[str]) -> None:
    assert re.findall(pattern, text(FOLDER / file), re.MULTILINE) == expected
    assert set(expected) <= COMMANDS.keys()


def test_the_worker_is_confined_as_the_server_is() -> None:
    server, worker = (
        {line for line in text(FOLDER / name).splitlines() if line and not line.startswith("#")}
        for name in ("runway.service", "runway-sync.service")
    )
    own = {"Description", "StateDirectory", "WorkingDirectory", "Environment", "EnvironmentFile"}
    own |= {"ExecStart", "TimeoutStopSec", "LimitNOFILE"}
    assert {line.partition("=")[0] for line in server ^ worker} == own


def test_the_health_of_a_container_is_its_readiness() -> None:
    (check,) = re.findall(r"^HEALTHCHECK.*\n.*urlopen\(f'([^']+)'", DOCKERFILE, re.MULTILINE)
    assert check.endswith("/readyz")
    assert '"/readyz"' in text(ROOT / "server" / "app.py")


def test_requests_are_served_without_the_passwords_of_other_roles() -> None:
    services = text(FOLDER / "compose.yaml")
    serving = services[services.index("\n  api:") : services.index("\n  sync:")]
    assert set(re.findall(r"^      RUNWAY_(\w+_PASSWORD)", serving, re.MULTILINE)) == {
        "API_PASSWORD",
        # The callback of a connection stores the tokens that it gets.
        "SYNC_PASSWORD",
    }
    assert "POSTGRES_PASSWORD" not in serving
    for pooled, port in (("DATABASE_URL", 6432), ("LISTEN_URL", 5432)):
        assert re.search(rf"RUNWAY_{pooled}: postgresql://\S+:{port}/runway$", serving, re.MULTILINE)
