"""Fingerprints stay the same while lines move, tell findings apart, and hold no value."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH, fake_secret, lint
from support.results import FINDINGS

from umapi_lint.model.finding import Finding
from umapi_lint.output.fingerprint import fingerprints, relative
from umapi_lint.record import replace


def prints(findings: list[Finding]) -> list[str]:
    return [fingerprint for _, fingerprint in fingerprints(tuple(findings))]


def bad(secret: str, before: str = "") -> str:
    return f"{before}{KEYRING_OAUTH}  client_secret: {secret}\n  foo1: a\n  foo2: b\n"


def test_moving_lines_and_changing_values_change_no_fingerprint(tmp_path: Path) -> None:
    first = prints(lint(tmp_path, bad(fake_secret())))
    assert prints(lint(tmp_path, bad(fake_secret(), "# a comment\n\n"))) == first
    assert len(first) > 3


@given(st.lists(FINDINGS, max_size=5))
def test_findings_of_a_file_differ_in_their_fingerprints(findings: list[Finding]) -> None:
    findings = [replace(f, location=replace(f.location, file="a.yml")) for f in [*findings, *findings]]
    found = prints(findings)
    assert len(set(found)) == len(findings)
    assert all(len(fingerprint) == 64 for fingerprint in found)


@pytest.mark.parametrize(
    ("name", "called"),
    [("a.yml", "a.yml"), ("./b/../a.yml", "a.yml"), ("b//a.yml", "b/a.yml"), ("../a.yml", "../a.yml")],
)
def test_calls_a_file_by_its_path_from_here(name: str, called: str) -> None:
    assert relative(name.replace("/", os.sep)) == called


def test_calls_an_absolute_path_below_here_by_its_path_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert relative(str(Path.cwd() / "b" / "a.yml")) == "b/a.yml"
    outside = Path.cwd().parent / "a.yml"
    assert relative(str(outside)) == outside.as_posix()
