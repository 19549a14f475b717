"""Reading a file once: its bytes, and the facts of the very descriptor they came from."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from umapi_lint.document.fast_parser import MAX_SLOW_PARTS, too_dense
from umapi_lint.record import Record
from umapi_lint.system.paths import resolved

MAX_BYTES = 2 * 1024 * 1024
"""A connector file has a few hundred bytes, a deployment with 16,000 groups this many. What is larger was named by mistake."""


class UnreadableError(Exception):
    """A named input that cannot be linted at all. ``str(error)`` is a sentence without a value of the file."""


class TooLargeError(UnreadableError):
    """The file can be read, and is larger than the caller wants to read."""


class Source(Record):
    """Bytes of an input and where they came from."""

    name: str
    """The path as it was given: what findings and reports call the file."""
    data: bytes
    path: Path | None = None
    """Where it is, with symbolic links resolved; ``None`` for text that was handed over."""
    stat: os.stat_result | None = None
    """``fstat`` of the descriptor that was read, so that mode and content belong together."""
    encoding: str = "utf-8"
    """How UST decodes it."""

    @property
    def folder(self) -> Path | None:
        """The directory that UST resolves relative paths against: that of the *named* file."""
        return None if self.path is None else Path(self.name).absolute().parent


def real_path(path: str | Path) -> Path:
    """A path with its symbolic links resolved as far as they lead; a loop of links is no error here."""
    return Path(resolved(path))


def read_source(path: str | Path, limit: int | None = None) -> Source:
    """Read a regular file.

    The descriptor is opened without blocking, so that a pipe without a writer does not hang us, and never more
    than ``limit`` bytes are taken, whatever size the file claims or grows to.

    Args:
        path: where it lies.
        limit: the most bytes; ``None`` for a file that is to be linted, and held to all limits of those.

    Raises:
        TooLargeError: it is beyond a limit.
        UnreadableError: it is missing, not a regular file, or the system refuses it.
    """
    name, most = str(path), MAX_BYTES if limit is None else limit
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(name, flags)
    except FileNotFoundError:
        broken = os.path.islink(name)
        raise UnreadableError("broken symbolic link" if broken else "no such file") from None
    except IsADirectoryError:
        raise UnreadableError("is a directory") from None
    except (OSError, ValueError) as error:
        # Windows calls it "permission denied"
        raise UnreadableError("is a directory" if os.name == "nt" and os.path.isdir(name) else _reason(error)) from None
    try:
        facts = os.fstat(descriptor)
        if stat.S_ISDIR(facts.st_mode):
            raise UnreadableError("is a directory")
        if not stat.S_ISREG(facts.st_mode):
            raise UnreadableError("is not a regular file")
        if facts.st_size > most:
            raise TooLargeError(too_large(most))
        # what it claims, and more only if there is more: a buffer of the whole limit takes longer than most files
        data, piece = b"", max(facts.st_size + 1, 64 * 1024)
        while len(data) <= most and (more := os.read(descriptor, min(piece, most + 1 - len(data)))):
            data += more
    except OSError as error:
        raise UnreadableError(_reason(error)) from None
    finally:
        os.close(descriptor)
    if len(data) > most:
        raise TooLargeError(too_large(most))
    if limit is None and len(data) > MAX_SLOW_PARTS and (reason := too_dense(data.decode("utf-8", "replace"))):
        raise TooLargeError(reason)
    return Source(name=name, data=data, path=real_path(name), stat=facts)


def too_large(limit: int) -> str:
    size = f"{limit // 1024 // 1024} MiB" if limit >= 1024 * 1024 else f"{limit // 1024} KiB"
    return f"is larger than {size}, which no such file is"


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or "cannot be read").lower() if isinstance(error, OSError) else "is not a valid path"
