"""What is open in an editor is linted and fixed as if it were on the disk."""

from __future__ import annotations

import random
from pathlib import Path

from editors import random_files
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, run, write

from umapi_lint.document.source import read_source
from umapi_lint.edits.apply import applied
from umapi_lint.linting.linter import Linter
from umapi_lint.lsp.documents import Desk
from umapi_lint.policy.policy import Policy

LINTER = Linter()


def documents(**texts: str) -> Desk:
    return Desk(LINTER, Policy, dict(texts))


def test_findings_are_those_of_the_file_once_it_is_written(tmp_path: Path) -> None:
    dice = random.Random(3)
    for number in range(40):
        path = write(tmp_path / str(number), KEYRING_OAUTH)
        text = random_files.connector(dice, "enterprise")
        found = documents(**{str(path): text}).findings(str(path))
        path.write_text(text)
        assert found == list(LINTER.lint(read_source(path)).findings)


def test_findings_are_the_same_without_fixes(tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH)
    text = KEYRING_OAUTH + "server:\n  timeuot: '1'\nssl_verify: false\nproxy: x\n"
    with_fixes, without = (documents(**{str(path): text}).findings(str(path), fixes) for fixes in (True, False))
    assert with_fixes == without  # fixes are not compared
    assert [finding.fix is not None for finding in with_fixes].count(True) > 1
    assert [finding.fix for finding in without] == [None] * len(without)


def test_fixing_all_comes_to_what_check_fix_writes(tmp_path: Path) -> None:
    text = (
        "authentication_method: OAuth\r\nssl_verify: false\r\nenterprise:\r\n  org-id: 1234567890ABCDEF12345678@AdobeOrg\r\n"
        "  secure_api_key_key: a  # the id\r\n  secure_client_secret_key: b\r\n  tech_acct_id: c\r\n"
    )
    path = write(tmp_path, text.encode())
    edits = documents(**{str(path): text}).all_fixed(str(path))
    run("check", "--fix", path)
    assert applied(text, edits).encode() == path.read_bytes() != text.encode()


def test_the_permissions_of_the_file_are_told_while_its_text_is_changed(tmp_path: Path) -> None:
    secret = KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", "client_secret: a-word-to-hide")
    path = write(tmp_path, KEYRING_OAUTH, mode=0o644)
    rules = {finding.rule for finding in documents(**{str(path): secret}).findings(str(path))}
    assert "unsafe-permissions" in rules


def test_a_file_that_is_not_open_is_read_from_the_disk(tmp_path: Path) -> None:
    path = write(tmp_path, "a: é\n")
    assert documents().text(str(path)) == "a: é\n"
    assert documents().text(str(tmp_path / "none.yml")) is None


def test_a_large_file_of_somebody_else_is_not_even_read(tmp_path: Path) -> None:
    name = str(tmp_path / "other.yml")
    text = "enterprise:\n  client_id: a\n" + "#" * 1024 * 1024
    assert documents(**{name: text}).findings(name) == []
    assert documents(**{name: text}).context(name) is None
    assert documents(**{name: text[:40]}).context(name) is not None


def test_no_edit_holds_what_stood_in_the_file(tmp_path: Path) -> None:
    secret = fake_secret()
    text = f"authentication_method: OAuth\nenterprise:\n  org-id: {ORG_ID}\n  apikey: {secret}\n  client_secret: '{secret} '\n  tech_acct_id: c\n"
    path = write(tmp_path, text)
    made = documents(**{str(path): text})
    edits = made.all_fixed(str(path))
    assert len(edits) > 2
    assert secret not in "".join(edit.replacement for edit in edits)
    assert made.texts[str(path)] == text


def test_what_cannot_be_decoded_is_not_fixed(tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH.encode("utf-16"))
    assert documents(**{str(path): KEYRING_OAUTH + "  tech_acct_id: a\n"}).all_fixed(str(path)) == []
    assert documents(**{str(path): KEYRING_OAUTH + "# \ud800"}).all_fixed(str(path)) == []
