"""Comments that silence rules, in real files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, lint, rules_of, write

from umapi_lint.document.source import Source, read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding
from umapi_lint.policy.policy import Overrides, Policy
from umapi_lint.policy.settings import Settings

HEAD = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  secure_client_id_key: umapi_client_id\n"
YESTERDAY = date.today() - timedelta(days=1)
TOMORROW = date.today() + timedelta(days=2)


def secret(comment: str = "", above: str = "") -> str:
    """A file with a secret on its last line, and a comment after it or above it."""
    return HEAD + above + f"  client_secret: {fake_secret()}{comment}\n"


def only(findings: list[Finding], rule: str) -> Finding:
    assert rules_of(findings) == [rule]
    return findings[0]


def fixed(text: str, finding: Finding) -> str:
    """The text after the fix of a finding."""
    assert finding.fix is not None
    for edit in sorted(finding.fix.edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


def test_without_a_comment_the_secret_is_found(tmp_path: Path) -> None:
    only(lint(tmp_path, secret()), "plaintext-secret")


@pytest.mark.parametrize(
    "text",
    [
        secret("  # umapi-lint: ignore[plaintext-secret]"),
        secret("  # test organization # umapi-lint: ignore[plaintext-secret] -- reason"),
        secret(above="  # umapi-lint: ignore[plaintext-secret]\n"),
        secret(above="# umapi-lint: ignore[plaintext-secret]\n\n# another comment\n"),
        "# umapi-lint: ignore-file[plaintext-secret]\n" + secret(),
        secret() + "# umapi-lint: ignore-file[plaintext-secret]",
        "\ufeff# umapi-lint: ignore-file[plaintext-secret]\r\n" + secret().replace("\n", "\r\n"),
        secret(f" # umapi-lint: ignore[plaintext-secret] until={TOMORROW} -- soon"),
        secret(f" # umapi-lint: ignore[plaintext-secret] until={date.today()}"),
    ],
)
def test_a_comment_silences_the_rule(text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, text) == []


def test_a_comment_on_another_line_silences_nothing_and_is_told(tmp_path: Path) -> None:
    text = secret().replace("oauth\n", "oauth # umapi-lint: ignore[plaintext-secret]\n")
    assert rules_of(lint(tmp_path, text)) == ["plaintext-secret", "unused-ignore"]


def test_a_comment_in_a_value_is_none(tmp_path: Path) -> None:
    text = HEAD + f'  client_secret: "{fake_secret()} # umapi-lint: ignore[plaintext-secret]"\n'
    assert "plaintext-secret" in rules_of(lint(tmp_path, text))


def test_an_expired_comment_silences_nothing(tmp_path: Path) -> None:
    text = secret(f"  # umapi-lint: ignore[plaintext-secret] until={YESTERDAY}")
    assert rules_of(lint(tmp_path, text)) == ["expired-ignore", "plaintext-secret"]


def test_an_expired_comment_with_nothing_left_to_silence_is_unused(tmp_path: Path) -> None:
    text = KEYRING_OAUTH + f"# umapi-lint: ignore-file[plaintext-secret] until={YESTERDAY}\n"
    assert fixed(text, only(lint(tmp_path, text), "unused-ignore")) == KEYRING_OAUTH


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["", "    "])
def test_removing_an_unused_comment_leaves_the_file_as_it_was_without(end: str, indent: str, tmp_path: Path) -> None:
    clean = KEYRING_OAUTH.replace("\n", end)
    first, rest = clean.split(end, 1)
    comment = "# umapi-lint: ignore[unknown-key] -- reason"
    for text in (
        f"{indent}{comment}{end}{clean}",
        f"\ufeff{comment}{end}{clean}",
        f"{first}{end}{indent}{comment}{end}{rest}",
        f"{first}   {comment}{end}{rest}",
        f"{clean}{comment}",
    ):
        finding = only(lint(tmp_path, text), "unused-ignore")
        assert fixed(text, finding).lstrip("\ufeff") == clean


def test_only_the_rules_without_use_are_taken_out(tmp_path: Path) -> None:
    text = secret(" # words # umapi-lint: ignore[unknown-key, plaintext-secret,missing-field] -- reason")
    finding = only(lint(tmp_path, text), "unused-ignore")
    after = fixed(text, finding)
    assert after.endswith(" # words # umapi-lint: ignore[plaintext-secret] -- reason\n")
    assert lint(tmp_path, after) == []


def test_words_before_an_unused_comment_stay(tmp_path: Path) -> None:
    text = KEYRING_OAUTH + "# keep this # umapi-lint: ignore[unknown-key]\n"
    assert fixed(text, only(lint(tmp_path, text), "unused-ignore")) == KEYRING_OAUTH + "# keep this\n"


def test_does_not_offer_to_remove_a_comment_that_ends_a_block_text(tmp_path: Path) -> None:
    text = KEYRING_OAUTH + "# umapi-lint: ignore[unknown-key]\n"
    text = text.replace("umapi_client_secret", "|+\n    umapi_client_secret\n\n")
    findings = [finding for finding in lint(tmp_path, text) if finding.rule == "unused-ignore"]
    assert [finding.fix for finding in findings] == [None]


def test_a_misspelt_rule_is_told_with_the_right_one(tmp_path: Path) -> None:
    text = secret(" # umapi-lint: ignore[plaintext-secrte]")
    found = lint(tmp_path, text)
    assert rules_of(found) == ["invalid-ignore", "plaintext-secret"]
    finding = next(f for f in found if f.rule == "invalid-ignore")
    assert "did you mean `plaintext-secret`?" in finding.message
    assert "secrte" not in finding.message
    assert lint(tmp_path, fixed(text, finding)) == []


def test_the_known_rules_of_a_comment_count_beside_an_unknown_one(tmp_path: Path) -> None:
    text = secret(" # umapi-lint: ignore[plaintext-secret, no-such-thing-at-all]")
    only(lint(tmp_path, text), "invalid-ignore")


def test_never_repeats_what_stands_in_a_comment(tmp_path: Path) -> None:
    value = fake_secret()
    text = KEYRING_OAUTH + f"# umapi-lint: ignore[{value}] until={value} -- {value}\n# umapi-lint: ignore[{value}]\n"
    result = Linter().lint(read_source(write(tmp_path, text)))
    assert set(rules_of(list(result.findings))) == {"invalid-ignore", "secret-in-comment"}
    assert value not in repr(result)


@pytest.mark.parametrize("rule", ["invalid-ignore", "unused-ignore", "expired-ignore"])
def test_the_rules_about_comments_cannot_be_silenced_by_one(rule: str, tmp_path: Path) -> None:
    found = lint(tmp_path, KEYRING_OAUTH + f"# umapi-lint: ignore-file[{rule}, unknown-key]\n")
    assert rules_of(found) == ["invalid-ignore", "unused-ignore"]


def test_a_file_that_cannot_be_loaded_can_be_ignored_and_proves_no_comment_unused(tmp_path: Path) -> None:
    broken = "a: b: c\n"
    assert rules_of(lint(tmp_path, broken + "# umapi-lint: ignore-file[unknown-key]\n")) == ["yaml-syntax"]
    assert lint(tmp_path, broken + "# umapi-lint: ignore-file[yaml-syntax]\n") == []


def test_a_comment_for_a_rule_that_looks_at_other_files_is_never_unused(tmp_path: Path) -> None:
    assert lint(tmp_path, KEYRING_OAUTH + "# umapi-lint: ignore-file[missing-file, duplicate-organization]\n") == []


def test_a_comment_is_not_unused_where_a_rule_speaks_that_sees_more_than_the_text(tmp_path: Path) -> None:
    text = HEAD.replace("oauth", "jwt") + "  secure_client_secret_key: umapi_client_secret\n"
    text += "  tech_acct_id: ABCDEF1234567890ABCDEF12@techacct.adobe.com\n"
    found = rules_of(lint(tmp_path, text + "  priv_key_path: <path> # umapi-lint: ignore[placeholder-value]\n"))
    assert "missing-file" in found
    assert "unused-ignore" not in found


def test_a_comment_for_a_rule_that_does_not_count_is_not_unused(tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH + "# umapi-lint: ignore-file[unknown-key]\n")
    linter = Linter(policy=Policy(overrides=Overrides(select=frozenset({"unused-ignore", "plaintext-secret"}))))
    assert linter.lint(read_source(path)).findings == ()


def test_comments_can_be_left_unheeded(tmp_path: Path) -> None:
    path = write(tmp_path, secret(" # umapi-lint: ignore[plaintext-secret, nonsense]"))
    result = Linter(policy=Policy(inline_ignores=False)).lint(read_source(path))
    assert rules_of(list(result.findings)) == ["plaintext-secret"]


class _Strict:
    """A configuration that wants reasons."""

    def of(self, path: str) -> Settings:
        return Settings(require_reason=True)


def test_without_a_required_reason_a_comment_silences_nothing(tmp_path: Path) -> None:
    linter = Linter(policy=Policy(_Strict()))
    bare = write(tmp_path, secret(" # umapi-lint: ignore[plaintext-secret]"))
    assert rules_of(list(linter.lint(read_source(bare)).findings)) == ["invalid-ignore", "plaintext-secret"]
    reasoned = write(tmp_path, secret(" # umapi-lint: ignore[plaintext-secret] -- agreed"))
    assert linter.lint(read_source(reasoned)).findings == ()


ROOT = (
    "adobe_users:\n  connectors:\n    umapi:\n      - connector-umapi.yml\n      - org2: org2.yml\n"
    "directory_users:\n  connectors: {}\n  groups: [{directory_group: a, adobe_groups: ['org2::b']}]\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
)


def test_a_comment_counts_in_a_deployment_for_the_file_it_stands_in(tmp_path: Path) -> None:
    write(tmp_path, ROOT, "user-sync-config.yml")
    write(tmp_path, secret(" # umapi-lint: ignore[plaintext-secret]"))
    other = secret(" # umapi-lint: ignore[unknown-key]").replace("1234567890ABCDEF", "2234567890ABCDEF")
    write(tmp_path, other, "org2.yml")
    results = {Path(r.name).name: rules_of(list(r.findings)) for r in Linter().lint_paths([str(tmp_path)])}
    assert results["connector-umapi.yml"] == []
    assert results["org2.yml"] == ["plaintext-secret", "unused-ignore"]


def test_a_comment_silences_a_finding_that_only_the_deployment_shows(tmp_path: Path) -> None:
    write(tmp_path, ROOT, "user-sync-config.yml")
    write(tmp_path, KEYRING_OAUTH)
    twin = KEYRING_OAUTH.replace(ORG_ID, f"{ORG_ID} # umapi-lint: ignore[duplicate-organization] -- two consoles")
    write(tmp_path, twin, "org2.yml")
    assert [f for r in Linter().lint_paths([str(tmp_path)]) for f in r.findings] == []


def test_comments_count_in_each_file_of_an_overlay(tmp_path: Path) -> None:
    write(tmp_path, ROOT.replace("- org2: org2.yml", "- secrets.yml").replace("org2::b", "b"), "user-sync-config.yml")
    write(tmp_path, HEAD)
    part = "enterprise:\n  # umapi-lint: ignore[plaintext-secret]\n  client_secret: " + fake_secret() + "\n"
    write(tmp_path, part, "secrets.yml")
    assert [f for r in Linter().lint_paths([str(tmp_path)]) for f in r.findings] == []
    alone = [f for r in Linter().lint_paths([str(tmp_path / "secrets.yml")]) for f in r.findings]
    assert alone == []


def test_an_overlay_that_cannot_be_merged_proves_no_comment_unused(tmp_path: Path) -> None:
    write(tmp_path, ROOT.replace("- org2: org2.yml", "- broken.yml").replace("org2::b", "b"), "user-sync-config.yml")
    write(tmp_path, HEAD + "# umapi-lint: ignore-file[unknown-key]\n")
    write(tmp_path, "a: b: c\n", "broken.yml")
    assert [f.rule for r in Linter().lint_paths([str(tmp_path)]) for f in r.findings] == ["yaml-syntax"]


LINES = st.lists(
    st.sampled_from(
        [
            "# umapi-lint: ignore[plaintext-secret]", "# umapi-lint: ignore-file[unknown-key] -- x", "", "\t", "a: |+",
            "  text # umapi-lint: ignore[a]", "b: 'x' # umapi-lint: ignore[unknown-key", "# umapi-lint:", "\ufeff", "- 1",
            "enterprise: {client_secret: x} # umapi-lint: ignore[plaintext-secret, wrong-type] until=2020-01-01",
        ]
    ),
    max_size=8,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_mix_of_comments_gives_findings_within_the_text(lines: list[str], end: str) -> None:
    text = end.join(lines)
    result = Linter().lint(Source("connector-umapi.yml", text.encode()))
    for finding in result.findings:
        assert 1 <= finding.location.line <= len(lines) + 1
        for edit in finding.fix.edits if finding.fix else ():
            assert 0 <= edit.start <= edit.end <= len(text)


def test_guesses_what_was_meant_a_hundred_times_and_no_more(tmp_path: Path) -> None:
    found = lint(tmp_path, KEYRING_OAUTH + "# umapi-lint: ignore[" + "unknwon-key," * 150 + "]\n")
    assert rules_of(found) == ["invalid-ignore"] * 150
    assert sum("did you mean" in finding.message for finding in found) == 100
