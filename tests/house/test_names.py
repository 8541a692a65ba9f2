"""Names like schema and db are taken on the package index too: nothing installed may stand before ours."""

import importlib.util
import tomllib
from importlib.metadata import distribution, packages_distributions

import pytest

from tests.house.repository import PACKAGES, ROOT, text, tracked

OURS = "runway-books"
#: Packages that no wheel carries.
STAYS_HERE = {"tests", "bench"}
#: Folders at the top that hold Python, or may one day.
NAMES = (*PACKAGES, "tests", "bench", "web", "docs")


@pytest.mark.parametrize("name", NAMES)
def test_no_dependency_brings_a_package_of_our_name(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {OURS}


def test_a_package_that_a_dependency_brings_would_be_seen() -> None:
    assert set(packages_distributions()["starlette"]) == {"starlette"}


@pytest.mark.parametrize("name", [*PACKAGES, "tests"])
def test_a_name_of_ours_leads_into_this_repository(name: str) -> None:
    result = importlib.util.find_spec(name)
    assert result is not None
    assert {str(ROOT / name)} == set(result.submodule_search_locations or ())


def test_every_package_at_the_top_is_in_the_wheel_and_judged_here() -> None:
    packages = {path.parts[0] for path in tracked() if path.name == "__init__.py" and len(path.parts) == 2}
    wheel = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["packages"]) == set(PACKAGES) == packages - STAYS_HERE


def test_the_distribution_refuses_to_be_uploaded() -> None:
    assert "Private :: Do Not Upload" in (distribution(OURS).metadata.get_all("Classifier") or ())
