"""Lint connector files, and folders for connector files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from types import SimpleNamespace

from umapi_lint import output
from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import begun, complain, guarded, read_stdin
from umapi_lint.cli.exit_codes import FOUND, NOTHING, USAGE, UsageError
from umapi_lint.cli.options import add_baseline_options, add_fixing_options, add_lint_options, linter_of, settle
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output.files import OutputError, Outputs
from umapi_lint.record.typed import TYPE_CHECKING, TypeVar
from umapi_lint.system.paths import resolved
from umapi_lint.text.format import printable, series

if TYPE_CHECKING:
    import argparse

    from umapi_lint.cli.fixing import Fixing

T = TypeVar("T")

EXAMPLES = examples(
    ("umapi-lint", "lint every connector file below this folder"),
    ("umapi-lint --keyring user-sync-config.yml", "a deployment, and the keyring entries it names"),
    ("umapi-lint --diff .", "what --fix would change; writes nothing"),
    ("umapi-lint --output sarif:umapi.sarif .", "findings here, and a report for a service"),
    ("umapi-lint --write-baseline known.json", "accept what is found now"),
    ("umapi-lint --baseline known.json", "report only new findings"),
    ("umapi-lint --kind connector-umapi - < new.yml", "text from standard input"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    from argparse import SUPPRESS

    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="file, folder, or - for standard input; default: this folder"
    )
    parser.add_argument(
        "--stdin-filename", metavar="NAME", help="lint standard input, under this name, which tells its kind"
    )
    parser.add_argument("--watch", action="store_true", help="lint again whenever a file changes, until Ctrl-C")
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=1,
        help="number of processes; 0 = one per CPU; default: 1, enough for a few hundred files",
    )
    add_lint_options(parser)
    add_fixing_options(parser)
    add_baseline_options(parser)
    shown = parser.add_argument_group("output")
    shown.add_argument(
        "--output-format",
        choices=("auto", *output.FORMATS),
        default="text",
        metavar="FORMAT",
        help=f"{', '.join(output.FORMATS)}; auto: github or gitlab in their pipelines, else text; default: text",
    )
    shown.add_argument(
        "--format",
        dest="output_format",
        choices=("auto", *output.FORMATS),
        default=SUPPRESS,
        help=SUPPRESS,
    )
    shown.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="default: auto, which respects NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE",
    )
    shown.add_argument(
        "--output",
        metavar="FORMAT:PATH",
        action="append",
        default=[],
        help="also write a report to a file; can be repeated",
    )
    shown.add_argument("--show-files", action="store_true", help="list the files that are linted, and nothing else")
    shown.add_argument(
        "--show-settings", action="store_true", help="show the settings for each of them, and nothing else"
    )
    shown.add_argument("--statistics", action="store_true", help="show counts per rule")
    shown.add_argument("-q", "--quiet", action="store_true", help="print findings only, no summary")
    exits = parser.add_argument_group("exit code")
    exits.add_argument(
        "--fail-on",
        choices=[s.value for s in reversed(Severity)],
        help="minimum severity for exit code 1; default: warning",
    )
    exits.add_argument("--exit-zero", action="store_true", help="exit with 0 even if there are findings")
    exits.add_argument("--allow-empty", action="store_true", help="exit with 0 if there is nothing to lint")


def options_of(paths: list[str]) -> argparse.Namespace:
    """What the parser gives for paths alone, without the time that it takes to make one."""
    return SimpleNamespace(**{**_DEFAULTS, "paths": paths})  # type: ignore[return-value]


_CI = {"github": "GITHUB_ACTIONS", "gitlab": "GITLAB_CI"}
"""The formats that `auto` stands for, with the variables that their pipelines set."""

_PIPELINES = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION")
"""Variables that say that a pipeline runs this."""

_DEFAULTS: dict[str, object] = {
    "stdin_filename": None, "watch": False, "jobs": 1, "kind": None, "schema_dir": [], "keyring": False, "history": False,
    "select": [], "ignore": [], "exclude": [], "ust_args": None, "config": None, "isolated": False,
    "no_inline_ignores": False, "fix": False, "unsafe_fixes": False, "diff": False, "baseline": None,
    "write_baseline": None, "prune_baseline": False, "output_format": "text", "color": "auto", "output": [],
    "add_ignores": False, "reason": None, "run_as": None, "show_files": False, "show_settings": False,
    "statistics": False, "quiet": False, "fail_on": None, "exit_zero": False, "allow_empty": False,
}  # fmt: skip


def run(options: argparse.Namespace) -> int:
    if options.watch:
        from umapi_lint.cli.watch import watch

        return watch(options, lambda met: lint(options, met))
    if options.show_files or options.show_settings:
        return show(options)
    return lint(options, set())


def show(options: argparse.Namespace) -> int:
    """What would be linted, and with which settings."""
    linter, summary = linter_of(options), Summary()
    names: dict[str, None] = {}
    for result in begun(results(linter, options)):
        summary.add(result)
        names[result.name] = None
    if options.show_settings:
        from umapi_lint.cli.commands.config import shown_settings

        sys.stdout.write("\n".join(shown_settings(name, linter.policy.settings(name)) for name in names))
    else:
        sys.stdout.write("".join(f"{printable(name)}\n" for name in names))
    return exit_code(options, summary, failed=False)


def lint(options: argparse.Namespace, met: set[str]) -> int:
    """One run; ``met`` gets the names of the files that were looked at."""
    linter = linter_of(options)
    summary = Summary()
    failed = False
    if options.output_format == "auto":
        options.output_format = next((name for name in ("github", "gitlab") if os.environ.get(_CI[name])), "text")
    fixing = fixing_of(options, linter)
    if fixing is not None and fixing.dry:
        sys.stdout.writelines(guarded(fixing.show()))
        return exit_code(options, fixing.summary, fixing.fixed > 0 and not options.exit_zero)
    try:
        with outputs_of(options) as out:
            found = begun(results(linter, options) if fixing is None else fixing.results())
            if options.add_ignores:
                from umapi_lint.cli.fixing import add_ignores

                found = begun(iter(add_ignores(linter, options)))
            out.begin()
            try:
                for result in found if fixing is not None else with_progress(found, linter, options):
                    met.add(result.name)
                    summary.add(result)
                    failed = failed or linter.policy.fails(result)
                    if result.error is not None:
                        complain(f"{result.name}: {result.error}")
                    out.file(result)
            except KeyboardInterrupt:
                complain("interrupted; remaining files were not checked" if fixing is None else fixing.interrupted())
                out.end(summary)  # what was found by now is worth having, and can be read as any report
                raise
            if fixing is None and any(f.partition(":")[0] == "html" for f in (options.output_format, *options.output)):
                from umapi_lint.linting.graph import graph_of

                summary.graph = graph_of(linter, [path for path in options.paths or ["."] if path != "-"])
            out.end(summary)
        if (seen := settle(linter.policy, options)) is not None:
            complain(seen)
    except OutputError as error:
        raise UsageError(printable(str(error))) from None
    if fixing is not None and fixing.unwritten:
        return USAGE
    return exit_code(options, summary, failed and not options.exit_zero)


def with_progress(found: Iterator[FileResult], linter: Linter, options: argparse.Namespace) -> Iterator[FileResult]:
    """The same results, with a progress bar if there is somebody to see it."""
    if options.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return found
    from umapi_lint.cli.progress import shown

    tells_all = sys.stdout.isatty() and options.output_format not in ("text", "concise")
    tells = sys.stdout.isatty()

    def prints(result: FileResult) -> bool:
        return tells_all or result.error is not None or (tells and bool(result.findings))

    return shown(found, lambda: len(linter.environment.paths), sys.stderr, prints)


def fixing_of(options: argparse.Namespace, linter: Linter) -> Fixing | None:
    """What fixes, if the options ask for it; imported only then."""
    wanted = options.fix or options.unsafe_fixes or options.diff
    if options.add_ignores and wanted:
        raise UsageError("run --fix first: --add-ignores would silence findings that --fix can fix")
    if options.reason is not None and not options.add_ignores:
        raise UsageError("--reason goes with --add-ignores")
    if not wanted:
        return None
    from umapi_lint.cli.fixing import Fixing

    return Fixing(linter, options)


def exit_code(options: argparse.Namespace, summary: Summary, failed: bool) -> int:
    """What a run comes to: what could not be read outweighs what was found."""
    if summary.unreadable:
        return USAGE
    if not summary.files:
        complain(f"no connector files found in {series(options.paths or ['.'], 'and')}")
        return 0 if options.allow_empty else NOTHING
    return FOUND if failed else 0


def outputs_of(options: argparse.Namespace) -> Outputs:
    """The reports that the options ask for; none may overwrite a configuration file.

    Raises:
        OutputError: a format does not exist, or a path is missing, is twice, or is that of a configuration file.
    """
    linted = {resolved(path) for path in options.paths}
    for wanted in options.output:
        path = wanted.partition(":")[2]
        if path.lower().endswith((".yml", ".yaml")) or resolved(path) in linted:
            raise OutputError(
                f"{path}: is a configuration file or a folder to be linted, so no report may take its place"
            )
    return Outputs.of(sys.stdout, options.output_format, style_of(options), options.output)


def results(linter: Linter, options: argparse.Namespace) -> Iterator[FileResult]:
    """Results of all paths, standard input among them, in the order in which they were named."""
    paths = options.paths or (["-"] if options.stdin_filename else ["."])
    if "-" in paths:
        name = options.stdin_filename or "<stdin>"
        yield linter.lint(read_stdin(name))
        paths = [path for path in paths if path != "-"]
    if paths and options.jobs != 1:
        from umapi_lint.cli import jobs

        yield from jobs.lint_paths(linter, paths, jobs.jobs_of(options))
    elif paths:
        yield from linter.lint_paths(paths)


def style_of(options: argparse.Namespace) -> output.Style:
    terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    forced = any(os.environ.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    color = options.color == "always" or (
        options.color == "auto" and (terminal or forced) and not os.environ.get("NO_COLOR")
    )
    pipeline = any(os.environ.get(name) for name in _PIPELINES)
    links = color and terminal
    return output.Style(
        color,
        links,
        quiet=options.quiet,
        statistics=options.statistics,
        pages=pipeline,
        hint=not links and not pipeline,
    )
