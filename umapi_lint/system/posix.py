"""Mode bits and POSIX access control lists, as data: who can reach a file beside its owner.

The group bits of the mode are the *mask* of an access control list where there is one, so ``0600`` proves that no
named user has access, and a list need be read only where group bits are set. The format of the list is that of the
extended attribute ``system.posix_acl_access``: a 32-bit version, then entries of tag, permissions and id
(16, 16 and 32 bits), all little-endian.
"""

from __future__ import annotations

import stat

from umapi_lint.record import Record
from umapi_lint.record.typed import Protocol
from umapi_lint.system.access import EVERYBODY, Access, Grant

ACL_ATTRIBUTE = "system.posix_acl_access"
ROOT = 0

_USER, _GROUP_OWNER, _GROUP, _MASK = 0x02, 0x04, 0x08, 0x10
_READ, _WRITE, _SEARCH = 4, 2, 1


class Facts(Protocol):
    """What is asked of ``os.stat_result``."""

    @property
    def st_mode(self) -> int: ...
    @property
    def st_uid(self) -> int: ...
    @property
    def st_gid(self) -> int: ...


class AclEntry(Record):
    """One line of an access control list."""

    tag: int
    permissions: int
    id: int


class AclError(ValueError):
    """An attribute that is not an access control list as Linux writes it."""


def parse_acl(data: bytes) -> tuple[AclEntry, ...]:
    """The entries of an access control list.

    Raises:
        AclError: the data has another version or another length than such a list has.
    """
    if len(data) < 4 or (len(data) - 4) % 8 or int.from_bytes(data[:4], "little") != 2:
        raise AclError("not an access control list of version 2")
    return tuple(
        AclEntry(*(int.from_bytes(data[at + start : at + end], "little") for start, end in ((0, 2), (2, 4), (4, 8))))
        for at in range(4, len(data), 8)
    )


def access_of_file(facts: Facts, acl: tuple[AclEntry, ...], me: int, run_as: int | None = None) -> Access:
    """Who can read or change a file beside ``me`` and ``run_as`` (user ids), root, and anyone who owns it.

    The group of a file that belongs to root may read it: that is how a service gets at what its administrator keeps.
    So may the group that the account which runs UST has for itself.
    """
    for_service = facts.st_uid == ROOT or (run_as is not None and is_private_group(facts.st_gid, run_as))
    grants = tuple(_grants(facts, acl, {me, run_as}, allowed_to_group=_READ if for_service else 0))
    owner = None if facts.st_uid in (me, run_as, ROOT) else f"the user {user_name(facts.st_uid)}"
    return Access(grants, owner, f"mode {stat.S_IMODE(facts.st_mode):04o}", narrowed_by_mode=bool(grants))


def who_can_replace(
    facts: Facts, acl: tuple[AclEntry, ...], me: int, owner: int, run_as: int | None = None
) -> tuple[Grant, ...]:
    """Who can put another file in the place of one that is in a folder.

    Args:
        facts: of the folder.
        acl: of the folder.
        me: user id of the one who runs us.
        owner: user id of what is in it; who owns that needs no folder to change it.
        run_as: user id of the account that runs UST.
    """
    grants: list[Grant] = []
    if facts.st_uid not in (me, ROOT, owner, run_as):
        grants.append(Grant(f"the user {user_name(facts.st_uid)}", read=True, change=True))
    if not facts.st_mode & stat.S_ISVTX:  # with it only who owns the file or the folder can rename or remove
        private = is_private_group(facts.st_gid, facts.st_uid)
        for grant in _grants(facts, acl, {me, run_as}, allowed_to_group=7 if private else 0, needed=_WRITE | _SEARCH):
            if grant.change:
                grants.append(grant)
    return tuple(grants)


def _grants(
    facts: Facts, acl: tuple[AclEntry, ...], trusted: set[int | None], allowed_to_group: int, needed: int = 0
) -> list[Grant]:
    found: list[Grant] = []

    def add(who: str, permissions: int, *, everybody: bool = False) -> None:
        if permissions & needed == needed and permissions & (_READ | _WRITE):
            found.append(Grant(who, bool(permissions & _READ), bool(permissions & _WRITE), everybody))

    mode = stat.S_IMODE(facts.st_mode)
    add(EVERYBODY, mode & 7, everybody=True)
    mask = mode >> 3 & 7
    group = next((entry.permissions & mask for entry in acl if entry.tag == _GROUP_OWNER), mask)
    if mask:
        for entry in acl:
            if entry.tag == _USER and entry.id not in trusted | {ROOT, facts.st_uid}:
                add(f"the user {user_name(entry.id)}", entry.permissions & mask)
    if group & ~allowed_to_group:
        add(f"the group {group_name(facts.st_gid)}", group)
    for entry in acl:
        if entry.tag == _GROUP:
            add(f"the group {group_name(entry.id)}", entry.permissions & mask)
    return found


def is_private_group(group: int, user: int) -> bool:
    """Whether a group is the one that many systems give each user for himself, with nobody else in it."""
    import grp
    import pwd

    if group == 0:
        return True
    try:
        account, entry = pwd.getpwuid(user), grp.getgrgid(group)
    except KeyError:
        return False
    return account.pw_gid == group and entry.gr_name == account.pw_name and set(entry.gr_mem) <= {account.pw_name}


def user_id(name: str | None) -> int | None:
    """The number of a user, by name or as it is; ``None`` where nobody has the name."""
    import pwd

    if not name or name.isdecimal():
        return int(name) if name else None
    try:
        return pwd.getpwnam(name).pw_uid
    except (KeyError, ValueError):
        return None


def user_name(uid: int) -> str:
    """A user's name in backticks, or ``number 1234`` where nobody has it."""
    import pwd

    try:
        return f"`{pwd.getpwuid(uid).pw_name}`"
    except KeyError:
        return f"number {uid}"


def group_name(gid: int) -> str:
    """A group's name in backticks, or ``number 1234`` where no group has it."""
    import grp

    try:
        return f"`{grp.getgrgid(gid).gr_name}`"
    except KeyError:
        return f"number {gid}"
