"""The keyring, as it is written to: opened only when a user asked for it, and refused where it would not keep a secret."""

from __future__ import annotations

from collections.abc import Callable, Collection

from umapi_lint.fix.connectors import PlanError
from umapi_lint.record.typed import Any
from umapi_lint.system.keyring_probe import name_of, stores

ABSENT = frozenset({"keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"})
"""Backends that are there when no store is."""


class KeyringWriter:
    """An open keyring. Values are written to one store, and read as UST reads them: by way of all that are in use.

    Every method raises :class:`PlanError`, without a value, when the store refuses.
    """

    def __init__(self, backend: Any, store: Any, name: str = "") -> None:
        self._backend = backend
        self._store = store
        self.name = name or name_of(store)
        """Class of the store that values are written to, with its module."""

    @property
    def is_windows(self) -> bool:
        return self.name.endswith(".WinVaultKeyring")

    def read(self, service: str, user: str) -> str | None:
        value = _tried("read", lambda: self._backend.get_password(service, user))
        return None if value is None else str(value)

    def write(self, service: str, user: str, value: str) -> None:
        _tried("write", lambda: self._store.set_password(service, user, value))

    def delete(self, service: str, user: str) -> None:
        _tried("delete", lambda: self._store.delete_password(service, user))


def _tried(what: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except PlanError:
        raise
    except Exception as error:
        # a backend may raise errors of its own, of D-Bus, of Windows …; their text may hold anything, the value too
        raise _refused(what, type(error).__name__) from None


class _OtherProcess:
    """A store that a process of its own speaks to, anew for each call, and is given ten seconds for it.

    What one process stored another one reads: a backend that keeps values in its memory gives none back.
    """

    def __init__(self, store: str) -> None:
        self.store = store

    def get_password(self, service: str, user: str) -> str | None:
        value: str | None = self.do("read", service, user)["value"]
        return value

    def set_password(self, service: str, user: str, value: str) -> None:
        self.do("write", service, user, value)

    def delete_password(self, service: str, user: str) -> None:
        self.do("delete", service, user)

    def do(self, what: str, service: str = "", user: str = "", value: str = "") -> dict[str, Any]:
        import json

        from umapi_lint.system.keyring import TIMEOUT, ask_process

        request = {"do": what, "store": self.store, "service": service, "user": user, "value": value}
        printed = ask_process(json.dumps(request).encode("ascii"))
        if printed is None:
            raise PlanError(
                f"the keyring did not answer within {TIMEOUT:.0f} seconds; it may be locked, and waiting for its password"
            )
        answer: dict[str, Any] = json.loads(printed or b'{"error": "no answer"}')
        if "error" in answer:
            raise _refused(what, answer["error"])
        return answer


def open_vault(accepted: Collection[str] = (), *, lasting: bool = True) -> KeyringWriter:
    """The keyring of this machine and user.

    Args:
        accepted: classes of stores that the user says keep what they are given.
        lasting: refuse a store that is not known to keep it.

    Raises:
        PlanError: there is none, or it would not keep a secret.
    """
    try:
        import keyring
    except ImportError:
        raise PlanError("the Python package `keyring` is not installed here") from None
    try:
        backend = keyring.get_keyring()
        members = stores(backend)
    except (Exception, SystemExit) as error:
        # the user's settings name the backend, and loading it runs code that may raise whatever it likes
        raise PlanError(
            f"the keyring that PYTHON_KEYRING_BACKEND or keyringrc.cfg chooses cannot be loaded ({type(error).__name__})"
        ) from None
    usable = [store for store in members if name_of(store) not in ABSENT]
    if not usable:
        raise PlanError(
            "there is no keyring here that keeps anything: no Secret Service, no keychain, no Credential Manager"
        )
    if not is_secure(name_of(usable[0])):
        raise PlanError(
            f"the keyring in use ({name_of(usable[0])}) keeps values in plain text; choose another one with "
            "PYTHON_KEYRING_BACKEND or keyringrc.cfg"
        )
    store = _OtherProcess(name_of(usable[0]))
    if lasting and store.store not in accepted and not store.do("describe")["lasts"]:
        raise PlanError(
            f"it is not known that the keyring in use ({store.store}) keeps an entry beyond this session; "
            f"if you know that it does, add `--accept-backend {store.store}`"
        )
    return KeyringWriter(store, store, store.store)


def is_secure(name: str) -> bool:
    """Whether a store, by its class, does more than write values to a file."""
    return "plaintext" not in name.lower() and (not name.startswith("keyrings.alt.") or "Encrypted" in name)


def _refused(what: str, error: str) -> PlanError:
    return PlanError(f"the keyring refused to {what} the entry ({error}); it may be locked")
