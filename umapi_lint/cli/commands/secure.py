"""Move credentials out of connectors into the operating system's keyring.

Each one is stored, read back and compared; only then is its line replaced by one that names the entry. Run this as the
user that runs UST: a keyring belongs to one user.
"""

from __future__ import annotations

import argparse
import sys

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import agrees, below, complain, say, show_changes
from umapi_lint.cli.exit_codes import FOUND, USAGE
from umapi_lint.cli.options import add_keyring_names, add_schema_options, plain_linter_of
from umapi_lint.document.atomic_write import WriteError
from umapi_lint.fix import secure
from umapi_lint.fix.connectors import PlanError
from umapi_lint.linting.linter import Linter
from umapi_lint.text.format import counted

EXAMPLES = examples(
    ("umapi-lint secure --diff connector-umapi.yml", "what would move, and under which names"),
    ("umapi-lint secure user-sync-config.yml", "every connector of a deployment"),
    ("umapi-lint secure --name 'ust-{key}' connector-umapi.yml", "other names of the entries"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", metavar="PATH", nargs="+", help="a connector, a user-sync-config.yml for all it names, or a folder"
    )
    parser.add_argument("--yes", action="store_true", help="store and write without asking")
    add_keyring_names(parser)
    parser.add_argument(
        "--diff",
        action="store_true",
        help="show what would be changed, with values masked; nothing is stored or written",
    )
    add_schema_options(parser)


def run(options: argparse.Namespace) -> int:
    linter = plain_linter_of(options)
    return max(_secure(linter, path, options) for path in below(linter, options.files))


def _secure(linter: Linter, path: str, options: argparse.Namespace) -> int:
    try:
        plan = secure.plan(linter, path, options.name)
        for sentence in plan.skipped:
            complain(sentence)
        if not plan.secrets:
            left = _complain_of_rest(linter, path, plan)
            say(f"{path}: holds no credential in plain text" + (" that could be moved" if left else ""))
            return FOUND if left else 0
        if options.diff:
            sys.stdout.writelines(show_changes(linter, plan.written))
            return FOUND
        from umapi_lint.fix.keyring_writer import open_vault

        vault = open_vault(options.accept_backend)
        if not options.yes:
            sys.stdout.writelines(show_changes(linter, plan.written))
            if not agrees(f"Move {counted(len(plan.secrets), 'credential')} into the keyring of this user?", "--yes"):
                say("Nothing was moved.")
                return FOUND
        secure.carry_out(plan, vault, overwrite=options.overwrite)
    except (PlanError, WriteError) as error:
        some = isinstance(error, WriteError) and error.stayed
        complain(f"{error}; nothing {'else ' if some else ''}was moved")
        return USAGE
    _tell(linter, plan)
    return FOUND if _complain_of_rest(linter, path, plan) else 0


def _complain_of_rest(linter: Linter, path: str, plan: secure.SecurePlan) -> bool:
    """Whether something stays in the files that should not; says what was not said yet."""
    try:
        left = secure.left_behind(linter, path, plan.skipped)
    except PlanError as error:  # the files were changed meanwhile
        left = [str(error)]
    for sentence in left:
        complain(sentence)
    return bool(left or plan.skipped)


def _tell(linter: Linter, plan: secure.SecurePlan) -> None:
    for secret in plan.secrets:
        say(f"{secret.file}: `{secret.key}` is the keyring entry `{secret.service}` now")
    say(f"Moved {counted(len(plan.secrets), 'credential')} into the keyring of this user.")
    say("Anyone who could read the file may have the old values: renew them in the Adobe Developer Console.")
    tracked = sorted({written.old.name for written in plan.written if _is_tracked(linter, written.old.name)})
    if tracked:
        say(
            f"git tracks {', '.join(tracked)}: its history still has the old values, so renewing them is the only cure."
        )


def _is_tracked(linter: Linter, path: str) -> bool:
    from umapi_lint.system.git import State

    return linter.environment.git.state(path) is State.TRACKED
