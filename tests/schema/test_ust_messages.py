"""The table of messages: what people paste finds the right row, and every row leads somewhere."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from umapi_lint.rules._registry import registry
from umapi_lint.schema.ust_messages import explained_in, explaining, ust_messages


@pytest.mark.parametrize("message", ust_messages(), ids=lambda message: message.title)
def test_a_row_is_found_by_its_title_and_names_rules_that_exist(message) -> None:
    assert explaining(message.title) is message
    assert set(message.rules) <= set(registry().rules)
    assert len(re.findall(r"[.!?](?= |$)", message.next)) <= 3


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("2026-01-01 CRITICAL main - Value not found for key: enterprise in: umapi.primary configuration", "Value not found for key"),
        ("RecursionError: maximum recursion depth exceeded while calling a Python object", "maximum recursion depth exceeded"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate", "CERTIFICATE_VERIFY_FAILED"),
        ('umapi.enterprise: Error decrypting private key, either the password is wrong or: RSA key format', "Error decrypting private key"),
        ('{"error":"invalid_client","error_description":"invalid client_secret parameter"}', "invalid_client"),
        ("In setting umapi in config file user-sync-config.yml: No such file connector-umapi.yml", "No such file"),
        ("No such configuration file: user-sync-config.yml", "No such configuration file"),
        ('x: No value in secure storage for user "a", key "b"', "No value in secure storage"),
        ("Config file must be specified for connector type :: 'ldap'", "Config file must be specified for connector type"),
        ("Adobe groups reference unknown umapi connectors: {'org2'}", "Adobe groups reference unknown umapi connectors"),
    ],
)  # fmt: skip
def test_finds_the_row_of_a_real_line(line: str, title: str) -> None:
    message = explaining(line)
    assert message is not None
    assert message.title == title


@pytest.mark.parametrize(
    "line", ["", "INFO all is well", "INFO 429 users, at 02:00:00,429", "a" * 100_000 + "invalid_client"]
)
def test_knows_nothing_of_other_lines(line: str) -> None:
    assert explaining(line) is None


def test_counts_the_lines_of_a_log() -> None:
    log = "fine\nProxyError\r\nfine" + "e" * 10_000 + "\n\x00\nProxyError again"
    for encoding in ("utf-8", "utf-16"):  # the second is what PowerShell writes
        found = explained_in(BytesIO(log.encode(encoding)))
        assert [(number, message.title) for number, message in found] == [
            (2, "Cannot connect to proxy"), (5, "Cannot connect to proxy"),
        ]  # fmt: skip
