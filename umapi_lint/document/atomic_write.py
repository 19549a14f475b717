"""Writing a file so that at every moment either the old content or the new one is there, whole.

The new content goes to a temporary file in the same folder, which nobody but the owner can read, and is renamed over
the old file once it is on the disk. Mode, owner and access lists are those of the old file.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from umapi_lint.document.source import Source, TooLargeError, UnreadableError, read_source
from umapi_lint.record import replace
from umapi_lint.system.paths import beside, resolved

OWNER_ONLY = 0o600
_ACCESS_LIST = "system.posix_acl_access"


class WriteError(Exception):
    """A file was not written, and is as it was. ``str()`` is a sentence without a value of the file."""

    stayed = False
    """Whether another file, which was written before it, could not be put back."""


def write_over(source: Source, data: bytes) -> None:
    """Replace the content of a file that was read, if it is still as it was read.

    A symbolic link stays, and the file that it leads to is written.

    Raises:
        WriteError: it was changed meanwhile, is read-only, has a second name, its owner cannot be kept, or the system
            refuses; the file is then as it was before.
    """
    path = target_of(source)
    before = _unchanged(path, source)
    if not stat.S_IMODE(before.st_mode) & stat.S_IWUSR:
        raise WriteError("is read-only")
    if before.st_nlink > 1:
        raise WriteError("has a second name (a hard link), under which the old content would stay")
    try:
        with Writing(path) as writing:
            _fill(writing.descriptor, data)
            writing.finish(source)
    except OSError as error:
        raise WriteError(_reason(error)) from None


def put(path: Path, data: bytes) -> None:
    """Write a file, new or in the place of one, whose mode it keeps. A symbolic link is refused, not followed.

    Raises:
        WriteError: it is a link, or the system refuses; what was there is as it was.
    """
    try:
        with Writing(path, for_others=True) as writing:
            _fill(writing.descriptor, data)
            writing.finish()
    except OSError as error:
        raise WriteError(_reason(error)) from None


class Writing:
    """A file in the making: beside its place under a random new name, so that nothing planted there is followed or written
    over, and moved to its place once it is whole. As a context: what is not finished at its end is removed.

    Args:
        path: its place.
        for_others: it holds no secret, and has the mode of the file in its place, or that of any new file; else, and on
            Windows, only its owner can read it.

    Raises:
        WriteError: a symbolic link is in its place, and ``for_others``.
        OSError: the system refuses.
    """

    def __init__(self, path: Path, *, for_others: bool = False) -> None:
        self.path = path
        self._replaces = os.path.lexists(path)
        self._temporary = beside(path, ".tmp")
        mode = OWNER_ONLY
        if for_others:
            if os.path.islink(path):
                raise WriteError("is a symbolic link; name the file that it leads to")
            if os.path.isdir(path):
                raise WriteError("is a directory")
            mode = stat.S_IMODE(os.lstat(path).st_mode) if self._replaces else 0o666
        self.descriptor = _open_new(self._temporary, mode & 0o666)
        if mode != 0o666 and for_others and os.name != "nt":
            os.fchmod(self.descriptor, mode)

    def __enter__(self) -> Writing:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def finish(self, old: Source | None = None) -> None:
        """Give it its name; with the owner, the access lists and the mode of the file that was read, if that is still there.

        Raises:
            WriteError: the file that was read, or its mode, was changed meanwhile.
        """
        _sync(self.descriptor)
        if old is not None:
            # at the very last: until then nobody but the owner can read what a kill may leave behind
            like = _unchanged(self.path, old)
            _like(self.descriptor, self.path, like)
        self._close()
        if old is not None and _unchanged(self.path, old).st_mode != like.st_mode:
            raise WriteError("was changed by somebody else meanwhile")
        if os.name == "nt" and self._replaces:
            from umapi_lint.system import windows_files

            windows_files.replace(self.path, self._temporary)
        else:
            os.replace(self._temporary, self.path)
        _keep_folder(self.path.parent)

    def discard(self) -> None:
        """Remove it, unless it is finished, or the file that it was to replace is gone: then it may be all there is."""
        self._close()
        if not self._replaces or os.path.lexists(self.path):
            _forget(self._temporary)

    def _close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def write_all(changes: Sequence[tuple[Source, bytes]]) -> None:
    """Write several files that belong together: all of them, or none.

    Raises:
        WriteError: one could not be written; it names the file, and those before it are as they were again, unless it
            says otherwise. The same goes for an interruption: it passes on if all files are as they were.
    """
    for index, (source, data) in enumerate(changes):
        try:
            write_over(source, data)
        except BaseException as error:
            # an interruption may come when the file has its new content already
            stayed = [name for name in map(_put_back, reversed(changes[: index + 1])) if name is not None]
            if not stayed and not isinstance(error, WriteError):
                raise
            more = f"; {', '.join(stayed)} could not be put back and has the new content" if stayed else ""
            what = f"{source.name} {error}" if isinstance(error, WriteError) else "interrupted"
            failure = WriteError(f"{what}{more}")
            failure.stayed = bool(stayed)
            raise failure from None


def _put_back(change: tuple[Source, bytes]) -> str | None:
    """Undo a change, if it was made; the name of the file if that fails."""
    source, data = change
    try:
        if read_source(target_of(source), len(data)).data == data != source.data:
            write_over(replace(source, data=data), source.data)
    except TooLargeError:
        return None  # somebody else has written it since
    except (WriteError, UnreadableError):
        return source.name
    return None


def create(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read.

    Raises:
        WriteError: there is one already, or the system refuses.

    In both cases, and when the process is interrupted, there is no new file.
    """
    try:
        descriptor = _open_new(path, OWNER_ONLY)
    except FileExistsError:
        raise WriteError("exists already") from None
    except OSError as error:
        raise WriteError(_reason(error)) from None
    try:
        try:
            _fill(descriptor, data)
            _sync(descriptor)
        finally:
            os.close(descriptor)
        _keep_folder(path.parent)
    except BaseException as error:
        # an interruption too: nobody would know of the file, and it may hold a credential
        _forget(path)
        if isinstance(error, OSError):
            raise WriteError(_reason(error)) from None
        raise


