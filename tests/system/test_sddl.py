"""Who can reach a file, from security descriptors as Windows writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.system import sddl
from umapi_lint.system.access import Access, sentence
from umapi_lint.system.sddl import SddlError

MACHINE = "S-1-5-21-1004336348-1177238915-682003330"
ME, SOMEBODY = f"{MACHINE}-1001", f"{MACHINE}-1002"

HOME = f"O:{ME}G:{MACHINE}-513D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;{ME})"
"""A file below C:\\Users\\me, as Windows 11 makes it."""
PROGRAM_DATA = f"O:{ME}G:{MACHINE}-513D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;{ME})(A;ID;0x1200a9;;;BU)"
"""A file below C:\\ProgramData."""
DRIVE = "O:BAG:DUD:AI(A;ID;FA;;;BA)(A;ID;FA;;;SY)(A;ID;0x1301bf;;;AU)(A;ID;0x1200a9;;;BU)"
"""A file in a folder made at the root of C:."""
CLEAN = f"O:{ME}G:{MACHINE}-513D:PAI(A;;FA;;;{ME})(A;;FA;;;SY)"
"""After `icacls /inheritance:r /grant:r`."""
SHARE = "O:BAG:SYD:(A;OICI;FA;;;WD)S:AI(AU;SAFA;FA;;;WD)"
"""A file on a share that grants everything to everyone, with an audit rule."""


def access(text: str, me: str | None = ME) -> Access:
    return sddl.access_of_file(sddl.parse(text), me)


@pytest.mark.parametrize("text", [HOME, CLEAN])
def test_a_file_for_me_and_the_administrators_is_nobody_elses(text: str) -> None:
    assert access(text) == Access()


def test_inherited_access_for_users_is_access_for_everybody() -> None:
    found = access(PROGRAM_DATA)
    assert sentence(found.grants) == "`Users` can read it"
    assert all(grant.everybody for grant in found.grants)


def test_the_root_of_a_drive_lets_all_users_change_files() -> None:
    assert sentence(access(DRIVE).grants) == "`Authenticated Users` can read and change it and `Users` can read it"


def test_a_share_open_to_everyone_is_told_and_its_audit_rule_is_not() -> None:
    assert sentence(access(SHARE).grants) == "`Everyone` can read and change it"


def test_an_account_is_named_by_whoever_knows_its_name() -> None:
    text = CLEAN + f"(A;;FR;;;{SOMEBODY})"
    assert sentence(access(text).grants) == f"the account `{SOMEBODY}` can read it"
    named = sddl.access_of_file(sddl.parse(text), ME, {SOMEBODY: "SRV\\backup"}.__getitem__)
    assert sentence(named.grants) == "the account `SRV\\backup` can read it"
    assert not named.grants[0].everybody


def test_accounts_of_a_domain_are_known_by_their_last_number() -> None:
    assert sentence(access(CLEAN + f"(A;;FR;;;{MACHINE}-513)").grants) == "`Domain Users` can read it"
    assert access(CLEAN + f"(A;;FA;;;{MACHINE}-512)(A;;FA;;;{MACHINE}-500)").grants == ()


@pytest.mark.parametrize("owner", ["BA", "SY", "S-1-5-32-544", "LA"])
def test_administrators_and_the_system_may_own_it(owner: str) -> None:
    assert access(f"O:{owner}G:SYD:P(A;;FA;;;SY)").owner is None


def test_another_owner_is_named() -> None:
    assert access(f"O:{SOMEBODY}G:SYD:P(A;;FA;;;SY)").owner == f"the account `{SOMEBODY}`"
    assert access("O:BUG:SYD:P(A;;FA;;;SY)").owner == "`Users`"
    assert access(f"O:{SOMEBODY}G:SYD:P(A;;FA;;;SY)", me=None).owner is None


def test_a_denial_before_a_grant_takes_it_away_and_one_behind_it_does_not() -> None:
    assert access(f"O:{ME}D:(D;;FA;;;BU)(A;;FA;;;BU)").grants == ()
    assert access(f"O:{ME}D:(A;;FA;;;BU)(D;;FA;;;BU)").grants != ()


def test_a_denial_for_everyone_concerns_each() -> None:
    assert access(f"O:{ME}D:(D;;FA;;;WD)(A;;FR;;;{SOMEBODY})(A;;FR;;;AU)").grants == ()


def test_a_denial_to_change_leaves_reading() -> None:
    assert sentence(access(f"O:{ME}D:(D;;FW;;;WD)(A;;FR;;;BU)").grants) == "`Users` can read it"


def test_an_entry_for_what_is_made_below_only_is_no_access() -> None:
    assert access(f"O:{ME}D:(A;OICIIO;FA;;;WD)").grants == ()


def test_a_conditional_grant_may_hold_and_a_conditional_denial_may_not() -> None:
    assert access(f'O:{ME}D:(XA;;FR;;;WD;(@User.Project=="Sync"))').grants != ()
    assert access(f'O:{ME}D:(XD;;FR;;;WD;(@User.Project=="Sync"))(A;;FR;;;WD)').grants != ()


@pytest.mark.parametrize("text", [f"O:{ME}G:SYD:NO_ACCESS_CONTROL", f"O:{ME}G:SY"])
def test_no_list_means_that_everyone_may_do_everything(text: str) -> None:
    assert sentence(access(text).grants) == "`Everyone` can read and change it"


def test_an_empty_list_means_that_nobody_may_do_anything() -> None:
    assert access(f"O:{ME}G:SYD:P").grants == ()


@pytest.mark.parametrize("rights", ["GA", "GR", "FR", "FA", "0x1200a9", "CCSWRPLORC", "0x80000000"])
def test_every_spelling_of_the_right_to_read_is_one(rights: str) -> None:
    assert [grant.read for grant in access(f"O:{ME}D:(A;;{rights};;;WD)").grants] == [True]


@pytest.mark.parametrize("rights", ["GW", "FW", "DC", "WD", "WO", "0x40000"])
def test_every_right_that_leads_to_changing_it_is_one(rights: str) -> None:
    assert [grant.change for grant in access(f"O:{ME}D:(A;;{rights};;;WD)").grants] == [True]


@pytest.mark.parametrize("rights", ["FX", "RC", "0x20000", "LO", ""])
def test_neither_executing_nor_looking_at_attributes_is_access(rights: str) -> None:
    assert access(f"O:{ME}D:(A;;{rights};;;WD)").grants == ()


@pytest.mark.parametrize("text", ["", "hello", "D:(A;;FA)", "D:(A;;ZZ;;;WD)", "D:(A;;0xZZ;;;WD)"])
def test_what_is_no_descriptor_is_refused(text: str) -> None:
    with pytest.raises(SddlError):
        sddl.parse(text)


@given(st.text(alphabet="OGDSA:();0x1FWIBUYE-52 ", max_size=60))
def test_never_fails_but_by_saying_that_it_is_no_descriptor(text: str) -> None:
    try:
        descriptor = sddl.parse(text)
    except SddlError:
        return
    sddl.access_of_file(descriptor, ME)


@pytest.mark.parametrize(
    ("text", "made_up"),
    [
        ("O:WDD:NO_ACCESS_CONTROL", True),
        ("O:WDG:WD", True),
        ("O:BAD:NO_ACCESS_CONTROL", False),
        ("O:WDD:(A;;FA;;;BA)", False),
    ],
)
def test_knows_what_windows_says_of_a_file_system_without_permissions(text, made_up):
    assert sddl.parse(text).is_made_up is made_up


@pytest.mark.parametrize(
    "condition", ['@User.Title=="a ) (D:b" && (@User.X == {SID(BA)} || (@User.Y))', "Member_of {SID(BA)}"]
)
def test_a_condition_with_brackets_and_quoted_text_hides_no_entry(condition: str) -> None:
    found = access(f"O:{ME}G:SYD:(XA;;FR;;;BU;({condition}))(A;;FA;;;WD)").grants
    assert sentence(found) == "`Everyone` can read and change it and `Users` can read it"
    assert [grant.account for grant in found] == ["*S-1-5-32-545", "*S-1-1-0"]


@pytest.mark.parametrize("who", ["S-1-2-0", "S-1-5-3", "S-1-5-15", "S-1-5-113", "RU", f"{MACHINE}-515", "S-1-15-2-2"])
def test_a_group_that_nobody_chose_the_members_of_is_everybody(who: str) -> None:
    assert [grant.everybody for grant in access(CLEAN + f"(A;;FR;;;{who})").grants] == [True]


def test_operators_of_a_server_are_named_and_are_not_everybody() -> None:
    assert sentence(access(CLEAN + "(A;;FR;;;SO)").grants) == "`Server Operators` can read it"
    assert not access(CLEAN + "(A;;FR;;;SO)").grants[0].everybody


def test_the_account_that_runs_the_tool_may_read_and_own_it() -> None:
    text = f"O:{SOMEBODY}G:SYD:P(A;;FA;;;SY)(A;;FR;;;{SOMEBODY})(A;;FR;;;{MACHINE}-1003)"
    assert sddl.access_of_file(sddl.parse(text), ME, run_as=SOMEBODY).owner is None
    found = sddl.access_of_file(sddl.parse(text), ME, run_as=f"{MACHINE}-1003")
    assert found.grants == ()
    assert found.owner == f"the account `{SOMEBODY}`"
