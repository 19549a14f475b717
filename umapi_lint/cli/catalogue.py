"""What the commands are called and do, and how their examples are laid out."""

from __future__ import annotations

COMMANDS = {
    "check": "lint connector files; the default command",
    "init": "create the files of a new deployment",
    "migrate": "move connectors from JWT to OAuth Server-to-Server",
    "secure": "move credentials from connectors into the keyring",
    "rules": "list the rules",
    "explain": "tell what a rule means, why, and how to fix it",
    "graph": "draw which file names which, and who can read what",
    "doctor": "show versions, keyring, files and environment, for support",
    "schema": "print a schema for editors",
    "config": "show which settings count for a file",
    "completion": "print the completion script of a shell",
    "redact": "print a copy without credentials and ids, fit for a support ticket",
    "server": "run a language server for editors",
}

VARIABLE = "UMAPI_LINT_"
"""How the names of environment variables begin that give options."""


def examples(*lines: tuple[str, str]) -> str:
    """The examples below the options of a command: calls, and what each does."""
    width = max(len(call) for call, _ in lines)
    return "examples:\n" + "\n".join(f"  {call:<{width}}  {meaning}".rstrip() for call, meaning in lines)
