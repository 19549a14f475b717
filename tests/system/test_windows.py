"""The calls into Windows: made for real where the tests run there, refused elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.system import sddl, windows
from umapi_lint.system.access import Access, Grant, sentence

if sys.platform == "win32":

    def test_a_real_file_has_a_descriptor_that_can_be_read(tmp_path: Path) -> None:
        path = write(tmp_path, "x")
        text = windows.descriptor_of(path)
        descriptor = sddl.parse(text)
        assert descriptor.owner is not None
        assert descriptor.aces

    @pytest.mark.parametrize(("mode", "told"), [(0o604, "can read it"), (0o606, "can read and change it")])
    def test_a_file_that_everyone_may_reach_is_told(tmp_path: Path, mode: int, told: str) -> None:
        found = windows.access_of_file(write(tmp_path, "x", mode=mode))
        assert sentence(found.grants) == f"`Everyone` {told}"

    def test_a_file_for_its_owner_alone_is_nobody_elses(tmp_path: Path) -> None:
        assert windows.access_of_file(write(tmp_path, "x")) == Access()

    def test_i_am_known_and_every_machine_has_a_name_for_the_system() -> None:
        assert (windows.my_sid() or "").startswith("S-1-5-")
        assert windows.name_of("S-1-5-18") != "S-1-5-18"

    def test_the_account_that_runs_the_tool_is_no_finding(tmp_path: Path) -> None:
        path = write(tmp_path, "x", mode=0o604)
        assert windows.access_of_file(path, "S-1-1-0").grants == ()

    def test_an_account_is_known_by_its_name_and_by_its_identifier() -> None:
        system = windows.name_of("S-1-5-18")
        assert windows.sid_of(system) == "S-1-5-18"
        assert windows.sid_of("S-1-5-18") == "S-1-5-18"
        assert windows.sid_of("no such account") is None

    def test_a_file_that_is_not_there_is_not_checked(tmp_path: Path) -> None:
        assert windows.access_of_file(tmp_path / "missing").unchecked

else:

    def test_elsewhere_there_are_no_descriptors(tmp_path: Path) -> None:
        with pytest.raises(OSError, match="not Windows"):
            windows.descriptor_of(tmp_path)
        assert windows.access_of_file(tmp_path).unchecked is not None
        assert windows.my_sid() is None
        assert windows.name_of("S-1-5-18") == "S-1-5-18"
        assert windows.sid_of("SYSTEM") is None


EVERYONE, USERS = (
    Grant(f"`{name}`", read=True, change=False, everybody=True, account=sid)
    for name, sid in (("Everyone", "*S-1-1-0"), ("Users", "*S-1-5-32-545"))
)


def test_the_commands_let_the_tool_in_first_and_take_nothing_from_the_system() -> None:
    assert windows.icacls("x.yml", [EVERYONE, USERS], "S-1-5-21-1-2-3-1001" if sys.platform == "win32" else None) == (
        'In this order: `icacls "x.yml" /grant "*S-1-5-21-1-2-3-1001:R"`, `icacls "x.yml" /inheritance:d` and '
        '`icacls "x.yml" /remove:g "*S-1-1-0" "*S-1-5-32-545"`.'
        if sys.platform == "win32"
        else 'In this order: `icacls "x.yml" /grant "ACCOUNT:R"`, `icacls "x.yml" /inheritance:d` and '
        '`icacls "x.yml" /remove:g "*S-1-1-0" "*S-1-5-32-545"`. ACCOUNT is the one that runs UST; `--run-as` fills it in.'
    )


def test_a_name_that_is_no_account_never_stands_in_a_command() -> None:
    assert "calc" not in windows.icacls("x.yml", [EVERYONE], 'x" & calc & "')


def test_a_file_without_a_list_gets_that_of_its_folder() -> None:
    everyone = Grant("`Everyone`", read=True, change=True, everybody=True)
    assert '`icacls "x.yml" /reset`' in windows.icacls("x.yml", [everyone])
