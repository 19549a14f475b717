"""Which files are linted, and what each is treated as."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, run, write

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.linting.discovery import candidates, kind_of
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas

SCHEMAS = load_schemas()


def found(folder: Path) -> list[str]:
    return [Path(c.path).relative_to(folder).as_posix() for c in candidates([str(folder)], SCHEMAS)]


def kind(name: str, text: str) -> str | None:
    reported = kind_of(Document(Source(name, text.encode())), SCHEMAS)
    return None if reported is None else reported.name


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("connector-umapi.yml", "", "connector-umapi"),
        ("Connector-UMAPI-org2.YAML", "", "connector-umapi"),
        ("connector-adobe-console.yml", "", "connector-adobe-console"),
        ("user-sync-config.yml", "", "user-sync-config"),
        ("org2.yml", KEYRING_OAUTH, "connector-umapi"),
        ("org2.yml", KEYRING_OAUTH.replace("enterprise:", "integration:"), "connector-adobe-console"),
        ("root.yml", "adobe_users:\n  connectors:\n    umapi: a.yml\n", "user-sync-config"),
        ("other.yml", "enterprise:\n  colour: x\n", None),
        ("other.yml", "- enterprise\n", None),
        ("other.yml", "enterprise: x\n", None),
    ],
)
def test_the_name_tells_the_kind_and_then_the_content(name: str, text: str, wanted: str | None) -> None:
    assert kind(name, text) == wanted


def test_looks_into_files_without_a_telling_name(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH, "a/org2.yml")
    write(tmp_path, "enterprise: rent-a-car\n", "a/other.yml")
    write(tmp_path, KEYRING_OAUTH, "a/notes.txt")
    write(tmp_path, "", "b/c/connector-umapi.yaml")
    assert found(tmp_path) == ["a/org2.yml", "b/c/connector-umapi.yaml"]


def test_passes_over_what_git_ignores_and_what_is_nobodys_configuration(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path, "old/\n*-local.yml\n!connector-umapi-local.yml\n", ".gitignore")
    write(tmp_path, "/hidden.yml\n", "deep/.gitignore")
    for name in (
        "old/connector-umapi.yml", "connector-umapi-x-local.yml", "connector-umapi-local.yml", "deep/connector-umapi.yml",
        "deep/hidden.yml", "node_modules/connector-umapi.yml", ".git/connector-umapi.yml", "venv/connector-umapi.yml",
    ):  # fmt: skip
        write(tmp_path, KEYRING_OAUTH, name)
    assert found(tmp_path) == ["connector-umapi-local.yml", "deep/connector-umapi.yml"]
    assert found(tmp_path / "deep") == ["connector-umapi.yml"]


def test_a_file_that_git_ignores_is_linted_when_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, "*.yml\n", ".gitignore")
    path = write(tmp_path, KEYRING_OAUTH)
    assert [c.named for c in candidates([str(path)], SCHEMAS)] == [True]


def test_a_file_is_given_once_however_often_it_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH)
    (tmp_path / "connector-umapi-link.yml").symlink_to(path)
    assert len(list(candidates([str(path), str(tmp_path), str(path)], SCHEMAS))) == 1


def test_loops_of_folders_end(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH, "a/connector-umapi.yml")
    (tmp_path / "a" / "b").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "loop.yml").symlink_to(tmp_path / "loop.yml")
    assert found(tmp_path) == ["a/connector-umapi.yml"]


@pytest.mark.posix
def test_a_folder_that_cannot_be_read_is_one_line_and_no_success() -> None:
    with tempfile.TemporaryDirectory() as folder:  # below those of pytest no other account comes
        Path(folder).chmod(0o755)
        write(Path(folder), KEYRING_OAUTH)
        (Path(folder) / "closed").mkdir(mode=0o000)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            results = {Path(one.name).name: one.error for one in Linter().lint_paths([folder])}
        finally:
            if root:
                os.seteuid(0)
    assert results == {"connector-umapi.yml": "permission denied" if root else None, "closed": "permission denied"}


@pytest.mark.parametrize("named", [True, False])
def test_a_folder_with_the_name_of_a_file_is_one_line(tmp_path: Path, named: bool) -> None:
    (tmp_path / "connector-umapi.yml").mkdir()
    done = run("connector-umapi.yml" if named else ".", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "umapi-lint: connector-umapi.yml: is a directory\n")


@pytest.mark.posix
def test_a_socket_with_the_name_of_a_file_is_one_line(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "connector-umapi.yml"))
        done = run(".", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("umapi-lint: connector-umapi.yml: ")
    assert len(done.stderr.splitlines()) == 1
