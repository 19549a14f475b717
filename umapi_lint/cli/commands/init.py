"""Create the configuration files of a new deployment, with the secrets in the keyring if there is one that keeps them.

Asks for everything that no option gives. A secret is never shown and is no option: type it, or let --from read it from the
JSON that the Adobe Developer Console gives you under "Download JSON". No file is ever written over.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from umapi_lint import output
from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.commands.schema import write_schema
from umapi_lint.cli.console import complain, read_stdin, say
from umapi_lint.cli.exit_codes import FOUND, UsageError
from umapi_lint.cli.options import add_keyring_names
from umapi_lint.document.atomic_write import WriteError, create_all
from umapi_lint.document.document import Document
from umapi_lint.document.source import Source, UnreadableError, read_source
from umapi_lint.edits.apply import applied
from umapi_lint.edits.modeline import modeline
from umapi_lint.fix import secure
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.fix.connectors import PlanError
from umapi_lint.fix.templates import NAME, Question, Template, directories, from_console, root_and_target
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas
from umapi_lint.model.result import Summary
from umapi_lint.policy.new_ignores import new_ignores
from umapi_lint.record import Record
from umapi_lint.schema.editor import file_name
from umapi_lint.system.paths import resolved
from umapi_lint.text.format import counted

EXAMPLES = examples(
    ("umapi-lint init", "ask, and write the files here"),
    ("umapi-lint init --from credential.json deploy", "with what the Developer Console gave"),
    ("umapi-lint init --from - --directory csv", "paste the JSON instead"),
)
SCHEMAS = "schemas"
"""Folder beside the new files for the schemas that their modelines lead to."""


class File(Record):
    """A file to be written: its template, and what it is called."""

    name: str
    template: Template
    owner: str = ""
    """The name of the target, for connectors to further organizations."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="where to write; default: here")
    parser.add_argument(
        "--from", dest="console", metavar="FILE", help="JSON from the Adobe Developer Console; - reads standard input"
    )
    parser.add_argument(
        "--target", metavar="NAME[=FILE]", action="append", default=None,
        help="a further organization, and the JSON of its credential; can be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--no-keyring", action="store_true", help="keep the secrets in the files, readable by you alone"
    )
    add_keyring_names(parser)
    schemas = load_schemas()
    found = directories(schemas)
    parser.add_argument("--directory", choices=list(found), help="where users come from")
    values = parser.add_argument_group("values")
    root, umapi = root_and_target(schemas)
    about: dict[str, dict[str, None]] = {}
    for kind in (umapi, root, *found.values()):
        for question in (q for d in found for q in Template(kind, schemas).questions(d) if not q.hidden):
            default = f", default {question.default}" if question.default else ""
            about.setdefault(question.name, {})[f"{question.title} ({kind.name}{default})"] = None
    for name, lines in about.items():
        values.add_argument(f"--{name.replace('_', '-')}", metavar="VALUE", help="; ".join(lines))


def run(options: argparse.Namespace) -> int:
    linter = Linter()
    found = directories(linter.schemas)
    root, umapi = (Template(kind, linter.schemas) for kind in root_and_target(linter.schemas))
    _refuse_existing(options.folder, [root.kind.usual_name, umapi.kind.usual_name])
    read = {options.console: _read(options.console)} if options.console else {}
    known = {name: value for name, value in vars(options).items() if isinstance(value, str)}
    directory = options.directory or _choose("Where do users come from?", list(found), "--directory")
    targets = _targets(options)
    files = [File(umapi.kind.usual_name, umapi)]
    files += (File(f"{umapi.kind.name}-{name}.yml", umapi, name) for name in targets)
    files += (
        File(found[directory].usual_name, Template(found[directory], linter.schemas)),
        File(root.kind.usual_name, root),
    )
    _refuse_existing(options.folder, [file.name for file in files])
    texts: dict[str, str] = {}
    for file in files:
        questions = file.template.questions(directory)
        source = targets[file.owner] if file.owner else options.console if file.template is umapi else None
        given = {} if file.owner else dict(known)
        if source is not None:
            given = _from_console(source, read.get(source) or _read(source), questions) | given
        values: dict[str, str] = {}
        for question in questions:
            values[question.name] = _value(linter, file, question, given.get(question.name), values, directory)
        kind = file.template.kind.name
        head = modeline(f"./{SCHEMAS}/{file_name(kind)}")
        texts[file.name] = f"{head}\n{file.template.filled(values, directory, targets)}"
    _write(linter, options, texts)
    for kind in {file.template.kind.name: None for file in files}:
        try:
            write_schema(linter.schemas, kind, Path(options.folder, SCHEMAS, file_name(kind)))
        except UsageError as error:  # a file of the same name; the deployment is there all the same
            complain(str(error))
    sources = [path for path in (options.console, *targets.values()) if path not in (None, "-")]
    return _conclude(linter, os.path.join(options.folder, root.kind.usual_name), texts, sources)


def _refuse_existing(folder: str, names: Iterable[str]) -> None:
    for name in names:
        if os.path.lexists(path := os.path.join(folder, name)):
            raise UsageError(f"{path}: is there already, and `init` writes over no file")


def _targets(options: argparse.Namespace) -> dict[str, str | None]:
    """Names of further organizations, and where the JSON of each is."""
    stated = options.target or []
    if not stated and sys.stdin.isatty():
        stated = (_answer("Names of further Adobe organizations, with spaces between; Enter for none: ") or "").split()
    targets = {name: path or None for name, _, path in (one.partition("=") for one in stated)}
    for name in targets:
        if not NAME.match(name):
            raise UsageError("--target: a name has only letters, digits, `-` and `_`")
    return targets


