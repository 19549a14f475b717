"""File systems on which mode bits are made up: what is mounted where, from ``/proc/self/mountinfo``."""

from __future__ import annotations

import os

_MODELESS = {
    "cifs": "a Windows network share (cifs)",
    "smb3": "a Windows network share (smb3)",
    "smbfs": "a Windows network share (smbfs)",
    "webdav": "a WebDAV share",
    "macfuse": "a drive mounted through FUSE",
    "drvfs": "a Windows drive (drvfs)",
    "vfat": "a FAT drive, which knows no permissions",
    "msdos": "a FAT drive, which knows no permissions",
    "exfat": "an exFAT drive, which knows no permissions",
    "ntfs": "a Windows drive (ntfs)",
    "ntfs3": "a Windows drive (ntfs3)",
    "fuseblk": "a drive mounted through FUSE",
    "fuse": "a file system mounted through FUSE",
    "vboxsf": "a shared folder of a virtual machine (vboxsf)",
    "prl_fs": "a shared folder of a virtual machine (prl_fs)",
    "vmhgfs": "a shared folder of a virtual machine (vmhgfs)",
}


def devices(mountinfo: str) -> dict[int, str]:
    """Device numbers of mounted file systems that show modes which they do not keep, and how to call each.

    Args:
        mountinfo: the text of ``/proc/self/mountinfo``: see ``man 5 proc_pid_mountinfo``. What is no such line counts
            for nothing.
    """
    found: dict[int, str] = {}
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(" - ")
        fields, described = before.split(" "), after.split(" ")
        if not separator or len(fields) < 6 or len(described) < 3:
            continue
        major, _, minor = fields[2].partition(":")
        what = called(described[0], described[2])
        if what is not None and major.isdigit() and minor.isdigit():
            found[os.makedev(int(major), int(minor))] = what
    return found


def called(kind: str, options: str) -> str | None:
    """What to call a file system that shows modes which it does not keep; ``None`` for any other."""
    if kind == "9p":  # WSL 2 mounts Windows drives so; elsewhere it keeps modes
        return _MODELESS["drvfs"] if "aname=drvfs" in options else None
    return _MODELESS.get("fuse" if kind.startswith("fuse.") else kind)


def permissionless_devices(mountinfo: str) -> dict[int, str]:
    """What :func:`devices` finds in a file; nothing where there is no such file, as outside Linux."""
    try:
        with open(mountinfo, encoding="utf-8", errors="replace") as stream:
            return devices(stream.read())
    except OSError:
        return {}
