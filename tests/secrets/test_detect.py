"""Which places of a file hold a credential."""

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, fake_pem, fake_secret, fake_uuid

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.linting import discovery
from umapi_lint.linting.load import load_schemas
from umapi_lint.secrets.detect import find_credentials

SCHEMAS = load_schemas()


def lines(text: str, name: str = "connector-umapi.yml") -> list[int]:
    document = Document(Source(name, text.encode()))
    found = find_credentials(document, discovery.kind_of(document, SCHEMAS), SCHEMAS)
    return [document.line_of(place.start) for place in found]


def oauth(secret: object) -> str:
    return f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  client_secret: {secret}\n"


def test_finds_none_where_only_the_keyring_is_named():
    assert lines(KEYRING_OAUTH) == []


@pytest.mark.parametrize("make", [fake_secret, fake_uuid, lambda: "12345678", lambda: "hunter2"])
def test_finds_whatever_stands_at_a_sensitive_position(make):
    assert lines(oauth(make())) == [4]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "''",
        "' '",
        "9876-xyz-12345",
        "Client Secret goes here",
        "'${SECRET}'",
        "'{{ secret }}'",
        "client_secret",
    ],
)
def test_takes_no_placeholder_for_a_credential(text):
    assert lines(oauth(text)) == []


def test_finds_what_another_method_calls_sensitive():
    assert lines(oauth("''") + "  priv_key_pass: hunter2\n") == [5]


def test_finds_a_secret_that_a_later_line_overrides():
    assert lines(oauth(fake_secret()) + "  client_secret: ''\n") == [4]


def test_finds_what_a_merge_key_or_an_alias_brings_to_a_sensitive_position():
    text = oauth("*s").replace("enterprise:\n", "enterprise:\n  <<: *common\n")
    assert lines("common: &common\n  priv_key_pass: hunter2\n  note: &s hunter3\n" + text) == [2, 3]


def test_finds_a_secret_under_a_key_that_nobody_knows():
    assert lines(KEYRING_OAUTH + f"  client_secert: {fake_secret()}\n") == [6]


@pytest.mark.parametrize("make", [fake_uuid, lambda: "hunter2"])
def test_finds_a_secret_at_the_wrong_level_by_its_name(make):
    secret = make()
    assert lines(f"client_secret: {secret}\n" + KEYRING_OAUTH) == [1]
    assert lines(KEYRING_OAUTH + f"server:\n  old: [{{priv_key_pass: {secret}}}]\n") == [7]
    assert lines(f"adobe_users: {{}}\nclient_secret: {secret}\n", "user-sync-config.yml") == [2]


@pytest.mark.parametrize("value", ["Client secret goes here", "${SECRET}", "client_secret", "5", "~", "[hunter2]"])
def test_takes_no_placeholder_at_the_wrong_level_for_a_credential(value: str):
    assert lines(f"client_secret: {value}\n" + KEYRING_OAUTH) == []


def test_finds_a_secret_in_a_comment():
    assert lines(f"# old: {fake_secret('s8')}\n" + KEYRING_OAUTH) == [1]


def test_finds_a_key_in_place():
    block = "".join(f"    {line}\n" for line in fake_pem().splitlines())
    assert lines(f"enterprise:\n  priv_key_data: |\n{block}") == [2]


def test_finds_what_looks_like_a_secret_in_a_file_that_is_no_yaml():
    assert lines(f"enterprise:\n\tclient_secret: {fake_secret()}\n") == [2]
