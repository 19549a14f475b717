"""Fixing of real files: what is written, what is left alone, and what is said about it."""

import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_secret, write

from umapi_lint.engine.context import Options
from umapi_lint.fix.session import Session
from umapi_lint.linting.linter import Linter
from umapi_lint.policy.policy import Overrides, Policy
from umapi_lint.record import replace

LINTER = Linter(options=Options(check_git=False))


def apply_fixes(path, *, unsafe=False, dry=False, rules=()):
    linter = replace(LINTER, policy=Policy(overrides=Overrides(select=frozenset(rules))))
    session = Session(linter, unsafe=unsafe, dry=dry)
    return list(session.run([str(path)]))


def fixed(folder, text, **how):
    path = write(folder, text)
    apply_fixes(path, **how)
    return path.read_bytes().decode()


def test_fixes_several_flaws_at_once_and_leaves_the_rest_alone(tmp_path):
    text = (
        "# head\r\nauthentication_method: oauth\r\n\r\nssl_verify: true # gone\r\nserver:\r\n  # stays\r\n"
        f"  ims_host: 'ims-na1.adobelogin.com'  # and this\r\nenterprise:\r\n  org_id: ' {ORG_ID}'\r\n"
        "  secure_api_key_key: umapi\r\n  secure_client_secrt_key: umapi"
    )
    assert fixed(tmp_path, text) == (
        "# head\r\nauthentication_method: oauth\r\n\r\nserver:\r\n  # stays\r\n"
        f"  auth_host: 'ims-na1.adobelogin.com'  # and this\r\nenterprise:\r\n  org_id: '{ORG_ID}'\r\n"
        "  secure_client_id_key: umapi\r\n  secure_client_secret_key: umapi"
    )


def test_a_key_may_need_two_rounds(tmp_path):
    text = KEYRING_OAUTH.replace("secure_client_id_key: umapi_client_id", "api_ky: 123456789")
    assert '  client_id: "123456789"\n' in fixed(tmp_path, text)


def test_unsafe_fixes_are_applied_only_when_asked_for(tmp_path):
    text = "ssl_verify: false\n" + KEYRING_OAUTH + "  priv_key_pass: geheim\n"
    assert fixed(tmp_path, text) == KEYRING_OAUTH + "  priv_key_pass: geheim\n"
    assert fixed(tmp_path, text, unsafe=True) == KEYRING_OAUTH


def test_a_fix_that_brings_something_as_grave_is_refused(tmp_path):
    text = "server:\n  timeot: soon\n" + KEYRING_OAUTH
    path = write(tmp_path, text)
    (unit,) = apply_fixes(path)
    assert path.read_text() == text
    assert unit.written == []
    (refusal,) = unit.refused
    assert refusal.finding.rule == "unknown-key"
    assert refusal.reason == "it would bring wrong-type on line 2"


def test_one_refused_fix_does_not_hold_up_the_others(tmp_path):
    text = "server:\n  timeot: soon\n  ims_host: ims-na1.adobelogin.com\n" + KEYRING_OAUTH
    path = write(tmp_path, text)
    (unit,) = apply_fixes(path)
    assert path.read_text() == text.replace("ims_host", "auth_host")
    assert [refusal.finding.rule for refusal in unit.refused] == ["unknown-key"]


def test_what_was_hidden_behind_a_misspelt_key_does_not_hold_up_its_fix(tmp_path):
    secret = fake_secret()
    text = KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", f"client_secrt: {secret}")
    assert fixed(tmp_path, text) == text.replace("secrt", "secret")


def test_fixes_only_what_counts(tmp_path):
    text = "ssl_verify: false\n" + KEYRING_OAUTH.replace("_client_id_key", "_api_key_key")
    assert fixed(tmp_path, text, rules={"deprecated-key"}) == "ssl_verify: false\n" + KEYRING_OAUTH


def test_a_dry_run_writes_nothing(tmp_path):
    text = "ssl_verify: false\n" + KEYRING_OAUTH
    path = write(tmp_path, text, mode=0o644)
    before = path.stat()
    (unit,) = apply_fixes(path, dry=True)
    assert path.read_text() == text
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert path.stat().st_mode == before.st_mode
    (written,) = unit.written
    assert written.new.data.decode() == KEYRING_OAUTH


