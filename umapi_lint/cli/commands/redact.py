"""Print a copy of a file that is fit for a support ticket or a public issue.

Comments and layout stay, and so do methods, hosts, paths, numbers and the names of all settings that UST knows.
Credentials, ids, private keys, names of keyring entries, and everything that umapi-lint does not know are masked. In
comments, words stay and whatever looks like an id or a password goes; read them once before you publish the copy, or
leave them out with --no-comments. A file that is not valid YAML is masked line by line.
"""

from __future__ import annotations

import argparse
import sys

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import below, read_stdin
from umapi_lint.cli.exit_codes import USAGE, UsageError
from umapi_lint.cli.options import add_kind, add_schema_dir
from umapi_lint.document.source import Source, UnreadableError, read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas
from umapi_lint.schema.files import SchemaError
from umapi_lint.secrets.redact import redacted
from umapi_lint.text.format import printable

EXAMPLES = examples(
    ("umapi-lint redact connector-umapi.yml > for-the-ticket.yml", ""),
    ("umapi-lint redact --no-comments - < connector-umapi.yml", ""),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="PATH", nargs="+", help="file, folder, or - for standard input")
    add_kind(parser)
    parser.add_argument("--no-comments", action="store_true", help="mask comments as a whole")
    add_schema_dir(parser)


def run(options: argparse.Namespace) -> int:
    try:
        linter = Linter.of_kind(options.kind, load_schemas(*options.schema_dir))
    except (SchemaError, ValueError) as error:
        raise UsageError(str(error)) from None
    code = 0
    files = list(below(linter, options.files, roots_alone=False))
    for name in files:
        try:
            source = read_stdin("<stdin>") if name == "-" else read_source(name)
        except UnreadableError as error:
            sys.stderr.write(f"umapi-lint: {printable(name)}: {error}\n")
            code = USAGE
            continue
        if len(files) > 1:
            _write(f"# --- {printable(name)}\n")
        context = linter.context(readable(source))
        _write(_ended(redacted(context.document, context.kind, linter.schemas, comments=not options.no_comments)))
    return code


def readable(source: Source) -> Source:
    """The source as UTF-8, whatever Windows made of it: for a reader it need not be what UST takes."""
    try:
        source.data.decode("utf-8")
        return source
    except UnicodeDecodeError:
        utf16 = source.data[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = source.data.decode("utf-16" if utf16 else "cp1252", "replace")
    return Source(source.name, text.encode(), path=source.path, stat=source.stat)


def _ended(text: str) -> str:
    return text if not text or text.endswith(("\n", "\r")) else text + "\n"


def _write(text: str) -> None:
    """Bytes, so that the line ends of the file stay what they are on every system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
