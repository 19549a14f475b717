"""What tests do on Windows in place of modes and signals; only there it can be imported."""

from __future__ import annotations

import ctypes
from pathlib import Path

from umapi_lint.system.windows import my_sid

_DACL, _SYNCHRONIZE = 0x4, 0x100000


def set_mode(path: Path, mode: int) -> None:
    """Give a file the access list that comes nearest to a mode: this account, SYSTEM, and Everyone as far as others go."""
    others = ("FR" if mode & 0o4 else "") + ("FW" if mode & 0o2 else "")
    set_list(path, f"D:P(A;;FA;;;{my_sid()})(A;;FA;;;SY)" + (f"(A;;{others};;;WD)" if others else ""))


def set_list(path: Path, sddl: str) -> None:
    """Give a file or a folder an access list."""
    advapi, kernel = ctypes.WinDLL("advapi32", use_last_error=True), ctypes.WinDLL("kernel32")
    kernel.LocalFree.argtypes = [ctypes.c_void_p]
    descriptor = ctypes.c_void_p()
    assert advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, 1, ctypes.byref(descriptor), None)
    try:
        assert advapi.SetFileSecurityW(str(path), _DACL, descriptor), ctypes.get_last_error()
    finally:
        kernel.LocalFree(descriptor)


def has_ended(pid: int) -> bool:
    """Whether a process ends within half a minute."""
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    process = kernel.OpenProcess(_SYNCHRONIZE, False, pid)
    return not process or kernel.WaitForSingleObject(ctypes.c_void_p(process), 30_000) == 0
