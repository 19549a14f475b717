"""Show what support asks for: versions, the keyring, the files and what is found in them, and what UST reads of the environment.

No value of a file is shown, no password of a proxy, and nothing is changed. Run it as the account that runs User Sync Tool.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from urllib.parse import urlsplit

from umapi_lint import __version__
from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import begun
from umapi_lint.cli.options import add_lint_options, linter_of
from umapi_lint.document.source import UnreadableError
from umapi_lint.fix.keyring_writer import ABSENT, is_secure
from umapi_lint.linting.linter import Linter
from umapi_lint.model.result import FileResult
from umapi_lint.record.typed import Any
from umapi_lint.system.posix import user_name
from umapi_lint.text.format import counted, printable

EXAMPLES = examples(
    ("umapi-lint doctor", "this folder"),
    ("umapi-lint doctor --output-format json deploy > doctor.json", "for a ticket or a program"),
)
PACKAGES = ("PyYAML", "keyring", "cryptography", "pygls")
VARIABLES = (
    "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PYTHON_KEYRING_BACKEND",
)  # fmt: skip
"""What the libraries of UST read: requests, in capitals or not, and keyring."""
UST_TIMEOUT = 30
"""Seconds; UST unpacks itself when it is started for the first time."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="*", help="file or folder; default: this folder")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    add_lint_options(parser)


def run(options: argparse.Namespace) -> int:
    linter = linter_of(options)
    results = list(begun(linter.lint_paths(options.paths or ["."])))
    facts = {
        "umapi-lint": __version__,
        "python": f"{platform.python_version()} ({'bundled' if getattr(sys, 'frozen', False) else sys.executable})",
        "system": platform.platform(),
        "account": os.environ.get("USERNAME", "unknown") if os.name == "nt" else user_name(os.geteuid()).strip("`"),
        "packages": {name: _version(name) for name in PACKAGES},
        "user-sync": user_sync(),
        "git": _first_line("git", "--version") if shutil.which("git") else "not found",
        "keyring": keyring(linter),
        "environment": {name: value for name in VARIABLES for value in [variable(name)] if value is not None},
        "files": [_file(linter, result) for result in results],
        "findings": dict(Counter(finding.rule for result in results for finding in result.findings).most_common()),
    }
    if options.output_format == "json":
        sys.stdout.write(json.dumps(facts, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{printable(line)}\n" for line in _lines(facts)))
    return 0


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def user_sync() -> str:
    """The version of User Sync Tool; a program that is in this folder is not started, for it may be anybody's."""
    path = shutil.which("user-sync")
    if path is None:
        here = [name for name in ("user-sync", "user-sync.exe", "user-sync.pex") if os.path.exists(name)]
        return f"{here[0]} is in this folder; it was not started" if here else "not found in PATH"
    if os.path.dirname(os.path.realpath(path)) == os.path.realpath(os.curdir):
        return f"{path} is in this folder; it was not started"
    return f"{_first_line(path, '--version')} ({path})"


def _first_line(*command: str) -> str:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=UST_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"does not answer ({type(error).__name__})"
    return (
        next(iter((done.stdout or done.stderr).splitlines()), "").strip() or f"exit code {done.returncode}, no output"
    )


def keyring(linter: Linter) -> dict[str, Any]:
    """Which stores there are, and whether a secret that is put there stays there."""
    asked = linter.environment.keyring
    asked.ask([("umapi-lint doctor", "nobody")])
    used = [name for name in asked.stores if name not in ABSENT]
    kept = "no" if not used else "yes" if is_secure(used[0]) else "yes, but in plain text"
    if asked.problem:
        kept = f"{'unknown' if used else 'no'} ({asked.problem})"
    return {"stores": list(asked.stores), "keeps secrets": kept}


def variable(name: str) -> str | None:
    """What a variable says, without user name and password; ``None`` if it is not set."""
    value = os.environ.get(name) or os.environ.get(name.lower())
    if not value:
        return None
    if name.endswith("_BUNDLE"):
        return f"{value} ({'is there' if os.path.exists(value) else 'IS NOT THERE'})"
    if not name.endswith("_PROXY") or name == "NO_PROXY":
        return value
    try:
        parts = urlsplit(value if "://" in value else f"//{value}")
        address = (parts.hostname or "?") + (f":{parts.port}" if parts.port else "")
        if "@" in value and "@" not in parts.netloc:
            raise ValueError  # a `#` or `/` in the password ends the address too early
    except ValueError:
        return "set, but not an address"
    scheme = f"{parts.scheme}://" if parts.scheme else ""
    return f"{scheme}{address}{' (with a user name, not shown)' if '@' in value else ''}"


def _file(linter: Linter, result: FileResult) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": result.name}
    try:
        source = linter.read(result.name)
    except UnreadableError as error:
        return {**facts, "error": str(error)}
    kind = linter.context(source).kind
    facts["kind"] = "unknown" if kind is None else kind.name
    if source.stat is not None and os.name != "nt":
        facts["mode"] = f"{source.stat.st_mode & 0o7777:04o}"
        facts["owner"] = "this account" if source.stat.st_uid == os.geteuid() else f"uid {source.stat.st_uid}"
    return {**facts, **({"error": result.error} if result.error else {}), "findings": len(result.findings)}


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    for name, value in facts.items():
        if name == "files":
            yield f"files: {len(value) or 'no connector files found'}"
            for file in value:
                about = [file[key] for key in ("kind", "mode", "owner", "error") if key in file]
                found = [counted(file["findings"], "finding")] if "findings" in file else []
                yield f"  {file['name']}: {', '.join(about + found)}"
        elif isinstance(value, dict):
            yield f"{name}: {'' if value else 'none'}".rstrip()
            yield from (
                f"  {key}: {', '.join(one) or 'none' if isinstance(one, list) else one}" for key, one in value.items()
            )
        else:
            yield f"{name}: {value}"