@pytest.mark.posix
def test_narrows_permissions(tmp_path):
    text = KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", f"client_secret: {fake_secret()}")
    path = write(tmp_path, "ssl_verify: true\n" + text, mode=0o644)
    (unit,) = apply_fixes(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == text
    assert unit.written[0].narrowed
    assert "unsafe-permissions" not in {finding.rule for result in unit.results for finding in result.findings}


def test_a_file_that_cannot_be_written_is_told_and_still_has_its_findings(tmp_path):
    text = "ssl_verify: false\n" + KEYRING_OAUTH
    path = write(tmp_path, text, mode=0o400)
    (unit,) = apply_fixes(path)
    assert unit.failed == [(str(path), "is read-only")]
    assert path.read_text() == text
    assert [finding.rule for finding in unit.results[0].findings] == ["ignored-key"]


def test_fixes_the_files_of_a_deployment(tmp_path):
    """Two files are merged; a third is a target of its own. A fix of one of them is judged by the merge."""
    write(tmp_path, f"enterprise:\n  org_id: {ORG_ID}\n  secure_api_key_key: umapi\n", "one.yml")
    write(tmp_path, "authentication_method: oauth\nenterprise:\n  secure_client_secrt_key: umapi\n", "two.yml")
    write(
        tmp_path, KEYRING_OAUTH.replace(ORG_ID, "ABCDEF1234567890ABCDEF12@AdobeOrg") + "ssl_verify: true\n", "three.yml"
    )
    root = write(
        tmp_path,
        "adobe-users:\n  connectors:\n    umapi:\n      - one.yml\n      - two.yml\n      - other: three.yml\n"
        "directory_users: {connectors: {}, groups: [{directory_group: a, adobe_groups: ['other::b']}]}\nlimits: {max_adobe_only_users: 9}\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )
    (unit,) = apply_fixes(root)
    assert "adobe_users:" in root.read_text()
    assert yaml.safe_load((tmp_path / "one.yml").read_text()) == {
        "enterprise": {"org_id": ORG_ID, "secure_client_id_key": "umapi"}
    }
    assert "secure_client_secret_key" in (tmp_path / "two.yml").read_text()
    assert "ssl_verify" not in (tmp_path / "three.yml").read_text()
    assert [finding for result in unit.results for finding in result.findings] == []
    assert len(unit.written) == 4


def test_a_file_under_two_names_is_fixed_once(tmp_path):
    path = write(tmp_path, "ssl_verify: false\n" + KEYRING_OAUTH)
    (tmp_path / "connector-umapi-2.yml").symlink_to(path)
    units = apply_fixes(tmp_path)
    assert path.read_text() == KEYRING_OAUTH
    assert sum(len(unit.written) for unit in units) == 1


def test_what_a_baseline_accepts_is_fixed_and_stays_unsaid(printed):
    """The first file has a fault that stays and one that is fixed; both were accepted."""
    text = "ssl_verify: false\nserver: {timeout: soon}\n" + KEYRING_OAUTH
    files = {"connector-umapi.yml": text, "connector-umapi-2.yml": KEYRING_OAUTH.replace(ORG_ID, f"' {ORG_ID}'")}
    printed(files, "--write-baseline", "known.json", ".")
    output = printed(files, "--fix", "--baseline", "known.json", "--output-format", "concise", ".")
    assert "wrong-type" not in output
    assert (printed.folder / "connector-umapi.yml").read_text() == text.partition("\n")[2]
    assert (printed.folder / "connector-umapi-2.yml").read_text() == KEYRING_OAUTH.replace(ORG_ID, f"'{ORG_ID}'")


def test_a_file_that_cannot_be_written_does_not_hold_up_the_next(tmp_path):
    """One deployment: the first file that would be written is read-only."""
    fixable = "ssl_verify: false\n" + KEYRING_OAUTH
    first = write(tmp_path, fixable, "one.yml", mode=0o400)
    second = write(tmp_path, fixable.replace(ORG_ID, "ABCDEF1234567890ABCDEF12@AdobeOrg"), "two.yml")
    root = write(
        tmp_path,
        "adobe_users:\n  connectors:\n    umapi:\n      - one.yml\n      - other: two.yml\n"
        "directory_users: {connectors: {}}\nlimits: {max_adobe_only_users: 9}\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )
    (unit,) = apply_fixes(root)
    assert [(name, why) for name, why in unit.failed] == [(str(first), "is read-only")]
    assert first.read_text() == fixable
    assert "ssl_verify" not in second.read_text()
    assert [written.new.name for written in unit.written] == [str(second)]
    assert [written.old.name for written in unit.written] == [str(second)]


# --- in general

FLAWS = {
    "deprecated server": ("server", "auth_host", "ims_host"),
    "deprecated id": ("enterprise", "client_id", "api_key"),
    "misspelt id": ("enterprise", "client_id", "client_idd"),
    "misspelt org": ("enterprise", "org_id", "orgid"),
    "misspelt secret": ("enterprise", "client_secret", "cilent_secret"),
    "misspelt host": ("server", "host", "hots"),
}
QUOTES = st.sampled_from(["", "'", '"'])
COMMENT = st.sampled_from(["", "  # said", " # 'x: y'"])
BETWEEN = st.sampled_from(["", "", "\n", "# a line\n", "  # indented\n"])


@st.composite
def flawed(draw):
    """A text with flaws that can be fixed safely, and the data that was meant."""
    meant = {
        "authentication_method": "oauth",
        "server": {"host": "usermanagement.adobe.io", "auth_host": "ims-na1.adobelogin.com", "timeout": 60},
        "enterprise": {"org_id": ORG_ID, "client_id": fake_client_id(), "client_secret": fake_secret()},
    }
    numeric = draw(st.booleans())
    if numeric:
        meant["enterprise"]["client_id"] = draw(
            st.sampled_from(["12345678", "0123", "1_000", "2024-01-02", "1e3", "12:30"])
        )
    if draw(st.booleans()):
        del meant["server"]
    flaws = draw(st.sets(st.sampled_from(sorted(FLAWS)), max_size=4))
    spelled = {(s, name): wrong for s, name, wrong in (FLAWS[flaw] for flaw in flaws)}
    lines = []
    if draw(st.booleans()):
        lines.append((f"ssl_verify: {draw(st.sampled_from(['true', 'false']))}{draw(COMMENT)}\n", True))
    for key in draw(st.permutations(sorted(meant))):
        value = meant[key]
        lines.append((draw(BETWEEN), False))
        if isinstance(value, str):
            written = draw(st.sampled_from(["oauth", "'oauth '", "OAuth", '"OAUTH"']))
            lines.append((f"{key}: {written}{draw(COMMENT)}\n", False))
            continue
        lines.append((f"{key}:{draw(COMMENT)}\n", False))
        for name in draw(st.permutations(sorted(value))):
            mark = draw(QUOTES) if isinstance(value[name], str) and not (numeric and name == "client_id") else ""
            blank = " " if mark and name in ("org_id", "host") and draw(st.booleans()) else ""
            lines.append(
                (f"  {spelled.get((key, name), name)}: {mark}{value[name]}{blank}{mark}{draw(COMMENT)}\n", False)
            )
            lines.append((draw(BETWEEN), False))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = "".join(line for line, _ in lines).replace("\n", end)
    return draw(st.sampled_from(["", "\ufeff"])) + text, meant


@settings(max_examples=60, deadline=None)
@given(flawed())
def test_whatever_the_flaws_the_file_ends_up_as_it_was_meant(case):
    text, meant = case
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), text)
        apply_fixes(path)
        after = path.read_bytes().decode()
        again = apply_fixes(path)
        assert path.read_bytes().decode() == after
        assert [unit.written for unit in again] == [[]]
    assert yaml.safe_load(after.lstrip("\ufeff")) == meant
    assert full_comments(after) == full_comments(text)
    assert trailing(after) == trailing(text)


def full_comments(text):
    return re.findall(r"(?m)^ *#.*$", text.lstrip("\ufeff"))


def trailing(text):
    """Indentation, and whatever follows the value, of each line with a key: all that no fix may touch."""
    kept = []
    for line in text.lstrip("\ufeff").splitlines(keepends=True):
        match = re.match(r"( *)([\w']+):(.*?)((?: +#.*)?\r?\n)$", line)
        if match and match[2] != "ssl_verify":
            kept.append(match[1] + match[4])
    return kept


@pytest.mark.parametrize("name", ["connector-umapi.yml", "connector-adobe-console.yml"])
def test_an_empty_file_is_left_alone(tmp_path, name):
    path = write(tmp_path, "", name)
    apply_fixes(path, unsafe=True)
    assert path.read_bytes() == b""


def test_a_file_full_of_fixes_that_do_not_help_is_given_up(tmp_path):
    text = KEYRING_OAUTH + "".join(f"  client_idd{number}: {number}\n" for number in range(120))
    path = write(tmp_path, text)
    (unit,) = apply_fixes(path)
    assert path.read_text() == text
    assert 0 < len(unit.refused) <= 100
