"""How many credentials of each real shape the linter finds, in place and out of place, and how often it is wrong.

Run it with ``python benchmarks/detection.py [--count 1000] [--seed 1]``. Everything is made up here and linted in memory.
"""

from __future__ import annotations

import argparse
import random
import string
from collections.abc import Callable, Iterator

from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter

Make = Callable[[random.Random], str]

TOKEN = string.ascii_letters + string.digits + "_-"
FOUND = {"plaintext-secret", "secret-in-comment", "secret-as-keyring-name", "misplaced-secret"}


def token(prefix: str) -> Make:
    return lambda chance: f"{prefix}e-" + "".join(chance.choices(TOKEN, k=32))


def uuid(chance: random.Random) -> str:
    return "-".join("".join(chance.choices("0123456789abcdef", k=k)) for k in (8, 4, 4, 4, 12))


def client_id(chance: random.Random) -> str:
    return "".join(chance.choices("0123456789abcdef", k=32))


def pem(chance: random.Random) -> str:
    kind = chance.choice(("RSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"))
    body = "".join(chance.choices(string.ascii_letters + string.digits + "+/", k=chance.choice((1588, 1624, 3240))))
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    dashes = "-" * 5
    return f"{dashes}BEGIN {kind}{dashes}\n{lines}\n{dashes}END {kind}{dashes}"


SHAPES: dict[str, Make] = {
    "p8e-": token("p8"),
    "s8e-": token("s8"),
    "UUID": uuid,
    "client id": client_id,
    "PEM": pem,
}


def scalar(chance: random.Random, value: str, indent: int) -> str:
    """A value in one of the forms that YAML has for it."""
    blanks = " " * (indent + 2)
    if "\n" in value:
        escaped = value.replace("\n", "\\n")
        return chance.choice(("|\n" + "\n".join(blanks + line for line in value.split("\n")), f'"{escaped}"'))
    return chance.choice(
        (value, f"'{value}'", f'"{value}"', f"|-\n{blanks}{value}", f">-\n{blanks}{value}", f"&v {value}")
    )


def org(chance: random.Random) -> str:
    return "".join(chance.choices("0123456789ABCDEF", k=24)) + "@AdobeOrg"


def keyring(chance: random.Random, *more: str) -> str:
    prefix = chance.choice(("umapi", "adobe", "ust_prod", "corp-umapi", "UserSync/umapi", "org2.umapi"))
    return "\n".join((
        "authentication_method: oauth", "enterprise:", f"  org_id: {org(chance)}", f"  secure_client_id_key: {prefix}_client_id",
        f"  secure_client_secret_key: {prefix}_client_secret", *more, "",
    ))  # fmt: skip


def planted_in_place(chance: random.Random, shape: str, value: str) -> tuple[str, str]:
    name = {"client id": "client_id", "PEM": "priv_key_data"}.get(shape, "client_secret")
    text = keyring(chance, f"  {name}: {scalar(chance, value, 2)}")
    return "connector-umapi.yml", text.replace(f"  secure_{name}_key", f"  # secure_{name}_key")


def commented(value: str, before: str) -> str:
    return "\n".join(f"  # {line}" for line in (before + value).split("\n"))


PLACES: dict[str, Callable[[random.Random, str, str], tuple[str, str]]] = {
    "comment, by shape": lambda c, _, v: ("connector-umapi.yml", keyring(c, commented(v, "old: "))),
    "comment, next to a word": lambda c, s, v: (
        "connector-umapi.yml", keyring(c, commented(v, "client_id: " if s == "client id" else "client secret: "))),
    "keyring name": lambda c, _, v: ("connector-umapi.yml", keyring(c).rpartition(" ")[0] + f" {scalar(c, v, 2)}\n"),
    "unknown key": lambda c, _, v: ("connector-umapi.yml", keyring(c, f"  note: {scalar(c, v, 2)}")),
    "unread section": lambda c, _, v: ("connector-umapi.yml", f"notes:\n  a: {scalar(c, v, 2)}\n" + keyring(c)),
    "overwritten duplicate": lambda c, _, v: (
        "connector-umapi.yml", keyring(c, f"  client_secret: {scalar(c, v, 2)}", "  client_secret: ''")),
    "user-sync-config.yml": lambda c, _, v: (
        "user-sync-config.yml", "adobe_users:\n  connectors:\n    umapi: connector-umapi.yml\ndirectory_users: {}\nlimits: {}\n"
        f"note: {scalar(c, v, 0)}\n"),
}  # fmt: skip

COMMENTS = (
    "# client_secret: Client secret goes here", "# client id and client secret are kept in the keyring", "# request {uuid}",
    "# client_secret: <from the console>", "# see https://adobe-apiplatform.github.io/user-sync.py/en/user-manual/", "# commit {sha}",
    "# client_secret: ${CLIENT_SECRET}", "# secure_client_secret_key: my_client_secret", "# {uuid}@techacct.adobe.com",
    "# created 2024-05-01, ticket 4711", "# priv_key_pass: \"my passphrase for my private key\"", "# tenant {uuid}, group {uuid}",
)  # fmt: skip


def clean(chance: random.Random) -> str:
    """A file that keeps its credentials in the keyring, with comments full of what only looks like a credential."""
    comments = [
        "  " + text.replace("{uuid}", uuid(chance)).replace("{sha}", "".join(chance.choices("0123456789abcdef", k=40)))
        for text in chance.sample(COMMENTS, 4)
    ]
    return keyring(chance, *comments) + chance.choice(
        ("", "server:\n  timeout: 60\n", "server:\n  host: usermanagement.adobe.io\n")
    )


def share(linter: Linter, files: Iterator[tuple[str, str]], count: int) -> float:
    hits = 0
    for name, text in files:
        findings = linter.lint(Source(name, text.encode())).findings
        exposed = [
            f for f in findings if f.rule in FOUND or (f.rule == "duplicate-key" and f.consequence.value == "exposed")
        ]
        hits += bool(exposed)
    return 100 * hits / count


def measured(count: int, seed: int) -> tuple[dict[str, list[float]], int]:
    """Place to the share found of each shape, in percent; and the clean files with a false alarm."""
    chance = random.Random(seed)
    linter = Linter()
    table: dict[str, list[float]] = {}
    for place, plant in {"in place": planted_in_place, **PLACES}.items():
        table[place] = [
            share(linter, (plant(chance, shape, make(chance)) for _ in range(count)), count)
            for shape, make in SHAPES.items()
        ]
    wrong = share(linter, (("connector-umapi.yml", clean(chance)) for _ in range(count)), count)
    return table, round(wrong * count / 100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="credentials for each shape and place; default: 1000")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    table, wrong = measured(options.count, options.seed)
    print(f"{'found, in %':<24}" + "".join(f"{name:>12}" for name in SHAPES))
    for place, found in table.items():
        print(f"{place:<24}" + "".join(f"{percent:>12.1f}" for percent in found))
    print("A bare UUID in a comment, and 32 digits where no client id belongs, are ids as any other, and not counted.")
    print(f"{options.count} files without a credential: {wrong} with a false alarm")


if __name__ == "__main__":
    main()
