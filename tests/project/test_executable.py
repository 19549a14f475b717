"""What `packaging/build` made: each does what the installed package does, without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, fake_client_id, fake_secret, git, write

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
pytestmark = pytest.mark.executable
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module", params=["folder", "one file", "pyz"])
def command(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    if request.param == "pyz":
        return [sys.executable, str(DIST / "umapi-lint.pyz")]
    if request.param == "folder":
        (archive,) = DIST.glob("umapi-lint-*.tar.gz")
        folder = tmp_path_factory.mktemp("unpacked")
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        return [str(folder / "umapi-lint" / "umapi-lint")]
    (file,) = (path for path in DIST.glob("umapi-lint-*") if path.suffix not in (".gz", ".json"))
    return [str(file)]


@pytest.fixture
def call(command: list[str], tmp_path: Path) -> Run:
    def run(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "VIRTUAL_ENV"))}
        return subprocess.run(
            [*command, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
            env={**kept, "SHIV_ROOT": str(tmp_path / ".shiv")}, **given,  # type: ignore[call-overload]
        )  # fmt: skip

    return run


def test_is_the_version_of_this_checkout_and_finds_what_it_finds(call: Run) -> None:
    import umapi_lint

    assert call("--version").stdout.startswith(f"umapi-lint {umapi_lint.__version__} (")
    assert call(str(ROOT / "examples" / "good")).returncode == 0
    here = subprocess.run(
        [sys.executable, "-m", "umapi_lint", "--output-format", "json", str(ROOT / "examples" / "bad")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    there = call("--output-format", "json", str(ROOT / "examples" / "bad"))
    assert json.loads(there.stdout) == json.loads(here.stdout)
    assert call("--jobs", "2", str(ROOT / "examples" / "bad")).returncode == 1


def test_redacts_and_knows_of_git(call: Run, tmp_path: Path) -> None:
    secret = fake_secret()
    path = write(
        tmp_path, KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", f"client_secret: {secret}")
    )
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    redacted = call("redact", path.name)
    assert (redacted.returncode, secret in redacted.stdout) == (0, False)
    assert "secret-in-git" in call("--output-format", "concise").stdout


def test_stores_in_a_real_keyring_and_finds_it_there(
    call: Run, command: list[str], tmp_path: Path, keyring_of: Callable[..., None]
) -> None:
    if command[-1].endswith(".pyz"):
        pytest.skip("shiv has only what the package itself needs")
    keyring_of("empty")
    write(
        tmp_path,
        KEYRING_OAUTH.replace("secure_client_id_key: umapi_client_id", f"client_id: {fake_client_id()}").replace(
            "secure_client_secret_key: umapi_client_secret", f"client_secret: {fake_secret()}"
        ),
    )
    done = call("secure", "--yes", "connector-umapi.yml")
    assert done.returncode == 0, done.stderr
    checked = call("--keyring", "--output-format", "concise")
    assert (checked.returncode, "keyring" in checked.stdout) == (0, False), checked.stdout


def test_speaks_with_an_editor(call: Run, command: list[str]) -> None:
    if command[-1].endswith(".pyz"):
        pytest.skip("shiv has only what the package itself needs")
    body = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"processId": None, "rootUri": None, "capabilities": {}},
        }
    )
    answer = call("server", input=f"Content-Length: {len(body)}\r\n\r\n{body}")
    assert '"name":"umapi-lint"' in answer.stdout.replace('": "', '":"'), answer.stderr
