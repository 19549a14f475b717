"""A deployment is linted as UST merges it, and every finding is where it can be fixed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.linting import ORG_ID, write

from umapi_lint import lint_results
from umapi_lint.model.finding import Consequence, Finding, Severity

TAIL = "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
OTHER = "F" * 24 + "@AdobeOrg"


def connector(org_id: str = ORG_ID, more: str = "") -> str:
    return (
        f"authentication_method: oauth\nenterprise:\n  org_id: {org_id}\n"
        f"  secure_client_id_key: a_name\n  secure_client_secret_key: b_name\n{more}"
    )


def root(umapi: str, tail: str = TAIL) -> str:
    return f"adobe_users:\n  connectors:\n    umapi:{umapi}\n{tail}"


def lint(folder: Path, files: dict[str, str], start: str = "user-sync-config.yml") -> dict[str, list[Finding]]:
    """Findings by file name; what has none is left out, and so is that no group names a target: no root here has groups."""
    for name, text in files.items():
        write(folder, text, name)
    results = list(lint_results([folder / start]))
    assert [result.error for result in results if result.error] == []
    found = {Path(r.name).name: [f for f in r.findings if f.rule != "unused-target"] for r in results}
    return {name: findings for name, findings in found.items() if findings}


def only(found: dict[str, list[Finding]], name: str) -> Finding:
    assert list(found) == [name]
    (finding,) = found[name]
    return finding


def test_a_deployment_without_a_fault_has_no_finding(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root("\n      - a.yml\n      - org2: b.yml"),
        "a.yml": connector(),
        "b.yml": connector(OTHER),
    }
    assert lint(tmp_path, files) == {}


def test_a_missing_connector_is_told_at_the_line_that_names_it(tmp_path: Path) -> None:
    finding = only(lint(tmp_path, {"user-sync-config.yml": root(" nowhere.yml")}), "user-sync-config.yml")
    assert (finding.rule, finding.location.line, finding.location.column) == ("missing-file", 3, 12)


def test_a_path_may_not_stand_after_a_named_target(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root("\n      - a.yml\n      - org2: b.yml\n      - c.yml"),
        "a.yml": connector(), "b.yml": connector(OTHER), "c.yml": "",
    }  # fmt: skip
    finding = only(lint(tmp_path, files), "user-sync-config.yml")
    assert (finding.rule, finding.location.line) == ("path-after-target", 6)


def test_of_two_targets_with_one_name_the_later_counts(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root("\n      - a.yml\n      - org2: a.yml\n      - org2: b.yml"),
        "a.yml": connector(), "b.yml": connector(OTHER),
    }  # fmt: skip
    finding = only(lint(tmp_path, files), "user-sync-config.yml")
    assert (finding.rule, finding.location.line) == ("duplicate-target", 5)
    assert [place.location.line for place in finding.related] == [6]


def test_two_targets_with_one_organization_are_told_with_the_other_place(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root("\n      - a.yml\n      - org2: b.yml"),
        "a.yml": connector(),
        "b.yml": connector(),
    }
    finding = only(lint(tmp_path, files), "b.yml")
    assert (finding.rule, finding.target, finding.severity) == ("duplicate-organization", "org2", Severity.WARNING)
    assert "`primary`" in finding.message
    assert [Path(place.location.file).name for place in finding.related] == ["a.yml"]
    assert ORG_ID not in repr(finding)


def test_a_group_of_an_unknown_target_is_told_with_what_was_meant(tmp_path: Path) -> None:
    groups = "  groups:\n    - directory_group: a\n      adobe_groups: ['orgg2::b', 'org2::b', c]\nlimits:"
    files = {
        "user-sync-config.yml": root("\n      - a.yml\n      - org2: b.yml", TAIL.replace("limits:", groups)),
        "a.yml": connector(), "b.yml": connector(OTHER),
    }  # fmt: skip
    finding = only(lint(tmp_path, files), "user-sync-config.yml")
    assert (finding.rule, finding.consequence) == ("unknown-target", Consequence.REFUSED)
    assert "`org2::…`" in finding.help


def test_a_connector_that_nothing_names_is_a_note_when_the_folder_was_searched(tmp_path: Path) -> None:
    files = {"user-sync-config.yml": root(" a.yml"), "a.yml": connector(), "connector-umapi-old.yml": connector(OTHER)}
    finding = only(lint(tmp_path, files, "."), "connector-umapi-old.yml")
    assert (finding.rule, finding.severity) == ("unreferenced-file", Severity.NOTE)
    assert lint(tmp_path, {}) == {}


def test_each_file_of_a_folder_is_read_once(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root(" [connector-umapi.yml, umapi-more.yml, {org2: connector-umapi-org2.yml}]"),
        "connector-umapi.yml": connector(), "umapi-more.yml": "server: {timeout: 5}\n",
        "connector-umapi-org2.yml": connector(OTHER), "connector-umapi-old.yml": connector(),
    }  # fmt: skip
    for name, text in files.items():
        write(tmp_path, text, name)
    code = (
        "import sys\nfrom umapi_lint.cli.main import main\nread = []\n"
        "sys.addaudithook(lambda event, given: read.append(str(given[0])) if event == 'open' else None)\n"
        "main(['.'])\nprint(sorted(name[2:] if name[:2] == './' else name for name in read if name.endswith('.yml')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    # what a file is whose name does not tell is found out by its beginning, before a root is known to name it
    assert done.stdout.splitlines()[-1] == repr(sorted([*files, "umapi-more.yml"]))


def test_a_file_that_the_root_names_in_the_wrong_place_is_not_called_unnamed(tmp_path: Path) -> None:
    tail = TAIL.replace("connectors: {}", "connectors: {ldap: [{file: ./connector-umapi-old.yml}]}")
    files = {
        "user-sync-config.yml": root(" a.yml", tail),
        "a.yml": connector(),
        "connector-umapi-old.yml": connector(OTHER),
    }
    assert only(lint(tmp_path, files, "."), "user-sync-config.yml").rule == "wrong-type"


def test_a_directory_connector_in_the_wrong_section_is_one_finding(tmp_path: Path) -> None:
    tail = TAIL.replace("connector: [csv, users.csv]", "connector: okta, users: mapped")
    files = {"user-sync-config.yml": root(" a.yml\n    okta: okta.yml", tail), "a.yml": connector()}
    assert only(lint(tmp_path, files), "user-sync-config.yml").rule == "unknown-key"


def test_a_conflict_that_only_the_merge_has_stands_in_one_file_and_names_the_other(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root(" [a.yml, b.yml]"),
        "a.yml": connector().replace("  secure_client_id_key: a_name\n", ""),
        "b.yml": "enterprise:\n  secure_client_id_key: x\n  tech_acct_id: y\n",
    }
    finding = only(lint(tmp_path, files), "b.yml")
    assert (finding.rule, finding.location.line, finding.target) == ("key-not-for-method", 3, "primary")
    assert "a.yml" in {Path(place.location.file).name for place in finding.related}


def test_a_section_that_a_later_file_replaces_takes_its_keys_along(tmp_path: Path) -> None:
    files = {"user-sync-config.yml": root(" [a.yml, b.yml]"), "a.yml": connector(), "b.yml": "enterprise: x\n"}
    assert {finding.rule for findings in lint(tmp_path, files).values() for finding in findings} == {"wrong-type"}


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("dashboard:\n  owning: a.yml\n" + root(" a.yml"), "v1-file", 1),
        (root(" a.yml").replace("adobe_users", "adobe-users"), "documented-spelling", 1),
        (root(" a.yml") + "invocation_options:\n  ssl_cert_verify: true\n", "documented-spelling", 9),
        (root(" a.yml").replace("]}", "], ssl_cert_verify: 'false'}"), "wrong-type", 8),
        (root(" a.yml").replace("max_adobe_only_users: 200", "max_adobe_only_users: 200%"), "invalid-value", 7),
        (root(" a.yml") + "colour: x\n", "unknown-key", 9),
    ],
)
def test_what_the_tool_refuses_in_the_root(text: str, rule: str, line: int, tmp_path: Path) -> None:
    found = lint(tmp_path, {"user-sync-config.yml": text, "a.yml": connector()})["user-sync-config.yml"]
    assert (rule, line, Consequence.REFUSED) in [(f.rule, f.location.line, f.consequence) for f in found]


def test_verification_that_is_off_for_all_is_told_in_the_root(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root(" a.yml").replace("]}", "], ssl_cert_verify: no}"),
        "a.yml": connector(),
    }
    finding = only(lint(tmp_path, files), "user-sync-config.yml")
    assert (finding.rule, finding.consequence) == ("tls-verification-off", Consequence.EXPOSED)


def test_a_console_connector_that_is_not_chosen_refuses_nothing(tmp_path: Path) -> None:
    tail = TAIL.replace("{}", "{adobe_console: c.yml}")
    files = {"user-sync-config.yml": root(" a.yml", tail), "a.yml": connector(), "c.yml": connector(OTHER)}
    assert all(f.consequence is not Consequence.REFUSED for fs in lint(tmp_path, files).values() for f in fs)
    chosen = {"user-sync-config.yml": root(" a.yml", tail).replace("[csv, users.csv]", "adobe_console")}
    assert any(f.consequence is Consequence.REFUSED for f in lint(tmp_path, chosen)["c.yml"])


def test_a_console_connector_that_is_chosen_must_be_named(tmp_path: Path) -> None:
    text = root(" a.yml").replace("[csv, users.csv]", "adobe_console")
    finding = only(lint(tmp_path, {"user-sync-config.yml": text, "a.yml": connector()}), "user-sync-config.yml")
    assert (finding.rule, finding.location.line) == ("missing-connector", 8)  # where it is chosen
    files = {"user-sync-config.yml": root(" a.yml", TAIL.partition("invocation")[0]), "a.yml": connector()}
    default = only(lint(tmp_path, files), "user-sync-config.yml")
    assert (default.rule, default.location.line) == ("missing-connector", 5)  # where its file would be named


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("dashboard:\n  owning: a.yml\ndirectory:\n  connectors: {}\n", "/dashboard"),
        ("directory:\n  connectors: {}\n", "/directory"),
    ],
)
def test_a_root_of_version_1_is_one_finding(text: str, key: str, tmp_path: Path) -> None:
    finding = only(lint(tmp_path, {"user-sync-config.yml": text}), "user-sync-config.yml")
    assert (finding.rule, finding.location.pointer) == ("v1-file", key)


def test_a_message_about_two_files_of_an_overlay_says_whose_line_it_means(tmp_path: Path) -> None:
    files = {
        "user-sync-config.yml": root("\n      - a.yml\n      - b.yml"),
        "a.yml": connector(),
        "b.yml": "enterprise:\n  secure_api_key_key: old\n",
    }
    (finding,) = lint(tmp_path, files)["b.yml"]
    assert finding.message == (
        f"`secure_api_key_key` and `secure_client_id_key` on line 4 of {tmp_path / 'a.yml'} exclude each other"
    )


def test_names_of_targets_and_of_their_files_are_shown(tmp_path: Path) -> None:
    write(tmp_path, connector(), "a.yml")
    path = write(tmp_path, root(" [a.yml, {org2: nowhere.yml}]"), "user-sync-config.yml")
    (result,) = (result for result in lint_results([path]) if result.findings)
    assert "the file that `org2` names does not exist" in [finding.message for finding in result.findings]
    assert [line.text for line in result.excerpts.values()] == ["    umapi: [a.yml, {org2: nowhere.yml}]"]
