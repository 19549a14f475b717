"""Who can reach a file, from its mode, owner, group and access control list."""

from __future__ import annotations

import os
import shutil
import stat
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.linting import write

from umapi_lint.system import permissions, posix
from umapi_lint.system.access import Access, sentence
from umapi_lint.system.posix import AclEntry, AclError

pytestmark = pytest.mark.posix

ME, SOMEBODY, GROUP = 4001, 4002, 4003
"""Numbers that no account of a test machine has."""
USER_OWNER, USER, GROUP_OWNER, NAMED_GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20


@dataclass(frozen=True)
class Facts:
    """What ``os.stat_result`` tells of a file."""

    st_mode: int
    st_uid: int = ME
    st_gid: int = GROUP


def access(mode: int, acl: tuple[AclEntry, ...] = (), owner: int = ME, group: int = GROUP) -> Access:
    return posix.access_of_file(Facts(stat.S_IFREG | mode, owner, group), acl, ME)


def blob(*entries: AclEntry) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", e.tag, e.permissions, e.id) for e in entries)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700, 0o200])
def test_a_file_for_its_owner_alone_is_nobody_elses(mode: int) -> None:
    assert access(mode) == Access(shown=f"mode {mode:04o}")


def test_says_who_can_read_and_who_can_change() -> None:
    assert sentence(access(0o644).grants) == "everybody on this machine can read it"
    assert sentence(access(0o640).grants) == f"the group number {GROUP} can read it"
    assert sentence(access(0o660).grants) == f"the group number {GROUP} can read and change it"
    assert sentence(access(0o602).grants) == "everybody on this machine can change it"


def test_to_execute_alone_is_no_access() -> None:
    assert access(0o711).grants == ()


def test_the_group_of_a_file_of_root_may_read_but_not_change_it() -> None:
    assert access(0o640, owner=0) == Access(shown="mode 0640")
    assert sentence(access(0o660, owner=0).grants) == f"the group number {GROUP} can read and change it"
    assert sentence(access(0o644, owner=0).grants) == "everybody on this machine can read it"


def test_another_owner_is_named_and_root_is_not_another() -> None:
    assert access(0o600, owner=SOMEBODY).owner == f"the user number {SOMEBODY}"
    assert access(0o600, owner=0).owner is None


def test_a_user_whom_a_list_grants_access_is_named() -> None:
    acl = (AclEntry(USER, 4, SOMEBODY), AclEntry(GROUP_OWNER, 0, 0xFFFFFFFF), AclEntry(MASK, 4, 0xFFFFFFFF))
    assert sentence(access(0o640, acl).grants) == f"the user number {SOMEBODY} can read it"


def test_whoever_can_do_more_than_everybody_is_named_beside_them() -> None:
    acl = (AclEntry(USER, 6, SOMEBODY), AclEntry(GROUP_OWNER, 4, 0xFFFFFFFF), AclEntry(MASK, 6, 0xFFFFFFFF))
    assert sentence(access(0o664, acl).grants) == (
        f"the user number {SOMEBODY} can read and change it and everybody on this machine can read it"
    )


def test_a_group_whom_a_list_grants_access_is_named_beside_the_owning_one() -> None:
    acl = (AclEntry(GROUP_OWNER, 4, 0xFFFFFFFF), AclEntry(NAMED_GROUP, 6, SOMEBODY), AclEntry(MASK, 6, 0xFFFFFFFF))
    assert sentence(access(0o660, acl).grants) == (
        f"the group number {SOMEBODY} can read and change it and the group number {GROUP} can read it"
    )


def test_the_mask_takes_away_what_an_entry_grants() -> None:
    acl = (AclEntry(USER, 7, SOMEBODY), AclEntry(GROUP_OWNER, 0, 0xFFFFFFFF), AclEntry(MASK, 4, 0xFFFFFFFF))
    assert [grant.change for grant in access(0o640, acl).grants] == [False]
    assert access(0o600, acl).grants == ()


def test_me_and_root_on_a_list_are_nobody_else() -> None:
    acl = (AclEntry(USER, 6, ME), AclEntry(USER, 6, 0), AclEntry(GROUP_OWNER, 0, 0xFFFFFFFF))
    assert access(0o660, acl).grants == ()


@given(st.integers(0, 0o777), st.integers(0, 7), st.integers(0, 7))
def test_no_grant_exceeds_the_mode(mode: int, user: int, group: int) -> None:
    acl = (AclEntry(USER, user, SOMEBODY), AclEntry(GROUP_OWNER, group, 0xFFFFFFFF))
    grants = access(mode, acl).grants
    if not mode & 0o077:
        assert grants == ()
    for grant in grants:
        bits = mode & 7 if grant.everybody else mode >> 3 & 7
        assert not grant.read or bits & 4
        assert not grant.change or bits & 2


@given(st.lists(st.builds(AclEntry, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF))))
def test_reads_a_list_as_linux_writes_it(entries: list[AclEntry]) -> None:
    assert posix.parse_acl(blob(*entries)) == tuple(entries)


