"""What findings offer, by way of the rules that make them."""

import yaml
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_secret, lint, write

from umapi_lint.document.source import Source
from umapi_lint.edits.apply import applied
from umapi_lint.engine.context import Options, check
from umapi_lint.engine.fixes import MAX_CONFIRMED
from umapi_lint.linting.linter import Linter


def fixes(folder, text, name="connector-umapi.yml"):
    return {finding.rule: finding.fix for finding in lint(folder, text, name)}


def fixed(folder, text, rule):
    fix = fixes(folder, text)[rule]
    assert fix is not None
    return applied(text, fix.edits), fix


def context_of(text, name="connector-umapi.yml"):
    """A context to ask for fixes, without the rules that do."""
    return Linter(options=Options()).context(Source(name, text.encode()))


def test_renames_a_deprecated_key(tmp_path):
    after, fix = fixed(tmp_path, KEYRING_OAUTH.replace("_client_id_key", "_api_key_key"), "deprecated-key")
    assert after == KEYRING_OAUTH
    assert fix.safe


def test_renames_a_misspelt_key(tmp_path):
    after, fix = fixed(tmp_path, KEYRING_OAUTH.replace("secret_key", "secrt_key"), "unknown-key")
    assert after == KEYRING_OAUTH
    assert fix.safe


def test_removing_a_setting_without_effect_is_safe(tmp_path):
    after, fix = fixed(tmp_path, "ssl_verify: false\n" + KEYRING_OAUTH, "ignored-key")
    assert after == KEYRING_OAUTH
    assert fix.safe


