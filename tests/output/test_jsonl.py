"""A finding a line, and nothing else."""

from __future__ import annotations

import json

from hypothesis import given
from support.results import RESULTS, printed

from umapi_lint.model.result import FileResult


@given(RESULTS)
def test_lines_are_the_findings_of_the_json_report(results: list[FileResult]) -> None:
    findings = json.loads(printed("json", results))["findings"]
    assert [json.loads(line) for line in printed("jsonl", results).splitlines()] == findings
