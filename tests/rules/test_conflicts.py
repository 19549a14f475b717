"""Settings that exclude each other."""

from __future__ import annotations

from pathlib import Path

from support import KEYRING_OAUTH, refused, rules_of


def test_two_keys_that_exclude_each_other_are_told_at_one_with_the_line_of_the_other(tmp_path: Path) -> None:
    findings = refused(tmp_path, KEYRING_OAUTH + "  client_id: some-named-client\n")
    assert rules_of(findings) == ["conflicting-keys"]
    assert {findings[0].location.line, findings[0].related[0].location.line} == {4, 6}
