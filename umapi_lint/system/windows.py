"""The calls into Windows that give a file's security descriptor as text; what it means is told by ``sddl``."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from umapi_lint.system import sddl
from umapi_lint.system.access import Access

_FILE_OBJECT = 1
_OWNER_AND_DACL = 0x1 | 0x4
_REVISION = 1
_TOKEN_QUERY = 0x0008
_TOKEN_USER = 1


def access_of_file(path: Path) -> Access:
    """Who can reach a file. What Windows does not tell, or tells in a form that is new, is said to be unchecked."""
    try:
        descriptor = sddl.parse(descriptor_of(path))
        if descriptor.is_made_up:
            return Access(unchecked="it lies on a file system without permissions, such as FAT or exFAT")
        return sddl.access_of_file(descriptor, my_sid(), name_of)
    except OSError as error:
        return Access(unchecked=f"Windows does not show its permissions (error {error.errno})")
    except sddl.SddlError:
        return Access(unchecked="its permissions are of a form that umapi-lint does not know")
    except (ctypes.ArgumentError, AttributeError, TypeError, ValueError) as error:
        # the names of files and accounts go to another language here: no lint may fail for what it makes of them
        return Access(unchecked=f"Windows could not be asked for its permissions ({type(error).__name__})")


def icacls(name: str) -> str:
    """The command that leaves a file to the account that runs us, and to the system, in any shell and language."""
    try:
        me = my_sid()
    except (OSError, ctypes.ArgumentError, AttributeError, TypeError, ValueError):  # as above
        me = None
    who = f"*{me}" if me else "NAME_OF_ACCOUNT"
    return (
        f'`icacls "{name}" /inheritance:r /grant:r "{who}:F" "*S-1-5-18:F"`; whom `icacls "{name}"` still lists then, '
        "take away with `/remove`."
    )


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
            # TOKEN_USER begins with the address of the identifier, which lies behind it in the same buffer
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

else:

    def descriptor_of(path: Path) -> str:
        """There are no security descriptors here."""
        raise OSError(0, "not Windows", str(path))

    def my_sid() -> str | None:
        """There are no security identifiers here."""
        return None

    def name_of(sid: str) -> str:
        """There are no accounts with such identifiers here."""
        return sid
