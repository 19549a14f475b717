"""What several test modules need: credentials made up at run time, files to lint, and the command line.

No credential in this project looks real before a test runs: hosting sites refuse a push that holds one.
"""

from __future__ import annotations

import json
import os
import random
import string
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support import preloaded

from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding

ORG_ID = "1234567890ABCDEF12345678@AdobeOrg"
TECHNICAL_ACCOUNT = "ABCDEF1234567890ABCDEF12@techacct.adobe.com"
KEYRING_OAUTH = (
    f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"
    "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n"
)
"""A file without a fault."""

JWT = (
    KEYRING_OAUTH.replace("oauth", "jwt")
    + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  secure_priv_key_data_key: umapi_key\n"
)
"""A file whose one fault is its method."""


def tea(section: Mapping[str, Any], **more: Any) -> str:
    """A schema of a connector that nobody has, for what the schemas may say and those of the connectors do not."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "connector-tea.schema.json",
        "title": "A connector that nobody has",
        "x-kind": {"name": "connector-tea", "files": ["connector-tea.yml"], "section": "tea"},
        "type": "object",
        "properties": {"tea": {"title": "Tea", "type": "object", **section}},
    }
    return json.dumps({**schema, **more})


_RANDOM = random.Random(20261124)


def fake_secret(prefix: str = "p8") -> str:
    """A client secret as Adobe makes them."""
    return f"{prefix}e-" + "".join(_RANDOM.choices(string.ascii_letters + string.digits + "_-", k=32))


def fake_uuid() -> str:
    """A client secret as Adobe made them before 2018."""
    return "-".join("".join(_RANDOM.choices("0123456789abcdef", k=k)) for k in (8, 4, 4, 4, 12))


def fake_client_id() -> str:
    return "".join(_RANDOM.choices("0123456789abcdef", k=32))


def fake_pem(kind: str = "RSA PRIVATE KEY") -> str:
    """Text in the armour of a private key, with no key in it."""
    body = "".join(_RANDOM.choices(string.ascii_letters + string.digits + "+/", k=160))
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    dashes = "-" * 5
    return f"{dashes}BEGIN {kind}{dashes}\n{lines}\n{dashes}END {kind}{dashes}\n"


def write(folder: Path, text: str | bytes, name: str = "connector-umapi.yml", mode: int = 0o600) -> Path:
    """Write a file as its owner would keep it: readable by nobody else."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)
    if sys.platform == "win32":
        from support.windows import set_mode

        set_mode(path, mode)
        if not mode & 0o200:
            path.chmod(mode)  # of a mode Windows keeps only whether the file is read-only
    else:
        path.chmod(mode)
    return path


def lint(folder: Path, text: str | bytes, name: str = "connector-umapi.yml", mode: int = 0o600) -> list[Finding]:
    """Findings of a file with this text, written to a folder and linted for itself."""
    result = Linter().lint(read_source(write(folder, text, name, mode)))
    assert result.error is None, result.error
    return list(result.findings)


def only(folder: Path, text: str) -> Finding:
    """The only finding of a file with this text."""
    (finding,) = lint(folder, text)
    return finding


def refused(folder: Path, text: str) -> list[Finding]:
    """Findings of a file with this text that keep UST from starting."""
    return [finding for finding in lint(folder, text) if finding.consequence is Consequence.REFUSED]


def rules_of(findings: list[Finding]) -> list[str]:
    """The rules that spoke, sorted, once for each finding."""
    return sorted(finding.rule for finding in findings)


def git(folder: Path, *arguments: str | Path, **environment: str) -> str:
    """Call git in a folder, untouched by the settings of anyone who runs the tests; returns what it prints."""
    settings = ("user.name=Tester", "user.email=tester@example.org", "commit.gpgSign=false", "init.defaultBranch=main")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(folder), *(word for setting in settings for word in ("-c", setting))]
    done = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60,
        env={**clean, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **environment},
    )  # fmt: skip
    assert done.returncode == 0, f"git {arguments[0]}: {done.stderr}"
    return done.stdout


def run(
    *arguments: str | Path, cwd: Path | None = None, input: str | bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command line, in a process of its own."""
    given = input.encode() if isinstance(input, str) else input or b""
    words, merged = list(map(str, arguments)), {**os.environ, **environment}
    answer = preloaded.call(words, str(cwd or Path.cwd()), given, merged)
    if answer is None:
        done = subprocess.run(
            [sys.executable, "-m", "umapi_lint", *words],
            cwd=cwd, input=given, capture_output=True, check=False, env=merged, timeout=preloaded.SECONDS,
        )  # fmt: skip
        answer = done.returncode, done.stdout, done.stderr
    code, out, err = answer
    return subprocess.CompletedProcess(words, code, out.decode(errors="replace"), err.decode(errors="replace"))
