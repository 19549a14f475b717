"""Who can reach a file: asks the system at hand, and hands the answer to the functions that judge it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from umapi_lint.system import posix
from umapi_lint.system.access import Access, Grant
from umapi_lint.system.paths import resolved


def access_of_file(
    path: Path, facts: os.stat_result, permissionless_devices: Mapping[int, str], run_as: str | None = None
) -> Access:
    """Who can read or change a file beside its owner.

    Args:
        path: where it is, symbolic links resolved.
        facts: ``fstat`` of the descriptor that was read.
        permissionless_devices: devices on which modes mean nothing, and how to call each.
        run_as: the account that runs UST, as the user calls it.
    """
    if os.name == "nt":
        from umapi_lint.system import windows

        return windows.access_of_file(path, run_as)
    if sys.platform == "darwin":
        from umapi_lint.system import macos

        return macos.access_of_path(str(path), facts, os.geteuid(), posix.user_id(run_as))
    if facts.st_dev in permissionless_devices:
        return Access(unchecked=f"it is on {permissionless_devices[facts.st_dev]}")
    return posix.access_of_file(facts, _acl(path, facts), os.geteuid(), posix.user_id(run_as))


def is_narrowed_by_mode(folder: Path) -> bool:
    """Whether taking the write permission of group and others from a folder takes anything from anybody."""
    try:
        mode = os.stat(folder).st_mode
    except OSError:
        return False
    return bool(mode & (stat.S_IWGRP | stat.S_IWOTH)) and not mode & stat.S_ISVTX


def open_folders(path: Path, facts: os.stat_result, run_as: str | None = None) -> list[tuple[Path, tuple[Grant, ...]]]:
    """Folders on the way to a file in which somebody else can put another one in its place, the nearest first.

    Both ways count where the file was reached through a symbolic link: who can change the link can redirect it.

    Args:
        path: the file as it was named.
        facts: of the file.
        run_as: the account that runs UST, as the user calls it.
    """
    if os.name == "nt":
        return []
    tool = posix.user_id(run_as)
    found = []
    for folder in _folders(path):
        try:
            about = os.stat(folder)
        except OSError:
            continue  # anyone who cannot even look at a folder cannot be told about it
        grants = posix.who_can_replace(about, _acl(folder, about), os.geteuid(), facts.st_uid, tool)
        if grants:
            found.append((folder, grants))
    return found


def _folders(path: Path) -> list[Path]:
    ways = (Path(resolved(path)).parents, Path(os.path.abspath(path)).parents)
    return list(dict.fromkeys(folder for way in ways for folder in way if not os.path.islink(folder)))


def _acl(path: Path, facts: os.stat_result) -> tuple[posix.AclEntry, ...]:
    """The access control list of a file whose group bits say that there may be one."""
    getxattr = getattr(os, "getxattr", None)
    if getxattr is None or not facts.st_mode & 0o070:
        return ()
    try:
        return posix.parse_acl(getxattr(path, posix.ACL_ATTRIBUTE))
    except (OSError, posix.AclError):  # it has none, or the file system keeps none
        return ()
