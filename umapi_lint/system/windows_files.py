"""Making and replacing files on Windows, where a mode means nothing and a replacement can fail half-way."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from umapi_lint.system.paths import beside
from umapi_lint.system.windows import my_sid

IN_USE = frozenset({5, 32, 1175})
"""Access denied, sharing violation, unable to remove the replaced file: a virus scanner or an indexer has it open."""
TRIES = 5
_WAIT = 0.1

ReplaceFile = Callable[[Path, Path, Path], int]
"""Puts the second file into the place of the first, which gets the third name; gives the error code, or 0."""


def replace(path: Path, new: Path, call: ReplaceFile | None = None) -> None:
    """Put a new file into the place of an old one, whose security descriptor and attributes stay.

    ``ReplaceFileW`` may fail when the old file has already got its backup name (error 1177, see Microsoft's page on
    ReplaceFileW): then the old name is given back. While the old name is missing neither of the two files is deleted.

    Raises:
        OSError: Windows refuses; the old file is there under its name, unless the message says otherwise.
    """
    backup = beside(path, ".old")
    call = call or _replace_file
    for attempt in range(TRIES):
        code = call(path, new, backup)
        if code and not os.path.lexists(path) and os.path.lexists(backup):
            _give_back(backup, path)
        if code not in IN_USE or not os.path.lexists(path):
            break
        time.sleep(_WAIT * 2**attempt)
    if code:
        raise OSError(code, _words(code, path, new))
    _discard(backup)


def _discard(backup: Path) -> None:
    """Delete the old text, which may hold a secret: a scanner that has it open lets go after a while."""
    for attempt in range(TRIES):
        try:
            os.unlink(backup)
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(_WAIT * 2**attempt)
        else:
            return


def _give_back(backup: Path, path: Path) -> None:
    try:
        os.rename(backup, path)
    except OSError as error:
        raise OSError(error.errno, f"Windows gave the file the name {backup.name}; rename it to {path.name}") from None


def _words(code: int, path: Path, new: Path) -> str:
    if not os.path.lexists(path):
        return f"Windows lost the file's name (error {code}); the new text is in {new.name}"
    return "another program has the file open" if code in IN_USE else f"Windows refuses to replace it (error {code})"


if sys.platform == "win32":

    def create_private(path: Path) -> int:
        """A descriptor of a new file that only this account, the system and administrators can open.

        The access list is protected, so that the folder adds nobody. Python's ``os.open`` ignores the mode on Windows.

        Raises:
            OSError: there is one already, or Windows refuses.
        """
        import msvcrt

        advapi = ctypes.WinDLL("advapi32", use_last_error=True)
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.LocalFree.argtypes = [ctypes.c_void_p]
        kernel.CreateFileW.restype = ctypes.c_void_p

        class Attributes(ctypes.Structure):
            _fields_ = (("length", ctypes.c_ulong), ("descriptor", ctypes.c_void_p), ("inherited", ctypes.c_int))

        listed = "".join(f"(A;;FA;;;{who})" for who in (my_sid() or "OW", "SY", "BA"))
        descriptor = ctypes.c_void_p()
        if not advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            ctypes.c_wchar_p(f"D:P{listed}"), 1, ctypes.byref(descriptor), None
        ):
            raise OSError(ctypes.get_last_error(), "Windows does not take the access list of a new file")
        try:
            attributes = Attributes(ctypes.sizeof(Attributes), descriptor, 0)
            write, exclusive, create_new, normal = 0x40000000, 0, 1, 0x80
            handle = kernel.CreateFileW(
                ctypes.c_wchar_p(str(path)), write, exclusive, ctypes.byref(attributes), create_new, normal, None
            )
            if handle == ctypes.c_void_p(-1).value:
                raise ctypes.WinError(ctypes.get_last_error())
            return msvcrt.open_osfhandle(handle, os.O_BINARY | os.O_WRONLY)
        finally:
            kernel.LocalFree(descriptor)

    def _replace_file(path: Path, new: Path, backup: Path) -> int:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        done = kernel.ReplaceFileW(str(path), str(new), str(backup), 0, None, None)
        return 0 if done else ctypes.get_last_error()

else:

    def create_private(path: Path) -> int:
        """Only Windows has access lists of this kind."""
        raise OSError(0, "not Windows", str(path))

    def _replace_file(path: Path, new: Path, backup: Path) -> int:
        raise OSError(0, "not Windows", str(path))
