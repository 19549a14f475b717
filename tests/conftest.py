"""What all tests share: a real keyring of their own, apart from that of anyone who runs them, and patience."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support.printed import Printed
from support.stores import SecretService, running_service

# no test fails because the machine is slow
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# a shell starts what runs in the background with SIGINT ignored, and so would be what the tests start and interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)

# what a report looks like must not depend on whether a pipeline runs the tests
for name in (
    "CI",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "TF_BUILD",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
):
    os.environ.pop(name, None)


# they import, or call as they are collected, what only POSIX systems have, or is not installed there
collect_ignore = (
    [
        "cli/test_progress.py", "document/test_atomic_write.py", "lsp/test_pytest_lsp.py",
        "cli/commands/test_init.py", "output/test_services.py", "rules/test_private_key.py", "system/test_private_key.py",
    ]
    if os.name == "nt"
    else []
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.name == "nt":
        for item in items:
            if item.get_closest_marker("posix") or "secret_service" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason="needs a POSIX system"))


@pytest.fixture(scope="session")
def secret_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    """An unlocked Secret Service."""
    with running_service(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def keyring_of(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
):
    """Make a store the one that is in use: a real Secret Service, or one of :mod:`support.stores`."""

    def use(store: str, entries: list[tuple[str, str]] | None = None) -> None:
        monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
        if store in ("filled", "empty"):
            service: SecretService = request.getfixturevalue("secret_service")
            service.clear()
            for entry in entries or ():
                service.store(*entry)
            for name, value in service.environment.items():
                monkeypatch.setenv(name, value)
        else:
            backend = {
                "none": "keyring.backends.fail.Keyring",
                "null": "keyring.backends.null.Keyring",
                "windows": "support.stores.WinVaultKeyring",
                "plaintext": "support.stores.PlaintextKeyring",
            }[store]
            monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)

    return use


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Printed:
    """The command line, called in the folder of the test."""
    return Printed(tmp_path, monkeypatch, capsys)
