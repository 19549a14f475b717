"""Credentials that stand in the file itself."""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.engine import Context, Draft
from umapi_lint.finding import Consequence, Severity
from umapi_lint.rule import Example, Rule
from umapi_lint.schema import Mark

_HEAD = "authentication_method: oauth\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"
_GOOD = Example(_HEAD + "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n")

RULES = (
    Rule(
        id="plaintext-secret",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="A credential stands in the file in plain text",
        why="Whoever can read the file, a backup of it or the repository it is kept in can act as your organization. "
        "The manual strongly recommends the operating system's keyring.",
        mend="Store the value in the keyring and name the entry in the setting that the message names; "
        "`umapi-lint secure` does it. Otherwise keep the file readable by its owner only.",
        bad=Example(_HEAD + "  secure_client_id_key: umapi_client_id\n  client_secret: {secret}\n"),
        good=_GOOD,
        source="The manual, 'Credential Security'",
        alone=True,
    ),
)  # fmt: skip


def in_place(context: Context, mark: Mark) -> Iterator[Draft]:
    """Any value at a sensitive position that is not empty; placeholders silence this where they are found."""
    path = mark.place
    if mark.instance in (None, "") or mark.said is not True:
        return
    keyring_key = mark.subschema.get("x-keyring-key")
    advice = (
        f"Store the value in the keyring and write the entry's name to `{keyring_key}` instead; `umapi-lint secure` does "
        "it. Otherwise keep the file readable by its owner only, and silence this finding."
        if keyring_key
        else "Keep the file readable by its owner only."
    )
    yield context.draft("plaintext-secret", path, f"{context.name(path)} stands in plain text in the file", advice)


CHECKS = {"x-sensitive": in_place}