def _read(path: str) -> bytes:
    if path == "-" and sys.stdin.isatty():
        sys.stderr.write(
            "Paste the JSON from the Adobe Developer Console, then press Ctrl-D (Windows: Ctrl-Z, Enter).\n"
        )
    try:
        return (read_stdin("<stdin>") if path == "-" else read_source(path)).data
    except UnreadableError as error:
        raise UsageError(f"{path}: {error}") from None


def _from_console(path: str, data: bytes, questions: list[Question]) -> dict[str, str]:
    try:
        return from_console(data, questions)
    except PlanError as error:
        raise UsageError(f"{path}: {error}") from None


def _value(
    linter: Linter, file: File, question: Question, given: str | None, before: Mapping[str, str], directory: str
) -> str:
    """A value that the linter has nothing against: the given one, or else the answer to the question."""
    label = f"{file.owner}: {question.title}" if file.owner else question.title
    option = "" if question.hidden else f"--{question.name.replace('_', '-')}"
    while True:
        value = given
        if value is None:
            value = _answer(_prompt(label, question), hidden=question.hidden)
            at_end = value is None
            value = value or question.default
            if value is None and not at_end and sys.stdin.isatty():
                continue  # Enter alone, where there is no default
        if value is None:
            raise UsageError(f"{label}: is missing; {f'give {option}' if option else 'type it, or use --from'}")
        answers = {**before, question.name: value}
        findings = file.template.objections(linter, question, answers, directory) if value.strip() else []
        if value.strip() and not findings:
            return value
        for finding in findings:
            complain(f"{label}: {finding.message}. {finding.help}")
        if given is not None or not sys.stdin.isatty():
            raise UsageError(
                f"{label}: {'is empty' if not findings else 'this value cannot be used'}; nothing was written"
            )


def _prompt(label: str, question: Question) -> str:
    if question.hidden:
        return f"{label} (not shown): "
    about = (
        f" [{question.default}]" if question.default else f" (such as {question.example})" if question.example else ""
    )
    return f"{label}{about}: "


def _answer(prompt: str, hidden: bool = False) -> str | None:
    """A line from the terminal, or from standard input; nothing at its end."""
    try:
        if hidden and sys.stdin.isatty():
            return getpass.getpass(prompt).strip()
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
    except (EOFError, OSError):  # at its end, or closed
        return None
    if not sys.stdin.isatty():
        sys.stderr.write("\n")
    return line.strip() if line else None


def _choose(question: str, choices: list[str], option: str) -> str:
    while True:
        answer = _answer(f"{question} {', '.join(choices)}: ")
        if answer is None:
            raise UsageError(f"give {option}: {', '.join(choices)}")
        if answer in choices:
            return answer
        if not sys.stdin.isatty():
            raise UsageError(f"{option}: there is no such choice; there are {', '.join(choices)}")
        complain("write one of these words")


def _write(linter: Linter, options: argparse.Namespace, texts: Mapping[str, str]) -> None:
    """Store the secrets and write the files: all of it, or nothing."""
    pending = FileBuffers()
    sources = []
    for name, text in texts.items():
        path = os.path.join(options.folder, name)
        sources.append(Source(path, text.encode(), Path(resolved(path))))
        pending.read[resolved(path)] = sources[-1]
    try:
        os.makedirs(options.folder, exist_ok=True)
        vault = None
        if not options.no_keyring:
            from umapi_lint.fix.keyring_writer import open_vault

            try:
                vault = open_vault(options.accept_backend)
            except PlanError as error:
                complain(f"{error}; the secrets are kept in the files, which only you can read")
        if vault is None:
            reason = "no keyring on this machine" if not options.no_keyring else "readable by its owner only"
            create_all([(source, _accepted(linter, source, reason)) for source in sources])
            return
        plan = secure.plan(linter, sources[-1].name, options.name, pending)
        changed = {written.old.name: written.new.data for written in plan.written}
        contents = [(source, changed.get(source.name, source.data)) for source in sources]
        secure.carry_out(plan, vault, overwrite=options.overwrite, write=lambda _: create_all(contents))
        say(f"Stored {counted(len(plan.secrets), 'credential')} in the keyring of this user.")
    except (PlanError, WriteError) as error:
        raise UsageError(f"{error}; nothing was written") from None
    except OSError as error:
        raise UsageError(
            f"{options.folder}: {(error.strerror or 'cannot be written').lower()}; nothing was written"
        ) from None


def _accepted(linter: Linter, source: Source, reason: str) -> bytes:
    """A file with comments that say why its secrets are in it."""
    stored = [finding for finding in linter.lint(source).findings if finding.rule == "plaintext-secret"]
    return applied(source.data.decode(), new_ignores(Document(source), stored, reason)).encode()


def _conclude(linter: Linter, root: str, texts: Mapping[str, str], sources: Iterable[str]) -> int:
    """What the linter says of it all, and what comes next."""
    folder = os.path.dirname(root)
    say("\n".join(f"wrote {os.path.join(folder, name)}" for name in (*texts, f"{SCHEMAS} (for editors)")))
    report, summary = output.create("text", output.Style()), Summary()
    shown = report.begin()
    for result in linter.lint_paths([root]):
        summary.add(result)
        shown += report.file(result)
    sys.stdout.write("\n" + shown + report.end(summary))
    say(
        "\nNext: have a look at the groups in "
        f"{root}, then let User Sync Tool try it, without changing anything:\n  user-sync -t -c {root}\n"
        "Run it, and `init`, as the account that runs User Sync Tool: a keyring belongs to one user."
    )
    for path in sources:
        say(f"Delete {path}: it holds the client secret.")
    return FOUND if summary.errors else 0
