"""The files of responses behind a path: one file, a folder or a zip, in an order that never varies."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from orchestrators.sources.facts import Rejected
from orchestrators.sources.rejections import legible, unreadable

MEMBER_LIMIT = 256 * 2**20
NOTHING_FOUND = "There are no .json files in it"

# What the zip reader raises on files that are broken, encrypted or made to confuse it.
UNZIPPABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)


def documents(path: Path) -> Iterator[tuple[str, bytes] | Rejected]:
    """The name (relative to `path`) and the raw bytes of each file, or why there are none.

    Folders are searched in depth for *.json and *.xml; zips are read in memory, a member at a time.
    Yields `count_files(path)` values. Raises OSError if `path`, or a folder in it, cannot be opened.
    """
    if path.is_dir():
        yield from _in_folder(path)
    elif _is_zip(path):
        yield from _in_zip(path)
    else:
        yield legible(path.name), path.read_bytes()


def count_files(path: Path) -> int:
    """How many values `documents` yields, without reading the files; at least 1: having none is one too."""
    if path.is_dir():
        return sum(1 for _ in _json_files(path)) or 1
    archive = _opened(path) if _is_zip(path) else None
    if not isinstance(archive, zipfile.ZipFile):
        return 1
    with archive:
        return len(_members(archive)) or 1


def _wanted(parts: tuple[str, ...]) -> bool:
    # Macs put a folder of their own, and hidden files named like the real ones, into zips.
    # Errors come as XML, whose files must not be passed over as if there had been no answer.
    return parts[-1].lower().endswith((".json", ".xml")) and not any(_is_clutter(part) for part in parts)


def _is_clutter(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _json_files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        # A linked folder may lead back here, and round again.
        if entry.is_dir() and not entry.is_symlink() and not _is_clutter(entry.name):
            yield from _json_files(entry)
        elif entry.is_file() and _wanted((entry.name,)):
            yield entry


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes] | Rejected]:
    empty = True
    for entry in _json_files(folder):
        empty = False
        yield _read(legible(entry.relative_to(folder).as_posix()), entry)
    if empty:
        yield unreadable(folder.name, NOTHING_FOUND)


def _read(name: str, path: Path) -> tuple[str, bytes] | Rejected:
    try:
        return name, path.read_bytes()
    except OSError as error:
        return unreadable(name, f"The file could not be opened: {error.strerror}")


def _is_zip(path: Path) -> bool:
    # By content as well as by name: uploads lose their names, and no JSON starts like this.
    with path.open("rb") as file:
        return file.read(2) == b"PK" or path.suffix.lower() == ".zip"


def _opened(path: Path) -> zipfile.ZipFile | Rejected:
    try:
        return zipfile.ZipFile(path)
    except UNZIPPABLE:
        return unreadable(path.name, "The zip is broken and cannot be opened")


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    named = [(PurePosixPath(member.filename).parts, member) for member in archive.infolist()]
    # Damaged zips hold members without a name, which must not be asked whether they are folders.
    wanted = [(parts, member) for parts, member in named if parts and not member.is_dir() and _wanted(parts)]
    return [member for _, member in sorted(wanted, key=lambda pair: pair[0])]


def _in_zip(path: Path) -> Iterator[tuple[str, bytes] | Rejected]:
    archive = _opened(path)
    if isinstance(archive, Rejected):
        yield archive
        return
    with archive:
        members = _members(archive)
        for member in members:
            yield _unzipped(archive, member)
        if not members:
            yield unreadable(path.name, NOTHING_FOUND)


def _unzipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[str, bytes] | Rejected:
    name = legible(member.filename)
    if member.file_size > MEMBER_LIMIT:
        return unreadable(name, f"The file is larger than {MEMBER_LIMIT // 2**20} MiB")
    # The other methods unpack without a bound, so that a small member could fill the memory.
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return unreadable(name, "The file is compressed in a way that Runway does not read")
    try:
        with archive.open(member) as file:
            # Asking for the declared size bounds what is unpacked when that size is a lie.
            return name, file.read(member.file_size)
    except UNZIPPABLE:
        return unreadable(name, "The file is damaged or encrypted inside the zip")
