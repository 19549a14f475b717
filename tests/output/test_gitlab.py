"""GitLab's code quality report always parses and has the members that GitLab asks for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from jsonschema import Draft7Validator
from support.results import RESULTS, count, printed

from umapi_lint.model.finding import Consequence, Finding, Location, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output.gitlab import severity

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
"""As GitLab's documentation describes it."""


@given(RESULTS)
def test_always_parses_and_has_what_gitlab_asks_for(results: list[FileResult]) -> None:
    issues = json.loads(printed("gitlab", results))
    Draft7Validator(SCHEMA).validate(issues)
    assert len(issues) == count(results)


@pytest.mark.parametrize(
    ("loud", "consequence", "word"),
    [
        (Severity.ERROR, Consequence.REFUSED, "blocker"),
        (Severity.ERROR, Consequence.SIGN_IN_FAILS, "critical"),
        (Severity.WARNING, Consequence.EXPOSED, "major"),
        (Severity.WARNING, Consequence.DEPRECATED, "minor"),
        (Severity.NOTE, Consequence.IGNORED, "info"),
    ],
)
def test_says_how_grave_a_finding_is_in_gitlabs_words(loud: Severity, consequence: Consequence, word: str) -> None:
    assert severity(Finding("null-value", loud, consequence, "m", "h", Location("a", 1, 1, 1, 1))) == word


def test_names_the_path_without_a_leading_dot() -> None:
    finding = Finding("null-value", Severity.ERROR, Consequence.REFUSED, "m", "h", Location("./b/a.yml", 7, 1, 7, 1))
    (issue,) = json.loads(printed("gitlab", [FileResult("./b/a.yml", (finding,))]))
    assert issue["location"] == {"path": "b/a.yml", "lines": {"begin": 7}}
