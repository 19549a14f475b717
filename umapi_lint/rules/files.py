"""Files that a setting names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules._examples import GOOD, JWT
from umapi_lint.rules.written import odd_path
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.text.file_names import nearly
from umapi_lint.text.format import printable
from umapi_lint.text.regex import regex

RULES = (
    Rule(
        id="missing-file",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A file that a setting names does not exist",
        why="UST resolves the path against the folder of the file that names it, wants an existing regular file, and "
        "expands neither `~` nor variables.",
        remediation="Correct the path, or put the file in its place.",
        fix="Removes whitespace before or after the path.",
        fails=Example(JWT + "  priv_key_path: nowhere.key\n"),
        passes=GOOD,
        source="UST 2.10: ConfigFileLoader.relative_path",
        per_file=True,
        needs_environment=True,
    ),
    Rule(
        id="shell-syntax",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A path of the form `$(command)`",
        why="Older versions ran the command; UST does so no longer and refuses the file.",
        remediation="Name a file, or keep the value in the keyring.",
        fails=Example(JWT + '  priv_key_path: "$(cat private.key)"\n'),
        passes=GOOD,
        source="UST 2.10: 'Shell execution is no longer supported'",
        per_file=True,
    ),
    Rule(
        id="path-not-checked",
        severity=Severity.NOTE,
        consequence=Consequence.IGNORED,
        summary="A Windows path was not checked on this system",
        why="A path with a drive letter, of a network share, or with `\\` exists only on Windows.",
        remediation="Run umapi-lint on the machine that runs User Sync Tool as well.",
        fails=Example(JWT + "  priv_key_path: 'C:\\keys\\private.key'\n"),
        passes=GOOD,
        source="UST 2.10: ConfigFileLoader.relative_path, os.path",
        per_file=True,
        needs_environment=True,
    ),
)  # fmt: skip

_WINDOWS_PATH = regex(r"[A-Za-z]:[\\/]|(?!~)[^$%]*\\[^$%]*$")
"""A path with a drive letter or a backslash, but for those with a variable or `~`, which UST expands nowhere."""


def named_file(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """The path, or each path of a list, that a setting names."""
    path = mark.path
    value = mark.instance
    wanted = _WANTED.get(mark.value, missing_file)
    items: list[tuple[tuple[Any, ...], Any]] = [(path, value)]
    if isinstance(value, list):
        items = [((*path, index), item) for index, item in enumerate(value)]
    for where, text in items:
        if isinstance(text, str):
            yield from wanted(context, where, text)


def shell_syntax(context: Context, path: tuple[Any, ...], text: str) -> Iterator[FindingBuilder]:
    if text.startswith("$(") and text.endswith(")"):
        yield context.draft("shell-syntax", path, "UST no longer runs commands: a path of the form `$(…)` is refused")


def no_room_for_folder(context: Context, path: tuple[Any, ...], text: str) -> Iterator[FindingBuilder]:
    """A folder that UST makes where nothing is in its place."""
    folder = context.document.folder_of(context.document.node(path))
    if not context.options.check_files or folder is None:
        return
    place = Path(os.path.abspath(folder / text))
    if any(above.exists() and not above.is_dir() for above in (place, *place.parents)):
        yield context.draft(
            "missing-file", path, f"{context.name(path)} names a folder, and a file is in its place",
            "Write another path, or remove the file.",
        )  # fmt: skip


def missing_file(context: Context, path: tuple[Any, ...], text: str) -> Iterator[FindingBuilder]:
    refused = list(shell_syntax(context, path, text))
    if refused:
        yield from refused
        return
    folder = context.document.folder_of(context.document.node(path))
    if not context.options.check_files or (folder is None and not Path(text).is_absolute()):
        return
    problem = why_not_a_file(folder, text)
    if problem is None:
        return
    if odd := list(odd_path(context, path)):
        yield from odd
        return
    if os.name != "nt" and _WINDOWS_PATH.match(text):
        import platform

        what = f"Windows path, not checked on {platform.system()}"
        yield context.draft("path-not-checked", path, what, supersedes=frozenset({"malformed-value"}))
        return
    help_text = _nearly_named(folder, text)
    if text.startswith("~"):
        help_text = "Write the whole path: UST does not expand `~`."
    elif "$" in text or "%" in text:
        help_text = "Write the whole path: UST does not expand variables."
    fix = None
    if text.strip() not in ("", text):
        help_text = "Remove the space before or after the path: UST treats it as part of the path."
        fix = context.strip(path)
    name = context.name(path if isinstance(path[-1], str) else path[:-1])
    message = f"the file that {name} names {problem}" if text else f"{name} names no file: the path is empty"
    yield context.draft("missing-file", path, message, help_text, fix=fix, supersedes=frozenset({"malformed-value"}))


def _nearly_named(folder: Path | None, text: str) -> str:
    """What to do where a file with nearly the right name is in the place; empty when none does."""
    place = Path(os.path.abspath((folder or Path()) / text))
    try:
        names = sorted(os.listdir(place.parent))
    except OSError:
        return ""
    found = next((name for name in names if nearly(name, place.name) and os.path.isfile(place.parent / name)), None)
    return "" if found is None else f"`{printable(found)}` is there: rename that file, or correct the path."


def why_not_a_file(folder: Path | None, text: str) -> str | None:
    """Why UST will not find a regular file under a path, in words; ``None`` when it will."""
    try:
        # UST makes the path absolute by its text: a folder before `..` need not be there
        mode = os.stat(os.path.abspath((folder or Path()) / text)).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist"
    except PermissionError:
        return "is in a folder that your account may not look into"
    except (OSError, ValueError):
        return "cannot be reached under this path"
    if stat.S_ISDIR(mode):
        return "is a folder, not a file"
    return None if stat.S_ISREG(mode) else "is not a regular file"


_WANTED = {"path": shell_syntax, "folder": no_room_for_folder}
"""Values of `x-file` that name something else than a file that must be there."""

CHECKS = {"x-file": named_file}
