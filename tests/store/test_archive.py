"""Originals are kept byte for byte; half-written files are never seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.store.archive import Archive, ArchiveError, Writing, write_all_durably, write_durably


@given(st.binary(max_size=2000))
def test_what_is_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    assert archive.read(archive.keep(data)) == data


def test_keeping_twice_keeps_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.keep(b"x") == archive.keep(b"x")
    assert len(list(tmp_path.glob("*/*.bin"))) == 1


def test_an_altered_original_is_said_to_be_altered(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.keep(b"original")
    archive.path_of(sha256).write_bytes(b"altered!")
    with pytest.raises(ArchiveError, match="已被改动"):
        archive.read(sha256)


def test_a_missing_original_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="缺少文件"):
        Archive(tmp_path).read("0" * 64)


def test_a_damaged_copy_of_another_size_is_written_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.keep(b"original")
    archive.path_of(sha256).write_bytes(b"half")
    assert archive.keep(b"original") == sha256
    assert archive.read(sha256) == b"original"


def test_a_failing_write_leaves_the_old_file_and_no_stray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.xlsx"
    write_durably(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_folder_that_is_away_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "away" / "book.xlsx", b"new")
    assert not list(tmp_path.iterdir())


def test_names_that_differ_only_at_their_end_are_written_apart(tmp_path: Path) -> None:
    contents = {f"{'县' * 82}.{kind}": kind.encode() for kind in ("xlsx", "html")}
    write_all_durably(tmp_path, contents)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == contents


def test_of_files_that_wait_together_one_that_is_refused_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    writing = Writing()
    for name in "abc":
        writing.write(tmp_path / name, (name.encode(),))
    with pytest.raises(IsADirectoryError):
        writing.settle()
    assert writing.lost.keys() == {tmp_path / "b"}, "a folder has its name"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b", "c"]


def test_sweeping_removes_what_a_crash_left(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.keep(b"x")
    archive.path_of(sha256).with_name(f".{sha256}.bin.123.tmp").write_bytes(b"half")
    assert archive.sweep() == 1
    assert archive.read(sha256) == b"x"
