"""What a linter reads while fixes are tried."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.model.finding import Edit


@pytest.mark.posix
def test_reads_a_file_once_under_all_its_names_and_calls_it_as_it_was_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "a: ü\n", "one.yml")
    link = tmp_path / "link.yml"
    link.symlink_to("one.yml")
    pending = FileBuffers()
    assert pending.source(str(path)).name == str(path)
    path.write_text("b: 2\n")
    again = pending.source(str(link))
    assert (again.name, again.data) == (str(link), "a: ü\n".encode())


@pytest.mark.posix
def test_an_edit_counts_for_all_names_and_the_disk_is_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "a: ü\n", "one.yml")
    link = tmp_path / "link.yml"
    link.symlink_to("one.yml")
    pending = FileBuffers()
    pending.edit(str(link), [Edit(3, 4, "é")])
    pending.edit(str(path), [Edit(0, 1, "b")])
    assert pending.source(str(path)).data == "b: é\n".encode()
    assert path.read_text(encoding="utf-8") == "a: ü\n"
    with pytest.raises(ValueError):  # noqa: PT011 - which words the edits choose is theirs
        pending.edit(str(path), [Edit(0, 2, "x"), Edit(1, 3, "y")])


@pytest.mark.posix
def test_what_is_forgotten_is_read_from_the_disk_again(tmp_path: Path) -> None:
    path = write(tmp_path, "a: 1\n")
    pending = FileBuffers()
    pending.forget(str(path))
    pending.edit(str(path), [Edit(0, 1, "b")])
    path.write_text("c: 3\n")
    pending.forget(str(path))
    assert pending.source(str(path)).data == b"c: 3\n"
    assert pending.changed == {}
