"""Files whose name is nearly one that User Sync Tool looks for."""

from __future__ import annotations

import os
from collections.abc import Iterator

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.rules._examples import GOOD, OAUTH
from umapi_lint.text.file_names import nearly
from umapi_lint.text.format import printable

RULES = (
    Rule(
        id="misnamed-file",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="A file has nearly the right name",
        why="User Sync Tool reads `user-sync-config.yml` and the files that it names. Windows hides the ending `.txt`, and "
        "templates have a number before their name, so a file may look right and never be read.",
        remediation="Rename the file, or name it in `user-sync-config.yml` as it is called.",
        fails=Example(OAUTH, "connector-umapi.yml.txt"),
        passes=GOOD,
        source="UST 2.10: config_filename 'user-sync-config.yml'",
        needs_environment=True,
    ),
)  # fmt: skip


def misnamed(context: Context) -> Iterator[FindingBuilder]:
    """A root, or a file that no root in its folder can name."""
    folder, name = os.path.split(context.document.name)
    kind = context.kind
    if kind is None or not context.options.check_files or not nearly(name, kind.usual_name):
        return
    if not kind.root and (kind.has_name(name) or _lies_beside_a_root(context, folder)):
        return
    right = os.path.join(folder, kind.usual_name)
    if os.path.exists(right):
        return
    shown = printable(name)
    if kind.root:
        message = f"User Sync Tool looks for `{kind.usual_name}`, and this file is called `{shown}`"
        help_text = f"Rename it to `{kind.usual_name}`, or run User Sync Tool with `-c` and this name."
    else:
        message = f"this file is called `{shown}`; its usual name is `{kind.usual_name}`"
        help_text = f"Rename it to `{kind.usual_name}`, or name it in `user-sync-config.yml` as it is called."
    yield context.draft("misnamed-file", (), message, help_text, location=context.document.location(0, 0))


def _lies_beside_a_root(context: Context, folder: str) -> bool:
    roots = [kind for kind in context.schemas.kinds.values() if kind.root]
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return False
    return any(root.has_name(name) or nearly(name, root.usual_name) for name in names for root in roots)


DOCUMENT_CHECKS = (misnamed,)
