"""Work grows with the size of a file and no faster, whatever the file is full of.

What is counted is calls of functions and not time, so that the same file always gives the same count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.result import Summary
from umapi_lint.output import Style, create
from umapi_lint.secrets.allowlist import MAX_SLIPS

SHAPES: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda i: f"unknown_key_{i:06}: value\n",
    "misspelt keys": lambda i: f"autentication_metho{i:06}: x\n",
    "one key": lambda _: "server: x\n",
    "credentials in one key": lambda i: f"client_secret: pass-{i:06}-word\n",
    "commented-out credentials": lambda i: f"# client_secret: abcdefgh{i:07}\n",
    "ignores": lambda i: f"unknown_key_{i:06}: v # umapi-lint: ignore[unknown-key]\n",
    "ignores for nothing": lambda i: f"# umapi-lint: ignore[wrong-type] {i:06}\n",
    "anchors": lambda i: f"k{i:06}: &a{i:06} v\n",
    "merge keys": lambda i: f"k{i:06}: {{<<: *a}}\n" if i else "k: &a {b: c}\n",
    "aliases": lambda i: f"k{i:06}: *a\n" if i else "k: &a {b: c}\n",
    "lists": lambda i: f"k{i:06}: [a, b, c]\n",
    "block texts": lambda i: f"k{i:06}: |\n  line\n  line\n",
    "texts that go on": lambda i: f"k{i:06}: 'line\n  line'\n",
    "tabs": lambda i: f"\tk{i:06}: x\n",
}
FEW, TIMES = 500, 4


def calls(text: str) -> int:
    """Calls of functions while a text is linted and its findings are printed."""
    linter, report = Linter(), create("text", Style())
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        result = linter.lint(Source("connector-umapi.yml", text.encode()))
        printed = report.file(result) + report.end(Summary())
    finally:
        sys.setprofile(before)
    assert printed
    return count


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_more_of_the_same_costs_no_more_than_its_share(shape: Callable[[int], str]) -> None:
    calls("")  # what is worked out once for all files
    few, many = (calls("".join(map(shape, range(number)))) for number in (FEW, TIMES * FEW))
    assert many < 1.1 * TIMES * few


def test_some_unknown_keys_are_compared_with_the_known_ones_and_no_more() -> None:
    text = "".join(f"authentication_method{number:03}: x\n" for number in range(2 * MAX_SLIPS))
    findings = Linter().lint(Source("connector-umapi.yml", text.encode())).findings
    unknown = [finding for finding in findings if finding.rule == "unknown-key"]
    assert len(unknown) == 2 * MAX_SLIPS
    assert ["did you mean" in finding.message for finding in unknown] == [True] * MAX_SLIPS + [False] * MAX_SLIPS
