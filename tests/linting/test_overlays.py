"""A file that is merged with others is judged by the merge, however it was named."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import ORG_ID, write

from umapi_lint import lint_results
from umapi_lint.model.finding import Consequence

ROOT = (
    "adobe_users:\n  connectors:\n    umapi:\n      - base.yml\n      - connector-umapi-secret.yml\n"
    "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
)
BASE = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"
SECRET = "enterprise:\n  secure_client_id_key: a_name\n  secure_client_secret_key: b_name\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, ROOT, "user-sync-config.yml")
    write(tmp_path, BASE, "base.yml")
    write(tmp_path, SECRET, "connector-umapi-secret.yml")
    return tmp_path


@pytest.mark.parametrize("name", ["base.yml", "connector-umapi-secret.yml", "."])
def test_half_an_overlay_is_no_error_by_itself(folder: Path, name: str) -> None:
    assert [finding for result in lint_results([folder / name]) for finding in result.findings] == []


def test_a_file_named_alone_gets_its_own_findings_and_no_others(folder: Path) -> None:
    write(folder, BASE + "  nobody_knows_this: 1\n", "base.yml")
    write(folder, SECRET.replace("b_name", "2023"), "connector-umapi-secret.yml")
    (result,) = lint_results([folder / "base.yml"])
    assert [finding.rule for finding in result.findings] == ["unknown-key"]
    assert result.findings[0].consequence is Consequence.REFUSED
    assert result.findings[0].target == "primary"
    assert [related.location.file for related in result.findings[0].related] == [
        str(folder / "connector-umapi-secret.yml")
    ]


def test_a_gap_of_the_merge_is_told_once(folder: Path) -> None:
    write(folder, SECRET.replace("  secure_client_id_key: a_name\n", ""), "connector-umapi-secret.yml")
    found = [finding for result in lint_results([folder]) for finding in result.findings]
    assert [finding.rule for finding in found] == ["missing-field"]


def test_every_file_is_listed_once(folder: Path) -> None:
    write(folder, SECRET, "connector-umapi-old.yml")
    results = list(lint_results([folder]))
    names = [Path(result.name).name for result in results]
    assert sorted(names) == [
        "base.yml",
        "connector-umapi-old.yml",
        "connector-umapi-secret.yml",
        "user-sync-config.yml",
    ]
    old = next(result for result in results if result.name.endswith("old.yml"))
    assert {finding.rule for finding in old.findings} >= {"unreferenced-file", "missing-field"}