def create_all(files: Sequence[tuple[Source, bytes]]) -> None:
    """Write new files that only their owner can read: all of them, or none.

    Raises:
        WriteError: one is there already, or the system refuses; it names the file.
    """
    made: list[Path] = []
    try:
        for source, data in files:
            try:
                create(Path(source.name), data)
            except WriteError as error:
                raise WriteError(f"{source.name} {error}") from None
            made.append(Path(source.name))
    except BaseException:
        for path in made:
            _forget(path)
        raise


def narrow(source: Source) -> None:
    """Take the permissions of group and others from a file that was read.

    Raises:
        WriteError: another file is there now, or the system refuses.
    """
    path = target_of(source)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            facts = os.fstat(descriptor)
            if source.stat is None or not os.path.samestat(facts, source.stat):
                raise WriteError("was replaced by another file meanwhile")
            mode = stat.S_IMODE(facts.st_mode) & stat.S_IRWXU
            if os.chmod in os.supports_fd:
                os.chmod(descriptor, mode)
            else:
                os.chmod(path, mode)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise WriteError(_reason(error)) from None


def remove(path: Path) -> None:
    """Delete a file.

    Raises:
        WriteError: the system refuses.
    """
    try:
        os.unlink(path)
    except OSError as error:
        raise WriteError(_reason(error)) from None
    _keep_folder(path.parent)


def target_of(source: Source) -> Path:
    """The file that the name leads to, symbolic links resolved.

    Raises:
        WriteError: the text was handed over and is no file.
    """
    if source.path is None or source.stat is None:
        raise WriteError("is not a file")
    return Path(resolved(source.path))


_CREATE = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)  # fmt: skip


def _unchanged(path: Path, source: Source) -> os.stat_result:
    """The facts of the file as it is there now, which must be what was read."""
    try:
        now = read_source(path, len(source.data))  # whatever its limit was when it was read
    except TooLargeError:
        raise WriteError("was changed by somebody else meanwhile") from None
    except UnreadableError as error:
        raise WriteError(str(error)) from None
    if now.data != source.data or now.stat is None:
        raise WriteError("was changed by somebody else meanwhile")
    return now.stat


def _open_new(path: Path, mode: int) -> int:
    """A descriptor of a file that was not there before; where there are no modes it is for its owner alone."""
    if os.name == "nt":
        from umapi_lint.system import windows_files

        return windows_files.create_private(path)
    return os.open(path, _CREATE, mode)


def _fill(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        from umapi_lint.system import macos

        macos.sync(descriptor)
    else:
        os.fsync(descriptor)


def _like(descriptor: int, path: Path, before: os.stat_result) -> None:
    """Give the new file the owner, the access lists and the mode of the old one."""
    if os.name == "nt":
        return  # ReplaceFile keeps all of them
    now = os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.fchown(descriptor, before.st_uid, before.st_gid)
        except OSError:
            raise WriteError("belongs to another account, which would lose it") from None
    if sys.platform == "linux":
        _copy_attributes(path, descriptor)
    elif sys.platform == "darwin":
        from umapi_lint.system import macos

        macos.copy_attributes(str(path), descriptor)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def _copy_attributes(path: Path, descriptor: int) -> None:
    """Access lists must come along; other attributes do where the system lets us."""
    try:
        names = os.listxattr(path)
    except OSError:
        return  # this file system has none
    present = os.listxattr(descriptor)
    if _ACCESS_LIST in present and _ACCESS_LIST not in names:
        # the folder gives new files a list, which the old file did without
        os.removexattr(descriptor, _ACCESS_LIST)
    for name in names:
        value = os.getxattr(path, name)
        if name in present and os.getxattr(descriptor, name) == value:
            continue
        try:
            os.setxattr(descriptor, name, value)
        except OSError:
            if name == _ACCESS_LIST:
                raise


def _forget(temporary: Path) -> None:
    try:
        os.unlink(temporary)
    except OSError:
        return  # renamed, or never made


def _keep_folder(folder: Path) -> None:
    """Have the folder's new entry on the disk too, where the system can do that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return f"cannot be written: {(error.strerror or 'the system refuses').lower()}"
