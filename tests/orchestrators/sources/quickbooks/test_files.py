"""A folder, a zip and a file hold the same documents, and nothing in a zip is trusted."""

import sys
import tracemalloc
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from orchestrators.sources.facts import Rejected
from orchestrators.sources.quickbooks.files import MEMBER_LIMIT, RESPONSES, count_files, documents

TREE = {
    "b.json": b"1",
    "a/z.JSON": b"2",
    "a/b/c.json": b"3",
    "a.json": b"4",
    "notes.txt": b"no",
    ".hidden.json": b"no",
    "__MACOSX/b.json": b"no",
    ".git/b.json": b"no",
    "a/._b.json": b"no",
}
IN_ORDER = [("a/b/c.json", b"3"), ("a/z.JSON", b"2"), ("a.json", b"4"), ("b.json", b"1")]


def zipped(path: Path, members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return path


def only_refusal(path: Path) -> str:
    [result] = documents(path)
    assert isinstance(result, Rejected)
    assert (result.entity, result.source_id, result.field) == ("", "", "")
    assert count_files(path) == 1
    return result.reason


def test_a_folder_is_read_in_depth_in_order_and_without_clutter(tmp_path: Path) -> None:
    for name, raw in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    assert list(documents(tmp_path)) == IN_ORDER
    assert count_files(tmp_path) == 4


def test_a_zip_of_the_folder_holds_the_same_documents(tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", TREE.items())
    assert list(documents(path)) == IN_ORDER
    assert count_files(path) == 4
    assert list(tmp_path.iterdir()) == [path]


def test_a_zip_is_known_by_its_content_when_its_name_is_lost(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload", [("a.json", b"{}")], zipfile.ZIP_STORED)
    assert list(documents(path)) == [("a.json", b"{}")]


@pytest.mark.parametrize("name", ["bills.json", "bills.txt", "bills"])
def test_a_single_file_is_taken_under_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"{}")
    assert list(documents(tmp_path / name)) == [(name, b"{}")]
    assert count_files(tmp_path / name) == 1


def test_a_folder_that_leads_back_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert list(documents(tmp_path)) == [("a.json", b"{}")]


def test_what_is_missing_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(documents(tmp_path / "missing.json"))


def test_an_empty_folder_and_an_empty_zip_are_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert only_refusal(tmp_path / "empty") == RESPONSES.nothing
    assert only_refusal(zipped(tmp_path / "empty.zip", [("notes.txt", b"no")])) == RESPONSES.nothing


@pytest.mark.parametrize("keep", [0, 1, 3, 30, 100])
def test_a_truncated_zip_is_refused(tmp_path: Path, keep: int) -> None:
    path = zipped(tmp_path / "cut.zip", [("a.json", b"{}" * 50)])
    path.write_bytes(path.read_bytes()[:keep])
    assert "zip is broken" in only_refusal(path)


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", [("a.json", b"AAAA"), ("b.json", b"BBBB")], zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"AAAA", b"AAXA"))
    damaged, whole = documents(path)
    assert isinstance(damaged, Rejected)
    assert (damaged.file, damaged.reason) == ("a.json", "The file is damaged or encrypted inside the zip")
    assert whole == ("b.json", b"BBBB")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", [("a.json", b"AAAA")], zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "encrypted" in only_refusal(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_unpacks_without_a_bound_is_refused(tmp_path: Path, method: int) -> None:
    path = zipped(tmp_path / "a.zip", [("a.json", b"{}" * 50)], method)
    assert only_refusal(path) == "The file is compressed in a way that Runway does not read"


def with_declared_size(path: Path, size: int) -> Path:
    raw = bytearray(path.read_bytes())
    directory = raw.index(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = size.to_bytes(4, "little")
    path.write_bytes(raw)
    return path


def test_a_member_that_declares_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = with_declared_size(zipped(tmp_path / "a.zip", [("a.json", b"{}")]), MEMBER_LIMIT + 1)
    assert only_refusal(path) == "The file is larger than 256 MiB"


def test_a_member_that_lies_about_its_size_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = with_declared_size(zipped(tmp_path / "bomb.zip", [("a.json", b" " * 50_000_000)]), 10)
    tracemalloc.start()
    try:
        reason = only_refusal(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "damaged" in reason
    assert peak < 5_000_000


def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", [("a.json", b"{}")])
    raw = bytearray(path.read_bytes())
    name_length = raw.index(b"PK\x01\x02") + 28
    raw[name_length], raw[name_length + 4] = 0, raw[name_length]
    path.write_bytes(raw)
    assert only_refusal(path) == RESPONSES.nothing


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps no file with such a name")
def test_names_that_no_database_can_store_are_made_legible(tmp_path: Path) -> None:
    path = tmp_path / "a\udcff.json"
    path.write_bytes(b"{}")
    assert list(documents(path)) == [("a?.json", b"{}")]
    assert list(documents(tmp_path)) == [("a?.json", b"{}")]
