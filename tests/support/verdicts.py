"""Verdicts of the real User Sync Tool, recorded in ``tests/data``, and the files that they speak of.

``ust-verdicts.jsonl`` has one connector file a line: ``connector``, ``case`` (what was changed), ``text``, and either
``refused`` (the reason in a word) or ``accepted`` (what UST would then connect with). ``private_key_usable``:
whether it could sign with the key. ``files``: keys to put beside the file. ``ust-deployments.jsonl`` has one
deployment a line. The verdicts are of UST 2.10.0rc2 with umapi-client 3.0.1; keyring look-ups were answered by a
store that knows every entry.

``ust-more.jsonl`` and ``ust-more-deployments.jsonl`` have the same form: rare cases and random edits, judged by UST
's published loading code (``user_sync.config`` and the two connectors), run by itself with the same store. That
code was first held to the rows above, which it judged alike in every one.

Words such as ``@SECRET@`` stand for credentials, which are made up at run time, as the keys are.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_secret, write

DATA = Path(__file__).parents[1] / "data"
PASSPHRASE = "secret"
KEY_LINES = "@PRIVATE_KEY_INDENTED_4@"
"""Stands for the lines of the private key, each indented by four spaces."""

FILE_NAMES = {"umapi": "connector-umapi.yml", "console": "connector-adobe-console.yml"}
ROOT = "user-sync-config.yml"

WORDS = {
    "@SECRET@": fake_secret(),
    "@CLIENT_ID@": fake_client_id(),
    "@ORG_ID@": ORG_ID,
    "@ORG_ID_2@": ORG_ID[::-1].replace("grOebodA@", "") + "@AdobeOrg",
    "@ORG_ID_3@": "0" + ORG_ID[1:],
    "@TECH@": TECHNICAL_ACCOUNT,
}


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a data file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def case_of(row: dict[str, Any]) -> str:
    """A test id: which connector, and what was changed."""
    return f"{row['connector']}-{row['case']}" if "connector" in row else str(row["case"])


@lru_cache(maxsize=1)
def keys() -> dict[str, str]:
    """A throwaway RSA key, in the clear as PKCS#1 and under a passphrase as PKCS#8."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    locked = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    return {
        "private.key": key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, plain).decode(),
        "encrypted.key": key.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked).decode(),
    }


def filled(text: str) -> str:
    """The text with credentials for the words that stand for them."""
    for word, value in WORDS.items():
        text = text.replace(word, value)
    if KEY_LINES in text:
        text = text.replace(KEY_LINES, "\n".join("    " + line for line in keys()["private.key"].splitlines()))
    return text


def write_case(folder: Path, row: dict[str, Any]) -> Path:
    """Write a connector file and the keys beside it; returns the connector file."""
    for name in row.get("files", ()):
        write(folder, keys()[name], name)
    return write(folder, filled(row["text"]), FILE_NAMES[row["connector"]])


def write_deployment(folder: Path, row: dict[str, Any]) -> Path:
    """Write the files of a deployment; returns the root."""
    for name, text in row["files"].items():
        write(folder, filled(text), name)
    return folder / ROOT


def write_directory(folder: Path, row: dict[str, Any]) -> Path:
    """Write a directory connector and a root that chooses it and has no fault of its own; returns the root."""
    kind = row["connector"]
    chosen = "[csv, users.csv]" if kind == "csv" else kind
    write(folder, KEYRING_OAUTH, FILE_NAMES["umapi"])
    write(folder, "email\n", "users.csv")
    write(folder, filled(row["text"]), "connector.yml")
    return write(
        folder,
        f"adobe_users:\n  connectors:\n    umapi: {FILE_NAMES['umapi']}\n"
        f"directory_users:\n  connectors:\n    {kind}: connector.yml\n{row.get('root', '')}"
        f"limits:\n  max_adobe_only_users: 200\ninvocation_defaults:\n  connector: {chosen}\n  users: mapped\n",
        ROOT,
    )