def test_removing_a_credential_is_unsafe(tmp_path):
    _, fix = fixed(tmp_path, KEYRING_OAUTH + "  priv_key_pass: geheim\n", "key-not-for-method")
    assert not fix.safe
    _, fix = fixed(tmp_path, KEYRING_OAUTH + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n", "key-not-for-method")
    assert fix.safe


def test_spells_the_method_right(tmp_path):
    after, fix = fixed(tmp_path, KEYRING_OAUTH.replace("oauth", "'OAuth'"), "invalid-value")
    assert after == KEYRING_OAUTH.replace("oauth", "'oauth'")
    assert fix.safe


def test_adds_the_method(tmp_path):
    without = KEYRING_OAUTH.partition("\n")[2]
    after, _ = fixed(tmp_path, without, "missing-field")
    assert after == KEYRING_OAUTH


def test_does_not_leave_a_section_empty(tmp_path):
    after, _ = fixed(tmp_path, "server:\n  auth_endpoint: /ims/exchange/jwt\n" + KEYRING_OAUTH, "endpoint-mismatch")
    assert after == KEYRING_OAUTH


def test_no_fix_holds_a_secret(tmp_path):
    secret = fake_secret()
    text = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  api_key: 12345\n  client_secrt: ' {secret}'\n"
    for finding in lint(tmp_path, text):
        assert secret not in repr(finding)
        assert "12345" not in repr([edit.replacement for edit in finding.fix.edits] if finding.fix else "")


def test_a_fix_of_an_overlay_is_one_of_the_file_that_the_finding_names(tmp_path):
    """Two files that UST merges: offsets count in each of them."""
    first = f"# first\nenterprise:\n  org_id: {ORG_ID}\n  secure_api_key_key: umapi\n"
    second = "# second\nauthentication_method: oauth\nserver:\n  ims_host: ims-na1.adobelogin.com\nenterprise:\n  secure_client_secrt_key: umapi\n"
    texts = {"one.yml": first, "two.yml": second}
    for name, text in texts.items():
        write(tmp_path, text, name)
    root = write(
        tmp_path,
        "adobe_users:\n  connectors:\n    umapi: [one.yml, two.yml]\ndirectory_users: {connectors: {}}\nlimits: {max_adobe_only_users: 9}\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )
    found = [f for r in Linter(options=Options()).lint_paths([str(root)]) for f in r.findings if f.fix]
    seen = {(f.location.file.rpartition("/")[2], f.rule) for f in found}
    for name in texts:
        edits = [edit for f in found if f.location.file.endswith(name) for edit in f.fix.edits]
        texts[name] = applied(texts[name], edits)
    assert {("one.yml", "deprecated-key"), ("two.yml", "unknown-key"), ("two.yml", "deprecated-key")} <= seen
    assert yaml.safe_load(texts["one.yml"]) == {"enterprise": {"org_id": ORG_ID, "secure_client_id_key": "umapi"}}
    assert "  auth_host: ims-na1.adobelogin.com\n" in texts["two.yml"]
    assert "  secure_client_secret_key: umapi\n" in texts["two.yml"]


def test_drops_the_one_that_does_not_count_only_unsafely(tmp_path):
    secret = fake_secret()
    text = f"authentication_method: {secret}\n{KEYRING_OAUTH}"
    fix = fixes(tmp_path, text)["duplicate-key"]
    assert not fix.safe
    assert applied(text, fix.edits) == KEYRING_OAUTH


def test_says_what_each_fix_does():
    context = context_of(KEYRING_OAUTH + "  number: 12\n  blanks: ' x '\nssl_verify: false\nv: 1\nv: 2\n")
    root = context.document.root
    entry = next(entry for entry in root.entries if entry.overwritten)
    offered = [
        context.rename(("enterprise", "number"), "n"),
        context.quote(("enterprise", "number")),
        context.strip(("enterprise", "blanks")),
        context.drop(root, entry),
        context.declared_fix(("enterprise", "number"), "remove"),
        context.declared_fix(("enterprise", "number"), {"replace": "oauth"}),
        context.declared_fix(("enterprise", "number"), {"replace": "oauth", "safe": False}),
        context.declared_fix(("n",), {"insert": "oauth"}, ("enterprise",)),
        context.declared_fix(("n",), {"insert": "oauth", "safe": False}, ("enterprise",)),
    ]
    assert [None if fix is None else (fix.title, fix.safe) for fix in offered] == [
        ("Rename the key to `n`", True),
        ("Put the value in quotes", True),
        ("Remove the whitespace", True),
        ("Remove the overridden line", False),
        ("Remove the line", True),
        ("Write `oauth`", True),
        ("Write `oauth`", False),
        ("Add `n: oauth`", True),
        ("Add `n: oauth`", False),
    ]


def test_knows_what_a_schema_asks_for_at_each_depth():
    context = context_of(KEYRING_OAUTH)
    asked = [("enterprise",), ("enterprise", "org_id"), ("server",), ("enterprise", "priv_key_path"), ("org_id",)]
    assert [context.is_required(path) for path in asked] == [True, True, False, False, False]


def test_the_section_of_a_missing_key_tells_the_file_that_gets_it(tmp_path):
    """The section is written in two files: the edit counts from the start of the one that the finding names."""
    texts = {
        "one.yml": f"# a head that makes this the longer one\n\nenterprise:\n  org_id: {ORG_ID}\n",
        "two.yml": "enterprise:\n  secure_client_id_key: one\n  secure_client_secret_key: two\n",
    }
    for name, text in texts.items():
        write(tmp_path, text, name)
    root = write(
        tmp_path,
        "adobe_users:\n  connectors:\n    umapi: [one.yml, two.yml]\ndirectory_users: {connectors: {}}\n"
        "limits: {max_adobe_only_users: 9}\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )
    found = [f for r in Linter(options=Options()).lint_paths([str(root)]) for f in r.findings]
    (missing,) = [f for f in found if f.rule == "missing-field"]
    name = missing.location.file.rpartition("/")[2]
    assert f"\nauthentication_method: oauth\nenterprise:\n{texts[name].partition('enterprise:')[2][1:]}" in (
        "\n" + applied(texts[name], missing.fix.edits)
    )
    assert [place.file for place in missing.fix.places] == [missing.location.file]


def test_tells_the_places_of_its_edits_unless_they_tell_how_long_a_secret_is():
    context = context_of("{enterprise: {client_secret: ' hunter2', clientid: y}}")
    check(context)  # which tells the document what names are public
    (place,) = context.rename(("enterprise", "client_secret"), "s").places
    assert (place.line, place.column, place.end_column) == (1, 15, 28)
    for hidden in (
        context.remove(("enterprise", "client_secret"), "Remove it"),
        context.rename(("enterprise", "clientid"), "client_id"),
    ):
        assert hidden.edits != ()
        assert hidden.places == ()


def test_a_large_file_gets_its_fixes_by_and_by():
    context = context_of(KEYRING_OAUTH)
    context.confirmed = MAX_CONFIRMED - len(KEYRING_OAUTH)
    assert context.rename(("enterprise", "org_id"), "n") is not None
    assert context.rename(("enterprise", "org_id"), "n") is None
    huge = context_of(f"# {'x' * MAX_CONFIRMED}\n{KEYRING_OAUTH}")
    assert huge.rename(("enterprise", "org_id"), "n") is not None
    assert huge.rename(("enterprise", "org_id"), "n") is None
