"""The hooks for pre-commit: which files they take, and that no file name can become an option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from support.linting import run, write

from umapi_lint.linting.load import load_schemas

HOOKS = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
@pytest.mark.parametrize(
    "name",
    [
        "connector-umapi.yml", "conf/connector-umapi.yaml", "a/b/prod-connector-umapi.yml", "connector-umapi-org2.yml",
        "2_connector-umapi.yml", "Connector-UMAPI.yml", "connector-adobe-console.yml", "user-sync-config.yml",
        "--fix-connector-umapi.yml",
    ],
)  # fmt: skip
def test_takes_connector_and_root_files(hook: dict[str, str], name: str) -> None:
    assert re.search(hook["files"], name)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
@pytest.mark.parametrize(
    "name", ["connector-teapot.yml", "connector-umapi.yml.bak", "docs/connector-umapi.md", "myconnector-umapi.yml"]
)
def test_leaves_other_files_alone(hook: dict[str, str], name: str) -> None:
    assert not re.search(hook["files"], name)


def test_takes_whatever_the_linter_knows_by_name() -> None:
    for kind in load_schemas().kinds.values():
        for pattern in kind.files:
            assert re.search(HOOKS[0]["files"], pattern.replace("*", "")), pattern


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_file_name_cannot_be_an_option(hook: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, "authentication_method: oauth\n", "--output=text:x-connector-umapi.yml")
    command = hook["entry"].split()[1:]
    done = run(*command, *hook["args"], "--output=text:x-connector-umapi.yml", cwd=tmp_path)
    assert done.returncode == 1
    assert not (tmp_path / "x-connector-umapi.yml").exists()
