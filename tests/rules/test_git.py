"""What is said of credentials that git keeps."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_pem, fake_secret, git, run, write

from umapi_lint.document.source import Source
from umapi_lint.engine.context import Options
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding, Severity

pytestmark = pytest.mark.posix


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def holding(secret: str) -> str:
    return KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", f"client_secret: {secret}")


def jwt(key: str) -> str:
    return (
        f"authentication_method: jwt\nenterprise:\n  org_id: {ORG_ID}\n  tech_acct_id: {TECHNICAL_ACCOUNT}\n"
        "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n"
        f"  priv_key_path: {key}\n"
    )


def findings(*paths: Path, history: bool = False, check_git: bool = True) -> list[Finding]:
    linter = Linter(options=Options(history=history, check_git=check_git))
    found = [finding for result in linter.lint_paths([str(path) for path in paths]) for finding in result.findings]
    return [finding for finding in found if finding.rule in ("secret-in-git", "secret-in-history")]


def commit(repository: Path, text: str, name: str = "connector-umapi.yml") -> str:
    write(repository, text, name)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "change")
    return git(repository, "rev-parse", "HEAD").strip()


# --- secret-in-git


def test_points_at_the_secret_of_a_tracked_file(repository: Path):
    path = write(repository, holding(fake_secret()))
    git(repository, "add", ".")
    (found,) = findings(path)
    assert (found.rule, found.severity) == ("secret-in-git", Severity.ERROR)
    assert found.message == "git tracks this file, which holds `client_secret`"
    assert (found.location.line, found.location.column, found.location.pointer) == (5, 18, "/enterprise/client_secret")


def test_warns_of_a_file_that_the_next_add_would_take(repository: Path):
    (found,) = findings(write(repository, holding(fake_secret())))
    assert found.severity is Severity.WARNING
    assert found.message == (
        "git does not ignore this file, so the next `git add .` takes `client_secret` into the repository"
    )
    assert found.help == (
        "Name it in `.gitignore`, or keep the credential in the keyring; `umapi-lint secure` moves it there."
    )


def test_calls_a_secret_at_the_wrong_level_by_its_key(repository: Path):
    commit(repository, "client_secret: hunter2\n" + KEYRING_OAUTH)
    (found,) = findings(repository)
    assert found.message == "git tracks this file, which holds `client_secret`"


def test_is_quiet_on_an_ignored_file(repository: Path):
    write(repository, "connector-umapi.yml\n", ".gitignore")
    assert findings(write(repository, holding(fake_secret()))) == []


@pytest.mark.parametrize("secret", ["9876-xyz-12345", "Client Secret goes here", "'${SECRET}'", "''"])
def test_is_quiet_on_a_tracked_file_with_placeholders(repository: Path, secret: str):
    commit(repository, holding(secret))
    assert findings(repository, history=True) == []


def test_is_quiet_on_a_tracked_file_that_names_the_keyring(repository: Path):
    commit(repository, KEYRING_OAUTH)
    assert findings(repository, history=True) == []


def test_is_quiet_outside_a_repository(tmp_path: Path):
    assert findings(write(tmp_path, holding(fake_secret())), history=True) == []


def test_is_quiet_on_text_that_was_handed_over(repository: Path):
    commit(repository, holding(fake_secret()))
    source = Source("connector-umapi.yml", holding(fake_secret()).encode())
    assert "secret-in-git" not in [finding.rule for finding in Linter().lint(source).findings]


def test_looks_at_nothing_where_the_caller_does_not_want_it(repository: Path):
    commit(repository, holding(fake_secret()))
    assert findings(repository, check_git=False, history=True) == []


def test_says_it_once_and_names_all_secrets(repository: Path):
    text = holding(fake_secret()).replace("secure_client_id_key: umapi_client_id", "client_id: abcdef12345")
    commit(repository, f"# was {fake_secret()}\n" + text)
    (found,) = findings(repository)
    assert found.message == "git tracks this file, which holds a credential, `client_id` and `client_secret`"
    assert [found.location.line, *(place.location.line for place in found.related)] == [1, 5, 6]
    assert {place.message for place in found.related} == {"and here"}
    assert {place.end_column - place.column for place in (found.location, *(p.location for p in found.related))} == {1}


def test_does_not_call_a_key_by_name_that_may_be_a_secret(repository: Path):
    secret = fake_secret()
    commit(repository, KEYRING_OAUTH + f"  {secret}: {fake_secret()}\n")
    (found,) = findings(repository)
    assert "holds a credential" in found.message
    assert secret not in repr(found)


def test_speaks_of_a_tracked_file_that_is_no_yaml(repository: Path):
    commit(repository, f"enterprise:\n\tclient_secret: {fake_secret()}\n")
    (found,) = findings(repository)
    assert found.location.line == 2


def test_finds_the_private_key_that_a_file_names(repository: Path):
    write(repository, fake_pem(), "keys/private.key")
    path = write(repository, jwt("keys/private.key"))
    git(repository, "add", "keys")
    (found,) = findings(path)
    assert (found.severity, found.location.line) == (Severity.ERROR, 7)
    assert found.message == "git tracks the file that `priv_key_path` names, which holds the private key"


def test_finds_the_private_key_in_the_repository_that_it_lies_in(repository: Path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    write(repository, fake_pem(), "private.key")
    git(repository, "add", ".")
    (found,) = findings(write(outside, jwt(str(repository / "private.key"))))
    assert found.severity is Severity.ERROR


def test_warns_of_a_private_key_that_the_next_add_would_take(repository: Path):
    write(repository, fake_pem(), "private.key")
    (found,) = findings(write(repository, jwt("private.key")))
    assert found.severity is Severity.WARNING
    assert found.message == (
        "git does not ignore the file that `priv_key_path` names, so the next `git add .` takes the private key into the repository"
    )
    assert found.help.startswith("Name it in `.gitignore`")


def test_thinks_less_ill_of_an_encrypted_key(repository: Path):
    write(repository, fake_pem("ENCRYPTED PRIVATE KEY"), "private.key")
    write(repository, jwt("private.key"))
    git(repository, "add", ".")
    (found,) = findings(repository)
    assert found.severity is Severity.WARNING
    assert found.message == ("git tracks the file that `priv_key_path` names, which holds an encrypted private key")


@pytest.mark.parametrize("text", ["", "no key\n"])
def test_is_quiet_on_a_file_that_holds_no_key(repository: Path, text: str):
    write(repository, text, "private.key")
    write(repository, jwt("private.key"))
    git(repository, "add", ".")
    assert findings(repository) == []


@pytest.mark.parametrize("key", ["nowhere.key", "'$(cat private.key)'", "''", "~", "5", '"a\\0b"', "."])
def test_leaves_a_key_that_is_not_there_to_other_rules(repository: Path, key: str):
    commit(repository, jwt(key))
    assert findings(repository) == []


def test_speaks_of_each_file_of_an_overlay_once(repository: Path):
    commit(repository, "enterprise:\n  client_id: abcdef12345\n", "a.yml")
    commit(repository, f"enterprise:\n  client_secret: {fake_secret()}\n  org_id: {ORG_ID}\n", "b.yml")
    root = "adobe_users:\n  connectors:\n    umapi: [a.yml, b.yml]\n"
    commit(repository, root, "user-sync-config.yml")
    found = findings(repository / "user-sync-config.yml", history=True)
    assert [(Path(f.location.file).name, f.location.line) for f in found] == [("a.yml", 2), ("b.yml", 2)]


def test_speaks_once_of_the_private_key_that_a_file_of_an_overlay_names(repository: Path):
    write(repository, fake_pem(), "private.key")
    write(repository, jwt("private.key"), "a.yml")
    write(repository, "server: {timeout: 60}\n", "b.yml")
    root = write(repository, "adobe_users:\n  connectors:\n    umapi: [a.yml, b.yml]\n", "user-sync-config.yml")
    git(repository, "add", ".")
    assert [(Path(f.location.file).name, f.location.line) for f in findings(root)] == [("a.yml", 7)]


def test_leaves_a_private_key_alone_where_the_caller_does_not_want_git_asked(repository: Path):
    write(repository, fake_pem(), "private.key")
    commit(repository, jwt("private.key"))
    assert findings(repository, check_git=False, history=True) == []


# --- secret-in-history


def test_finds_a_secret_that_only_an_earlier_version_held(repository: Path):
    commit(repository, holding(fake_secret()))
    newest = commit(repository, "# a note\n" + holding(fake_secret()))
    commit(repository, KEYRING_OAUTH)
    (found,) = findings(repository, history=True)
    assert (found.rule, found.severity) == ("secret-in-history", Severity.ERROR)
    assert found.message == f"in commit {newest[:10]} this file held `client_secret`, and git keeps that version"
    assert "new credential" in found.help


def test_finds_what_only_its_key_shows_to_be_a_secret_in_an_earlier_version(repository: Path):
    commit(repository, KEYRING_OAUTH.replace("secure_client_id_key: umapi_client_id", "client_id: abcdef12345"))
    commit(repository, KEYRING_OAUTH)
    (found,) = findings(repository, history=True)
    assert "this file held `client_id`" in found.message


def test_looks_at_earlier_versions_only_when_asked(repository: Path):
    commit(repository, holding(fake_secret()))
    commit(repository, KEYRING_OAUTH)
    assert findings(repository) == []


def test_does_not_say_of_the_history_what_the_file_still_holds(repository: Path):
    text = holding(fake_secret())
    commit(repository, text)
    commit(repository, "# a note\n" + text)
    assert [found.rule for found in findings(repository, history=True)] == ["secret-in-git"]


def test_tells_a_secret_before_the_one_of_now(repository: Path):
    commit(repository, holding(fake_secret()))
    commit(repository, holding(fake_secret()))
    assert sorted(found.rule for found in findings(repository, history=True)) == ["secret-in-git", "secret-in-history"]


def test_tells_what_git_keeps_of_a_file_that_is_ignored_now(repository: Path):
    commit(repository, holding(fake_secret()))
    git(repository, "rm", "-q", "--cached", "connector-umapi.yml")
    commit(repository, "connector-umapi.yml\n", ".gitignore")
    assert [found.rule for found in findings(repository / "connector-umapi.yml", history=True)] == ["secret-in-history"]


def test_follows_a_file_to_its_earlier_name(repository: Path):
    commit(repository, "".join(f"# line {index}\n" for index in range(30)) + holding(fake_secret()), "old.yml")
    git(repository, "mv", "old.yml", "connector-umapi.yml")
    commit(repository, "".join(f"# line {index}\n" for index in range(30)) + KEYRING_OAUTH)
    assert [found.rule for found in findings(repository, history=True)] == ["secret-in-history"]


def test_finds_a_secret_in_a_version_that_is_no_yaml(repository: Path):
    commit(repository, f"enterprise:\n\tclient_secret: {fake_secret()}\n")
    commit(repository, KEYRING_OAUTH)
    assert [found.rule for found in findings(repository, history=True)] == ["secret-in-history"]


@pytest.mark.parametrize("before", [KEYRING_OAUTH + "# note\n", holding("9876-xyz-12345"), "", "\0\n", "- 1\n"])
def test_is_quiet_on_earlier_versions_without_a_secret(repository: Path, before: str):
    commit(repository, before)
    commit(repository, KEYRING_OAUTH)
    assert findings(repository, history=True) == []


def test_says_so_when_nobody_could_look_at_the_history(repository: Path, monkeypatch: pytest.MonkeyPatch):
    commit(repository, KEYRING_OAUTH)
    monkeypatch.setenv("PATH", "")
    (found,) = findings(repository, history=True)
    assert (found.rule, found.severity) == ("secret-in-history", Severity.NOTE)
    assert found.message == "the history of this file could not be read"
    assert found.help == (
        "Run `git log` in its folder to see why: git may not be installed, or the repository may belong to another user."
    )


def test_finds_a_private_key_that_only_an_earlier_version_held(repository: Path):
    newest = commit(repository, fake_pem(), "private.key")
    commit(repository, jwt("private.key"))
    git(repository, "rm", "-q", "--cached", "private.key")
    write(repository, "private.key\n", ".gitignore")
    (found,) = findings(repository, history=True)
    assert (found.rule, found.location.line) == ("secret-in-history", 7)
    assert found.message.startswith(f"in commit {newest[:10]} the file that `priv_key_path` names held a private key")


def test_does_not_say_of_the_history_that_a_key_is_what_it_was(repository: Path):
    commit(repository, fake_pem(), "private.key")
    commit(repository, jwt("private.key"))
    assert [found.rule for found in findings(repository, history=True)] == ["secret-in-git"]


# --- the command line


def test_shows_no_secret_of_the_file_or_of_its_history(repository: Path):
    old, new = fake_secret(), fake_secret()
    commit(repository, holding(old))
    commit(repository, holding(new))
    for format in ("text", "json"):
        done = run("check", "--history", "--output-format", format, ".", cwd=repository)
        assert done.returncode == 1
        assert old not in done.stdout + done.stderr
        assert new not in done.stdout + done.stderr
    rules = [f["rule"] for f in json.loads(done.stdout)["findings"]]
    assert "secret-in-history" in rules


@pytest.mark.parametrize("arguments", [[], ["-a"], ["connector-umapi.yml"]])
def test_stops_a_commit_as_a_real_hook(repository: Path, arguments: list[str]):
    commit(repository, KEYRING_OAUTH)
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m umapi_lint --select secret-in-git connector-umapi.yml\n')
    hook.chmod(0o755)
    write(repository, holding(fake_secret()))
    if not arguments:
        git(repository, "add", ".")
    with pytest.raises(AssertionError, match="git commit"):
        git(repository, "commit", "-qm", "stopped", *arguments, PYTHONPATH=os.pathsep.join(sys.path))
    assert git(repository, "rev-list", "--count", "HEAD").strip() == "1"
    write(repository, KEYRING_OAUTH + "# fine\n")
    git(repository, "commit", "-qam", "passes", PYTHONPATH=os.pathsep.join(sys.path))


def test_stops_a_commit_under_the_settings_of_a_hook(repository: Path):
    path = write(repository, holding(fake_secret()))
    git(repository, "add", ".")
    done = run(
        "check", "--select", "secret-in-git", path, cwd=repository,
        GIT_DIR=".git", GIT_INDEX_FILE=".git/index", GIT_PREFIX="",
    )  # fmt: skip
    assert done.returncode == 1


def test_lints_a_file_as_before_where_git_is_missing(repository: Path):
    path = write(repository, holding(fake_secret()))
    git(repository, "add", ".")
    done = run("check", path, PATH="")
    assert done.returncode == 1
    assert "secret-in-git" not in done.stdout
    assert "Traceback" not in done.stderr
