"""Files that hold a secret, and who else can reach them."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_pem, fake_secret, git, lint, write
from support.printed import Printed

import umapi_lint
from umapi_lint.document.source import Source, read_source
from umapi_lint.engine.context import Options
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding, Severity
from umapi_lint.policy.policy import Overrides, Policy
from umapi_lint.record import replace
from umapi_lint.rules.permissions import quoted
from umapi_lint.system.environment import Environment

pytestmark = pytest.mark.posix

HEAD = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"
SECRET = f"{HEAD}  secure_client_id_key: umapi_client_id\n  client_secret: {fake_secret()}\n"
JWT = KEYRING_OAUTH.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_path: private.key\n"
NOTED = f"{KEYRING_OAUTH}\n# client_secret: {fake_secret()}\n"
"""The secret is in a comment, which no key leads to."""
OTHER_USER = 4002
STRANGER = 4003


def told(findings: list[Finding], rule: str = "unsafe-permissions") -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def test_a_secret_that_all_can_read_is_told_once_at_its_key(tmp_path: Path) -> None:
    [finding] = told(lint(tmp_path, SECRET + "  api_key: 0123456789abcdef\n", mode=0o644))
    assert finding.message == "this file holds a secret and everybody on this machine can read it (mode 0644)"
    assert (finding.location.line, finding.location.column) == (5, 3)
    assert finding.consequence is Consequence.EXPOSED
    assert f"chmod 600 {tmp_path}/connector-umapi.yml" in finding.help


def test_for_all_is_worse_than_for_a_group(tmp_path: Path) -> None:
    path = write(tmp_path, SECRET, mode=0o640)
    own(path, group=OTHER_USER)
    for_group = told(findings_of(path))
    for_all = told(lint(tmp_path, SECRET, mode=0o644))
    assert for_all[0].severity is Severity.WARNING
    assert all(finding.severity is Severity.NOTE for finding in for_group)
    if os.geteuid() != 0:  # the group of a file of root may read it
        assert for_group


def test_a_group_that_can_change_the_file_is_worth_a_warning(tmp_path: Path) -> None:
    [finding] = told(lint(tmp_path, SECRET, mode=0o660))
    assert finding.severity is Severity.WARNING
    assert finding.message.endswith("can read and change it (mode 0660)")


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_for_its_owner_alone_is_fine(tmp_path: Path, mode: int) -> None:
    assert told(lint(tmp_path, SECRET, mode=mode)) == []


def test_names_of_keyring_entries_may_be_read_by_all(tmp_path: Path) -> None:
    assert lint(tmp_path, KEYRING_OAUTH, mode=0o666) == []


@pytest.mark.parametrize("value", ["", '""', "null", '"Client ID goes here"', "${SECRET}", "9876-xyz-12345"])
def test_an_empty_value_or_a_placeholder_is_no_secret(tmp_path: Path, value: str) -> None:
    text = f"{HEAD}  secure_client_id_key: umapi_client_id\n  client_secret: {value}\n"
    assert told(lint(tmp_path, text, mode=0o644)) == []


def test_a_secret_of_the_other_method_is_one_too(tmp_path: Path) -> None:
    text = KEYRING_OAUTH + f"  priv_key_pass: {fake_secret()}\n"
    assert len(told(lint(tmp_path, text, mode=0o644))) == 1


def test_the_fix_takes_the_permissions_and_leaves_the_text(tmp_path: Path) -> None:
    [finding] = told(lint(tmp_path, SECRET, mode=0o644))
    assert finding.fix is not None
    assert (finding.fix.restrict_mode, finding.fix.safe, finding.fix.edits) == (True, True, ())


def test_what_only_a_group_can_reach_is_not_fixed_without_being_asked(tmp_path: Path) -> None:
    [finding] = told(lint(tmp_path, SECRET, mode=0o660))
    assert finding.fix is not None
    assert not finding.fix.safe


def test_a_text_without_a_file_has_no_permissions() -> None:
    assert told(umapi_lint.lint_text(SECRET)) == []


def test_the_mode_is_that_of_the_file_behind_a_symbolic_link(tmp_path: Path) -> None:
    write(tmp_path / "data", SECRET, mode=0o600)
    link = tmp_path / "connector-umapi.yml"
    link.symlink_to(Path("data") / "connector-umapi.yml")
    assert findings_of(link, "unsafe-permissions") == []
    (tmp_path / "data" / "connector-umapi.yml").chmod(0o604)
    assert len(findings_of(link, "unsafe-permissions")) == 1


def test_the_mode_is_that_of_the_bytes_that_were_read(tmp_path: Path) -> None:
    path = write(tmp_path, SECRET, mode=0o644)
    source = read_source(path)
    path.unlink()
    write(tmp_path, SECRET, mode=0o600)
    assert len(told(list(Linter().lint(source).findings))) == 1


def test_another_owner_can_read_and_change_it(tmp_path: Path) -> None:
    path = write(tmp_path, SECRET)
    if os.geteuid() == 0:
        own(path, user=OTHER_USER)
        [finding] = told(findings_of(path))
        assert (
            finding.message
            == f"this file holds a secret and belongs to the user number {OTHER_USER}, who can read and change it"
        )
        assert finding.fix is None
    else:
        assert told(findings_of(path)) == []


def test_a_folder_that_all_can_write_to_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    path = write(folder, SECRET)
    folder.chmod(0o777)
    [finding] = findings_of(path, "unsafe-directory")
    assert finding.message == (
        f"this file holds a secret, and everybody on this machine can put another one in its place, by way of `{folder}`"
    )
    assert f"chmod go-w {folder}" in finding.help
    folder.chmod(0o1777)
    assert findings_of(path, "unsafe-directory") == []


def test_no_rule_of_permissions_speaks_when_files_are_not_to_be_looked_at(tmp_path: Path) -> None:
    path = write(tmp_path, SECRET, mode=0o666)
    result = Linter(options=Options(check_files=False)).lint(read_source(path))
    assert told(list(result.findings)) == []


def test_each_file_of_an_overlay_is_judged_for_itself(tmp_path: Path) -> None:
    write(tmp_path, "adobe_users:\n  connectors:\n    umapi:\n      - base.yml\n      - local.yml\ndirectory_users:\n  groups: []\n", "user-sync-config.yml")  # fmt: skip
    write(tmp_path, f"{HEAD}  secure_client_id_key: umapi_client_id\n", "base.yml", mode=0o644)
    write(tmp_path, f"enterprise:\n  client_secret: {fake_secret()}\n", "local.yml", mode=0o644)
    found = {
        result.name: told(list(result.findings))
        for result in umapi_lint.lint_results([tmp_path / "user-sync-config.yml"])
    }
    assert {name.rpartition("/")[2]: len(findings) for name, findings in found.items()} == {
        "user-sync-config.yml": 0, "base.yml": 0, "local.yml": 1,
    }  # fmt: skip


def test_a_file_that_git_tracks_is_not_judged_by_its_mode(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    path = write(tmp_path, SECRET, mode=0o644)
    assert len(findings_of(path, "unsafe-permissions")) == 1
    git(tmp_path, "add", path.name)
    assert findings_of(path, "unsafe-permissions") == []
    assert len(findings_of(path, "secret-in-git")) == 1


def test_the_private_key_file_is_always_looked_at(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "private.key", mode=0o644)
    [finding] = told(lint(tmp_path, JWT))
    assert finding.message == (
        "the file that `priv_key_path` names is a private key and everybody on this machine can read it (mode 0644)"
    )
    assert finding.location.pointer == "/enterprise/priv_key_path"
    assert f"chmod 600 {tmp_path}/private.key" in finding.help
    assert finding.fix is None
    (tmp_path / "private.key").chmod(0o600)
    assert told(lint(tmp_path, JWT)) == []


def test_the_private_key_file_is_looked_at_where_the_method_does_not_read_it(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "private.key", mode=0o644)
    assert len(told(lint(tmp_path, KEYRING_OAUTH + "  priv_key_path: private.key\n"))) == 1


def test_a_private_key_file_behind_a_link_is_judged_by_what_is_behind_it(tmp_path: Path) -> None:
    write(tmp_path / "keys", fake_pem(), "real.key", mode=0o644)
    (tmp_path / "private.key").symlink_to(tmp_path / "keys" / "real.key")
    assert len(told(lint(tmp_path, JWT))) == 1


def test_a_folder_that_two_files_share_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    write(folder, fake_pem(), "private.key")
    path = write(folder, JWT + f"  priv_key_pass: {fake_secret()}\n")
    folder.chmod(0o777)
    assert len(findings_of(path, "unsafe-directory")) == 1


def test_a_key_file_that_cannot_be_read_is_said_not_to_be_checked(tmp_path: Path) -> None:
    write(tmp_path, "x" * 70_000, "private.key")
    [finding] = told(lint(tmp_path, JWT), "permissions-not-checked")
    assert finding.location.pointer == "/enterprise/priv_key_path"
    assert finding.severity is Severity.NOTE
    assert finding.message == (
        "the file that `priv_key_path` names was not looked at, because it is larger than 64 KiB, which no such file is"
    )
    assert finding.help == "Check that the path leads to the private key."


def test_a_key_file_of_another_account_is_to_be_looked_at_with_that_account() -> None:
    with TemporaryDirectory() as name:  # pytest's own folder is closed to anyone who root turns into
        folder = Path(name)
        folder.chmod(0o755)
        write(folder, fake_pem(), "private.key", mode=0)
        path = write(folder, JWT, mode=0o644)
        with nobody_of_root():
            [finding] = findings_of(path, "permissions-not-checked")
    assert finding.message == (
        "the file that `priv_key_path` names was not looked at, because it cannot be read here: permission denied"
    )
    assert finding.help == "Run umapi-lint with the account that runs UST."


@pytest.mark.parametrize("text", [NOTED, f"- {fake_secret()}\n"], ids=["comment", "item"])
def test_of_the_place_of_a_secret_that_no_key_leads_to_the_first_character_is_shown(tmp_path: Path, text: str) -> None:
    [finding] = told(lint(tmp_path, text, mode=0o644))
    assert finding.location.end_column == finding.location.column + 1


def test_a_secret_at_the_wrong_level_is_one_too(tmp_path: Path) -> None:
    [finding] = told(lint(tmp_path, "client_secret: hunter2\n" + KEYRING_OAUTH, mode=0o644))
    assert (finding.location.line, finding.location.column) == (1, 1)


def test_on_a_file_system_without_modes_one_note_says_that_nothing_was_checked(tmp_path: Path) -> None:
    device = tmp_path.stat().st_dev
    mountinfo = write(
        tmp_path, f"1 1 {os.major(device)}:{os.minor(device)} / / rw - cifs //server/share rw\n", "mountinfo"
    )
    write(tmp_path, fake_pem(), "private.key", mode=0o777)
    path = write(tmp_path, JWT + f"  priv_key_pass: {fake_secret()}\n", mode=0o777)
    findings = list(Linter(environment=Environment(mountinfo=str(mountinfo))).lint(read_source(path)).findings)
    assert told(findings) == []
    [finding] = told(findings, "permissions-not-checked")
    assert finding.message == (
        "this file holds a secret, and who can read it was not checked, because it is on a Windows network share (cifs)"
    )


def findings_of(path: Path, rule: str | None = None) -> list[Finding]:
    findings = list(Linter().lint(read_source(path)).findings)
    return findings if rule is None else told(findings, rule)


def own(path: Path, user: int = -1, group: int = -1) -> None:
    """Give a file to somebody else, where the one who runs the tests may."""
    if os.geteuid() == 0:
        os.chown(path, user, group)
    assert stat.S_ISREG(path.stat().st_mode)


def test_a_file_of_root_is_not_to_be_taken_from_the_account_that_reads_it(tmp_path: Path) -> None:
    # anyone who is not root reads a file of root here that all can read: for UST it has to stay readable
    path = write(tmp_path, SECRET, mode=0o644)
    of_root = as_if_owned(path, user=0)
    if os.geteuid() == 0:
        [finding] = told(list(Linter().lint(of_root).findings))
        assert finding.help == f"`chmod 600 {path}`"
        assert finding.fix is not None
    with nobody_of_root():
        [finding] = told(list(Linter().lint(of_root).findings))
    assert finding.severity is Severity.WARNING
    assert finding.help.startswith(f"As root: `chmod 640 {path}`")
    assert finding.fix is None


def as_if_owned(path: Path, user: int, group: int | None = None) -> Source:
    """What was read of a file, had it belonged to somebody else: not everybody may give a file away."""
    source = read_source(path)
    assert source.stat is not None
    fields = list(source.stat)
    fields[4:6] = [user, fields[5] if group is None else group]
    return replace(source, stat=os.stat_result(fields))


@contextmanager
def nobody_of_root() -> Iterator[None]:
    """Root turns into somebody else for a while; who is not root stays."""
    me = os.geteuid()
    try:
        if me == 0:
            os.seteuid(OTHER_USER)
        yield
    finally:
        os.seteuid(me)


def test_a_folder_below_one_that_is_closed_to_us_can_be_linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "closed" / "in"
    write(folder, fake_pem(), "private.key", mode=0o644)
    path = write(folder, JWT, mode=0o644)
    folder.chmod(0o755)
    monkeypatch.chdir(folder)
    open_to_us = [result.error for result in Linter().lint_paths(["."])]
    folder.parent.chmod(0)
    try:
        with nobody_of_root():
            (result,) = Linter().lint_paths(["."])
    finally:
        folder.parent.chmod(0o755)
    assert open_to_us == [result.error] == [None]
    [finding] = told(list(result.findings), "missing-file")
    assert "may not look into" in finding.message
    assert path.exists()


def test_says_who_can_read_the_file_and_what_to_do(printed: Printed) -> None:
    assert printed(NOTED, mode=0o644) == snapshot("""\
