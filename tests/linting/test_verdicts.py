"""The linter says 'refused' exactly where the real User Sync Tool refuses, and names the traps where it does not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import verdicts

from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.targets import targets_of
from umapi_lint.model.finding import Consequence, Finding
from umapi_lint.policy.policy import Overrides, Policy

ROWS = verdicts.rows("ust-verdicts.jsonl")
ACCEPTED = [row for row in ROWS if "accepted" in row]
DEPLOYMENTS = verdicts.rows("ust-deployments.jsonl")
MORE = verdicts.rows("ust-more.jsonl")
MORE_DEPLOYMENTS = verdicts.rows("ust-more-deployments.jsonl")
DIRECTORY = verdicts.rows("ust-directory.jsonl")
EVERY_FILE = verdicts.rows("ust-every-file.jsonl")
LINTER = Linter()
# The deployments were judged as `user-sync --connector csv FILE`.
DIRECTORY_LINTER = Linter(policy=Policy(overrides=Overrides(ust_args="--connector csv users.csv")))

# A key that is missing for UST may be there under another name, in the other method, or with a value that means
# another method; the finding then names that cause. So 'missing' has the most rules that may speak.
RULES_FOR = {
    "conflict": {"conflicting-keys"},
    "invalid-value": {"invalid-value"},
    "missing-or-null": {
        "missing-field", "null-value", "wrong-type",
        "unknown-key", "documented-spelling", "ignored-key", "key-not-for-method",
        "invalid-value", "deprecated-method",
    },
    "no-such-file": {"missing-file", "wrong-type", "key-not-for-method"},
    "not-a-mapping": {"not-a-mapping"},
    "not-for-method": {"key-not-for-method"},
    "shell-syntax": {"shell-syntax"},
    "unused-key": {"unknown-key", "key-not-for-method", "conflicting-keys", "documented-spelling"},
    "wrong-type": {"wrong-type"},
    "yaml": {"yaml-syntax", "encoding", "multiple-documents"},
}  # fmt: skip

JWT_ENDPOINT = "/ims/exchange/jwt"
METHODS = ("oauth", "jwt")
NEVER_READ = ("ssl_verify", "ssl_cert_verify", "test_mode", "colour", "identity_type_filter", "user_identity_type")


def lint(folder: Path, row: dict[str, Any]) -> list[Finding]:
    result = LINTER.lint(read_source(verdicts.write_case(folder, row)))
    assert result.error is None
    return list(result.findings)


def refused(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings if finding.consequence is Consequence.REFUSED}


def test_the_corpus_is_whole() -> None:
    assert len(ROWS) == 704
    assert len({verdicts.case_of(row) for row in ROWS}) == 704
    assert len(DEPLOYMENTS) == 18


@pytest.mark.parametrize("row", ROWS, ids=verdicts.case_of)
def test_says_refused_exactly_where_the_tool_refuses(row: dict[str, Any], tmp_path: Path) -> None:
    rules = refused(lint(tmp_path, row))
    assert bool(rules) is ("refused" in row)
    assert rules <= RULES_FOR.get(row.get("refused", ""), set())


@pytest.mark.parametrize("row", MORE, ids=verdicts.case_of)
def test_says_refused_exactly_where_the_tool_refuses_rare_and_random_files(row: dict[str, Any], tmp_path: Path) -> None:
    assert bool(refused(lint(tmp_path, row))) is ("refused" in row)


@pytest.mark.parametrize("row", ACCEPTED, ids=verdicts.case_of)
def test_names_the_trap_that_the_tool_walks_into(row: dict[str, Any], tmp_path: Path) -> None:
    findings = lint(tmp_path, row)
    reported = {(finding.rule, finding.consequence.value, finding.location.pointer) for finding in findings}
    effective = row["accepted"]
    for rule, consequence, pointer in traps(row, effective):
        assert any(
            rule in (None, f.rule) and f.consequence.value == consequence and pointer in (None, f.location.pointer)
            for f in findings
        ), (rule, consequence, pointer, reported)


def traps(row: dict[str, Any], effective: dict[str, Any]) -> list[tuple[str | None, str, str | None]]:
    """Rule, consequence and place of the findings that a file needs although UST starts with it."""
    wanted: list[tuple[str | None, str, str | None]] = []
    oauth = effective["auth"] == "OAuthS2S"
    if oauth and effective["auth_endpoint"] == JWT_ENDPOINT:
        wanted.append(("endpoint-mismatch", "sign-in-fails", None))
    if not oauth:
        wanted.append((None, "sign-in-fails", "/authentication_method" if chosen(row) is not None else None))
        if chosen(row) not in (None, *METHODS):
            wanted.append(("invalid-value", "sign-in-fails", "/authentication_method"))
    if not effective["ssl"]:
        wanted.append(("tls-verification-off", "exposed", "/server/ssl_verify"))
    if row.get("private_key_usable") is False:
        wanted.append(("unusable-private-key", "sign-in-fails", None))
    if row["connector"] == "umapi":
        wanted += [(None, "ignored", pointer_of(key)) for key in NEVER_READ if f"\n{key}:" in "\n" + row["text"]]
    return wanted


def pointer_of(key: str) -> str:
    """A name that no schema knows is never shown."""
    return f"/{key}" if LINTER.schemas.vocabulary.may_be_shown(key) else "/***"


def chosen(row: dict[str, Any]) -> str | None:
    """The method in the file; ``None`` where it says nothing."""
    value = yaml.safe_load(verdicts.filled(row["text"]))
    return value.get("authentication_method")


@pytest.mark.parametrize("row", EVERY_FILE, ids=verdicts.case_of)
def test_refuses_a_deployment_exactly_where_plain_user_sync_does(row: dict[str, Any], tmp_path: Path) -> None:
    root = verdicts.write_deployment(tmp_path, row)
    results = list(LINTER.lint_paths([str(root)]))
    assert [result.error for result in results if result.error] == []
    findings = [finding for result in results for finding in result.findings]
    assert bool(refused(findings)) is not row["accepted"]


@pytest.mark.parametrize("row", DEPLOYMENTS + MORE_DEPLOYMENTS, ids=verdicts.case_of)
def test_follows_a_deployment_as_the_tool_does(row: dict[str, Any], tmp_path: Path) -> None:
    root = verdicts.write_deployment(tmp_path, row)
    # they were judged with a directory connector that always starts, unless the root itself chose another one
    linter = LINTER if "connector: ADOBE_CONSOLE" in root.read_text("utf-8") else DIRECTORY_LINTER
    results = list(linter.lint_paths([str(root)]))
    assert [result.error for result in results if result.error] == []
    findings = [finding for result in results for finding in result.findings]
    assert bool(refused(findings)) is not row["accepted"]
    context = linter.context(read_source(root))
    context.marks = list(context.evaluate(context.document.value)) if context.kind else []
    targets = [target for target in targets_of(context) if not target.shadowed]
    if row["accepted"]:
        assert [target.name for target in targets if target.kind == "connector-umapi"] == row["targets"]
    assert {finding.target for finding in findings} <= {None, *(target.name for target in targets)}
    assert all(finding.target is not None for finding in findings if finding.location.file != str(root))


@pytest.mark.parametrize("row", DIRECTORY, ids=verdicts.case_of)
def test_judges_the_chosen_directory_connector_as_the_tool_does(row: dict[str, Any], tmp_path: Path) -> None:
    root = verdicts.write_directory(tmp_path, row)
    results = list(LINTER.lint_paths([str(root)]))
    assert [result.error for result in results if result.error] == []
    assert bool(refused([f for result in results for f in result.findings])) is not row["accepted"], row.get("error")


def test_the_readme_counts_the_verdicts() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    claim = re.sub(r"\s+", " ", text[text.index('"Refused" is a claim') :].partition("\n\n")[0])
    counted = [int(number) for number in re.findall(r"(?<![\d.])\d+(?= )", claim.replace("2.10.0rc2", ""))]
    assert counted == [len(rows) for rows in (ROWS, DIRECTORY, EVERY_FILE, DEPLOYMENTS, MORE, MORE_DEPLOYMENTS)]
