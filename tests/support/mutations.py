"""Random files: valid ones, edited at random."""

from __future__ import annotations

import random
from typing import Any

from support.linting import ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_secret

SECTIONS = {"umapi": "enterprise", "console": "integration"}
NAMES = [
    "org_id", "client_id", "secure_client_id_key", "client_secret", "secure_client_secret_key", "api_key", "tech_acct_id",
    "priv_key_path", "priv_key_data", "priv_key_pass", "host", "auth_host", "ims_host", "auth_endpoint", "timeout",
    "ssl_verify", "authentication_method", "server", "enterprise", "integration", "colour", "client-id",
]  # fmt: skip
VALUES = [
    "", "x", "null", "true", "12345", "1.5", "2024-01-01", '""', "'x'", "[a]", "{a: b}", "[]", "|\n    x", ">-\n    x",
    "!!str 5", "!!binary aGVsbG8=", "!!set {a, b}", "!!pairs [a: 1]", "!x y", "@x", "a: b", "*nobody", "&a x", "99999999999999999999",
    "${VAR}", "$(cat x)", "~/x", "oauth", "OAuth", "jwt", "é", "😀", '"\\x41"', '"a\n  b"', "private.key", "nowhere.key", "0x1F",
]  # fmt: skip
LINES = [
    "- a", "? [a, b]\n: c", "5: x", "null: x", "true: x", "<<: {}", "<<: x", "a b: c", "...", "---", "more: &m {a: b}",
    "a\\tb: c", "# a comment", "", "   ", '"": x', "=: x", "[a]: c", "!!binary aGk=: 1",
]  # fmt: skip
CHARACTERS = list("\0\x07\x85\u2028\ufeff\xa0\u200b\x1b\"'#:[]{}&*!|>%@`,?- \n\t😀")


def valid(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """A connector and the settings of a file for it: values are YAML texts, sections are dictionaries."""
    connector, oauth = chance.choice(list(SECTIONS)), chance.random() < 0.6
    inside = {"org_id": f'"{ORG_ID}"'}
    inside |= {"client_id": fake_client_id()} if chance.random() < 0.5 else {"secure_client_id_key": "my_id"}
    inside |= {"client_secret": fake_secret()} if chance.random() < 0.5 else {"secure_client_secret_key": "my_secret"}
    if not oauth:
        inside |= {"tech_acct_id": TECHNICAL_ACCOUNT, "secure_priv_key_data_key": "my_key"}
    settings: dict[str, Any] = {"authentication_method": "oauth" if oauth else "jwt"}
    if chance.random() < 0.3:
        settings["server"] = {"host": "usermanagement.adobe.io", "timeout": "60"}
    settings[SECTIONS[connector]] = inside
    return connector, settings


def written(settings: dict[str, Any]) -> str:
    lines = []
    for name, value in settings.items():
        if isinstance(value, dict):
            lines.append(f"{name}:")
            lines += [f"  {key}: {text}".rstrip(" ") for key, text in value.items()]
        else:
            lines.append(f"{name}: {value}".rstrip(" "))
    return "\n".join(lines) + "\n"


def edited(settings: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The settings with one thing dropped, renamed, replaced, added or moved."""
    sections = [value for value in settings.values() if isinstance(value, dict) and value]
    where = chance.choice([settings, *sections])
    what = chance.randrange(5)
    if what == 0 and where:
        del where[chance.choice(list(where))]
    elif what == 1 and where:
        where[chance.choice(NAMES)] = where.pop(chance.choice(list(where)))
    elif what == 2 and where:
        where[chance.choice(list(where))] = chance.choice(VALUES)
    elif what == 3 and sections:
        inside = chance.choice(sections)
        name = chance.choice(list(inside))
        settings[name] = inside.pop(name)
    else:
        where[chance.choice(NAMES)] = chance.choice(VALUES)
    return settings


def damaged(text: str, chance: random.Random) -> str:
    """The text with one line or character more, less or elsewhere, or with other line ends."""
    lines = text.split("\n")
    at, spot = chance.randrange(len(lines)), chance.randrange(len(text) + 1)
    changes = [
        lambda: [*lines[:at], lines[at], *lines[at:]],
        lambda: [*lines[:at], chance.choice(LINES), *lines[at:]],
        lambda: [*lines[:at], "\t" + lines[at], *lines[at + 1 :]],
        lambda: [*lines[:at], " " + lines[at], *lines[at + 1 :]],
        lambda: [*lines[:at], lines[at].replace(": ", ":", 1), *lines[at + 1 :]],
        lambda: lines[:at] + lines[at + 1 :],
        lambda: [text[:spot] + chance.choice(CHARACTERS) + text[spot:]],
        lambda: [text[:spot] + text[spot + 1 :]],
        lambda: ["\ufeff" + text],
        lambda: [text.replace("\n", "\r\n")],
        lambda: [text + "---\n" + text],
    ]
    return "\n".join(chance.choice(changes)())


def some_file(seed: int) -> tuple[str, str]:
    """A connector and a text for it, the same for the same seed."""
    chance = random.Random(seed)
    connector, settings = valid(chance)
    for _ in range(chance.choice((0, 1, 1, 2))):
        settings = edited(settings, chance)
    text = written(settings)
    for _ in range(chance.choice((0, 0, 1, 2))):
        text = damaged(text, chance)
    return connector, text
