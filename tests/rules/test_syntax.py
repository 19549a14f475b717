"""Files that cannot be loaded, or hold more than the tool reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from printed import Printed
from support import KEYRING_OAUTH, lint, rules_of

from umapi_lint.finding import Consequence


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (KEYRING_OAUTH.replace("  org_id", "\torg_id"), "yaml-syntax", 3),
        (KEYRING_OAUTH + "---\na: b\n", "multiple-documents", 6),
        ("- a\n- b\n", "not-a-mapping", 1),
        ("just a text\n", "not-a-mapping", 1),
        (KEYRING_OAUTH.encode("utf-16"), "encoding", 1),
        (KEYRING_OAUTH.encode() + b"# caf\xe9\n", "encoding", 6),
        (KEYRING_OAUTH + "x: \x07\n", "yaml-syntax", 6),
        (KEYRING_OAUTH + "x: !python/name:os.system\n", "yaml-syntax", 6),
    ],
)
def test_a_file_that_the_tool_cannot_load_is_one_refused_finding(
    content: str | bytes, rule: str, line: int, tmp_path: Path
) -> None:
    (finding,) = lint(tmp_path, content)
    assert (finding.rule, finding.location.line, finding.consequence) == (rule, line, Consequence.REFUSED)


@pytest.mark.parametrize(
    "text", ["\ufeff" + KEYRING_OAUTH, KEYRING_OAUTH.replace("\n", "\r\n"), "---\n" + KEYRING_OAUTH + "...\n"]
)
def test_what_the_tool_takes_is_no_fault(text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, text) == []


def test_an_empty_file_lacks_its_section_and_nothing_else(tmp_path: Path) -> None:
    (finding,) = [f for f in lint(tmp_path, "") if f.consequence is Consequence.REFUSED]
    assert finding.rule == "missing-field"


def test_a_key_that_stands_twice_is_told_at_the_first_with_the_line_of_the_last(tmp_path: Path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH + "  org_id: 1234567890ABCDEF12345678@AdobeOrg\n")
    assert rules_of(findings) == ["duplicate-key"]
    assert findings[0].location.line == 3
    assert "line 6" in findings[0].message
    assert findings[0].consequence is not Consequence.REFUSED


def test_points_at_a_bracket_that_is_never_closed(printed: Printed) -> None:
    assert printed(KEYRING_OAUTH + "  host: [a\n") == snapshot("""\
error[yaml-syntax]: a bracket is opened here and never closed (the tool refuses to start)
 --> connector-umapi.yml:6:9
  |
6 |   host: ***
  |         ^^^
  |
  = help: Correct the place that is marked. Values with `: `, `#`, `@`, `{` or `[` in them belong in quotes.

Found 1 error in 1 file.
[1]
""")
