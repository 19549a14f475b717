"""Show which settings count for files, and where they stand; without a path, those of this folder."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.cli.options import add_policy_options, policy_of
from umapi_lint.model.finding import Severity
from umapi_lint.policy.config import OWN_FILE
from umapi_lint.policy.settings import ConfigError, Settings
from umapi_lint.record.typed import Any
from umapi_lint.rules._registry import registry
from umapi_lint.schema.files import schema_folder
from umapi_lint.text.format import printable

EXAMPLES = examples(
    ("umapi-lint config deploy/connector-umapi.yml", "what counts for this file"),
    ("umapi-lint config --schema > umapi-lint-config.schema.json", "for completion in an editor"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="*", help="file or folder; default: this folder")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the configuration, for editors")
    add_policy_options(parser)


def run(options: argparse.Namespace) -> int:
    if options.schema:
        sys.stdout.write((schema_folder() / "umapi-lint-config.schema.json").read_text("utf-8"))
        return 0
    policy = policy_of(options, registry().rules)
    try:
        shown = [shown_settings(path, policy.settings(_file(path))) for path in options.paths or ["."]]
    except ConfigError as error:
        raise UsageError(str(error)) from None
    sys.stdout.write("\n".join(shown))
    return 0


def _file(path: str) -> str:
    """The path, or of a folder that of a file in it."""
    return os.path.join(path, OWN_FILE) if os.path.isdir(path) else path


def shown_settings(path: str, settings: Settings) -> str:
    origin = "no configuration" if settings.origin is None else settings.origin
    lines = [f"# {printable(path)}: {origin}", *(f"{name} = {toml(value)}" for name, value in _table(settings))]
    return "\n".join(lines) + "\n"


def _table(settings: Settings) -> Iterator[tuple[str, Any]]:
    """The settings as a configuration would say them; those of the command line among them, except for patterns."""
    yield "select", sorted(settings.select)
    yield "ignore", sorted(settings.ignore)
    yield "severity", {rule: severity.value for rule, severity in sorted(settings.severity.items())}
    yield "fail-on", (settings.fail_on or Severity.WARNING).value
    yield "exclude", list(settings.exclude.lines) if settings.exclude is not None else []
    yield "per-file-ignores", {line: sorted(rules) for one, rules in settings.per_file_ignores for line in one.lines}
    yield "require-reason", settings.require_reason
    if settings.ust_args is not None:
        yield "ust-args", settings.ust_args
    if settings.run_as is not None:
        yield "run-as", settings.run_as


def toml(value: Any) -> str:
    """A value on one line of TOML."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(name)} = {toml(item)}" for name, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value)


def _key(name: str) -> str:
    return name if name.replace("-", "").isalnum() else json.dumps(name)
