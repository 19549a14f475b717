"""What of a source line is shown."""

from __future__ import annotations

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.engine.context import check
from umapi_lint.linting.linter import Linter
from umapi_lint.text.masking import MaskedLine, masked


def shown(text: str, name: str = "connector-umapi.yml") -> list[str]:
    """Every line of a text as a report would show it."""
    context = Linter().context(Source(name, text.encode()))
    check(context)
    document = context.document
    return [document.masked_line(line + 1).text for line in range(len(document.text.splitlines()))]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("  client_secret: hunter2", "  client_secret: ***"),
        ("  client_secret: 'hunter2' # old: hunter1", "  client_secret: '***' # ***"),
        ("  client_secret: &hunter3 x", "  client_secret: ***"),
        ("  client_secret: !!str hunter2", "  client_secret: ***"),
        ("  hunter2: x", "  ***: ***"),
        ("  clientsecret: x", "  clientsecret: ***"),
        ("  client_secret: >-\n    hunter2", "  client_secret: >-"),
        ("  secure_client_id_key: umapi_client_id", "  secure_client_id_key: umapi_client_id"),
        ("  secure_client_id_key: umapi_id_prod", "  secure_client_id_key: umapi_id_prod"),
        ("  secure_client_id_key: hunter2", "  secure_client_id_key: ***"),
        ('  secure_client_id_key: "umapi_client_id"', '  secure_client_id_key: "umapi_client_id"'),
        ("  secure_client_id_key: &hunter3 umapi_client_id", "  secure_client_id_key: &*** umapi_client_id"),
        ("  &hunter3 secure_client_id_key: umapi_client_id", "  &*** secure_client_id_key: umapi_client_id"),
        ("  <<: *hunter2", "  <<: ***"),
        ("  client_id: ''", "  client_id: ''"),
        ("  client_id: ~", "  client_id: ~"),
    ],
)
def test_shows_nothing_that_no_schema_knows(line: str, wanted: str) -> None:
    text = f"x: &hunter2 {{a: b}}\nenterprise:\n{line}\n"
    assert [*shown(text)[1:3]] == ["enterprise:", wanted.replace("&***", "***")]


def test_shows_no_names_of_anchors_and_no_directives() -> None:
    lines = shown(
        "%TAG !hunter2! tag:yaml.org,2002:\n---\nenterprise: &hunter2\n  client_id: !hunter2!str x\nserver: *hunter2\n"
    )
    assert "hunter2" not in "\n".join(lines)
    assert lines[2] == "enterprise: ***"


def test_shows_the_method_also_when_it_is_misspelt() -> None:
    assert shown("authentication_method: OAuth\n") == ["authentication_method: OAuth"]
    assert shown("authentication_method: hunter2\n") == ["authentication_method: ***"]


def test_shows_hosts_and_numbers_that_the_schema_knows() -> None:
    assert shown("server:\n  host: usermanagement.adobe.io\n  timeout: 30\n  retries: 123456789\n") == [
        "server:", "  host: usermanagement.adobe.io", "  timeout: 30", "  retries: ***",
    ]  # fmt: skip


def test_a_file_that_is_no_yaml_shows_known_keys_only() -> None:
    secret = fake_secret()
    assert shown(f"enterprise:\n  client_secret: '{secret}\n  {secret}: x\n{secret}\n") == [
        "enterprise:", "  client_secret: '***", "  ***", "***",
    ]  # fmt: skip


def test_hides_what_a_later_file_of_an_overlay_overwrites(tmp_path) -> None:
    (tmp_path / "a.yml").write_text("enterprise:\n  client_secret: hunter2\n  hunter3: x # hunter4\n")
    (tmp_path / "connector-umapi.yml").write_text(KEYRING_OAUTH)
    (tmp_path / "user-sync-config.yml").write_text(
        "adobe_users:\n  connectors:\n    umapi: [a.yml, connector-umapi.yml]\ndirectory_users: {}\nlimits: {}\n"
    )
    results = list(Linter().lint_paths([str(tmp_path / "user-sync-config.yml")]))
    lines = [line.text for result in results for line in result.excerpts.values()]
    assert "  client_secret: ***" in lines
    assert not any("hunter" in line for line in lines)


def test_a_place_that_is_hidden_tells_no_length() -> None:
    places = []
    for secret in ("x1", "x1" * 30):
        findings = (
            Linter().lint(Source("connector-umapi.yml", f"enterprise:\n  client_secret: {secret}\n".encode())).findings
        )
        places.append([finding.location for finding in findings])
    assert places[0] == places[1]


def test_a_byte_order_mark_moves_no_column() -> None:
    document = Document(Source("x.yml", "\ufeffenterprise: x".encode()))
    assert document.masked_line(1).text == "***: ***"


def test_a_mask_knows_where_the_columns_went() -> None:
    line = masked("ab secret cd", [(3, 9)])
    assert line == MaskedLine("ab *** cd", ((3, 9, 3, 6),))
    assert [line.column(c) for c in (1, 4, 5, 10, 11)] == [1, 4, 4, 7, 8]
    assert [line.end_column(c) for c in (1, 4, 5, 10, 11)] == [1, 4, 7, 7, 8]


def test_an_organization_is_no_public_word() -> None:
    assert shown(f"enterprise:\n  org_id: {ORG_ID[::-1]}\n")[1] == "  org_id: ***"
