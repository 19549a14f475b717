"""Files with nearly the right name."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH
from support.printed import Printed

from umapi_lint.linting.linter import Linter

ROOT = "adobe_users:\n  connectors:\n    umapi: {}\ndirectory_users:\n  connectors:\n    csv: connector-csv.yml\n"


def found(folder: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    """The files that are misnamed or missing in a folder, each with its rule."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    rules = ("misnamed-file", "missing-file", "unreferenced-file")
    results = Linter().lint_paths([str(folder)])
    return [(Path(r.name).name, f.rule) for r in results for f in r.findings if f.rule in rules]


def test_says_how_each_file_is_to_be_called(printed: Printed) -> None:
    assert printed({"connector-umapi.yml.txt": KEYRING_OAUTH}, ".") == snapshot("""\
warning[misnamed-file]: this file is called `connector-umapi.yml.txt`; its usual name is `connector-umapi.yml` (silently ignored)
 --> connector-umapi.yml.txt:1:1
  |
1 | authentication_method: oauth
  | ^
  |
  = help: Rename it to `connector-umapi.yml`, or name it in `user-sync-config.yml` as it is called.

Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert printed({"1 user-sync-config.yml": ROOT}, "--select", "misnamed-file", ".") == snapshot("""\
warning[misnamed-file]: User Sync Tool looks for `user-sync-config.yml`, and this file is called `1 user-sync-config.yml` (silently ignored)
 --> 1 user-sync-config.yml:1:1
  |
1 | adobe_users:
  | ^
  |
  = help: Rename it to `user-sync-config.yml`, or run User Sync Tool with `-c` and this name.

Found 1 warning in 1 of 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_tells_of_the_file_that_a_root_misses_only_where_the_root_names_it(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": ROOT.format("connector-umapi.yml"),
        "umapi-connector.yml": KEYRING_OAUTH,
        "connector-csv.yml": "",
    }
    assert found(tmp_path, files) == [("user-sync-config.yml", "missing-file")]


@pytest.mark.parametrize("name", ["umapi-connector.yml", "2 connector-umapi.yml"])
def test_leaves_a_file_alone_that_a_root_names_as_it_is_called(tmp_path: Path, name: str) -> None:
    files = {"user-sync-config.yml": ROOT.format(name), name: KEYRING_OAUTH, "connector-csv.yml": ""}
    assert found(tmp_path, files) == []


def test_leaves_a_copy_alone_that_lies_beside_the_file_itself(tmp_path: Path) -> None:
    assert found(tmp_path, {"connector-umapi.yml": KEYRING_OAUTH, "connector-umapi.yml.txt": KEYRING_OAUTH}) == []


def test_lints_the_files_of_a_root_whose_own_name_is_wrong(tmp_path: Path) -> None:
    files = {"User-Sync-Config.yml.txt": ROOT.format("connector-umapi.yml"), "connector-csv.yml": ""}
    assert found(tmp_path, files) == [
        ("User-Sync-Config.yml.txt", "misnamed-file"), ("User-Sync-Config.yml.txt", "missing-file")
    ]  # fmt: skip
