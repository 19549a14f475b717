"""The files of Sign Sync, as `user-sync sign-sync` of User Sync Tool 2.10 judged each text here."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence

ROOT = (Path(__file__).parents[1] / "schemastore/positive/sign-sync-config/ldap.yml").read_text("utf-8")
SIGN = (Path(__file__).parents[1] / "schemastore/positive/connector-sign/keyring.yml").read_text("utf-8")
LDAP = "host: ldaps://dc.corp.example\nbase_dn: DC=corp,DC=example\n"


def deployment(folder: Path, root: str = ROOT, **others: str) -> list[tuple[str, str]]:
    """What stops UST in a folder of Sign Sync: the file and the rule."""
    files = {"sign-sync-config": root, "connector-sign": SIGN, "connector-ldap": LDAP, **others}
    for name, text in files.items():
        write(folder, text, f"{name.replace('_', '-')}.yml")
    return [
        (Path(result.name).name, found.rule)
        for result in Linter().lint_paths([str(folder)])
        for found in result.findings
        if found.consequence is Consequence.REFUSED
    ]


def test_takes_a_deployment_with_all_its_files(tmp_path: Path) -> None:
    assert deployment(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("reset", "Reset", "invalid-value"),
        ("10%", "true", "wrong-type"),
        ("10%", "101%", "invalid-value"),
        ("  sign_only_limit: 10%\n", "", "missing-field"),
        ("directory_group: Sign Users", "directory_group:", "null-value"),
        ("sign_group: Users", "sign_group: 'primary::'", "invalid-value"),
        ("file_log_level: info", "log_progress: true", "unknown-key"),
        ("[group, \"Sign Users,Sign Admins\"]", "[group]", "invalid-value"),
        ("[group, \"Sign Users,Sign Admins\"]", "ALL", "invalid-value"),
        ("  primary: connector-sign.yml", "  - primary: connector-sign.yml", "wrong-type"),
        ("  primary: connector-sign.yml", "  main: connector-sign.yml", "missing-field"),
        ("  primary: connector-sign.yml", "  primary: nowhere.yml", "missing-file"),
        ("type: ldap", "type: LDAP", "invalid-value"),
    ],
)  # fmt: skip
def test_refuses_what_the_tool_refuses(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert ROOT.count(old) == 1
    assert ("sign-sync-config.yml", rule) in deployment(tmp_path, ROOT.replace(old, new))


def test_holds_the_directory_connector_that_it_names_to_its_kind(tmp_path: Path) -> None:
    assert deployment(tmp_path, connector_ldap=LDAP + "colour: x\n") == [("connector-ldap.yml", "unknown-key")]


def test_wants_the_path_of_the_users_in_the_csv_connector(tmp_path: Path) -> None:
    root = ROOT.replace("type: ldap", "type: csv").replace("connector-ldap", "connector-csv")
    assert deployment(tmp_path, root, connector_csv="delimiter: ','\n") == [("connector-csv.yml", "missing-field")]
    write(tmp_path, "email\n", "users.csv")
    assert deployment(tmp_path, root, connector_csv="file_path: users.csv\n") == []


def test_cannot_read_all_users_from_okta(tmp_path: Path) -> None:
    root = ROOT.replace("type: ldap", "type: okta").replace("connector-ldap", "connector-okta")
    okta = "host: corp.okta.com\nsecure_api_token_key: okta_token\n"
    assert deployment(tmp_path, root, connector_okta=okta) == []
    root = root.replace('[group, "Sign Users,Sign Admins"]', "all")
    assert deployment(tmp_path, root, connector_okta=okta) == [("sign-sync-config.yml", "invalid-value")]


def test_two_roots_in_one_folder_may_name_different_files(tmp_path: Path) -> None:
    good = Path(__file__).parents[2] / "examples" / "good"
    for path in good.iterdir():
        write(tmp_path, path.read_bytes(), path.name)
    deployment(tmp_path)
    rules = {found.rule for result in Linter().lint_paths([str(tmp_path)]) for found in result.findings}
    assert "unreferenced-file" not in rules


def test_a_file_of_the_old_post_sync_is_named_as_such(tmp_path: Path) -> None:
    write(tmp_path, "sign_orgs:\n  - console_org: primary\n    host: api.echosign.com\n", "connector-sign-sync.yml")
    (result,) = Linter().lint_paths([str(tmp_path)])
    assert "migrate-post-sync" in result.findings[0].help
