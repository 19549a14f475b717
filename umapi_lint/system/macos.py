"""What macOS has beside modes: access lists, volumes that keep no owners, and how a file's attributes are copied.

The calls were written by Apple's manual pages (acl(3), acl_get_fd_np(3), copyfile(3), statfs(2), fcntl(2)) and have not been run
on a Mac by us; what their answers mean is decided by functions of plain data, which are tested.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator

from umapi_lint.record import Record
from umapi_lint.system import mounts, posix
from umapi_lint.system.access import EVERYBODY, Access, Grant

_EVERYONE = "ABCDEFAB-CDEF-ABCD-EFAB-CDEF0000000C"
_STAFF, _WHEEL = "20", "0"
_READS = frozenset({"read"})
_CHANGES = frozenset({"write", "append", "writesecurity", "chown"})
_NO_OWNERS = 0x00200000  # MNT_IGNORE_OWNERSHIP


class Entry(Record):
    """One line of an access list."""

    kind: str
    """``user`` or ``group``."""
    uuid: str
    name: str
    """Empty where nobody has the identifier."""
    id: str
    allows: bool
    rights: frozenset[str]


def parse_acl(text: str) -> tuple[Entry, ...]:
    """The entries that hold for the file itself, from what ``acl_to_text`` gives.

    Raises:
        ValueError: it is no such text.
    """
    head, *lines = text.splitlines() or [""]
    if not head.startswith("!#acl 1"):
        raise ValueError("not an access list of version 1")
    found = []
    for line in lines:
        kind, uuid, name, number, flags, rights = (line + ":" * (5 - line.count(":"))).split(":")
        verdict, *more = flags.split(",")
        if kind not in ("user", "group") or verdict not in ("allow", "deny"):
            raise ValueError("an entry of an unknown form")
        if "only_inherit" not in more:
            found.append(Entry(kind, uuid, name, number, verdict == "allow", frozenset(rights.split(","))))
    return tuple(found)


def access_of_file(facts: posix.Facts, acl: tuple[Entry, ...], me: int, run_as: int | None = None) -> Access:
    """Who can read or change a file beside ``me`` and ``run_as`` (user ids), root, and anyone who owns it."""
    by_mode = posix.access_of_file(facts, (), me, run_as)
    trusted = {("user", str(uid)) for uid in (me, run_as, posix.ROOT, facts.st_uid) if uid is not None}
    listed = tuple(_grants(acl, {*trusted, ("group", _WHEEL)}))
    return Access((*by_mode.grants, *listed), by_mode.owner, by_mode.shown, narrowed_by_mode=not listed)


def _grants(acl: tuple[Entry, ...], trusted: set[tuple[str, str]]) -> Iterator[Grant]:
    for entry in {entry.uuid: entry for entry in acl if entry.allows}.values():
        rights = _effective(acl, entry.uuid)
        read, change = bool(rights & _READS), bool(rights & _CHANGES)
        if (entry.kind, entry.id) not in trusted and (read or change):
            everybody = entry.uuid == _EVERYONE or (entry.kind, entry.id) == ("group", _STAFF)
            called = f"the {entry.kind} `{entry.name}`" if entry.name else f"a {entry.kind} that is not known here"
            yield Grant(EVERYBODY if entry.uuid == _EVERYONE else called, read, change, everybody)


def _effective(acl: tuple[Entry, ...], who: str) -> frozenset[str]:
    """The rights of somebody, entry by entry: what was decided once stays so."""
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    for entry in acl:
        if entry.allows and entry.uuid == who:
            allowed |= entry.rights - denied
        elif not entry.allows and entry.uuid in (who, _EVERYONE):
            denied |= entry.rights - allowed
    return allowed


def why_unchecked(statfs: bytes) -> str | None:
    """Why modes and lists say nothing on a volume, as a clause; ``None`` where they do.

    Args:
        statfs: a ``struct statfs`` with 64-bit inodes.
    """
    (flags,) = struct.unpack_from("<I", statfs, 64)
    kind = statfs[72:88].split(b"\0")[0].decode("ascii", "replace")
    what = mounts.called(kind, "")
    if what is None and flags & _NO_OWNERS:
        what = "a drive whose owners macOS ignores (`noowners`)"
    return what and f"it is on {what}"


if sys.platform == "darwin":
    import ctypes
    import fcntl

    _LIBC = ctypes.CDLL(None, use_errno=True)
    _EXTENDED = 0x100  # ACL_TYPE_EXTENDED
    _ACL_AND_ATTRIBUTES = 1 << 0 | 1 << 2  # COPYFILE_ACL, COPYFILE_XATTR

    def access_of_path(path: str, facts: posix.Facts, me: int, run_as: int | None) -> Access:
        """Who can reach a file; what macOS does not tell is said to be unchecked."""
        try:
            reason = why_unchecked(_statfs(path))
            return Access(unchecked=reason) if reason else access_of_file(facts, parse_acl(_acl(path)), me, run_as)
        except OSError as error:
            return Access(unchecked=f"macOS does not show its permissions (error {error.errno})")
        except ValueError:
            return Access(unchecked="its access list is of a form that umapi-lint does not know")

    def copy_attributes(source: str, descriptor: int) -> None:
        """Give an open file the access list and the extended attributes of another one.

        Raises:
            OSError: macOS refuses.
        """
        original = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if _LIBC.fcopyfile(original, descriptor, None, ctypes.c_uint32(_ACL_AND_ATTRIBUTES)) < 0:
                _fail()
        finally:
            os.close(original)

    def sync(descriptor: int) -> None:
        """Have a file on the disk itself: fsync leaves it in the drive's cache, as Apple's page on it says."""
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:  # a file system that does not know it
            os.fsync(descriptor)

    def _statfs(path: str) -> bytes:
        buffer = ctypes.create_string_buffer(4096)
        call = getattr(_LIBC, "statfs$INODE64", None) or _LIBC.statfs  # the first on Intel
        if call(os.fsencode(path), buffer) < 0:
            _fail()
        return buffer.raw

    def _acl(path: str) -> str:
        for name in ("acl_get_fd_np", "acl_to_text"):
            getattr(_LIBC, name).restype = ctypes.c_void_p
        _LIBC.acl_to_text.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        _LIBC.acl_free.argtypes = (ctypes.c_void_p,)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            acl = _LIBC.acl_get_fd_np(descriptor, _EXTENDED)
            if not acl and ctypes.get_errno() in (2, 45):  # ENOENT: it has none; ENOTSUP: nothing here has one
                return "!#acl 1"
        finally:
            os.close(descriptor)
        text = acl and _LIBC.acl_to_text(acl, None)
        if not text:
            _fail()
        try:
            return ctypes.string_at(text).decode("utf-8", "replace")
        finally:
            _LIBC.acl_free(text)
            _LIBC.acl_free(acl)

    def _fail() -> None:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
