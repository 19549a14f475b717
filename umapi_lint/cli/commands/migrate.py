"""Move connectors from JWT to OAuth Server-to-Server: step 3 of the manual's migration guide.

Sets the authentication method, removes what only JWT reads, renames deprecated keys, shows the changes and asks. A
user-sync-config.yml stands for all connectors that it names. Then it tells the remaining steps of the guide.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import agrees, below, complain, say, show_changes
from umapi_lint.cli.exit_codes import FOUND, USAGE
from umapi_lint.cli.options import add_schema_options, plain_linter_of
from umapi_lint.document import atomic_write
from umapi_lint.fix.connectors import PlanError
from umapi_lint.fix.migrate import KeyFile, KeyringEntry, MigrationPlan, named_elsewhere, plan, switch_of
from umapi_lint.fix.session import FileChange
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Severity
from umapi_lint.system.paths import resolved
from umapi_lint.text.format import counted

_ROOT = "user-sync-config.yml"

EXAMPLES = examples(
    ("umapi-lint migrate --diff connector-umapi.yml", "what would change; writes nothing"),
    ("umapi-lint migrate connector-umapi.yml", "show the changes, ask, and write"),
    ("umapi-lint migrate --yes --backup user-sync-config.yml", "a whole deployment, with copies"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", metavar="PATH", nargs="+", help="a connector, a user-sync-config.yml for all it names, or a folder"
    )
    parser.add_argument("--yes", action="store_true", help="write without asking; deletions are asked for all the same")
    parser.add_argument("--diff", action="store_true", help="show what would be changed, with values masked, and stop")
    parser.add_argument(
        "--backup",
        action="store_true",
        help="keep each old file as FILE.before-migration; it holds the old secrets, so delete it soon",
    )
    parser.add_argument(
        "--delete-key", action="store_true", help="then delete the private key file, once you confirm it"
    )
    parser.add_argument(
        "--delete-keyring-entries",
        action="store_true",
        help="then delete the keyring entries that only JWT used, once you confirm it",
    )
    add_schema_options(parser)


def run(options: argparse.Namespace) -> int:
    linter = plain_linter_of(options)
    return max(
        _migrate(linter, path, options)
        for path in below(linter, options.files, lambda kind: kind.root or switch_of(linter.schemas, kind) is not None)
    )


def _migrate(linter: Linter, path: str, options: argparse.Namespace) -> int:
    try:
        migration = plan(linter, path)
    except PlanError as error:
        complain(str(error))
        return USAGE
    if not migration.written:
        say(f"{path}: is migrated already")
        return 0
    sys.stdout.writelines(show_changes(linter, migration.written))
    if options.diff:
        return FOUND
    if not options.yes and not agrees(f"Write {counted(len(migration.written), 'file')}?", "--yes"):
        say("Nothing was written.")
        return FOUND
    try:
        _write(migration, backup=options.backup)
    except atomic_write.WriteError as error:
        complain(str(error))
        return USAGE
    left = _errors_left(linter, path)
    _tell(migration, left, options)
    return max(FOUND if left else 0, _delete(linter, migration, left, options))


def _write(migration: MigrationPlan, *, backup: bool) -> None:
    made: list[tuple[Path, FileChange]] = []
    try:
        for written in migration.written if backup else ():
            target = atomic_write.target_of(written.old)
            copy = target.with_name(f"{target.name}.before-migration")
            try:
                atomic_write.create(copy, written.old.data)
            except atomic_write.WriteError as error:
                raise atomic_write.WriteError(f"{copy} {error}") from None
            made.append((copy, written))
        atomic_write.write_all([(written.old, written.new.data) for written in migration.written])
    except BaseException:
        # an interruption too: a copy holds secrets, so it stays only where the file has them no more
        for copy, written in made:
            if written.is_as_it_was():
                atomic_write.remove(copy)
        raise


def _errors_left(linter: Linter, path: str) -> int:
    """How many errors a lint of what is on the disk now still finds."""
    results = list(linter.lint_paths([path]))
    unreadable = sum(result.error is not None for result in results)
    return unreadable + sum(f.severity is Severity.ERROR for result in results for f in result.findings)


def _tell(migration: MigrationPlan, left: int, options: argparse.Namespace) -> None:
    names = ", ".join(written.old.name for written in migration.written)
    say(f"Migrated to OAuth Server-to-Server: {names}")
    if options.backup:
        say("The old files are next to them as *.before-migration, with the old secrets; delete them soon.")
    if left:
        say(
            f"{counted(left, 'error')} {'remains' if left == 1 else 'remain'}, which `umapi-lint {migration.root}` explains; that comes first."
        )
    steps = [
        f"Run UST in test mode, {_where_to_run(migration)}: `user-sync --test-mode`, with your usual options. It should report no UMAPI errors.",
        "Complete the migration on the credential page of your project in the Adobe Developer Console; this deletes the JWT credential.",
    ]
    if migration.files:
        named = ", ".join(dict.fromkeys(file.shown for file in migration.files))
        steps.append(
            f"Delete the private key: {named}." + ("" if options.delete_key else " (Or rerun with `--delete-key`.)")
        )
    if migration.entries:
        named = ", ".join(f"{entry.shown} of {entry.shown_user}" for entry in migration.entries)
        also = "" if options.delete_keyring_entries else " (Or rerun with `--delete-keyring-entries`.)"
        steps.append(f"Delete what the keyring holds for JWT, with `keyring del NAME ORG_ID`: {named}.{also}")
    say("\nWhat remains of the manual's guide:")
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}")


def _where_to_run(migration: MigrationPlan) -> str:
    """UST is started where the root of the deployment is, which is no connector that was migrated."""
    folder = Path(migration.root).absolute().parent
    is_root = all(written.old.name != migration.root for written in migration.written)
    return f"in {folder}" if is_root or os.path.exists(folder / _ROOT) else f"where its {_ROOT} is"


def _delete(linter: Linter, migration: MigrationPlan, left: int, options: argparse.Namespace) -> int:
    """The last two steps, if they were asked for: each with a confirmation of its own."""
    if not (options.delete_key or options.delete_keyring_entries):
        return 0
    if left:
        complain("nothing is deleted while the lint finds errors")
        return FOUND
    code = 0
    if options.delete_key:
        code = max([code, *(_delete_file(linter, file) for file in dict.fromkeys(migration.files))])
    if options.delete_keyring_entries and migration.entries:
        code = max(code, _delete_entries(list(dict.fromkeys(migration.entries))))
    return code


def _delete_file(linter: Linter, file: KeyFile) -> int:
    other = named_elsewhere(linter, file)
    if other is not None:
        complain(f"the private key {file.shown} is not deleted: {other} names it too")
        return FOUND
    if not os.path.exists(file.path):
        say(f"The private key {file.shown} is not there any more.")
        return 0
    if not agrees(f"Delete the private key {file.shown} for good?"):
        say("It was not deleted.")
        return FOUND
    try:
        for path in dict.fromkeys((Path(resolved(file.path)), file.path)):
            atomic_write.remove(path)
    except atomic_write.WriteError as error:
        complain(f"the private key {file.shown}: {error}")
        return USAGE
    say(f"Deleted the private key {file.shown}.")
    return 0


def _delete_entries(entries: list[KeyringEntry]) -> int:
    from umapi_lint.fix.keyring_writer import open_vault

    code = 0
    try:
        vault = open_vault(lasting=False)
        for entry in entries:
            if vault.read(entry.service, entry.user) is None:
                say(f"The keyring has no entry {entry.shown} of {entry.shown_user} any more.")
            elif agrees(f"Delete the keyring entry {entry.shown} of {entry.shown_user} for good?"):
                vault.delete(entry.service, entry.user)
                say(f"Deleted the keyring entry {entry.shown}.")
            else:
                say("It was not deleted.")
                code = FOUND
    except PlanError as error:
        complain(str(error))
        return USAGE
    return code
