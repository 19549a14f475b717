"""UST reads a key file as UTF-8, and stops where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, TECHNICAL_ACCOUNT, lint

from umapi_lint.model.finding import Consequence

JWT = KEYRING_OAUTH.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_path: private.key\n"


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"\x30\x82\xff\xfe\x00", True),
        ("a key".encode("utf-16"), True),
        (b"# caf\xe9\n", True),
        (b"no key\n", False),
        (b"", False),
    ],
)
def test_a_key_file_that_is_not_utf8_is_refused(content: bytes, refused: bool, tmp_path: Path) -> None:
    key = tmp_path / "private.key"
    key.write_bytes(content)
    key.chmod(0o600)
    findings = [finding for finding in lint(tmp_path, JWT) if finding.rule == "unusable-private-key"]
    assert [finding.consequence is Consequence.REFUSED for finding in findings] == [refused]
