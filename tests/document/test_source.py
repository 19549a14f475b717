"""A file is read once, whatever it is, and whatever is wrong with it is one sentence."""

from __future__ import annotations

import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.document.fast_parser import MAX_PARTS, MAX_SLOW_PARTS
from umapi_lint.document.source import MAX_BYTES, UnreadableError, read_source


def why_not(path: Path, **more: int) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_source(path, **more)
    return str(caught.value)


@pytest.mark.posix
def test_gives_the_bytes_and_the_facts_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, b"a: \xff\r\n", mode=0o640)
    source = read_source(path)
    assert source.data == b"a: \xff\r\n"
    assert source.stat is not None
    assert stat.S_IMODE(source.stat.st_mode) == 0o640
    assert source.name == str(path)


@pytest.mark.posix
def test_follows_a_symbolic_link_but_resolves_paths_beside_the_name(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "named").mkdir()
    path = write(tmp_path / "real", "a: b\n")
    link = tmp_path / "named" / "link.yml"
    link.symlink_to(path)
    source = read_source(link)
    assert source.path == path.resolve()
    assert source.folder == tmp_path / "named"


def test_refuses_what_is_missing(tmp_path: Path) -> None:
    assert why_not(tmp_path / "nowhere.yml") == "no such file"


@pytest.mark.posix
def test_tells_a_broken_link_from_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert why_not(tmp_path / "link") == "broken symbolic link"


def test_refuses_a_loop_of_links(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    assert "\n" not in why_not(tmp_path / "one")


def test_refuses_a_folder(tmp_path: Path) -> None:
    assert why_not(tmp_path) == "is a directory"


@pytest.mark.posix
def test_a_pipe_without_a_writer_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert why_not(tmp_path / "pipe") == "is not a regular file"


def test_a_device_is_no_file() -> None:
    assert why_not(Path("/dev/zero")) == "is not a regular file"


def test_refuses_a_giant(tmp_path: Path) -> None:
    path = write(tmp_path, "x" * 100)
    assert "is larger than" in why_not(path, limit=99)
    assert len(read_source(path, limit=100).data) == 100


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("a:\n" * MAX_PARTS, "", id="as many as there may be"),
        pytest.param("a:\n" * MAX_PARTS + "- ", "has more than 200,000 keys and items", id="more"),
        pytest.param("#\n" * MAX_SLOW_PARTS + "a:\tb\n", "has more than 60,000 keys and items, and tabs", id="a tab"),
        pytest.param("word, and word\n" * 2000, "", id="prose"),
    ],
)  # fmt: skip
def test_refuses_what_would_take_too_long(tmp_path: Path, text: str, reason: str) -> None:
    path = write(tmp_path, text)
    if not reason:
        assert read_source(path).data == text.encode()
    else:
        assert why_not(path).startswith(reason)
        assert read_source(path, limit=MAX_BYTES).data == text.encode()  # what is not to be parsed may be so


def test_takes_no_more_than_the_limit_of_a_file_that_claims_to_be_empty() -> None:
    # what is in /proc has a size of 0 and content nevertheless
    assert "is larger than" in why_not(Path("/proc/self/status"), limit=10)


def test_a_name_that_no_system_takes_is_one_sentence(tmp_path: Path) -> None:
    assert why_not(tmp_path / "a\0b") == "is not a valid path"
    assert "\n" not in why_not(tmp_path / ("x" * 5000))


@pytest.mark.posix
def test_a_file_that_is_replaced_while_it_is_read_is_one_or_the_other(tmp_path: Path) -> None:
    path = write(tmp_path, "a", "file", mode=0o600)
    stop = threading.Event()

    def replace_it() -> None:
        while not stop.is_set():
            for content, mode in (("a", 0o600), ("b" * 5000, 0o640)):
                os.replace(write(tmp_path, content, "other", mode), path)

    thread = threading.Thread(target=replace_it)
    thread.start()
    try:
        seen = {(source.data, source.stat.st_mode & 0o777) for _ in range(300) if (source := read_source(path)).stat}
    finally:
        stop.set()
        thread.join()
    assert seen <= {(b"a", 0o600), (b"b" * 5000, 0o640)}


def test_takes_no_more_than_the_limit_of_a_file_that_grows(tmp_path: Path) -> None:
    path = write(tmp_path, "a" * 1000, "file")
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as stream:
            while not stop.is_set() and stream.tell() < 10_000_000:
                stream.write(b"a" * 1000)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        for _ in range(100):
            with suppress(UnreadableError):
                assert len(read_source(path, 100_000).data) <= 100_000
    finally:
        stop.set()
        thread.join()
