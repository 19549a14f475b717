"""What an unknown key was meant to be."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, fake_secret
from support.printed import Printed

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.engine.context import Context, check
from umapi_lint.linting.linter import Linter
from umapi_lint.rules._suggestions import meant
from umapi_lint.secrets.allowlist import MAX_SLIPS


def context_of(text: str) -> Context:
    context = Linter().context(Source("connector-umapi.yml", text.encode()))
    assert isinstance(context.document, Document)
    check(context)
    return context


def meanings(text: str) -> dict[str, list[tuple[object, ...]]]:
    """Unknown keys of a file, and what each may stand for."""
    context = context_of(text)
    marks = [mark for mark in context.marks if mark.keyword == "additionalProperties"]
    return {mark.property: meant(context, mark) for mark in marks}


@pytest.mark.parametrize(
    ("text", "key", "paths"),
    [
        (KEYRING_OAUTH + "  clientid: x\n", "clientid", [("enterprise", "client_id")]),
        (KEYRING_OAUTH + "  timeout: 9\n", "timeout", [("server", "timeout")]),
        ("timeout: 9\n" + KEYRING_OAUTH, "timeout", [("server", "timeout")]),
        (KEYRING_OAUTH.replace("org_id", "x") + "server:\n  org_id: x\n", "org_id", [("enterprise", "org_id")]),
        # there already
        (KEYRING_OAUTH + "  timeout: 9\nserver:\n  timeout: 8\n", "timeout", []),
        # of the other method
        ("tech_acct_id: x\n" + KEYRING_OAUTH, "tech_acct_id", []),
        # useless at the top level
        (KEYRING_OAUTH + "  ssl_verify: false\n", "ssl_verify", [("server", "ssl_verify")]),
        (KEYRING_OAUTH + "  uses_business_id: false\n", "uses_business_id", []),
        # the section is none
        (KEYRING_OAUTH + "  timeout: 9\nserver: x\n", "timeout", []),
        (KEYRING_OAUTH + "  timeout: 9\nserver:\n", "timeout", [("server", "timeout")]),
        # a name of our own, and no name at all
        (KEYRING_OAUTH + "  colour: red\n", "colour", []),
        (KEYRING_OAUTH + "  12: red\n", 12, []),
    ],
)
def test_a_slip_of_a_name_or_a_name_of_another_section(text: str, key: object, paths: list[tuple[str, ...]]) -> None:
    assert meanings(text)[key] == paths


def test_the_method_that_is_misplaced_decides_what_else_is() -> None:
    text = KEYRING_OAUTH.replace("authentication_method: oauth\n", "").replace(
        "org_id", "authentication_method: oauth\n  org_id"
    )
    assert meanings(text) == {"authentication_method": [("authentication_method",)]}


@pytest.mark.parametrize(("others", "meant"), [(MAX_SLIPS - 1, [("enterprise", "client_id")]), (MAX_SLIPS, [])])
def test_gives_up_on_a_file_of_unknown_keys(others: int, meant: list[tuple[str, str]]) -> None:
    keys = "".join(f"  colour{n:03}: 9\n" for n in range(others))
    assert meanings(f"{KEYRING_OAUTH}{keys}  clientid: x\n")["clientid"] == meant


def test_says_where_a_line_belongs_that_was_not_indented(printed: Printed) -> None:
    text = KEYRING_OAUTH.replace(
        "  secure_client_secret_key: umapi_client_secret\n", f"client_secret: {fake_secret()}\n"
    )
    assert printed(text + "timeout: 20\n", "--ignore", "unsafe-permissions") == snapshot("""\
error[unknown-key]: unknown key `client_secret` at the top level; UST silently ignores it; it belongs in `enterprise`; `client_secret` or `secure_client_secret_key` is missing in `enterprise`, because `authentication_method` on line 1 is `oauth` (UST refuses to start)
 --> connector-umapi.yml:5:1
  |
5 | client_secret: ***
  | ^^^^^^^^^^^^^
  |
  = help: Move the line there, and indent it like the lines there. Then run `umapi-lint secure`, which moves the secret into the keyring.

warning[unknown-key]: unknown key `timeout` at the top level; UST silently ignores it; it belongs in `server`
 --> connector-umapi.yml:6:1
  |
6 | timeout: ***
  | ^^^^^^^
  |
  = help: Move the line there, and indent it like the lines there.

Found 1 error, 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
