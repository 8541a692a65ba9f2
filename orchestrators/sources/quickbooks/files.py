"""The files of responses behind a path: one file, a folder or a zip, in an order that never varies."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orchestrators.sources.facts import Rejected
from orchestrators.sources.rejections import legible, unreadable

MEMBER_LIMIT = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Files by the ends of their names, of which the first is the usual; larger ones are refused."""

    suffixes: tuple[str, ...]
    limit: int | None

    @property
    def nothing(self) -> str:
        """That there are none."""
        return f"There are no {self.suffixes[0]} files in it"


# Errors come as XML, whose files must not be passed over as if there had been no answer.
RESPONSES = Wanted((".json", ".xml"), None)

# What the zip reader raises on files that are broken, encrypted or made to confuse it.
UNZIPPABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)


def documents(path: Path, wanted: Wanted = RESPONSES) -> Iterator[tuple[str, bytes] | Rejected]:
    """The name (relative to `path`) and the raw bytes of each file, or why there are none.

    Folders are searched in depth for wanted files; zips are read in memory, a member at a time.
    Yields `count_files(path, wanted)` values. Raises OSError if `path`, or a folder in it, cannot be opened.
    """
    if path.is_dir():
        yield from _in_folder(path, wanted)
    elif _is_zip(path):
        yield from _in_zip(path, wanted)
    else:
        yield _bytes_of(legible(path.name), path, wanted)


def count_files(path: Path, wanted: Wanted = RESPONSES) -> int:
    """How many values `documents` yields, without reading the files; at least 1: having none is one too."""
    if path.is_dir():
        return sum(1 for _ in _files(path, wanted)) or 1
    archive = _opened(path) if _is_zip(path) else None
    if not isinstance(archive, zipfile.ZipFile):
        return 1
    with archive:
        return len(_members(archive, wanted)) or 1


def _is_wanted(parts: tuple[str, ...], wanted: Wanted) -> bool:
    # Macs put a folder of their own, and hidden files named like the real ones, into zips.
    return parts[-1].lower().endswith(wanted.suffixes) and not any(_is_clutter(part) for part in parts)


def _is_clutter(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _files(folder: Path, wanted: Wanted) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        # A linked folder may lead back here, and round again.
        if entry.is_dir() and not entry.is_symlink() and not _is_clutter(entry.name):
            yield from _files(entry, wanted)
        elif entry.is_file() and _is_wanted((entry.name,), wanted):
            yield entry


def _in_folder(folder: Path, wanted: Wanted) -> Iterator[tuple[str, bytes] | Rejected]:
    empty = True
    for entry in _files(folder, wanted):
        empty = False
        yield _read(legible(entry.relative_to(folder).as_posix()), entry, wanted)
    if empty:
        yield unreadable(folder.name, wanted.nothing)


def _bytes_of(name: str, path: Path, wanted: Wanted) -> tuple[str, bytes] | Rejected:
    if wanted.limit is not None and path.stat().st_size > wanted.limit:
        return unreadable(name, f"The file is larger than {wanted.limit // 2**20} MiB")
    return name, path.read_bytes()


def _read(name: str, path: Path, wanted: Wanted) -> tuple[str, bytes] | Rejected:
    try:
        return _bytes_of(name, path, wanted)
    except OSError as error:
        return unreadable(name, f"The file could not be opened: {error.strerror}")


def _is_zip(path: Path) -> bool:
    # A workbook is a zip of another kind.
    if path.suffix.lower() == ".xlsx":
        return False
    # By content as well as by name: uploads lose their names, and no JSON starts like this.
    with path.open("rb") as file:
        return file.read(2) == b"PK" or path.suffix.lower() == ".zip"


def _opened(path: Path) -> zipfile.ZipFile | Rejected:
    try:
        return zipfile.ZipFile(path)
    except UNZIPPABLE:
        return unreadable(path.name, "The zip is broken and cannot be opened")


def _members(archive: zipfile.ZipFile, wanted: Wanted) -> list[zipfile.ZipInfo]:
    named = [(PurePosixPath(member.filename).parts, member) for member in archive.infolist()]
    # Damaged zips hold members without a name, which must not be asked whether they are folders.
    chosen = [
        (parts, member)
        for parts, member in named
        if parts and not member.is_dir() and _is_wanted(parts, wanted)
    ]
    return [member for _, member in sorted(chosen, key=lambda pair: pair[0])]


def _in_zip(path: Path, wanted: Wanted) -> Iterator[tuple[str, bytes] | Rejected]:
    archive = _opened(path)
    if isinstance(archive, Rejected):
        yield archive
        return
    with archive:
        members = _members(archive, wanted)
        for member in members:
            yield _unzipped(archive, member)
        if not members:
            yield unreadable(path.name, wanted.nothing)


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
