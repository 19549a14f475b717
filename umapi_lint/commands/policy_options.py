"""The options that say what counts; shared by the commands that lint."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

from umapi_lint.cli import UsageError
from umapi_lint.config import ConfigError, Configurations
from umapi_lint.finding import Severity
from umapi_lint.patterns import PatternError, Patterns
from umapi_lint.policy import Overrides, Policy
from umapi_lint.selection import SelectionError, named


def add_policy_options(parser: argparse.ArgumentParser) -> None:
    said = parser.add_argument_group("what counts")
    said.add_argument(
        "--select", metavar="RULE", action="append", default=[], help="check these rules only; several with commas"
    )
    said.add_argument("--ignore", metavar="RULE", action="append", default=[], help="leave these rules out")
    said.add_argument(
        "--exclude", metavar="PATTERN", action="append", default=[],
        help="leave out what matches, as in a .gitignore, when a folder is searched",
    )  # fmt: skip
    said.add_argument(
        "--config", metavar="FILE", type=Path, help="the configuration for all files, instead of the nearest of each"
    )
    said.add_argument("--isolated", action="store_true", help="heed no configuration file")
    said.add_argument("--no-inline-ignores", action="store_true", help="heed no `# umapi-lint: ignore[rule]` in a file")


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
            exclude=Patterns.of(options.exclude, Path()),
        )
        configurations = None if options.isolated else Configurations(rules, options.config)
    except PatternError as error:
        raise UsageError(f"--exclude: {error}") from None
    except (SelectionError, ConfigError) as error:
        raise UsageError(str(error)) from None
    return Policy(configurations, overrides, inline_ignores=not options.no_inline_ignores)
