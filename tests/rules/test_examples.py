"""Every rule's own examples, run as its page shows them. A new rule is taken up silently here."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support.linting import ORG_ID, git, write
from support.placeholders import filled

from umapi_lint.cli.commands import check
from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding
from umapi_lint.model.rule import PRIVATE, Example, Rule
from umapi_lint.rules._registry import registry

RULES = sorted(registry().rules.values(), key=lambda rule: rule.id)


def linter_of(flags: tuple[str, ...]) -> Linter:
    """The linter that the command line makes of its options."""
    parser = argparse.ArgumentParser()
    check.configure(parser)
    return check.linter_of(parser.parse_args(flags))


def mounted(folder: Path, kind: str) -> Path:
    """A list of what is mounted, as Linux writes it, in which a folder is on a file system of a kind."""
    device = folder.stat().st_dev
    line = f"1 1 {os.major(device)}:{os.minor(device)} / {folder} rw - {kind} /dev/sdz1 rw\n"
    return write(folder, line, "mountinfo")


Lint = Callable[[Example], list[Finding]]


@pytest.fixture
def findings_of(tmp_path: Path, keyring_of: Callable[..., None]) -> Lint:
    """Lints an example, with the keyring that it is for."""

    def lint(example: Example) -> list[Finding]:
        modes = example.mode != PRIVATE or example.folder_mode is not None or example.file_system
        if os.name == "nt" and (modes or example.git or example.store or "C:" in example.text):
            pytest.skip("speaks of modes, of git, of a Secret Service, or of a path that is none here")
        if example.store:
            known = [("umapi_client_id", ORG_ID), ("umapi_client_secret", ORG_ID)]
            keyring_of(example.store, known if example.store == "filled" else None)
        return findings_in(example, tmp_path)

    return lint


def findings_in(example: Example, folder: Path) -> list[Finding]:
    """Findings of an example and of the files that it brings along, in a folder of its own."""
    if example.git:
        git(folder, "init", "-q")
    if example.earlier:
        write(folder, filled(example.earlier), example.name, example.mode)
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "earlier")
    for name, text in example.files.items():
        write(folder, filled(text), name)
    write(folder, filled(example.text), example.name, example.mode)
    if example.git:
        git(folder, "add", ".")
    if example.folder_mode is not None:
        folder.chmod(example.folder_mode)
    found = []
    linter = linter_of(example.flags)
    if example.file_system:
        linter.environment.mountinfo = str(mounted(folder, example.file_system))
    for result in linter.lint_paths([str(folder)]):
        assert result.error is None, result.error
        found.extend(result.findings)
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_bad_example_yields_the_rule_as_its_page_says(rule: Rule, findings_of: Lint) -> None:
    found = findings_of(rule.fails)
    reported = [finding for finding in found if (finding.rule, finding.consequence) == (rule.id, rule.consequence)]
    assert reported
    # what an option of the command line would lift is a warning
    assert any(finding.severity is rule.usual_severity or "`--" in finding.help for finding in reported)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_good_example_yields_nothing(rule: Rule, findings_of: Lint) -> None:
    assert findings_of(rule.passes) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_says_what_fix_does_where_the_bad_example_has_a_fix(rule: Rule, findings_of: Lint) -> None:
    fixable = any(finding.fixable for finding in findings_of(rule.fails) if finding.rule == rule.id)
    assert not fixable or rule.fix, f"say in `fix` of the rule {rule.id} what --fix does"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_that_its_file_alone_does_not_show_says_so(rule: Rule) -> None:
    # else a comment that ignores it would be called unused wherever the rule could not look
    data = filled(rule.fails.text).encode("utf-8", "surrogateescape")
    found = Linter().lint(Source(rule.fails.name, data)).findings
    assert rule.needs_environment or rule.id in {finding.rule for finding in found}, f"set `beyond_text` of {rule.id}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_is_written_in_whole_words(rule: Rule) -> None:
    assert rule.id == rule.id.lower().replace("_", "-")
    assert rule.summary
    assert "\n" not in rule.summary
    assert not rule.summary.endswith(".")
    for text in (rule.why, rule.remediation, rule.fix):
        assert text == "" or text.endswith((".", "?", "!", "`")), text
    assert rule.why
    assert rule.remediation
    assert rule.source
