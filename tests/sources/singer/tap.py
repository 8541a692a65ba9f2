"""The real `tap-quickbooks`, in a virtual environment of its own: it is AGPL, and nothing imports it."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.examples import IN_CI
from tests.server.cli.command import PATIENCE, ROOT
from tests.sources.singer.tap_company import REALM, TapCompany

RELEASE = "tap-quickbooks==2.5.0"
_HOME = ROOT / ".venv" / RELEASE
#: The tap knows the addresses of QuickBooks alone; a program around it tells it others.
_ELSEWHERE = """
import sys
from tap_quickbooks import client, main
address = sys.argv.pop(1)
client.PROD_ENDPOINT_BASE = address
client.TOKEN_REFRESH_URL = address + "/tokens"
main()
"""


def installed() -> Path:
    """Its interpreter; made once, and required in CI. Skips where the package index cannot be reached."""
    if not _HOME.exists():
        with tempfile.TemporaryDirectory(dir=_HOME.parent) as folder:
            made = Path(folder) / "made"
            subprocess.run([sys.executable, "-m", "venv", made], check=True)
            pip = [str(made / "bin" / "python"), "-m", "pip", "install", "--quiet", RELEASE]
            result = subprocess.run(pip, capture_output=True, text=True, check=False)
            if result.returncode:
                reason = f"{RELEASE} cannot be installed: {result.stderr.strip().splitlines()[-1:]}"
                if IN_CI:
                    pytest.fail(f"{reason}, and CI requires it")
                pytest.skip(reason)
            # Another process may have been quicker.
            if not _HOME.exists():
                made.rename(_HOME)
    return _HOME / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Tap:
    """The tap, told of a company at an address of ours; `folder` has its settings and states."""

    python: Path
    folder: Path
    company: TapCompany

    def command(self, *arguments: str) -> list[str]:
        """The command that runs it."""
        config = {
            "start_date": "2026-01-01T00:00:00Z",
            "user_agent": "tests",
            "realm_id": REALM,
            "client_id": "client",
            "client_secret": "secret",
            "refresh_token": "refresh-0",
            "max_results": "2",
        }
        path = self.folder / "config.json"
        if not path.exists():
            path.write_text(json.dumps(config))
        return [str(self.python), "-c", _ELSEWHERE, self.company.address, "--config", str(path), *arguments]

    async def catalog(self) -> str:
        """The path of a catalog in which all streams are selected."""
        process = await asyncio.create_subprocess_exec(
            *self.command("--discover"), stdout=asyncio.subprocess.PIPE, stderr=None, env=self.environment()
        )
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate()
        catalog: dict[str, Any] = json.loads(out)
        for stream in catalog["streams"]:
            (top,) = (item for item in stream["metadata"] if item["breadcrumb"] == [])
            top["metadata"]["selected"] = True
        path = self.folder / "catalog.json"
        path.write_text(json.dumps(catalog))
        return str(path)

    @staticmethod
    def environment() -> dict[str, str]:
        """Its environment: the address has no TLS, which its OAuth library must be told."""
        theirs = {name: value for name, value in os.environ.items() if not name.startswith("RUNWAY_")}
        return {**theirs, "OAUTHLIB_INSECURE_TRANSPORT": "1"}
