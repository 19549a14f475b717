"""The calls into Windows that give a file's security descriptor as text; what it means is told by ``sddl``."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from umapi_lint.system import sddl
from umapi_lint.system.access import Access, Grant
from umapi_lint.text.format import series

_FILE_OBJECT = 1
_OWNER_AND_DACL = 0x1 | 0x4
_REVISION = 1
_TOKEN_QUERY = 0x0008
_TOKEN_USER = 1


def access_of_file(path: Path, run_as: str | None = None) -> Access:
    """Who can reach a file. What Windows does not tell, or tells in a form that is new, is said to be unchecked.

    Args:
        path: the file.
        run_as: name or security identifier of the account that runs UST.
    """
    try:
        descriptor = sddl.parse(descriptor_of(path))
        if descriptor.is_made_up:
            return Access(unchecked="it is on a file system without permissions, such as FAT or exFAT")
        return sddl.access_of_file(descriptor, my_sid(), name_of, run_as and sid_of(run_as))
    except OSError as error:
        return Access(unchecked=f"Windows does not show its permissions (error {error.errno})")
    except sddl.SddlError:
        return Access(unchecked="its permissions are of a form that umapi-lint does not know")
    except _MISCALLED as error:
        # the names of files and accounts go to another language here: no lint may fail for what it makes of them
        return Access(unchecked=f"Windows could not be asked for its permissions ({type(error).__name__})")


def icacls(name: str, grants: Sequence[Grant], run_as: str | None = None) -> str:
    """The commands that take a file from those who should not reach it, in any shell and language of Windows.

    First the account that runs UST is let in, anyone who runs us; what SYSTEM and the administrators inherit is kept.
    The options of ``icacls``: Microsoft, 'icacls'.
    """
    try:
        sid = run_as and sid_of(run_as)
    except (OSError, *_MISCALLED):
        sid = None
    accounts = " ".join(f'"{grant.account}"' for grant in grants)
    if not all(grant.account for grant in grants):  # there is no list at all, so nobody can be taken out of it
        return f'Give it the permissions of its folder: `icacls "{name}" /reset`. Then lint it again.'
    account = f"*{sid}" if sid else "ACCOUNT"
    options = (f'/grant "{account}:R"', "/inheritance:d", f"/remove:g {accounts}")
    commands = [f'`icacls "{name}" {option}`' for option in options]
    who = "" if sid else " ACCOUNT is the one that runs UST; `--run-as` fills it in."
    return f"In this order: {series(commands, 'and')}.{who}"


_MISCALLED = (ctypes.ArgumentError, AttributeError, TypeError, ValueError)
"""What a call into Windows may raise for the arguments it got."""

if sys.platform == "win32":

    def descriptor_of(path: Path) -> str:
        """Owner and access control list of a file, in SDDL.

        Raises:
            OSError: Windows refuses; ``errno`` is its error code.
        """
        advapi, kernel = ctypes.WinDLL("advapi32", use_last_error=True), ctypes.WinDLL("kernel32")
        kernel.LocalFree.argtypes = [ctypes.c_void_p]
        descriptor, text = ctypes.c_void_p(), ctypes.c_wchar_p()
        code = advapi.GetNamedSecurityInfoW(
            ctypes.c_wchar_p(str(path)), _FILE_OBJECT, _OWNER_AND_DACL, None, None, None, None, ctypes.byref(descriptor)
        )
        if code:
            raise OSError(code, "GetNamedSecurityInfoW")
        try:
            if not advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                descriptor, _REVISION, _OWNER_AND_DACL, ctypes.byref(text), None
            ):
                raise OSError(ctypes.get_last_error(), "ConvertSecurityDescriptorToStringSecurityDescriptorW")
            try:
                return text.value or ""
            finally:
                kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))
        finally:
            kernel.LocalFree(descriptor)

    def my_sid() -> str | None:
        """Security identifier of the account that runs this process; ``None`` where Windows does not tell."""
        advapi, kernel = ctypes.WinDLL("advapi32", use_last_error=True), ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.LocalFree.argtypes = kernel.CloseHandle.argtypes = [ctypes.c_void_p]
        token, size, text = ctypes.c_void_p(), ctypes.c_ulong(), ctypes.c_wchar_p()
        if not advapi.OpenProcessToken(ctypes.c_void_p(kernel.GetCurrentProcess()), _TOKEN_QUERY, ctypes.byref(token)):
            return None
        try:
            advapi.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(size))
            # TOKEN_USER begins with the address of the identifier, which follows it in the same buffer
            buffer = (ctypes.c_void_p * (size.value // ctypes.sizeof(ctypes.c_void_p) + 1))()
            if not advapi.GetTokenInformation(token, _TOKEN_USER, buffer, ctypes.sizeof(buffer), ctypes.byref(size)):
                return None
            if not advapi.ConvertSidToStringSidW(ctypes.c_void_p(buffer[0]), ctypes.byref(text)):
                return None
            try:
                return text.value
            finally:
                kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))
        finally:
            kernel.CloseHandle(token)

    def sid_of(account: str) -> str | None:
        """The security identifier of an account, by its name or as it is; ``None`` where Windows knows no such name."""
        if re.fullmatch(r"S-1(-\d+)+", account):
            return account
        advapi, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
        kernel.LocalFree.argtypes = [ctypes.c_void_p]
        binary, domain = ctypes.create_string_buffer(68), ctypes.create_unicode_buffer(256)  # SECURITY_MAX_SID_SIZE
        sizes, use, text = (ctypes.c_ulong(68), ctypes.c_ulong(256)), ctypes.c_ulong(), ctypes.c_wchar_p()
        if not advapi.LookupAccountNameW(
            None, ctypes.c_wchar_p(account.removeprefix(".\\")), binary, ctypes.byref(sizes[0]), domain,
            ctypes.byref(sizes[1]), ctypes.byref(use),
        ) or not advapi.ConvertSidToStringSidW(binary, ctypes.byref(text)):  # fmt: skip
            return None
        try:
            return text.value
        finally:
            kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))

    def name_of(sid: str) -> str:
        """The name of an account, with its domain; its identifier where Windows knows no name."""
        advapi, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
        kernel.LocalFree.argtypes = [ctypes.c_void_p]
        binary, use = ctypes.c_void_p(), ctypes.c_ulong()
        if not advapi.ConvertStringSidToSidW(ctypes.c_wchar_p(sid), ctypes.byref(binary)):
            return sid
        try:
            name, domain = ctypes.create_unicode_buffer(256), ctypes.create_unicode_buffer(256)
            sizes = ctypes.c_ulong(256), ctypes.c_ulong(256)
            if not advapi.LookupAccountSidW(
                None, binary, name, ctypes.byref(sizes[0]), domain, ctypes.byref(sizes[1]), ctypes.byref(use)
            ):
                return sid
            return f"{domain.value}\\{name.value}" if domain.value else name.value
        finally:
            kernel.LocalFree(binary)

    def job_of(pid: int) -> int | None:
        """A job with a process, and with all that it starts from now on: Microsoft, 'Job Objects'."""
        kernel = _kernel()
        process = kernel.OpenProcess(0x0101, False, pid)  # PROCESS_SET_QUOTA, PROCESS_TERMINATE
        job = kernel.CreateJobObjectW(None, None)
        joined = bool(process and job) and kernel.AssignProcessToJobObject(
            ctypes.c_void_p(job), ctypes.c_void_p(process)
        )
        kernel.CloseHandle(ctypes.c_void_p(process))
        return int(job) if joined else None

    def end_job(job: int) -> bool:
        """End all processes of a job; whether Windows did."""
        kernel = _kernel()
        ended = kernel.TerminateJobObject(ctypes.c_void_p(job), 1)
        kernel.CloseHandle(ctypes.c_void_p(job))
        return bool(ended)

    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = kernel.CreateJobObjectW.restype = ctypes.c_void_p
        return kernel

else:

    def descriptor_of(path: Path) -> str:
        """There are no security descriptors here."""
        raise OSError(0, "not Windows", str(path))

    def my_sid() -> str | None:
        """There are no security identifiers here."""
        return None

    def sid_of(account: str) -> str | None:
        """There are no security identifiers here."""
        return None

    def name_of(sid: str) -> str:
        """There are no accounts with such identifiers here."""
        return sid
