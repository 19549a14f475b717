"""SARIF: valid by the official schema, and read by a real reader."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from jsonschema import Draft4Validator
from support.linting import KEYRING_OAUTH, fake_secret, run, write
from support.results import RESULTS, count, printed

from umapi_lint.document.source import read_source
from umapi_lint.edits.apply import applied
from umapi_lint.linting.linter import Linter
from umapi_lint.model.result import FileResult
from umapi_lint.output.sarif import artifact, plain
from umapi_lint.rules._registry import registry

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))


def valid(text: str) -> Any:
    """The only run of a log that fits the schema."""
    log = json.loads(text)
    Draft4Validator(SCHEMA).validate(log)
    (found,) = log["runs"]
    return found


@given(RESULTS)
def test_always_parses_and_fits_the_official_schema(results: list[FileResult]) -> None:
    found = valid(printed("sarif", results))
    assert len(found["results"]) == count(results)
    unreadable = sum(result.error is not None for result in results)
    assert found["invocations"][0]["executionSuccessful"] == (unreadable == 0)
    assert len(found["invocations"][0]["toolExecutionNotifications"]) == unreadable


def test_the_rule_table_has_every_rule_with_its_page() -> None:
    table = valid(printed("sarif", []))["tool"]["driver"]["rules"]
    assert [entry["id"] for entry in table] == sorted(registry().rules)
    for entry in table:
        rule = registry().rules[entry["id"]]
        assert entry["helpUri"] == rule.address
        assert rule.remediation in entry["help"]["markdown"]
        assert entry["defaultConfiguration"]["level"] == rule.usual_severity.value
        assert ("security-severity" in entry["properties"]) == (rule.consequence.value == "exposed")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The report of a folder with an umlaut and a space in its name."""
    secret = fake_secret()
    write(tmp_path, KEYRING_OAUTH + f"  client_secret: {secret}\n", "ü b/connector-umapi.yml")
    done = run(".", "--output", "sarif:log.sarif", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert secret not in (tmp_path / "log.sarif").read_text("utf-8")
    return tmp_path / "log.sarif"


def test_results_point_into_the_rule_table_and_to_the_exact_place(log: Path) -> None:
    found = valid(log.read_text("utf-8"))
    secret = next(result for result in found["results"] if result["ruleId"] == "plaintext-secret")
    assert found["tool"]["driver"]["rules"][secret["ruleIndex"]]["id"] == "plaintext-secret"
    assert found["columnKind"] == "unicodeCodePoints"
    assert secret["level"] == "warning"
    place = secret["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "%C3%BC%20b/connector-umapi.yml", "uriBaseId": "%SRCROOT%"}
    source = (log.parent / "ü b" / "connector-umapi.yml").read_text("utf-8")
    line = source.splitlines()[place["region"]["startLine"] - 1]
    # the key, for the span of a secret would tell its length
    assert line[place["region"]["startColumn"] - 1 : place["region"]["endColumn"] - 1] == "client_secret"


@pytest.mark.parametrize("head", ["", "\ufeff# ü\r\n", "a: &x [1]\r"])
def test_a_fix_is_what_the_linter_itself_would_do(tmp_path: Path, head: str) -> None:
    text = head + KEYRING_OAUTH.replace("org_id", "orgid") + "ssl_verify: true\n"
    found = Linter().lint(read_source(write(tmp_path, text)))
    results = valid(printed("sarif", [found]))["results"]
    offered = [(f.fix, result) for f, result in zip(found.findings, results, strict=True) if f.fix]
    assert {result["ruleId"] for _, result in offered} == {"unknown-key", "ignored-key"}
    for fix, result in offered:
        (proposed,) = result["fixes"]
        (change,) = proposed["artifactChanges"]
        assert replaced(text, change["replacements"]) == applied(text, fix.edits)


def test_no_fix_tells_how_long_a_hidden_value_is(tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", "client_secret: 1234567")
    found = Linter().lint(read_source(write(tmp_path, text)))
    quoted = next(finding for finding in found.findings if finding.rule == "wrong-type")
    assert quoted.fixable
    assert not any("fixes" in result for result in valid(printed("sarif", [found]))["results"])


def replaced(text: str, replacements: list[Any]) -> str:
    """A text after replacements, as a consumer of SARIF makes them: without a byte order mark."""
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def offset(region: dict[str, int], end: str) -> int:
        return starts[region[f"{end}Line"] - 1] + region[f"{end}Column"] - 1

    for replacement in reversed(replacements):
        region = replacement["deletedRegion"]
        start, end = offset(region, "start"), offset(region, "end")
        text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    return mark + text


@pytest.mark.posix
def test_a_real_reader_reads_it(log: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sarif", "summary", str(log)], capture_output=True, text=True, check=True, timeout=120
    )
    assert "plaintext-secret" in done.stdout
    assert "warning: 1" in done.stdout


def test_what_could_not_be_read_is_a_notification(tmp_path: Path) -> None:
    done = run("--output-format", "sarif", "missing.yml", cwd=tmp_path)
    assert done.returncode == 2
    (invocation,) = valid(done.stdout)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "missing.yml: no such file"


def test_an_absolute_path_elsewhere_is_a_file_uri(tmp_path: Path) -> None:
    assert artifact(str(tmp_path / "a b.yml"))["uri"] == (tmp_path / "a b.yml").as_uri()


def test_bytes_of_a_name_that_are_not_utf8_are_kept() -> None:
    assert unquote_to_bytes(artifact("a\udce9.yml")["uri"]) == os.fsencode("a\udce9.yml")


def test_no_message_becomes_a_link() -> None:
    assert plain("[a](https://b)") == "\\[a\\](https://b)"
    assert plain("a [b] c") == "a [b] c"
