"""The functions of the package."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, rules_of, write

from umapi_lint import lint_file, lint_paths, lint_results, lint_text

TYPO = KEYRING_OAUTH.replace("org_id", "orgid")


def test_lints_a_text_without_looking_at_any_file() -> None:
    assert lint_text(KEYRING_OAUTH) == []
    assert rules_of(lint_text(TYPO.encode())) == ["unknown-key"]
    path = "  tech_acct_id: x@techacct.adobe.com\n  priv_key_path: nowhere.key\n"
    assert "missing-file" not in rules_of(lint_text(KEYRING_OAUTH.replace("oauth", "jwt") + path))


def test_the_name_or_the_kind_tells_what_a_text_is() -> None:
    console = KEYRING_OAUTH.replace("enterprise:", "integration:")
    assert lint_text(console, name="connector-adobe-console.yml") == []
    assert lint_text(console, name="x.yml", kind="connector-adobe-console") == []
    assert "unknown-key" not in rules_of(lint_text(console, name="x.yml"))
    assert lint_text(console, name="connector-adobe-console.yml", kind="connector-umapi") != []


def test_a_text_of_no_kind_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"x\.yml"):
        lint_text("a: b\n", name="x.yml")
    with pytest.raises(ValueError, match="there is no kind"):
        lint_text(KEYRING_OAUTH, kind="connector-teapot")


def test_lints_a_file_with_its_permissions(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", "client_secret: xyz"),
        mode=0o644,
    )
    assert "unsafe-permissions" in rules_of(lint_file(path))


def test_a_file_that_cannot_be_read_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no such file"):
        lint_file(tmp_path / "nowhere.yml")


def test_lints_paths_one_by_one_and_tells_errors_as_results(tmp_path: Path) -> None:
    good, bad = write(tmp_path, KEYRING_OAUTH, "a.yml"), write(tmp_path, TYPO, "b.yml")
    results = list(lint_results([good, bad, tmp_path / "nowhere.yml"]))
    assert [(Path(r.name).name, len(r.findings), r.error) for r in results] == [
        ("a.yml", 0, None),
        ("b.yml", 1, None),
        ("nowhere.yml", 0, "no such file"),
    ]


def test_lints_paths_to_one_list_and_hides_no_file_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH, "connector-umapi.yml")
    bad = write(tmp_path, TYPO, "below/connector-umapi.yml")
    assert [(finding.rule, finding.location.file) for finding in lint_paths([tmp_path])] == [("unknown-key", str(bad))]
    with pytest.raises(OSError, match="no such file"):
        lint_paths([tmp_path, tmp_path / "nowhere.yml"])


def test_nothing_of_a_value_is_in_a_finding() -> None:
    text = KEYRING_OAUTH.replace(ORG_ID, "[hunter2]").replace("umapi_client_id", "{hunter2: hunter2}")
    assert "hunter2" not in repr(lint_text(text))
