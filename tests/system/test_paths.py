from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.linting.linter import Linter
from umapi_lint.system.paths import composed, resolved


def long_folder(folder: Path) -> Path:
    """One whose path has more characters than old interfaces of Windows take."""
    while len(str(folder)) < 280:
        folder = folder / ("x" * 40)
    return folder


def test_a_long_path_is_no_error(tmp_path: Path) -> None:
    path = long_folder(tmp_path) / "connector-umapi.yml"
    assert os.path.isabs(resolved(path))
    assert [result.error for result in Linter().lint_paths([str(path)])] == ["no such file"]


@pytest.mark.posix
def test_a_link_leads_to_the_same_text(tmp_path: Path) -> None:
    real = write(tmp_path, "", "real")
    (tmp_path / "link").symlink_to(real)
    assert resolved(tmp_path / "link") == resolved(real)
    (tmp_path / "loop").symlink_to("loop")
    assert resolved(tmp_path / "loop")


def test_a_name_is_composed_only_where_that_leads_to_a_file(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "für-schüler.yml")
    assert composed(apart) == apart
    there = write(tmp_path, "", unicodedata.normalize("NFC", apart))
    assert composed(str(tmp_path / apart)) == str(there)
