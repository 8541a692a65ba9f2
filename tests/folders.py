"""The folders of the tests: for the data of a server, for what a run shares, and with real data."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Memory that is used as a disk, where the system has some, and how much of it two servers may fill.
MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30

#: The environment's name for the folder in which a run keeps data that was prepared: its processes share it,
#: and so do several runs, if whoever starts them made it.
MODELS = "TEST_MODELS"

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder for the data of a server, in memory if there is enough: databases are cloned faster there."""
    spacious = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    # A short path: a socket's may have no more than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="rw-", dir=MEMORY if spacious else None) as folder:
        yield Path(folder)
