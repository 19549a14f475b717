"""Which file systems show modes that they do not keep."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.system import mounts

pytestmark = pytest.mark.posix

LINE = "36 35 {device} /mnt1 /mnt/with\\040blank rw,noatime master:1 shared:2 - {kind} //server/share {options}"


def devices(kind: str, options: str = "rw") -> list[tuple[int, str]]:
    return list(mounts.devices(LINE.format(device="0:57", kind=kind, options=options)).items())


@pytest.mark.parametrize("kind", ["cifs", "drvfs", "vfat", "exfat", "ntfs3", "fuseblk", "fuse.sshfs", "smb3", "vboxsf"])
def test_a_file_system_that_makes_modes_up_is_known_by_its_device(kind: str) -> None:
    [(device, words)] = devices(kind)
    assert device == os.makedev(0, 57)
    assert words


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "xfs", "tmpfs", "overlay", "nfs4", "zfs"])
def test_a_file_system_that_keeps_modes_is_none_of_them(kind: str) -> None:
    assert devices(kind) == []


def test_wsl_mounts_windows_drives_by_way_of_9p() -> None:
    assert devices("9p", "rw,aname=drvfs;path=C:\\;uid=1000,trans=fd") == [
        (os.makedev(0, 57), "a Windows drive (drvfs)")
    ]
    assert devices("9p", "rw,trans=virtio") == []


def test_takes_lines_without_optional_fields() -> None:
    assert mounts.devices("36 35 8:1 / /mnt rw - vfat /dev/sda1 rw\n") == {
        os.makedev(8, 1): "a FAT drive, which knows no permissions"
    }


@given(st.text())
def test_nonsense_counts_for_nothing(text: str) -> None:
    assert mounts.devices(text) == {}


def test_the_system_of_this_machine_is_asked_and_this_folder_keeps_its_modes(tmp_path: Path) -> None:
    assert tmp_path.stat().st_dev not in mounts.permissionless_devices("/proc/self/mountinfo")


def test_without_a_list_of_mounts_nothing_is_known(tmp_path: Path) -> None:
    assert mounts.permissionless_devices(str(tmp_path / "mountinfo")) == {}
