"""What becomes of both files when Windows fails half-way, as Microsoft's page on ReplaceFileW documents it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.document.atomic_write import WriteError, Writing, create, put, write_over
from umapi_lint.document.source import read_source
from umapi_lint.system import windows, windows_files
from umapi_lint.system.access import Access
from umapi_lint.system.windows_files import ReplaceFile, replace

if sys.platform == "win32":
    from support.windows import set_list


def moved(path: Path, new: Path, backup: Path) -> int:
    os.rename(path, backup)
    os.rename(new, path)
    return 0


def old_name_lost(path: Path, _new: Path, backup: Path) -> int:
    """1177: the old file has the backup name, the new one its own."""
    os.rename(path, backup)
    return 1177


def nothing_done(code: int) -> ReplaceFile:
    return lambda _path, _new, _backup: code


def busy(times: int) -> ReplaceFile:
    """A virus scanner that lets go after a while."""
    left = [times]

    def call(path: Path, new: Path, backup: Path) -> int:
        left[0] -= 1
        return 32 if left[0] >= 0 else moved(path, new, backup)

    return call


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr(windows_files, "_WAIT", 0)
    old, new = tmp_path / "connector-umapi.yml", tmp_path / "new"
    old.write_text("old")
    new.write_text("new")
    return old, new


@pytest.mark.parametrize("call", [moved, busy(1), busy(windows_files.TRIES - 1)], ids=["at-once", "once-busy", "busy"])
def test_the_new_file_takes_the_place_and_nothing_else_stays(pair: tuple[Path, Path], call: ReplaceFile) -> None:
    replace(*pair, call)
    assert [path.name for path in pair[0].parent.iterdir()] == [pair[0].name]
    assert pair[0].read_text() == "new"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (old_name_lost, "Windows refuses to replace it (error 1177)"),
        (nothing_done(1176), "Windows refuses to replace it (error 1176)"),
        (busy(windows_files.TRIES), "another program has the file open"),
    ],
    ids=["1177", "1176", "always-busy"],
)
def test_a_failure_leaves_both_files_under_their_names(
    pair: tuple[Path, Path], call: Callable[[Path, Path, Path], int], words: str
) -> None:
    with pytest.raises(OSError, match=r".") as raised:
        replace(*pair, call)
    assert raised.value.strerror == words
    assert [path.read_text() for path in pair] == ["old", "new"]
    assert len(list(pair[0].parent.iterdir())) == 2


def test_a_lost_name_is_told_with_the_name_of_the_new_file(pair: tuple[Path, Path]) -> None:
    def lost(path: Path, _new: Path, _backup: Path) -> int:
        os.unlink(path)
        return 1176

    with pytest.raises(OSError, match="the new text is in new"):
        replace(*pair, lost)
    assert pair[1].read_text() == "new"


if sys.platform == "win32":

    def reach(path: Path) -> Access:
        return windows.access_of_file(path)

    @pytest.fixture
    def open_folder(tmp_path: Path) -> Path:
        """A folder that gives everything made in it to everyone."""
        set_list(tmp_path, "D:P(A;OICI;FA;;;WD)")
        return tmp_path

    def test_a_new_file_is_its_owners_alone_whatever_its_folder_gives(open_folder: Path) -> None:
        create(open_folder / "new", b"x")
        put(open_folder / "report", b"x")
        assert [reach(open_folder / name) for name in ("new", "report")] == [Access(), Access()]

    def test_nobody_else_can_read_the_new_content_while_it_is_written(open_folder: Path) -> None:
        path = write(open_folder, "old", mode=0o604)
        with Writing(path) as writing:
            [temporary] = [other for other in open_folder.iterdir() if other != path]
            os.write(writing.descriptor, b"new")
            assert reach(temporary) == Access()
            writing.finish()
        assert path.read_bytes() == b"new"
        assert [other.name for other in open_folder.iterdir()] == [path.name]

    def test_a_fix_replaces_a_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
        path = write(tmp_path, "a: 1\r\n")
        write_over(read_source(path), b"a: 2\r\n")
        assert path.read_bytes() == b"a: 2\r\n"
        assert [other.name for other in tmp_path.iterdir()] == [path.name]

    def test_the_old_text_is_deleted_though_a_scanner_has_it_open_for_a_while(pair: tuple[Path, Path]) -> None:
        held = []

        def scanned(path: Path, new: Path, backup: Path) -> int:
            code = moved(path, new, backup)
            held.append(backup.open("rb"))
            threading.Timer(0.2, held[0].close).start()
            return code

        windows_files._WAIT = 0.1
        replace(*pair, scanned)
        assert [path.name for path in pair[0].parent.iterdir()] == [pair[0].name]

    def test_a_file_that_another_program_holds_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(windows_files, "_WAIT", 0)
        path = write(tmp_path, "a: 1\n")
        source = read_source(path)
        with path.open("rb"), pytest.raises(WriteError, match="another program has the file open"):
            write_over(source, b"a: 2\n")
        assert path.read_bytes() == b"a: 1\n"
        assert [other.name for other in tmp_path.iterdir()] == [path.name]
