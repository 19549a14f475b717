"""``umapi-lint redact``."""

from __future__ import annotations

from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, run, write

REDACTED = KEYRING_OAUTH.replace(ORG_ID, "'***'")


def test_prints_a_copy_and_leaves_the_file(tmp_path) -> None:
    path = write(tmp_path, KEYRING_OAUTH)
    done = run("redact", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, REDACTED, "")
    assert path.read_text() == KEYRING_OAUTH


def test_reads_standard_input() -> None:
    done = run("redact", "-", input=KEYRING_OAUTH)
    assert (done.returncode, done.stdout) == (0, REDACTED)


def test_names_each_of_several_files(tmp_path) -> None:
    one, other = write(tmp_path, "server:"), write(tmp_path, "server: {}\n", "b.yml")
    assert run("redact", one.name, other.name, cwd=tmp_path).stdout == (
        "# --- connector-umapi.yml\nserver:\n# --- b.yml\nserver: {}\n"
    )


def test_reads_what_windows_saved(tmp_path) -> None:
    for encoding in ("utf-16", "cp1252"):
        path = write(tmp_path, f"# größer\nserver: {{x: {fake_secret()}}}\n".encode(encoding))
        assert run("redact", path).stdout.lstrip("\ufeff") == "# größer\nserver: {x: '***'}\n"


def test_says_what_it_cannot_read_and_prints_the_rest(tmp_path) -> None:
    done = run("redact", "nowhere.yml", write(tmp_path, "server:\n").name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "umapi-lint: nowhere.yml: no such file\n")
    assert "server:" in done.stdout


def test_refuses_an_unknown_kind(tmp_path) -> None:
    done = run("redact", "--kind", "nonsense", write(tmp_path, ""))
    assert done.returncode == 2
    assert "there is no kind" in done.stderr
