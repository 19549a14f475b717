"""A fix that does not help is not offered: afterwards the cause is gone, and so is nothing else."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.mutations import some_file
from support.verdicts import FILE_NAMES

from umapi_lint.document.source import Source
from umapi_lint.edits.apply import applied
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding

LINTER = Linter()


def lint(name: str, text: str) -> list[Finding]:
    return list(LINTER.lint(Source(name, text.encode("utf-8", "surrogatepass"))).findings)


def leaves(value: Any) -> int:
    """How many values a file has."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    return sum(map(leaves, value)) if isinstance(value, list | set | tuple) else 1


def loaded(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, IndexError):
        return None


def at(value: Any, pointer: str) -> Any:
    """The value that a JSON pointer of a finding leads to; ``None`` where it is masked."""
    for step in pointer.split("/")[1:]:
        value = value.get(step) if isinstance(value, dict) else None
    return value


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_no_fix_leaves_the_cause_or_takes_a_setting_with_it(seed: int) -> None:
    connector, text = some_file(seed)
    name = FILE_NAMES[connector]
    for finding in lint(name, text):
        if finding.fix is None or not finding.fix.edits:
            continue
        fixed = applied(text, finding.fix.edits)
        if finding.consequence is Consequence.REFUSED:
            assert cause(finding) not in map(cause, lint(name, fixed))
        old, new = loaded(text), loaded(fixed)
        if old is None or new is None or finding.rule == "duplicate-key":
            continue
        removed = at(old, finding.location.pointer) if finding.fix.title == "Remove the line" else []
        assert leaves(old) - leaves(new) <= (1 if removed is None else leaves(removed)), finding
        assert not (isinstance(removed, dict) and {"org_id", "client_id", "client_secret"} & removed.keys()), finding


def cause(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.location.line, finding.location.pointer, finding.message
