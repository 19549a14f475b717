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


def test_an_unquoted_number_is_mended_with_quotes_and_a_list_is_not(tmp_path: Path) -> None:
    number = only(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "12345"))
    assert number.fix is not None
    assert number.fix.title == "Put the value in quotes"
    assert only(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "[12345]")).fix is None


def test_a_boolean_for_a_number_is_not_called_zero(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + "server:\n  timeout: true\n")
    assert (finding.rule, finding.location.line, finding.location.end_column) == ("invalid-value", 7, 16)


def test_all_of_a_value_of_the_wrong_type_is_marked(tmp_path: Path) -> None:
    place = only(tmp_path, KEYRING_OAUTH + "server:\n  timeout:\n    - 1  # one\n    - 22 # two\n\n  # end\n").location
    assert (place.line, place.column, place.end_line, place.end_column) == (8, 5, 9, 9)
