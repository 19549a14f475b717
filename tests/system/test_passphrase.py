"""Trying a passphrase on an encrypted key."""

from __future__ import annotations

import pytest
from support import keys
from support.linting import fake_secret

from umapi_lint.record import replace
from umapi_lint.system.passphrase import MAX_ROUNDS, Tried, attempt
from umapi_lint.system.private_key import read_text


@pytest.mark.parametrize("sealed", [keys.sealed_key, keys.sealed_traditional, keys.sealed_by_the_tool])
def test_tells_the_right_passphrase_from_a_wrong_one(sealed: object) -> None:
    text = sealed()  # type: ignore[operator]
    key = read_text(text)
    assert attempt(text, key, keys.PASSPHRASE) == (Tried.OPENS, 2048)
    assert attempt(text, key, fake_secret("x")) == (Tried.WRONG, None)
    assert attempt(text, key, "\ud800") == (Tried.WRONG, None)


def test_a_key_of_another_kind_is_told_once_it_is_open() -> None:
    text = keys.text(keys.key("ec"), keys.PKCS8, keys.PASSPHRASE)
    assert attempt(text, read_text(text), keys.PASSPHRASE) == (Tried.OPENS_ANOTHER_KIND, None)


def test_a_key_that_would_keep_us_busy_is_left_alone() -> None:
    text = keys.sealed_key()
    assert attempt(text, replace(read_text(text), rounds=MAX_ROUNDS + 1), keys.PASSPHRASE) == (Tried.NOT_TRIED, None)


def test_a_key_in_the_form_of_openssh_is_left_alone() -> None:
    text = keys.text(keys.key(), keys.OPENSSH, keys.PASSPHRASE)
    assert attempt(text, read_text(text), keys.PASSPHRASE) == (Tried.NOT_TRIED, None)