warning[secret-in-comment]: a client secret is in a comment (a secret is at risk)
 --> connector-umapi.yml:7:3
  |
7 | # ***
  |   ^^^
  |
  = help: Remove it from the comment. If others may have seen the file, create a new one in the Adobe Developer Console.

warning[unsafe-permissions]: this file holds a secret and everybody on this machine can read it (mode 0644) (a secret is at risk)
 --> connector-umapi.yml:7:3
  |
7 | # ***
  |   ^^^
  |
  = help: `chmod 600 connector-umapi.yml`
  = fix: remove access for other users (--fix)

Found 2 warnings in 1 file (1 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_says_who_can_reach_the_private_key(printed: Printed) -> None:
    write(printed.folder, fake_pem(), "private.key", mode=0o666)
    arguments = ("check", "--select", "unsafe-permissions", "connector-umapi.yml")
    assert printed(JWT, *arguments).replace(str(printed.folder), "FOLDER") == snapshot("""\
warning[unsafe-permissions]: the file that `priv_key_path` names is a private key and everybody on this machine can read and change it (mode 0666) (a secret is at risk)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: private.key
  |                  ^^^^^^^^^^^
  |
  = help: `chmod 600 FOLDER/private.key`

Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_private_key_that_a_merge_brings_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "private.key", mode=0o644)
    text = "common: &common\n  priv_key_path: private.key\n" + JWT.replace(
        "  priv_key_path: private.key", "  <<: *common"
    )
    [finding] = told(lint(tmp_path, text))
    assert finding.location.line == 2
    assert finding.help == "`chmod 600 FILE`"


@pytest.mark.parametrize("check_git", [True, False])
def test_the_mode_counts_where_git_is_not_asked(tmp_path: Path, check_git: bool) -> None:
    git(tmp_path, "init", "-q")
    path = write(tmp_path, SECRET, mode=0o644)
    git(tmp_path, "add", path.name)
    result = Linter(options=Options(check_git=check_git)).lint(read_source(path))
    assert len(told(list(result.findings))) == (0 if check_git else 1)


def test_another_owner_is_worth_a_warning_unless_root_asks(tmp_path: Path) -> None:
    path = write(tmp_path, NOTED)
    strange = as_if_owned(path, STRANGER)
    with nobody_of_root():
        [finding] = told(list(Linter().lint(strange).findings))
    assert (finding.severity, finding.location.line) == (Severity.WARNING, 7)
    assert finding.help == "Give it to the account that runs UST, if that is another one."
    if os.geteuid() == 0:
        [finding] = told(list(Linter().lint(strange).findings))
        assert finding.severity is Severity.NOTE


def test_a_group_that_can_read_the_file_is_worth_a_note(tmp_path: Path) -> None:
    path = write(tmp_path, NOTED, mode=0o640)
    mine = as_if_owned(path, OTHER_USER if os.geteuid() == 0 else os.geteuid(), STRANGER)
    with nobody_of_root():
        [finding] = told(list(Linter().lint(mine).findings))
    assert (finding.severity, finding.location.line) == (Severity.NOTE, 7)
    assert finding.message == f"this file holds a secret and the group number {STRANGER} can read it (mode 0640)"


def test_root_can_fix_the_file_of_another(tmp_path: Path) -> None:
    path = write(tmp_path, SECRET, mode=0o644)
    strange = as_if_owned(path, STRANGER)
    with nobody_of_root():
        assert [finding.fix for finding in told(list(Linter().lint(strange).findings))] == [None, None]
    if os.geteuid() == 0:
        of_mode = told(list(Linter().lint(strange).findings))[0]
        assert of_mode.fix is not None


def test_of_a_file_system_without_modes_the_place_of_the_secret_is_shown(tmp_path: Path) -> None:
    device = tmp_path.stat().st_dev
    mountinfo = write(tmp_path, f"1 1 {os.major(device)}:{os.minor(device)} / / rw - vfat /dev/sdb1 rw\n", "mountinfo")
    path = write(tmp_path, NOTED)
    findings = list(Linter(environment=Environment(mountinfo=str(mountinfo))).lint(read_source(path)).findings)
    [finding] = told(findings, "permissions-not-checked")
    assert (finding.location.line, finding.severity) == (7, Severity.NOTE)


def test_folders_that_all_can_write_to_are_one_finding(tmp_path: Path) -> None:
    outer = tmp_path / "open"
    inner = outer / "wide"
    path = write(inner, NOTED)
    for folder in (outer, inner):
        folder.chmod(0o777)
        own_folder(folder, group=STRANGER)
    [finding] = findings_of(path, "unsafe-directory")
    assert (finding.severity, finding.location.line) == (Severity.WARNING, 7)
    assert finding.message == (
        f"this file holds a secret, and everybody on this machine can put another one in its place, by way of `{inner}` and `{outer}`"
    )
    assert finding.help == f"`chmod go-w {inner} {outer}`, or move the file to a folder of your own."


def test_a_folder_that_one_user_can_write_to_is_worth_a_note(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    path = write(folder, NOTED)
    nobody = 0xFFFFFFFF
    entries = [(1, 7, nobody), (2, 7, STRANGER), (4, 0, nobody), (16, 7, nobody), (32, 0, nobody)]
    listed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    os.setxattr(folder, "system.posix_acl_access", listed)
    [finding] = findings_of(path, "unsafe-directory")
    assert (finding.severity, finding.location.line) == (Severity.NOTE, 7)
    assert finding.message == (
        f"this file holds a secret, and the user number {STRANGER} can put another one in its place, by way of `{folder}`"
    )


def test_the_folder_of_another_is_to_be_left(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    path = write(folder, NOTED)
    if os.geteuid() == 0:
        own_folder(folder, user=STRANGER)
        [finding] = findings_of(path, "unsafe-directory")
        assert finding.help == "Move the file to a folder of your own."
        own_folder(folder, user=0)
    assert findings_of(path, "unsafe-directory") == []


def own_folder(folder: Path, user: int = -1, group: int = -1) -> None:
    if os.geteuid() == 0:
        os.chown(folder, user, group)


def test_a_path_stands_in_a_command_as_a_shell_takes_it() -> None:
    assert quoted("/etc/ust/connector-umapi.yml") == "/etc/ust/connector-umapi.yml"
    assert quoted("C:/it's here/\x1b[31mx") == "'C:/it'\\''s here/?[31mx'"


def test_the_account_that_runs_the_tool_may_own_the_file(tmp_path: Path) -> None:
    theirs = as_if_owned(write(tmp_path, SECRET), user=OTHER_USER)
    assert told(list(Linter().lint(theirs).findings))
    assert told(list(linter_of(OTHER_USER).lint(theirs).findings)) == []


def test_what_helps_does_not_lock_the_account_out_that_runs_the_tool(printed: Printed) -> None:
    arguments = ("check", "--output-format", "concise", "--select", "unsafe-permissions", "--run-as", str(OTHER_USER))
    shown = printed(SECRET, *arguments, mode=0o644)
    assert "everybody on this machine can read it" in shown
    assert "[--fix]" not in shown
    printed(SECRET, *arguments, "--fix", mode=0o644)
    assert stat.S_IMODE((printed.folder / "connector-umapi.yml").stat().st_mode) == 0o644
    [finding] = told(list(linter_of(OTHER_USER).lint(read_source(printed.folder / "connector-umapi.yml")).findings))
    name = printed.folder / "connector-umapi.yml"
    assert finding.help == f"As root: `chown {OTHER_USER} {name}`, then `chmod 600 {name}`."


def test_a_configuration_names_the_account_too(printed: Printed) -> None:
    files = {"connector-umapi.yml": SECRET, ".umapi-lint.toml": f'run-as = "{OTHER_USER}"\n'}
    assert "[--fix]" not in printed(
        files, "check", "--output-format", "concise", "--ignore", "plaintext-secret", mode=0o644
    )
    assert f'run-as = "{OTHER_USER}"\n' in printed(files, "config")


def test_an_account_that_nobody_has_here_changes_nothing(tmp_path: Path) -> None:
    policy = Policy(overrides=Overrides(run_as="nobody of this name"))
    path = write(tmp_path, SECRET, mode=0o644)
    assert Linter(policy=policy).lint(read_source(path)) == Linter().lint(read_source(path))


def linter_of(run_as: int) -> Linter:
    return Linter(policy=Policy(overrides=Overrides(run_as=str(run_as))))
