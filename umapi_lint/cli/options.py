"""The options that say what counts; shared by the commands that lint."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.engine.context import Options
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas
from umapi_lint.model.finding import Severity
from umapi_lint.policy.config import Configurations
from umapi_lint.policy.policy import Overrides, Policy
from umapi_lint.policy.rule_selector import SelectionError, named
from umapi_lint.policy.settings import ConfigError
from umapi_lint.record import replace
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.schema.command_line import CommandLine, CommandLineError
from umapi_lint.schema.files import SchemaError
from umapi_lint.text.format import counted

if TYPE_CHECKING:
    import argparse

    from umapi_lint.policy.baseline import BaselineRun
    from umapi_lint.policy.path_patterns import Patterns


def add_policy_options(parser: argparse.ArgumentParser) -> None:
    value = parser.add_argument_group("configuration")
    value.add_argument(
        "--select", metavar="RULE", action="append", default=[], help="check only these rules (comma-separated)"
    )
    value.add_argument(
        "--ignore", metavar="RULE", action="append", default=[], help="disable these rules (comma-separated)"
    )
    value.add_argument(
        "--exclude", metavar="PATTERN", action="append", default=[],
        help="leave out what matches, as in a .gitignore, when a folder is searched",
    )  # fmt: skip
    value.add_argument(
        "--ust-args", metavar="ARGS",
        help="the options that `user-sync` is run with, as one text, such as \"--users mapped --connector csv users.csv\"",
    )  # fmt: skip
    value.add_argument(
        "--run-as", metavar="ACCOUNT",
        help="the account that runs UST: no finding says that it can read a file, and advice on permissions lets it",
    )  # fmt: skip
    value.add_argument(
        "--config", metavar="FILE", type=Path, help="the configuration for all files, instead of the nearest of each"
    )
    value.add_argument("--isolated", action="store_true", help="ignore all configuration files")
    value.add_argument(
        "--no-inline-ignores", action="store_true", help="ignore every `# umapi-lint: ignore[rule]` comment"
    )


def add_baseline_options(parser: argparse.ArgumentParser) -> None:
    known = parser.add_argument_group("baseline")
    known.add_argument("--baseline", metavar="FILE", type=Path, help="do not report findings that are in this baseline")
    known.add_argument(
        "--write-baseline", metavar="FILE", type=Path, help="accept what is found now, and write it to this baseline"
    )
    known.add_argument("--prune-baseline", action="store_true", help="take out of the baseline what is no longer found")


def policy_of(options: argparse.Namespace, rules: Collection[str]) -> Policy:
    """What the options and the configurations say about what counts.

    Raises:
        UsageError: a rule, a pattern or the named configuration is wrong.
    """
    if options.isolated and options.config is not None:
        raise UsageError("--isolated means without a configuration, so --config cannot go with it")
    fail_on = getattr(options, "fail_on", None)
    try:
        overrides = Overrides(
            select=named(options.select, rules),
            ignore=named(options.ignore, rules),
            fail_on=Severity(fail_on) if fail_on else None,
            exclude=_excluded(options.exclude),
            ust_args=options.ust_args,
            run_as=options.run_as,
        )
        configurations = None if options.isolated else Configurations(rules, options.config)
    except (SelectionError, ConfigError) as error:
        raise UsageError(str(error)) from None
    return Policy(configurations, overrides, not options.no_inline_ignores, _comparison(options))


def _excluded(lines: list[str]) -> Patterns | None:
    if not lines:
        return None
    from umapi_lint.policy.path_patterns import PatternError, Patterns

    try:
        return Patterns.of(lines, Path())
    except PatternError as error:
        raise UsageError(f"--exclude: {error}") from None


def _comparison(options: argparse.Namespace) -> BaselineRun | None:
    """The baseline that the options name, read; nothing where they name none.

    Raises:
        UsageError: it cannot be used, or the options contradict each other.
    """
    read, written = getattr(options, "baseline", None), getattr(options, "write_baseline", None)
    path: Path | None = read or written
    if path is None:
        if getattr(options, "prune_baseline", False):
            raise UsageError("--prune-baseline needs a baseline: name it with --baseline")
        return None
    if read is not None and written is not None:
        raise UsageError("--write-baseline updates a baseline that is there already; leave --baseline out")
    if written is not None and (options.fix or options.unsafe_fixes or options.diff):
        raise UsageError("--write-baseline accepts what is found, so there is nothing left for --fix and --diff")
    from umapi_lint.policy.baseline import Baseline, BaselineError, BaselineRun

    try:
        new = written is not None and not os.path.lexists(path)
        return BaselineRun(path, Baseline.new() if new else Baseline.read(path), accept_all=written is not None)
    except BaselineError as error:
        raise UsageError(f"{path}: {error}") from None


def settle(policy: Policy, options: argparse.Namespace) -> str | None:
    """Write the baseline where that was asked for, when all was linted; what there is to say of it, in a sentence.

    Raises:
        UsageError: it cannot be written.
    """
    baseline = policy.baseline
    if baseline is None:
        return None
    from umapi_lint.policy.baseline import BaselineError

    stale = len(baseline.stale())
    try:
        if options.write_baseline is not None or options.prune_baseline:
            baseline.write()
            holds = counted(len(baseline.outcome().entries), "accepted finding")
            return f"{baseline.path}: holds {holds} now"
    except BaselineError as error:
        raise UsageError(f"{baseline.path}: {error}") from None
    if not stale:
        return None
    match = "1 entry matches" if stale == 1 else f"{stale} entries match"
    return f"{baseline.path}: {match} nothing any more; --prune-baseline takes what is no longer found out of it"


def add_lint_options(parser: argparse.ArgumentParser) -> None:
    """Options that say what is linted, and by which rules and schemas."""
    chosen = add_schema_options(parser)
    chosen.add_argument(
        "--keyring",
        action="store_true",
        help="ask the keyring of this machine and user whether it has the entries that are named",
    )
    chosen.add_argument(
        "--history",
        action="store_true",
        help="look for credentials in earlier versions of the files, as git keeps them",
    )
    add_policy_options(parser)


def add_kind(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    parser.add_argument("--kind", metavar="KIND", help="treat every file as this kind")


def add_schema_dir(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    parser.add_argument(
        "--schema-dir", metavar="DIR", action="append", default=[], type=Path,
        help="folder with more *.schema.json, which replace umapi-lint's",
    )  # fmt: skip


def add_schema_options(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Options that say what files are held to."""
    chosen = parser.add_argument_group("what is checked")
    add_kind(chosen)
    add_schema_dir(chosen)
    return chosen


