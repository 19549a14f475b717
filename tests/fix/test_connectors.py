"""Which connectors `migrate` and `secure` work on, and what they say where they cannot."""

import pytest
from support.linting import KEYRING_OAUTH

from umapi_lint.fix.connectors import connectors
from umapi_lint.linting.linter import Linter

NO_METHOD = KEYRING_OAUTH.partition("\n")[2]


def deployment(umapi, **files):
    root = f"adobe_users:\n  connectors: {umapi}\ndirectory_users: {{connectors: {{}}}}\nlimits: {{max_adobe_only_users: 9}}\ninvocation_defaults: {{connector: [csv, users.csv]}}\n"
    return {"user-sync-config.yml": root, **{f"{name}.yml": text for name, text in files.items()}}


@pytest.mark.parametrize(
    ("files", "output"),
    [
        (
            deployment("{}"),
            "user-sync-config.yml: names no connector; `umapi-lint user-sync-config.yml` says why",
        ),
        (
            {"user-sync-config.yml": "- x\n"},
            "user-sync-config.yml: names no connector; `umapi-lint user-sync-config.yml` says why",
        ),
        (
            deployment("{umapi: one.yml}", one="- x\n"),
            "one.yml: UST cannot load this file; `umapi-lint user-sync-config.yml` says why",
        ),
        (
            deployment("{umapi: [one.yml, two.yml]}", one=KEYRING_OAUTH, two="- x\n"),
            "two.yml: UST cannot load this file; `umapi-lint user-sync-config.yml` says why",
        ),
        (
            deployment("{umapi: [one.yml, two.yml, three.yml]}", one=KEYRING_OAUTH, two="a: 1\n", three="a: [\n"),
            "three.yml: UST cannot load this file; `umapi-lint user-sync-config.yml` says why",
        ),
        (
            deployment("{umapi: [one.yml, gone.yml]}", one=KEYRING_OAUTH),
            "user-sync-config.yml: a file that it names: no such file; `umapi-lint user-sync-config.yml` says where",
        ),
    ],
)
def test_says_which_file_of_a_deployment_is_at_fault(printed, files, output):
    assert printed(files, "migrate", "--diff", "user-sync-config.yml") == f"umapi-lint: {output}\n[2]\n"
    assert printed(files, "secure", "--diff", "user-sync-config.yml") == (
        f"umapi-lint: {output}; nothing was moved\n[2]\n"
    )


def test_names_a_directory_that_stands_in_place_of_a_file(printed):
    (printed.folder / "sub").mkdir()
    assert printed(deployment("{umapi: sub}"), "migrate", "--diff", "user-sync-config.yml") == (
        "umapi-lint: sub: is a directory; `umapi-lint user-sync-config.yml` says where\n[2]\n"
    )


def test_a_connector_that_is_merged_stands_alone_only_where_its_kind_is_given(printed):
    files = deployment("{umapi: [one.yml, two.yml]}", one=NO_METHOD, two="server: {timeout: 5}\n")
    files["connector-umapi.yml"] = files.pop("one.yml")
    files["user-sync-config.yml"] = files["user-sync-config.yml"].replace("one.yml", "connector-umapi.yml")
    assert printed(files, "migrate", "--diff", "connector-umapi.yml") == (
        "umapi-lint: connector-umapi.yml: is merged with other files by user-sync-config.yml; name that file instead\n[2]\n"
    )
    assert "+authentication_method: oauth\n" in printed(
        files, "migrate", "--diff", "--kind", "connector-umapi", "connector-umapi.yml"
    )


def test_each_connector_has_a_cache_of_its_own(printed):
    files = deployment("{umapi: [one.yml, {other: two.yml}]}", one=KEYRING_OAUTH, two=NO_METHOD)
    printed(files, "--quiet", ".")
    one, two = connectors(Linter(), "user-sync-config.yml")
    assert [one.document.name, two.document.name] == ["one.yml", "two.yml"]
    assert one.cache is not two.cache
    assert {mark.keyword for mark in two.marks} != {mark.keyword for mark in one.marks}
