"""Files that cannot be loaded, or hold more than UST reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, fake_client_id, fake_secret, lint, rules_of
from support.printed import Printed

from umapi_lint.edits.apply import applied
from umapi_lint.model.finding import Consequence, Severity


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (KEYRING_OAUTH.replace("  org_id", "\torg_id"), "yaml-syntax", 3),
        (KEYRING_OAUTH + "---\na: b\n", "multiple-documents", 6),
        ("- a\n- b\n", "not-a-mapping", 1),
        ("just a text\n", "not-a-mapping", 1),
        (KEYRING_OAUTH.encode("utf-16"), "encoding", 1),
        (KEYRING_OAUTH.encode() + b"# caf\xe9\n", "encoding", 6),
        (KEYRING_OAUTH + "x: \x07\n", "yaml-syntax", 6),
        (KEYRING_OAUTH + "x: !python/name:os.system\n", "yaml-syntax", 6),
    ],
)
def test_a_file_that_the_tool_cannot_load_is_one_refused_finding(
    content: str | bytes, rule: str, line: int, tmp_path: Path
) -> None:
    (finding,) = lint(tmp_path, content)
    assert (finding.rule, finding.location.line, finding.consequence) == (rule, line, Consequence.REFUSED)
    assert finding.location.end_column <= finding.location.column + 1


@pytest.mark.parametrize(
    ("content", "severity"),
    [(b"# caf\xe9\n", Severity.WARNING), (b"\xff\xfea\0", Severity.ERROR), (b"\xe9\0", Severity.ERROR)],
)
def test_an_encoding_that_an_option_can_name_is_a_warning(content: bytes, severity: Severity, tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, content)
    assert (finding.rule, finding.severity, finding.consequence) == ("encoding", severity, Consequence.REFUSED)
    assert ("--config-file-encoding" in finding.help) == (severity is Severity.WARNING)


@pytest.mark.parametrize(
    ("content", "what"), [("- a\n", "a list"), ("a text\n", "a single value"), ("5\n", "a single value")]
)
def test_what_has_no_keys_at_the_top_level_is_called_by_what_it_is(content: str, what: str, tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, content)
    assert finding.message == f"the top level of this file is {what}; UST expects `key: value` lines"


@pytest.mark.parametrize(
    "text", ["\ufeff" + KEYRING_OAUTH, KEYRING_OAUTH.replace("\n", "\r\n"), "---\n" + KEYRING_OAUTH + "...\n"]
)
def test_what_the_tool_takes_is_no_fault(text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, text) == []


def test_an_empty_file_lacks_its_section_and_nothing_else(tmp_path: Path) -> None:
    (finding,) = [f for f in lint(tmp_path, "") if f.consequence is Consequence.REFUSED]
    assert finding.rule == "missing-field"


def test_a_key_that_stands_twice_is_told_at_the_first_with_the_line_of_the_last(tmp_path: Path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH + "  org_id: 1234567890ABCDEF12345678@AdobeOrg\n")
    assert rules_of(findings) == ["duplicate-key"]
    assert findings[0].location.line == 3
    assert "line 6" in findings[0].message
    assert findings[0].consequence is not Consequence.REFUSED


def test_points_at_a_bracket_that_is_never_closed(printed: Printed) -> None:
    assert printed(KEYRING_OAUTH + "  host: [a\n") == snapshot("""\
error[yaml-syntax]: unclosed bracket (UST refuses to start)
 --> connector-umapi.yml:6:9
  |