def add_fixing_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("fixing")
    group.add_argument("--fix", action="store_true", help="apply safe fixes and report what is left")
    group.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="also apply fixes that may change what UST does; implies --fix unless --diff is given",
    )
    group.add_argument(
        "--add-ignores", action="store_true", help="add a comment to every line with findings that silences them"
    )
    group.add_argument("--reason", metavar="TEXT", help="with --add-ignores: the reason to write into the comments")
    group.add_argument(
        "--diff", action="store_true", help="show what would be changed, with values masked, and write nothing"
    )


def add_keyring_names(parser: argparse.ArgumentParser) -> None:
    from umapi_lint.fix.secure import DEFAULT_NAME

    parser.add_argument(
        "--name",
        metavar="PATTERN",
        default=DEFAULT_NAME,
        help="name of the entries, with {connector} and {key} in it; default: {connector}_{key}",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace entries of the same name that hold another value"
    )
    parser.add_argument(
        "--accept-backend",
        metavar="NAME",
        action="append",
        default=[],
        help="use this keyring backend though umapi-lint does not know it to keep entries beyond the session",
    )


def plain_linter_of(options: argparse.Namespace, chosen: Options | None = None) -> Linter:
    """A linter for the schemas that the options ask for, which respects no configuration.

    Raises:
        UsageError: a schema or a kind is not to be had.
    """
    try:
        return Linter.of_kind(options.kind, load_schemas(*options.schema_dir), chosen)
    except (SchemaError, ValueError) as error:
        raise UsageError(str(error)) from None


def linter_of(options: argparse.Namespace) -> Linter:
    """The linter that the options ask for.

    Raises:
        UsageError: a schema, a kind or a configuration is not to be had.
    """
    linter = plain_linter_of(options, Options(history=options.history, keyring=options.keyring))
    linter = replace(linter, policy=policy_of(options, linter.registry.rules))
    if options.ust_args is not None:
        try:
            CommandLine.parse(options.ust_args, linter.schemas)
        except CommandLineError as error:
            raise UsageError(f"--ust-args: {error}") from None
    return linter
