"""Runs the tests whose figures depend on the day as if it were other days; `make sweep`."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.folders import MODELS, data_folder

#: Far from UTC, and with a clock that goes forward and back: both nights belong to another day than in UTC.
FAR = "Pacific/Auckland"
DAYS = (
    # From Monday to Sunday.
    *((f"2026-11-{day}T12:00Z", "UTC") for day in range(23, 30)),
    ("2027-01-31T12:00Z", "UTC"),
    ("2028-02-29T12:00Z", "UTC"),
    ("2026-12-31T12:00Z", "UTC"),
    # Half an hour after the hour that there is not, and in the hour that there is twice.
    ("2026-09-26T14:30Z", FAR),
    ("2027-04-03T14:30Z", FAR),
)
#: The longest first, so that no process waits for the other at the end.
TESTS = (
    "tests/demo/test_demo.py",
    "tests/demo/test_demo_runway.py",
    "tests/demo/test_walk_through.py",
    "tests/schema/runway",
    "tests/schema/decisions",
    "tests/schema/hygiene",
    "tests/schema/settings/test_setting_flows.py",
)
#: Long, and about how much and in which order, or about days of their own, whatever the day.
LEFT_OUT = (
    "tests/demo/test_demo.py::test_a_later_export_s_balances_are_the_earlier_ones_and_what_moved",
    "tests/schema/decisions/test_decision_races.py",
    "tests/schema/decisions/test_queue_machine.py",
    "tests/schema/hygiene/test_suggestions.py::test_all_that_match_a_filter_are_mended_and_too_many_are_not",
    "tests/schema/runway/scenarios/test_what_if.py::test_two_hundred_changes_are_computed",
    "tests/schema/settings/test_setting_flows.py::"
    "test_the_two_hundred_and_first_is_refused_and_five_hundred_are_shown",
)


def passes(moment: str, zone: str, models: Path) -> bool:
    """Whether all tests pass at a moment, for businesses of a time zone; `models` are the servers' data."""
    options = ["-q", "-n", "auto", "--dist", "worksteal", *(f"--deselect={test}" for test in LEFT_OUT)]
    command = [sys.executable, "-m", "pytest", *options, *TESTS]
    started = time.monotonic()
    environment = {**os.environ, "TEST_NOW": moment, "TEST_ZONE": zone, MODELS: str(models)}
    done = subprocess.run(command, env=environment, check=False)
    verdict = "passed" if done.returncode == 0 else "FAILED"
    sys.stdout.write(f"{moment} {zone}: {verdict} in {time.monotonic() - started:.0f} s\n")
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    # Migrated once for all days: the clock is set later.
    with data_folder() as shared:
        failed = [moment for moment, zone in DAYS if not passes(moment, zone, shared)]
    sys.exit(f"Failed: {', '.join(failed)}" if failed else 0)