@given(st.binary(max_size=40))
def test_never_fails_on_bytes_but_by_saying_that_they_are_no_list(data: bytes) -> None:
    try:
        posix.parse_acl(data)
    except AclError:
        assert len(data) < 4 or (len(data) - 4) % 8 or data[:4] != b"\2\0\0\0"


def replace(mode: int, owner: int = ME, group: int = GROUP, of: int = ME) -> list[str]:
    grants = posix.who_can_replace(Facts(stat.S_IFDIR | mode, owner, group), (), ME, of)
    return [grant.who for grant in grants]


def test_who_can_write_to_a_folder_can_replace_what_lies_in_it() -> None:
    assert replace(0o777) == ["everybody on this machine", f"the group number {GROUP}"]
    assert replace(0o775) == [f"the group number {GROUP}"]
    assert replace(0o755) == []


def test_with_the_sticky_bit_only_owners_can() -> None:
    assert replace(0o1777, owner=0) == []
    assert replace(0o1777, owner=SOMEBODY) == [f"the user number {SOMEBODY}"]


def test_writing_without_entering_is_of_no_use() -> None:
    assert replace(0o722) == []


def test_whoever_owns_the_file_needs_no_folder() -> None:
    assert replace(0o755, owner=SOMEBODY, of=SOMEBODY) == []
    assert replace(0o755, owner=SOMEBODY) == [f"the user number {SOMEBODY}"]


def test_the_group_of_root_is_not_told_of() -> None:
    assert replace(0o775, owner=0, group=0) == []


# --- real files


def test_a_real_file_is_judged_by_its_mode(tmp_path: Path) -> None:
    path = write(tmp_path, "x", mode=0o644)
    found = permissions.access_of_file(path, path.stat(), {})
    assert sentence(found.grants) == "everybody on this machine can read it"
    assert found.shown == "mode 0644"
    path.chmod(0o600)
    assert permissions.access_of_file(path, path.stat(), {}).grants == ()


def test_a_real_access_control_list_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "x", mode=0o600)
    grant_access(path, SOMEBODY, "r")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    found = permissions.access_of_file(path, path.stat(), {})
    assert sentence(found.grants) == f"the user number {SOMEBODY} can read it"
    path.chmod(0o600)
    assert permissions.access_of_file(path, path.stat(), {}).grants == ()


def grant_access(path: Path, user: int, rights: str) -> None:
    """Give a user access to a file by an access control list, with the system's own tool where it is installed."""
    if shutil.which("setfacl"):
        subprocess.run(["setfacl", "-m", f"u:{user}:{rights}", str(path)], check=True)
        return
    bits = {"r": 4, "rw": 6, "rwx": 7}[rights]
    own = path.stat().st_mode >> 6 & 7
    nobody = 0xFFFFFFFF
    entries = (
        AclEntry(USER_OWNER, own, nobody), AclEntry(USER, bits, user), AclEntry(GROUP_OWNER, 0, nobody),
        AclEntry(MASK, bits, nobody), AclEntry(OTHER, 0, nobody),
    )  # fmt: skip
    os.setxattr(path, posix.ACL_ATTRIBUTE, blob(*entries))


def test_a_real_folder_that_all_can_write_to_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "open" / "closed"
    path = write(folder, "x")
    folder.parent.chmod(0o777)
    found = permissions.open_folders(path, path.stat())
    assert [name for name, _ in found] == [folder.parent]
    folder.parent.chmod(0o1777)
    assert permissions.open_folders(path, path.stat()) == []


def test_the_folder_of_a_symbolic_link_counts_too(tmp_path: Path) -> None:
    path = write(tmp_path / "kept", "x")
    (tmp_path / "open").mkdir()
    link = tmp_path / "open" / "connector-umapi.yml"
    link.symlink_to(path)
    (tmp_path / "open").chmod(0o777)
    assert [name for name, _ in permissions.open_folders(link, path.stat())] == [tmp_path / "open"]
    assert permissions.open_folders(path, path.stat()) == []


def test_the_account_that_runs_the_tool_may_be_in_the_list_and_own_the_folder() -> None:
    listed = (AclEntry(GROUP_OWNER, 0, 0), AclEntry(USER, 4, SOMEBODY), AclEntry(MASK, 4, 0))
    facts = Facts(stat.S_IFREG | 0o640)
    assert posix.access_of_file(facts, listed, ME).grants != ()
    assert posix.access_of_file(facts, listed, ME, SOMEBODY).grants == ()
    folder = Facts(stat.S_IFDIR | 0o755, st_uid=SOMEBODY)
    assert posix.who_can_replace(folder, (), ME, ME) != ()
    assert posix.who_can_replace(folder, (), ME, ME, SOMEBODY) == ()


def test_a_user_is_known_by_name_and_by_number() -> None:
    assert posix.user_id("root") == posix.user_id("0") == posix.ROOT
    assert posix.user_id("nobody of this name") is posix.user_id(None) is posix.user_id("") is None