6 |   host: ***
  |         ^^^
  |
  = help: Write the closing bracket at the end of the value.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_key_that_stands_twice_is_shown_with_the_one_that_wins(printed: Printed) -> None:
    text = KEYRING_OAUTH + "  org_id: 1234567890ABCDEF12345678@AdobeOrg\nserver: {timeout: 10, timeout: 20}\n"
    assert printed(text) == snapshot("""\
error[duplicate-key]: `org_id` is set again on line 6, which overrides this one (silently ignored)
 --> connector-umapi.yml:3:3
  |
3 |   org_id: 1234567890ABCDEF12345678@AdobeOrg
  |   ^^^^^^
  |
6 |   org_id: 1234567890ABCDEF12345678@AdobeOrg
  |   ------ overridden here
  |
  = help: Remove the line that is wrong.
  = fix: remove the overridden line (--unsafe-fixes)

error[duplicate-key]: `timeout` is set again later on this line, which overrides this one (silently ignored)
 --> connector-umapi.yml:7:10
  |
7 | server: {timeout: 10, timeout: 20}
  |          ^^^^^^^
  |
7 | server: {timeout: 10, timeout: 20}
  |                       ------- overridden here
  |
  = fix: remove the overridden line (--unsafe-fixes)

Found 2 errors in 1 file (2 fixable with --unsafe-fixes). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_credential_under_a_key_that_does_not_count_is_still_in_the_file(printed: Printed) -> None:
    text = KEYRING_OAUTH + f"  client_secret: {fake_secret()}\n  client_secret: ''\n"
    assert printed(text) == snapshot("""\
error[duplicate-key]: `client_secret` is set again on line 7, which overrides this one; this one still contains a credential (a secret is at risk)
 --> connector-umapi.yml:6:3
  |
6 |   client_secret: ***
  |   ^^^^^^^^^^^^^
  |
7 |   client_secret: ''
  |   ------------- overridden here
  |
  = help: Remove the line that is wrong.
  = fix: remove the overridden line (--unsafe-fixes)

Found 1 error in 1 file (1 fixable with --unsafe-fixes). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_credential_elsewhere_is_none_of_the_key_that_does_not_count(printed: Printed) -> None:
    text = KEYRING_OAUTH.replace("  org_id", f"  client_id: {fake_client_id()}\n  org_id")
    text = text.replace("  secure_client_id_key: umapi_client_id\n", "").replace(
        "  secure_client_secret_key: umapi_client_secret\n", f"  client_secret: {fake_secret()}\n"
    )
    again = "  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"
    output = printed(text.replace("  client_secret", again + "  client_secret"), "check", "--output-format", "concise")
    assert output == snapshot("""\
connector-umapi.yml:3:3: warning plaintext-secret `client_id` is stored in plain text
connector-umapi.yml:4:3: error duplicate-key `org_id` is set again on line 5, which overrides this one [--unsafe-fixes]
connector-umapi.yml:6:3: warning plaintext-secret `client_secret` is stored in plain text
Found 1 error, 2 warnings in 1 file (1 fixable with --unsafe-fixes). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_the_key_that_does_not_count_is_removed_only_when_asked(printed: Printed) -> None:
    text = KEYRING_OAUTH + "  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"
    assert printed(text, "check", "--diff") == snapshot("umapi-lint: would fix 0 findings in 0 files\n")
    assert printed(text, "check", "--diff", "--unsafe-fixes") == snapshot("""\
--- connector-umapi.yml
+++ connector-umapi.yml
@@ -1,6 +1,5 @@
 authentication_method: oauth
 enterprise:
-  org_id: 1234567890ABCDEF12345678@AdobeOrg
   secure_client_id_key: umapi_client_id
   secure_client_secret_key: umapi_client_secret
   org_id: 1234567890ABCDEF12345678@AdobeOrg
umapi-lint: would fix 1 finding in 1 file
[1]
""")


def test_of_a_section_that_does_not_count_the_keys_are_not_told(tmp_path: Path) -> None:
    [finding] = lint(tmp_path, "enterprise:\n  org_id: a\n  org_id: b\n" + KEYRING_OAUTH)
    assert finding.message == "`enterprise` is set again on line 5, which overrides this one"


@pytest.mark.parametrize("indent", ["", "  ", "    "])
@pytest.mark.parametrize("header", ["|", "", ">"])
def test_a_pasted_key_that_is_not_indented_is_called_so(header: str, indent: str, tmp_path: Path) -> None:
    lines = ["-----BEGIN PRIVATE" + " KEY-----", *["A" * 64] * 3, "-----END PRIVATE" + " KEY-----"]
    pasted = "\n".join(indent + line for line in lines)
    text = f"enterprise:\n    org_id: x\n    priv_key_data: {header}\n{pasted}\n"
    finding = next(f for f in lint(tmp_path, text) if f.rule == "yaml-syntax")
    assert finding.message == "the lines of the key must be indented more than `priv_key_data`"
    assert finding.location.line == 4


def test_a_pasted_key_below_a_name_that_is_no_setting_does_not_show_the_name(tmp_path: Path) -> None:
    text = "enterprise:\n    hunter2: |\n-----BEGIN PRIVATE" + " KEY-----\nAAAA\n-----END PRIVATE" + " KEY-----\n"
    finding = next(f for f in lint(tmp_path, text) if f.rule == "yaml-syntax")
    assert finding.message == "the lines of the key must be indented more than the setting above"


@pytest.mark.parametrize(
    ("good", "broken"),
    [
        ("  org_id", "\torg_id"),
        ("  org_id: ", "  org_id:\u00a0"),
        ("  org_id: ", "  org_id\uff1a"),
        ("  org_id: ", "  org_id:"),
        ("  org_id: ", "  org_id = "),
        ("  org_id: ", '  org_id: "'),
        ("  org_id", "\ufeff  org_id"),
        ("  secure_client_id_key", "   secure_client_id_key"),
        ("  secure_client_id_key", " secure_client_id_key"),
    ],
)
def test_fixes_what_was_plainly_meant(good: str, broken: str, tmp_path: Path) -> None:
    assert good in KEYRING_OAUTH
    text = KEYRING_OAUTH.replace(good, broken, 1)
    (finding,) = lint(tmp_path, text)
    assert finding.rule == "yaml-syntax"
    assert finding.fix is not None
    assert lint(tmp_path, applied(text, finding.fix.edits)) == []


@given(
    text=st.lists(
        st.sampled_from(
            [
                "a: ",
                "b:",
                "\t",
                "  ",
                " ",
                "'",
                '"',
                "\\",
                "c",
                "\n",
                "\n  ",
                ": ",
                "=",
                "\u00a0",
                "- ",
                "{",
                "#",
                "\uff1a",
            ]
        ),
        min_size=1,
        max_size=14,
    ).map("".join)
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_fix_of_the_syntax_leaves_the_same_line_broken(text: str, tmp_path: Path) -> None:
    for finding in lint(tmp_path, text):
        if finding.rule != "yaml-syntax" or finding.fix is None:
            continue
        left = [f for f in lint(tmp_path, applied(text, finding.fix.edits)) if f.rule == "yaml-syntax"]
        assert all(f.location.line >= finding.location.line for f in left)
        assert all(f.message != finding.message or f.location.line > finding.location.line for f in left)


def test_a_section_that_overrides_another_says_what_it_discards(printed: Printed) -> None:
    text = KEYRING_OAUTH + "server:\n  timeout: 60\nserver:\n  retries: 3\nenterprise:\n  client_id: a\n"
    assert printed(text, "--output-format=concise", "-q", "--ignore=plaintext-secret,unsafe-permissions") == snapshot("""\
connector-umapi.yml:2:1: error duplicate-key `enterprise` is set again on line 10, which overrides this one and discards `org_id`, `secure_client_id_key` and `secure_client_secret_key`; `org_id` is missing in `enterprise`, because `authentication_method` on line 1 is `oauth` [--unsafe-fixes]
connector-umapi.yml:6:1: error duplicate-key `server` is set again on line 8, which overrides this one and discards `timeout` [--unsafe-fixes]
[1]
""")


def test_no_fix_takes_away_a_section_whose_settings_are_nowhere_else(printed: Printed) -> None:
    text = KEYRING_OAUTH + "enterprise:\n"
    assert printed(text, "--output-format=concise", "-q") == snapshot("""\
connector-umapi.yml:2:1: error duplicate-key `enterprise` is set again on line 6, which overrides this one and discards what is in it; `enterprise` is empty but required
[1]
""")
    printed(text, "--fix", "--unsafe-fixes")
    assert "secure_client_id_key" in (printed.folder / "connector-umapi.yml").read_text()


def test_a_key_under_the_dash_of_its_list_item_is_told_where_it_belongs(printed: Printed) -> None:
    text = "directory_users:\n  groups:\n    - directory_group: a\n    adobe_groups:\n      - b\n"
    output = printed({"user-sync-config.yml": text}, "--output-format=concise", "-q", "--unsafe-fixes", "--diff")
    assert output == snapshot("""\
--- user-sync-config.yml
+++ user-sync-config.yml
@@ -1,5 +1,5 @@
 directory_users:
   groups:
     - directory_group: ***
-    adobe_groups:
+      adobe_groups:
       ***
umapi-lint: would fix 1 finding in 1 file
[1]
""")


@pytest.mark.parametrize("value", ["&(objectClass=user)", "*all", "@abc", "%x"])
def test_a_value_whose_first_character_means_something_to_yaml_is_put_in_quotes(value: str, tmp_path: Path) -> None:
    text = f"host: a\nall_users_filter: {value}\n"
    (finding,) = [f for f in lint(tmp_path, text, "connector-ldap.yml") if f.rule == "yaml-syntax"]
    assert finding.fix is not None
    assert applied(text, finding.fix.edits) == f"host: a\nall_users_filter: '{value}'\n"
