"""The hooks in a real repository, run by pre-commit and by prek, which install this project by themselves."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_secret, git, write
from support.published import VERSION, publish

pytestmark = pytest.mark.network

NOWHERE = "http://127.0.0.1:9"
"""An address at which nobody listens."""
CUT_OFF = {
    **{f"{scheme}_proxy": NOWHERE for scheme in ("http", "https", "all")},
    **{f"{scheme}_PROXY": NOWHERE for scheme in ("HTTP", "HTTPS", "ALL")},
    "no_proxy": "", "NO_PROXY": "", "PIP_INDEX_URL": NOWHERE, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1",
    "UV_OFFLINE": "1", "UV_INDEX_URL": NOWHERE,
}  # fmt: skip
"""The environment of a machine without a network."""
FIXABLE = KEYRING_OAUTH.replace("client_secret_key", "client_secret")


def with_secret(secret: str) -> str:
    return (
        f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"
        f"  client_id: {fake_client_id()}\n  client_secret: {secret}\n"
    )


@dataclass(frozen=True)
class Runner:
    """A program that runs hooks, and a store of its own in which it installs them."""

    program: str
    hooks: Path
    """A repository that holds this project, as somebody would name it in a configuration."""
    environment: dict[str, str] = field(repr=False)

    def __call__(self, folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a folder; what it says on both channels is in ``stdout``."""
        return subprocess.run(
            command, cwd=folder, env={**self.environment, **environment}, text=True, check=False, timeout=300,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def project(self, folder: Path, hook: str, *arguments: str) -> Path:
        """A repository with this hook in its configuration, and the hook in its git."""
        folder.mkdir()
        git(folder, "init", "-q")
        args = f"\n        args: {[*arguments]}" if arguments else ""
        (folder / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {self.hooks}\n    rev: {VERSION}\n    hooks:\n      - id: {hook}{args}\n",
            encoding="utf-8",
        )
        git(folder, "add", "--all")
        git(folder, "commit", "-q", "-m", "Start")
        assert self(folder, self.program, "install", "--install-hooks").returncode == 0
        assert self(folder, self.program, "run", "--all-files", **CUT_OFF).returncode == 0
        return folder

    def commit(self, folder: Path) -> subprocess.CompletedProcess[str]:
        """What a person does, on a machine without a network."""
        who = {
            f"GIT_{role}_{what}": "tester@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        return self(folder, "git", "commit", "-m", "Change", **CUT_OFF, **who)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as it is here, committed to a repository."""
    return publish(tmp_path_factory.mktemp("hooks"))


@pytest.fixture(scope="module", params=["pre-commit", "prek"])
def runner(request: pytest.FixtureRequest, hooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    home = tmp_path_factory.mktemp("home")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name != "PYTHONPATH"}
    return Runner(
        str(Path(sysconfig.get_path("scripts")) / request.param),
        hooks,
        {
            **clean, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(home / "pre-commit"), "PREK_HOME": str(home / "prek"),
        },
    )  # fmt: skip


def commits(folder: Path) -> int:
    return int(git(folder, "rev-list", "--count", "HEAD"))


def test_can_be_tried_before_it_is_configured(runner: Runner, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    secret = fake_secret()
    write(tmp_path, with_secret(secret))
    git(tmp_path, "add", "--all")
    tried = runner(tmp_path, runner.program, "try-repo", str(runner.hooks), "umapi-lint", "--all-files")
    assert tried.returncode == 1
    assert "[plaintext-secret]" in tried.stdout
    assert secret not in tried.stdout


def test_a_staged_secret_stops_the_commit_and_a_clean_file_passes(runner: Runner, tmp_path: Path) -> None:
    project = runner.project(tmp_path / "project", "umapi-lint")
    secret = fake_secret()
    write(project, with_secret(secret))
    git(project, "add", "--all")
    stopped = runner.commit(project)
    assert stopped.returncode == 1
    assert "[plaintext-secret]" in stopped.stdout
    assert "client_secret: ***" in stopped.stdout
    assert secret not in stopped.stdout
    assert commits(project) == 1
    write(project, KEYRING_OAUTH)
    git(project, "add", "--all")
    assert runner.commit(project).returncode == 0
    assert commits(project) == 2


def test_judges_what_is_staged_and_not_what_lies_beside_it(runner: Runner, tmp_path: Path) -> None:
    project = runner.project(tmp_path / "project", "umapi-lint")
    path = write(project, KEYRING_OAUTH)
    git(project, "add", "--all")
    later = with_secret(fake_secret())
    write(project, later)
    passed = runner.commit(project)
    assert passed.returncode == 0, passed.stdout
    assert path.read_text(encoding="utf-8") == later
    git(project, "add", "--all")
    write(project, KEYRING_OAUTH)
    assert runner.commit(project).returncode == 1
    assert commits(project) == 2


def test_the_fixing_hook_fails_once_and_then_passes(runner: Runner, tmp_path: Path) -> None:
    project = runner.project(tmp_path / "project", "umapi-lint-fix")
    path = write(project, FIXABLE)
    git(project, "add", "--all")
    stopped = runner.commit(project)
    assert stopped.returncode == 1, stopped.stdout
    assert path.read_text(encoding="utf-8") == KEYRING_OAUTH
    git(project, "add", "--all")
    passed = runner.commit(project)
    assert passed.returncode == 0, passed.stdout


def test_takes_a_file_for_a_file_whatever_its_name(runner: Runner, tmp_path: Path) -> None:
    project = runner.project(tmp_path / "project", "umapi-lint", "--fail-on", "error", "--")
    name = "--output=text:x-connector-umapi.yml"
    path = write(project, FIXABLE, name)
    git(project, "add", "--all")
    stopped = runner.commit(project)
    assert stopped.returncode == 1
    assert f"--> {name}:" in stopped.stdout
    assert path.read_text(encoding="utf-8") == FIXABLE
