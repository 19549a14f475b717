"""Values of a type that the tool does not take."""

from __future__ import annotations

from pathlib import Path

from support import KEYRING_OAUTH, ORG_ID, only


def test_an_unquoted_number_says_what_the_tool_dies_of_and_to_use_quotes(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "12345"))
    assert finding.rule == "wrong-type"
    assert "maximum recursion depth exceeded" in finding.message
    assert "quotes" in finding.help
    assert "12345" not in repr(finding)
