"""What macOS answers, as its own tools write it, and what we make of it. The calls themselves run on a Mac only."""

from __future__ import annotations

import stat
import struct
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.linting import write

from umapi_lint.system import keyring_probe, macos
from umapi_lint.system.access import Access, sentence

pytestmark = pytest.mark.posix

ME, TOOL = 501, 502
EVERYONE = "group:ABCDEFAB-CDEF-ABCD-EFAB-CDEF0000000C:everyone:12"
ALICE = "user:FFFFEEEE-DDDD-CCCC-BBBB-AAAA000001F6:alice:502"
STAFF = "group:ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000014:staff:20"
GONE = "user:11234567-89AB-CDEF-0123-456789ABCDEF::"


def access(*lines: str, mode: int = 0o600, run_as: int | None = None) -> Access:
    facts = SimpleNamespace(st_mode=stat.S_IFREG | mode, st_uid=ME, st_gid=20)
    return macos.access_of_file(facts, macos.parse_acl("\n".join(("!#acl 1", *lines)) + "\n"), ME, run_as)


def test_a_file_without_a_list_is_judged_by_its_mode() -> None:
    assert access().grants == ()
    assert sentence(access(mode=0o644).grants) == "everybody on this machine can read it"
    assert access(mode=0o644).narrowed_by_mode


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"{ALICE}:allow:read", "the user `alice` can read it"),
        (f"{ALICE}:allow,inherited:read,write,append", "the user `alice` can read and change it"),
        (f"{EVERYONE}:allow:read,execute", "everybody on this machine can read it"),
        (f"{STAFF}:allow:writesecurity", "the group `staff` can change it"),
        (f"{GONE}:allow:read", "a user that is not known here can read it"),
    ],
)
def test_a_list_lets_others_in_though_the_mode_does_not(line: str, told: str) -> None:
    found = access(line)
    assert sentence(found.grants) == told
    assert not found.narrowed_by_mode  # `chmod 600` would change nothing


@pytest.mark.parametrize(
    "lines",
    [
        (f"{EVERYONE}:deny:delete",),
        (f"{ALICE}:allow:readattr,execute",),
        (f"{ALICE}:deny:read", f"{ALICE}:allow:read"),
        (f"{EVERYONE}:deny:read,write", f"{ALICE}:allow:read,write"),
        (f"{ALICE}:allow,file_inherit,only_inherit:read",),
        ("user:FFFFEEEE-DDDD-CCCC-BBBB-AAAA00000000:root:0:allow:read",),
    ],
)
def test_what_gives_nobody_the_text_is_no_access(lines: tuple[str, ...]) -> None:
    assert access(*lines).grants == ()


def test_a_denial_behind_a_grant_comes_too_late() -> None:
    assert access(f"{ALICE}:allow:read", f"{ALICE}:deny:read").grants != ()


def test_everybody_is_told_from_people_whom_somebody_chose() -> None:
    assert [grant.everybody for grant in access(f"{STAFF}:allow:read", f"{ALICE}:allow:read").grants] == [True, False]


def test_the_account_that_runs_the_tool_may_stand_in_the_list() -> None:
    assert access(f"{ALICE}:allow:read", run_as=TOOL).grants == ()


@pytest.mark.parametrize("text", ["", "user::rw-", "!#acl 1\nnobody", "!#acl 1\nuser:x:y:1:maybe:read"])
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"form|version"):
        macos.parse_acl(text)


@pytest.mark.parametrize(
    ("kind", "flags", "reason"),
    [
        ("apfs", 0x04809000, None),
        ("hfs", 0, None),
        ("apfs", 0x00200000, "it is on a drive whose owners macOS ignores (`noowners`)"),
        ("msdos", 0, "it is on a FAT drive, which knows no permissions"),
        ("smbfs", 0, "it is on a Windows network share (smbfs)"),
    ],
)
def test_modes_of_some_volumes_say_nothing(kind: str, flags: int, reason: str | None) -> None:
    told = struct.pack("<IiQQQQQ2iIIII16s", 4096, 1 << 20, 9, 9, 9, 9, 9, 1, 2, 0, 26, flags, 0, kind.encode())
    assert macos.why_unchecked(told.ljust(2168, b"\0")) == reason


class Keychain:
    """The part of the library's interface to the Keychain that asks, with one entry; it refuses to give a value."""

    class Error(Exception):
        @classmethod
        def raise_for_status(cls, status: int) -> None:
            if status:
                raise cls(status)

    error = SimpleNamespace(item_not_found=-25300)

    @staticmethod
    def k_(name: str) -> str:
        return name

    @staticmethod
    def create_query(**asked: object) -> dict[str, object]:
        return asked

    @staticmethod
    def SecItemCopyMatching(query: dict[str, object], result: object) -> int:
        assert result is None
        assert not [key for key in query if key.startswith("kSecReturn")]
        if query["kSecAttrService"] == "locked":
            return -25308
        return 0 if (query["kSecAttrService"], query["kSecAttrAccount"]) == ("umapi_a", "org") else -25300


def test_the_keychain_is_asked_for_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import macOS

    monkeypatch.setattr(macOS, "api", Keychain, raising=False)
    store = macOS.Keyring.__new__(macOS.Keyring)
    assert keyring_probe.exists(store, "umapi_a", "org")
    assert not keyring_probe.exists(store, "umapi_b", "org")
    with pytest.raises(Keychain.Error):
        keyring_probe.exists(store, "locked", "org")


if sys.platform == "darwin":

    def test_a_real_list_is_read_and_kept_by_a_fix(tmp_path: Path) -> None:
        import subprocess

        from umapi_lint.document.atomic_write import write_over
        from umapi_lint.document.source import read_source
        from umapi_lint.system import permissions

        path = write(tmp_path, "a: 1\n")
        subprocess.run(["/bin/chmod", "+a", "everyone allow read", str(path)], check=True)
        subprocess.run(["/usr/bin/xattr", "-w", "org.example.mark", "kept", str(path)], check=True)
        write_over(read_source(path), b"a: 2\n")
        assert (
            sentence(permissions.access_of_file(path, path.stat(), {}).grants)
            == "everybody on this machine can read it"
        )
        listed = subprocess.run(["/usr/bin/xattr", str(path)], capture_output=True, text=True, check=True).stdout
        assert "org.example.mark" in listed.split()
