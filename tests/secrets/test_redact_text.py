"""What of a comment can be published."""

from __future__ import annotations

import pytest
from support.linting import ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_secret, fake_uuid

from umapi_lint.linting.load import load_schemas
from umapi_lint.secrets.redact_text import TextRedactor

PROSE = TextRedactor(load_schemas(), lambda name, value: name == "host" and value == "usermanagement.adobe.io")


@pytest.mark.parametrize(
    "text",
    [
        "# This section describes the location of the servers.",
        "# See https://adobe-apiplatform.github.io/user-sync.py/en/user-manual/sync_from_console.html#credential-security",
        "# host: usermanagement.adobe.io",
        "# client_id and client_secret can be stored in plaintext or can be secured (see below)",
        "# changed 2024-05-01, v2.10 (RSA, 2nd try)",
        "# Zugang für die Prüfung: siehe Wiki",
        "#",
    ],
)
def test_words_stay(text: str) -> None:
    assert PROSE.comment(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# old: {secret}, 2023", "# old: *** 2023"),
        ("# {uuid}", "# ***"),
        ("# {client_id}", "# ***"),
        (f"# for {ORG_ID} and {TECHNICAL_ACCOUNT}", "# for *** and ***"),
        ("# client_secret: any words at all", "# client_secret: ***"),
        ("# the client secret was orange juice", "# the client secret was ***"),
        ("# secure_client_secret_key: a name", "# secure_client_secret_key: ***"),
        ("# org_id: word", "# org_id: ***"),
        ("# password = orange", "# password = ***"),
        ("# Tr0ub4dor x7Gk2 123456", "# *** *** ***"),
        ("# jane.doe@example.org", "# ***"),
    ],
)
def test_ids_and_passwords_go(text: str, wanted: str) -> None:
    filled = (
        text.replace("{secret}", fake_secret()).replace("{uuid}", fake_uuid()).replace("{client_id}", fake_client_id())
    )
    assert PROSE.comment(filled) == wanted


def test_a_secret_of_the_file_is_not_repeated() -> None:
    prose = TextRedactor(load_schemas(), lambda *_: False, ["orange"])
    assert prose.comment("# it was orange") == "# it was ***"


def test_lines_of_a_file_that_is_no_yaml() -> None:
    text = "server:\n  host: usermanagement.adobe.io\n  timeout: 5 x\n\tfoo: bar\n{\nenterprise: |\n  a\n  b\n\n# words\r\nend\x00"
    assert PROSE.lines(text) == (
        "server:\n  host: usermanagement.adobe.io\n  timeout: ***\n\t***\n{\nenterprise: |\n  ***\n\n# words\r\n***"
    )


def test_a_line_that_is_no_yaml_shows_no_comment_beside_a_value_that_it_hides():
    value = "xJu!bKeG" + "H!zvB"
    text = (
        f"client_secret: {value}  # {value}\npriv_key_pass: {{v: a]b #{value}}}\n# before: {value}\nserver:  # words\n"
    )
    assert PROSE.lines(text) == "client_secret: ***\npriv_key_pass: ***\n# before: ***\nserver:  # words\n"
