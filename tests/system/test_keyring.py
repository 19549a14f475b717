"""Questions to keyrings: a real Secret Service, and stores that misbehave."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.stores import running_service

from umapi_lint.system.keyring import Keyring, search_path

USER = "someone@AdobeOrg"
QUESTIONS = [("umapi_a", USER), ("umapi_b", USER)]

Use = Callable[..., None]


def backend(monkeypatch: pytest.MonkeyPatch, home: Path, name: str) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)


def asked(*questions: tuple[str, str], timeout: float = 60.0) -> Keyring:
    keyring = Keyring(timeout)
    keyring.ask(questions or QUESTIONS)
    return keyring


# --- a real store


@pytest.mark.posix
def test_tells_which_entries_a_secret_service_has(keyring_of: Use):
    keyring_of("filled", [("umapi_a", USER), ("umapi_c", "another@AdobeOrg")])
    keyring = asked(*QUESTIONS, ("umapi_c", USER))
    assert keyring.problem == ""
    assert [keyring.exists(question) for question in [*QUESTIONS, ("umapi_c", USER)]] == [True, False, False]
    assert keyring.stores == ("keyring.backends.SecretService.Keyring",)


@pytest.mark.posix
@pytest.mark.parametrize("name", ["with blank", "näme", 'quo"te', "-dash", "x" * 2000, "ünd\n"])
def test_asks_for_any_name(keyring_of: Use, name: str):
    keyring_of("filled", [(name, USER)] if not name.startswith("-") else [])
    assert asked((name, USER)).exists((name, USER)) is not name.startswith("-")


@pytest.mark.posix
def test_has_an_answer_for_a_locked_store_without_a_prompt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    with running_service(tmp_path) as service:
        service.store("umapi_a", USER)
        service.lock()
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        keyring = asked()
        assert keyring.problem == ""
        assert [keyring.exists(question) for question in QUESTIONS] == [True, False]


@pytest.mark.posix
def test_looks_through_a_chain(keyring_of: Use, monkeypatch: pytest.MonkeyPatch):
    keyring_of("filled", [("umapi_a", USER)])
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.chainer.ChainerBackend")
    keyring = asked()
    assert [keyring.exists(question) for question in QUESTIONS] == [True, False]
    assert "keyring.backends.SecretService.Keyring" in keyring.stores
    assert not any("chainer" in store for store in keyring.stores)


@pytest.mark.posix
def test_finds_the_backend_that_keyring_itself_chooses(keyring_of: Use, monkeypatch: pytest.MonkeyPatch):
    keyring_of("filled", [("umapi_a", USER)])
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    assert asked().exists(("umapi_a", USER)) is True


@pytest.mark.posix
def test_has_no_store_where_no_bus_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "no store is available" in asked().problem


# --- settings


@pytest.mark.posix
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("nonsense", "ValueError"),
        ("no.such.module.Keyring", "ModuleNotFoundError"),
        ("support.stores.NoSuchClass", "AttributeError"),
        ("keyring.backends.Windows.WinVaultKeyring", "RuntimeError"),
        ("support.stores.SecretService", "AttributeError"),
    ],
)
def test_says_that_a_setting_names_no_backend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, error: str):
    backend(monkeypatch, tmp_path, name)
    keyring = asked()
    assert "cannot be loaded" in keyring.problem
    assert keyring.error == error


@pytest.mark.posix
@pytest.mark.parametrize("text", ["no section\n", "[backend]\ndefault-keyring=no.such.Backend\n"])
def test_says_that_a_configuration_file_is_bad(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str):
    backend(monkeypatch, tmp_path, "")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    folder = tmp_path / "python_keyring"
    folder.mkdir()
    (folder / "keyringrc.cfg").write_text(text)
    assert "cannot be loaded" in asked().problem


if sys.platform == "win32":

    def test_tells_which_entries_credential_manager_has(monkeypatch: pytest.MonkeyPatch) -> None:
        import keyring

        monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
        keyring.set_password(*QUESTIONS[0], "a value")
        try:
            found = asked()
            assert found.stores == ("keyring.backends.Windows.WinVaultKeyring",)
            assert [found.exists(question) for question in QUESTIONS] == [True, False]
        finally:
            keyring.delete_password(*QUESTIONS[0])


# --- stores that misbehave


def test_ends_a_store_that_waits_and_what_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    backend(monkeypatch, tmp_path, "support.stores.Waiting")
    monkeypatch.setenv("WAITING", str(tmp_path / "waiting"))
    begun = tmp_path / "waiting"
    for timeout in (2.0, 10.0, 60.0):  # long enough for the store to begin, on whatever machine
        assert "did not answer" in asked(timeout=timeout).problem
        if begun.exists():
            break
    for pid in begun.read_text().split():
        assert has_ended(int(pid))


def has_ended(pid: int) -> bool:
    """Whether a process ends soon; one that is dead and not yet fetched by its parent has."""
    if sys.platform == "win32":
        from support import windows

        return windows.has_ended(pid)
    for _ in range(300):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.1)
    return False


def test_does_not_ask_again_a_keyring_that_could_not_be_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    backend(monkeypatch, tmp_path, "nonsense")
    keyring = asked()
    backend(monkeypatch, tmp_path, "support.stores.PlaintextKeyring")
    keyring.ask(QUESTIONS)
    assert keyring.problem
    assert keyring.exists(QUESTIONS[0]) is None


def test_asks_for_each_entry_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    backend(monkeypatch, tmp_path, "support.stores.PlaintextKeyring")
    keyring = asked()
    backend(monkeypatch, tmp_path, "keyring.backends.null.Keyring")
    keyring.ask([*QUESTIONS, ("umapi_c", USER)])
    assert [keyring.exists(question) for question in [*QUESTIONS, ("umapi_c", USER)]] == [True, True, False]


def test_understands_a_store_that_prints_and_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd):
    backend(monkeypatch, tmp_path, "support.stores.Talkative")
    assert asked().exists(QUESTIONS[0]) is True
    assert capfd.readouterr() == ("", "")


def test_keeps_what_an_error_says_to_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd):
    backend(monkeypatch, tmp_path, "support.stores.Failing")
    keyring = asked()
    assert "refused to answer" in keyring.problem
    assert keyring.error == "OSError"
    assert "hunter2" not in repr(keyring)
    assert capfd.readouterr() == ("", "")


def test_survives_a_store_that_ends_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    backend(monkeypatch, tmp_path, "support.stores.Dying")
    assert "without an answer" in asked().problem


def test_survives_a_python_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert "without an answer" in asked().problem


def test_loads_no_keyring_into_this_process(tmp_path: Path):
    program = (
        "import sys; from umapi_lint.system.keyring import Keyring; k = Keyring(); k.ask([('a', 'b')]); "
        "sys.exit('keyring' in sys.modules)"
    )
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "HOME": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", program], check=False, env=environment, timeout=60).returncode == 0


def test_loads_no_code_from_the_current_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in ("json", "keyring", "secretstorage", "subprocess"):
        (tmp_path / f"{name}.py").write_text("open('was-run', 'w')\n")
    backend(monkeypatch, tmp_path, "keyring.backends.null.Keyring")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    assert not {"", str(tmp_path)} & set(search_path())
    assert asked().problem == ""
    assert not (tmp_path / "was-run").exists()
