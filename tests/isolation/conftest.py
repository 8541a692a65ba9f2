"""What the tests of both tools share."""

from pathlib import Path

import pytest

from isolation.lints.server_version import FIXES


@pytest.fixture
def waivers(tmp_path: Path) -> Path:
    """The holes of whatever server the tests run on, waived: they are not what is tested here."""
    file = tmp_path / "waivers.toml"
    entry = (
        '[[waiver]]\ncode = "server_version"\nobject = "server: {}"\nowner = "tests"\n'
        'reason = "A server for tests."\nuntil = 2999-12-31\n'
    )
    file.write_text("".join(entry.format(fix.cve) for fix in FIXES))
    return file
