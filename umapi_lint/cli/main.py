"""Arguments to calls, calls to exit codes; nothing else.

Each command is a module of :mod:`umapi_lint.cli.commands`, imported only when it is called, so that a command does not
pay for what another one needs.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence

from umapi_lint import UST_VERSION, __version__
from umapi_lint.cli.catalogue import COMMANDS, VARIABLE
from umapi_lint.cli.exit_codes import FOUND, INTERRUPTED, USAGE, UsageError
from umapi_lint.record.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    gc.set_threshold(100_000)  # a tree of a large file is not worth looking through again and again for what is garbage
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = _take_debug(arguments)
    if not _has_streams():
        return USAGE
    _speak_utf8()
    try:
        code = _run(arguments)
        if not sys.stdout.closed:  # as the language server leaves it
            sys.stdout.flush()
    except UsageError as error:
        from umapi_lint.text.format import printable

        sys.stderr.write(
            f"umapi-lint: {printable(str(error))}\n"
        )  # it may name a file, and a file may be called anything
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_output()  # anyone who read it has seen enough
        return FOUND
    except OSError as error:
        if error.errno is None or error.errno not in _NO_ROOM or error.filename is not None:
            return _fault(error, debug)
        _give_up_output()
        sys.stderr.write(f"umapi-lint: standard output cannot be written: {os.strerror(error.errno).lower()}\n")
        return USAGE
    except Exception as error:  # whatever it is, its own message may quote the file: only we may speak of it
        return _fault(error, debug)
    return code


def _fault(error: Exception, debug: bool) -> int:
    from umapi_lint.cli import crash

    sys.stderr.write(f"umapi-lint: {crash.sentence(error)}\n{crash.trace(error) if debug else ''}")
    return USAGE


def _give_up_output() -> None:
    # let no flush at exit complain of what cannot be written
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _take_debug(arguments: list[str]) -> bool:
    """Whether ``--debug`` precedes ``--``, or the environment says so; takes it out, for it belongs to no command."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--debug" in options:
        del arguments[options.index("--debug")]
        return True
    return bool(os.environ.get("UMAPI_LINT_DEBUG"))


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in ("-h", "--help", "help"):
        from umapi_lint.cli.help import overview

        sys.stdout.write(overview().format_help())
        return 0
    if arguments and arguments[0] in ("-V", "--version"):
        sys.stdout.write(f"umapi-lint {__version__} (checks against User Sync Tool {UST_VERSION})\n")
        return 0
    name = "check"
    if arguments and arguments[0] in COMMANDS:
        name = arguments.pop(0)
    elif arguments and arguments[0].isalpha() and not os.path.exists(arguments[0]):
        from umapi_lint.cli.help import meant_by

        raise UsageError(f"there is no command, file or folder {arguments[0]!r}; {meant_by(arguments[0])}")
    command = importlib.import_module(f"umapi_lint.cli.commands.{name}")
    variables = any(variable.startswith(VARIABLE) for variable in os.environ)
    if name == "check" and not variables and not any(argument.startswith("-") for argument in arguments):
        return int(command.run(_expanded(command.options_of(arguments))))
    from umapi_lint.cli.help import of_environment, parser_of

    parser = parser_of(name)
    try:
        options = parser.parse_args([*of_environment(parser, name), *arguments])
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    _end_in_order()
    return int(command.run(_expanded(options)))


def _end_in_order() -> None:
    """Have whatever asks the process to end do what Ctrl-C does: files that belong together are put back, others named."""
    import signal

    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        with contextlib.suppress(ValueError):  # a thread of another program calls us, and may not
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)


def _expanded(options: argparse.Namespace) -> argparse.Namespace:
    if os.name == "nt" and isinstance(getattr(options, "paths", None), list):
        options.paths = [found for path in options.paths for found in expanded(path)]
    return options


def expanded(path: str) -> list[str]:
    """The files that a path with `*` or `?` means; the path itself if there are none. Shells of Windows leave it to us."""
    import glob

    return (sorted(glob.glob(path)) if glob.has_magic(path) and not os.path.exists(path) else []) or [path]


def _has_streams() -> bool:
    """Whether there is a standard output, without which nothing is begun that could then not be told of.

    The place of a stream that the caller closed is taken: else the next file that is opened gets its number, and whatever
    a program prints there, git for one, goes into that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for as long as the process lives
    if sys.stdin is None:
        sys.stdin = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # so that reading from it is an error
    reason = "is closed, so there is nowhere to report to"
    try:
        if sys.stdout is not None:
            os.write(sys.stdout.fileno(), b"")
            return True
    except io.UnsupportedOperation:
        return True  # the caller is a program that keeps what is printed
    except OSError as error:
        if error.errno != errno.EBADF:
            reason = f"cannot be written: {os.strerror(error.errno or 0).lower()}"
    sys.stderr.write(f"umapi-lint: standard output {reason}\n")
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # nor may the flush at the end complain
    return False


def _speak_utf8() -> None:
    # a console with another encoding must not turn a finding into a traceback
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if os.name == "nt" and not stream.isatty():
            # a pipe or a file: Windows would take its old code page, and a report would be invalid or lose letters
            reconfigure(encoding="utf-8", errors="replace", newline="\n")
        else:
            reconfigure(errors="replace")
