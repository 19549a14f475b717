"""Keyrings for the tests: a handle for a real Secret Service, and small stores that behave as some real ones do.

The small ones are loaded by the keyring library itself, which their users name in ``PYTHON_KEYRING_BACKEND``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from keyring.backend import KeyringBackend

NEEDED = {"dbus-daemon": "dbus-daemon", "gnome-keyring-daemon": "gnome-keyring"}
"""Programs, and the packages of Debian that have them."""

_LIST = (
    "import secretstorage; bus = secretstorage.dbus_init(); collection = secretstorage.get_default_collection(bus)\n"
)
_CLEAR = _LIST + (
    "if collection.is_locked(): collection.unlock()\n"
    "for item in collection.get_all_items():\n"
    "    if item.is_locked(): item.unlock()\n"
    "    item.delete()"
)
_LOCK = _LIST + "assert not collection.lock(); assert collection.is_locked()"


@dataclass
class SecretService:
    """A running Secret Service, spoken to by processes of their own."""

    environment: dict[str, str]

    def wait(self) -> None:
        for _ in range(100):
            if self._run([sys.executable, "-c", _LIST], check=False) == 0:
                return
            time.sleep(0.1)
        raise AssertionError("gnome-keyring-daemon did not begin to answer")

    def store(self, service: str, user: str, value: str = "a value") -> None:
        self._run([sys.executable, "-m", "keyring", "set", service, user], value)

    def clear(self) -> None:
        self._run([sys.executable, "-c", _CLEAR])

    def lock(self) -> None:
        self._run([sys.executable, "-c", _LOCK])

    def _run(self, command: list[str], given: str = "", *, check: bool = True) -> int:
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, timeout=60,
            env={**os.environ, **self.environment},
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stderr
        return done.returncode


@contextmanager
def running_service(folder: Path) -> Iterator[SecretService]:
    """An unlocked, empty Secret Service on a bus of its own, which keeps its files in a folder."""
    for program, package in NEEDED.items():
        assert shutil.which(program), (
            f"{program} is missing: install the system's package {package} to test with a real keyring"
        )
    assert find_spec("secretstorage"), "secretstorage is missing: install the development requirements"
    home, runtime = folder / "home", folder / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    environment = {
        "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"), "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
    }  # fmt: skip
    with ExitStack() as stack:
        bus = _started(stack, ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"], environment)
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        daemon = _started(
            stack, ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], environment
        )
        assert daemon.stdin is not None
        daemon.stdin.write(b"test")
        daemon.stdin.close()
        service = SecretService(environment)
        service.wait()
        yield service


def _started(stack: ExitStack, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )  # fmt: skip
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return process


class Store(KeyringBackend):
    """A store without entries."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


class Forgetful(Store):
    """A store that keeps values in the memory of its process."""

    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class Quitting(Store):
    """A store that ends the process, with the value in its last words."""

    def set_password(self, service: str, username: str, password: str) -> None:
        sys.exit(f"cannot store {password}")


class WinVaultKeyring(Store):
    """By its name the store of Windows."""


class PlaintextKeyring(Store):
    """By its name a store that keeps values in plain text, with one entry."""

    def get_password(self, service: str, username: str) -> str | None:
        return "a value" if service.startswith("umapi_") else None


class Mixed(Store):
    """A chain with a plain text store after another one."""

    backends = (Store(), PlaintextKeyring())


class Waiting(Store):
    """A store that prompts, where nobody is to answer: so does a process that it started."""

    def get_password(self, service: str, username: str) -> str | None:
        inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path(os.environ["WAITING"]).write_text(f"{os.getpid()} {inner.pid}")
        time.sleep(600)
        return None


class Talkative(PlaintextKeyring):
    """A store that prints, and asks on the terminal."""

    def get_password(self, service: str, username: str) -> str | None:
        print(f"looking for {service} of {username} …")  # noqa: T201
        try:
            input("Password: ")
        except EOFError:
            return super().get_password(service, username)
        raise AssertionError("there was something to read")


class Failing(Store):
    """A store whose errors tell too much."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError(f"{service} of {username} is locked, and its value is hunter2")


class Dying(Store):
    def get_password(self, service: str, username: str) -> str | None:
        os._exit(3)
