"""Copies of files for the public: nothing secret in them, and still the same file."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_pem, fake_secret, fake_uuid

from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter
from umapi_lint.secrets.redact import redacted

LINTER = Linter()


def redact(text: str, name: str = "connector-umapi.yml", *, comments: bool = True) -> str:
    context = LINTER.context(Source(name, text.encode()))
    return redacted(context.document, context.kind, LINTER.schemas, comments=comments)


def test_keeps_comments_and_layout_and_masks_the_rest() -> None:
    text = (
        "# Our tenant\r\nauthentication_method:   oauth # since May\r\n\r\nserver:\r\n    timeout: 30\r\n"
        "    host: usermanagement.adobe.io\r\nenterprise: # ours\r\n"
        f"  org_id: {ORG_ID}\r\n  client_id: '{fake_client_id()}' # key\r\n"
        f'  client_secret: "{fake_secret()}"\r\n  tech_acct_id:  {TECHNICAL_ACCOUNT}\r\n  priv_key_path: keys/private.key\r\n'
    )
    assert redact(text) == (
        "# Our tenant\r\nauthentication_method:   oauth # since May\r\n\r\nserver:\r\n    timeout: 30\r\n"
        "    host: usermanagement.adobe.io\r\nenterprise: # ours\r\n"
        "  org_id: '***'\r\n  client_id: '***' # key\r\n"
        "  client_secret: \"***\"\r\n  tech_acct_id:  '***'\r\n  priv_key_path: keys/private.key\r\n"
    )


def test_masks_a_private_key_as_one_line_of_its_block() -> None:
    block = "".join(f"    {line}\n" for line in fake_pem().splitlines())
    assert redact(f"enterprise:\n  priv_key_data: |  # the key\n{block}\n  org_id: x\n") == (
        "enterprise:\n  priv_key_data: |  # the key\n    ***\n\n  org_id: '***'\n"
    )


def test_masks_a_private_key_in_comments_as_one() -> None:
    block = "".join(f"# {line}\n" for line in fake_pem().splitlines())
    assert redact(f"# before\n{block}# after\nenterprise: {{}}\n") == "# before\n# ***\n# after\nenterprise: {}\n"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("x: &password1 a", "x: &a1 '***'"),
        ("x: !!int 12345678", "x:  '***'"),
        ("{}: x".format("?" + " password1\n"), "? \"*** 1\"\n: '***'"),
        ("x: [password1, 'a']", "x: ['***', '***']"),
        ('{"a": "password1", "b": {"a": 1}}', '{"a": "***", "b": {"a": \'***\'}}'),
        ("x: true\ny: 5\nz: ~", "x: true\ny: '***'\nz: ~"),
        ("x: 2024-05-01", "x: '***'"),
        ("client_secret: ''", "client_secret: ''"),
        ("x: a\n  b\n  c", "x: '***'"),
    ],
)
def test_every_form_stays_valid(line: str, wanted: str) -> None:
    assert redact(line + "\n") == wanted + "\n"


def test_a_key_that_stands_twice_still_does() -> None:
    assert redact("a1: 1\nb2: 2\na1: 3\n") == "\"*** 1\": '***'\n\"*** 2\": '***'\n\"*** 1\": '***'\n"


def test_names_of_keyring_entries_stay_only_if_they_are_made_of_known_words() -> None:
    assert redact(KEYRING_OAUTH) == KEYRING_OAUTH.replace(ORG_ID, "'***'")
    assert "hunter" not in redact(KEYRING_OAUTH.replace("umapi_client_id", "hunter"))


def test_a_root_keeps_what_names_its_connectors() -> None:
    text = (
        "adobe_users:\n  exclude_identity_types: [adobeID]\n  connectors:\n    umapi:\n      - connector-umapi.yml\n"
        "directory_users:\n  connectors:\n    ldap: connector-ldap.yml\n  groups:\n    - directory_group: Secret Project\n"
        "limits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
    )
    assert redact(text, "user-sync-config.yml") == text.replace("Secret Project", "'***'")


def test_a_secret_in_place_of_a_host_goes() -> None:
    assert redact(f"server:\n  host: {fake_secret()}\n  auth_host: {fake_uuid()}.com\n") == (
        "server:\n  host: '***'\n  auth_host: '***'\n"
    )


def test_comments_can_be_left_out() -> None:
    assert redact("# words\nserver: {} # more\n#\n", comments=False) == "# ***\nserver: {} # ***\n#\n"


def test_what_is_no_yaml_is_masked_line_by_line() -> None:
    text = f"# ours\nenterprise: # too\n  client_secret: '{fake_secret()}\n  org_id: x\nfoo\nbar\n"
    assert redact(text) == "# ours\nenterprise: # too\n  client_secret: ***\n  org_id: ***\n***\n"


_NAMES = st.sampled_from(["enterprise", "server", "client_secret", "org_id", "host", "timeout", "foo", "a b", "12"])
_TEXTS = st.text(alphabet="ab1 :#'\"{}[]&*!|>-\n\\%@,?", max_size=12)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.dates() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return [shape(inner) for inner in value.values()]
    return [shape(item) for item in value] if isinstance(value, list) else None


@settings(max_examples=150, deadline=None)
@given(
    value=st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=4),
    flow=st.sampled_from([None, True, False]),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
)
def test_valid_yaml_stays_valid_and_keeps_its_structure(
    value: dict[str, Any], flow: bool | None, style: str | None
) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, default_style=style, sort_keys=False)
    assert shape(yaml.safe_load(redact(text))) == shape(yaml.safe_load(text))


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="ab1: #'\"{}[]&*!|>-\n\\%@,?\t\r", max_size=60))
def test_any_text_can_be_redacted_and_what_was_valid_still_is(text: str) -> None:
    try:
        before = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError):
        redact(text)
        return
    assert (yaml.safe_load(redact(text)) is None) == (before is None)


def test_twice_is_once() -> None:
    text = f"enterprise:\n  org_id: {ORG_ID} # {fake_secret()}\n  foo: bar\n"
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "line",
    [
        'client_id: "x"#{}',
        "client_id: 'x'#{}",
        "more: [a]#{}",
        "more: {{a: b}}#{}",
        "more: [a,#{}\n    b]",
    ],
)
def test_a_comment_that_is_glued_to_what_stands_before_it_is_one(line: str) -> None:
    secret = fake_secret()
    text = f"{KEYRING_OAUTH}  {line.format(f' client_secret: {secret}')}\n"
    findings = LINTER.lint(Source("connector-umapi.yml", text.encode())).findings
    assert "secret-in-comment" in [finding.rule for finding in findings]
    assert secret not in redact(text)
