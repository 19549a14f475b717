"""Fills in the credentials that an example or a case leaves open: none that looks real may be in a repository."""

from __future__ import annotations

from support.keys import PASSPHRASE, rsa_key, sealed_key
from support.linting import fake_pem, fake_secret, fake_uuid


def filled(text: str) -> str:
    """The text of an example with made-up credentials for its placeholders, block texts indented like their first line."""
    text = text.replace("{secret}", fake_secret()).replace("{uuid}", fake_uuid()).replace("{passphrase}", PASSPHRASE)
    for placeholder, made in (("{rsa}", rsa_key), ("{sealed}", sealed_key)):
        if placeholder in text:
            text = text.replace(placeholder, made())
    before, placeholder, after = text.partition("{pem}")
    if not placeholder:
        return text
    indent = before[before.rfind("\n") + 1 :]
    return before + fake_pem().rstrip("\n").replace("\n", "\n" + (indent if indent.isspace() else "")) + after
