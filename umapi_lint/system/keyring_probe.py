"""The other end of :mod:`umapi_lint.system.keyring`: a process that asks the keyring and may be killed for it.

Reads a JSON list of (service, user name) from standard input, writes one JSON object to standard output: class names
of stores, yes or no for each entry, and what went wrong as one of a few words. A value is never kept, and where
the store can tell that an entry exists without giving its value, the value is not even asked for.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from umapi_lint.record.typed import Any

SECRET_SERVICE = "keyring.backends.SecretService"  # noqa: S105
KEYCHAIN = "keyring.backends.macOS"


def main() -> None:
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a backend prints must not spoil the answer
    questions = json.load(sys.stdin)
    answered = act(questions) if isinstance(questions, dict) else answer(questions)
    os.write(out, json.dumps(answered).encode("ascii"))


def act(request: dict[str, str]) -> dict[str, Any]:
    """Read, write or delete one entry for ``umapi-lint secure``: ``value`` is what was read, ``lasts`` whether the store does.

    ``error`` is the class of what went wrong; the text of an error may hold the very value, and stays here.
    """
    try:
        import keyring

        backend = keyring.get_keyring()
        store = next(one for one in stores(backend) if name_of(one) == request["store"])
        entry = request["service"], request["user"]
        if request["do"] == "write":
            store.set_password(*entry, request["value"])
        elif request["do"] == "delete":
            store.delete_password(*entry)
        elif request["do"] == "read":
            value = backend.get_password(*entry)
            return {"value": None if value is None else str(value)}
        else:
            return {"lasts": lasts(store)}
    except BaseException as error:  # a backend may also end the process
        return {"error": type(error).__name__}
    return {}


LASTING = frozenset(
    {
        "keyring.backends.SecretService.Keyring", "keyring.backends.libsecret.Keyring", "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4", "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring", "keyrings.alt.file.EncryptedKeyring",
    }
)  # fmt: skip
"""Stores that are known to keep an entry beyond the session. Of others nobody knows, and the file would be rewritten."""


def lasts(store: Any) -> bool:
    """Whether a store keeps what it is given. A Secret Service has collections that end with the login."""
    name = name_of(store)
    if name != f"{SECRET_SERVICE}.Keyring":
        wanted = str(getattr(store, "collection", None) or "")
        return name in LASTING and not wanted.endswith("session")
    from contextlib import closing

    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        preferred = getattr(store, "preferred_collection", None)
        if preferred:
            return not str(preferred).rstrip("/").endswith("/session")
        return not str(secretstorage.get_default_collection(bus).collection_path).endswith("/session")


def answer(questions: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What the keyring says to the questions; ``problem`` is there when it could not be asked."""
    try:
        import keyring
    except ImportError:
        return {"problem": "not-installed"}
    try:
        backend = keyring.get_keyring()
        used = [name_of(member) for member in stores(backend)]
    except Exception as error:
        # the user's settings name the backend, and loading it runs code that may raise whatever it likes
        return {"problem": "settings", "error": type(error).__name__}
    if set(used) <= {"keyring.backends.fail.Keyring"}:
        return {"problem": "no-backend"}
    found: list[bool] = []
    try:
        for service, user in questions:
            found.append(exists(backend, service, user))
    except Exception as error:
        # a backend may raise errors of its own, of D-Bus, of Windows …; their text may hold anything, so it stays here
        return {"stores": used, "problem": "failed", "error": type(error).__name__}
    return {"stores": used, "found": found}


def name_of(store: Any) -> str:
    """The class of a store, with its module."""
    return f"{type(store).__module__}.{type(store).__qualname__}"


def stores(backend: Any) -> list[Any]:
    """A backend, or those that it hides, as a chain of several does, in the order in which they are asked."""
    chained = getattr(backend, "backends", None)
    return [backend] if chained is None else [store for member in chained for store in stores(member)]


def exists(backend: Any, service: str, user: str) -> bool:
    """Whether the keyring would find an entry. Raises what the backend raises."""
    return any(_in_store(store, service, user) for store in stores(backend))


def _in_store(store: Any, service: str, user: str) -> bool:
    kind = type(store).__module__
    if kind == SECRET_SERVICE:
        return in_secret_service(store, service, user)
    if kind == KEYCHAIN:
        return in_keychain(service, user)
    return store.get_password(service, user) is not None


def in_keychain(service: str, user: str) -> bool:
    """The question that keyring asks the Keychain, without asking for the value: only for that macOS wants permission,
    by a prompt. Apple, 'SecItemCopyMatching': what is not asked for by a ``kSecReturn`` key is not returned.
    """
    from keyring.backends import macOS

    api: Any = macOS.api
    query = api.create_query(
        kSecClass=api.k_("kSecClassGenericPassword"), kSecMatchLimit=api.k_("kSecMatchLimitOne"),
        kSecAttrService=service, kSecAttrAccount=user,
    )  # fmt: skip
    status = api.SecItemCopyMatching(query, None)
    if status == api.error.item_not_found:
        return False
    api.Error.raise_for_status(status)
    return True


def in_secret_service(backend: Any, service: str, user: str) -> bool:
    """The question that keyring asks a Secret Service, without opening the store: that would prompt for its password."""
    from contextlib import closing

    import secretstorage
    from secretstorage.exceptions import ItemNotFoundException

    with closing(secretstorage.dbus_init()) as bus:
        wanted = getattr(backend, "preferred_collection", None)
        try:
            collection = secretstorage.Collection(bus, *([wanted] if wanted else []))
        except ItemNotFoundException:
            return False  # there is no store yet
        return any(True for _ in collection.search_items(backend._query(service, user)))
