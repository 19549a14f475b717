"""Which keyring is opened, what is said of one that is not, and what becomes of its errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keyring
import pytest
from support.stores import PlaintextKeyring, Store, WinVaultKeyring

from umapi_lint.fix.connectors import PlanError
from umapi_lint.fix.keyring_writer import KeyringWriter, is_secure, open_vault


class Locked(Store):
    """Refuses everything, in words that tell too much."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyError("hunter2")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyError(password)

    def delete_password(self, service: str, username: str) -> None:
        raise KeyError("hunter2")


class Numbers(Store):
    """Gives what is no text."""

    def get_password(self, service: str, username: str) -> Any:
        return 12 if service == "there" else None


class Nothing(Store):
    """By the name that it is given below, the backend that is there when no store is."""


Nothing.__module__, Nothing.__qualname__ = "keyring.backends.fail", "Keyring"


class Chain(Store):
    """Two stores, the first of which keeps nothing, in a chain within a chain."""

    backends = ()


@contextmanager
def in_use(store: Any) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(store)
    try:
        yield
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("verb", "arguments"), [("read", ("a", "b")), ("write", ("a", "b", "hunter2")), ("delete", ("a", "b"))]
)
def test_an_error_is_told_by_its_class_alone(verb: str, arguments: tuple[str, ...]) -> None:
    vault = KeyringWriter(Locked(), Locked())
    with pytest.raises(PlanError) as raised:
        getattr(vault, verb)(*arguments)
    assert str(raised.value) == f"the keyring refused to {verb} the entry (KeyError); it may be locked"
    assert raised.value.__suppress_context__


class Keeping(Store):
    """Keeps entries in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_writes_reads_and_deletes_one_entry_of_one_user() -> None:
    store = Keeping()
    vault = KeyringWriter(store, store)
    vault.write("service", "user", "value")
    vault.write("service", "other", "theirs")
    assert store.kept == {("service", "user"): "value", ("service", "other"): "theirs"}
    assert (vault.read("service", "user"), vault.read("service", "other")) == ("value", "theirs")
    vault.delete("service", "user")
    assert store.kept == {("service", "other"): "theirs"}


def test_reads_text_or_nothing() -> None:
    vault = KeyringWriter(Numbers(), Numbers())
    assert vault.read("there", "user") == "12"
    assert vault.read("gone", "user") is None


def test_knows_the_store_of_windows_by_its_class() -> None:
    assert KeyringWriter(Store(), WinVaultKeyring()).is_windows
    assert not KeyringWriter(WinVaultKeyring(), Store()).is_windows


def test_takes_the_first_store_of_a_chain_that_keeps_anything() -> None:
    inner, outer, wanted = Chain(), Chain(), WinVaultKeyring()
    inner.backends = (Nothing(), wanted)  # type: ignore[assignment]
    outer.backends = (Nothing(), inner, PlaintextKeyring())  # type: ignore[assignment]
    with in_use(outer):
        vault = open_vault(lasting=False)
    assert vault.name == "support.stores.WinVaultKeyring"


@pytest.mark.parametrize(
    ("stores", "message"),
    [
        ((), "there is no keyring here that keeps anything: no Secret Service, no keychain, no Credential Manager"),
        (
            (Nothing(),),
            "there is no keyring here that keeps anything: no Secret Service, no keychain, no Credential Manager",
        ),
        (
            (Nothing(), PlaintextKeyring(), WinVaultKeyring()),
            "the keyring in use (support.stores.PlaintextKeyring) keeps values in plain text; choose another one with "
            "PYTHON_KEYRING_BACKEND or keyringrc.cfg",
        ),
    ],
    ids=["an empty chain", "nothing", "plain text first"],
)
def test_says_why_a_keyring_is_not_used(stores: tuple[Any, ...], message: str) -> None:
    chain = Chain()
    chain.backends = stores  # type: ignore[assignment]
    with in_use(chain), pytest.raises(PlanError) as raised:
        open_vault()
    assert str(raised.value) == message


def test_says_that_a_chosen_keyring_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Store):
        @property
        def backends(self) -> tuple[Any, ...]:
            raise RuntimeError("hunter2")

    with in_use(Broken()), pytest.raises(PlanError) as raised:
        open_vault()
    assert str(raised.value) == (
        "the keyring that PYTHON_KEYRING_BACKEND or keyringrc.cfg chooses cannot be loaded (RuntimeError)"
    )
    assert raised.value.__suppress_context__


def test_says_that_the_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(PlanError) as raised:
        open_vault()
    assert str(raised.value) == "the Python package `keyring` is not installed here"
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("name", "secure"),
    [
        ("support.stores.PlaintextKeyring", False),
        ("keyrings.cryptfile.file.PlaintextKeyring", False),
        ("keyrings.alt.pyfs.BasicKeyring", False),
        ("keyrings.alt.file.EncryptedKeyring", True),
        ("keyrings.alt.file.PlaintextEncryptedKeyring", False),
        ("keyrings.cryptfile.cryptfile.CryptFileKeyring", True),
        ("keyring.backends.Windows.WinVaultKeyring", True),
    ],
)
def test_a_plain_text_store_is_known_by_its_class(name: str, secure: bool) -> None:
    assert is_secure(name) is secure
