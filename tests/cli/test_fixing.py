"""`check --fix`, `--unsafe-fixes` and `--diff`, as they are called."""

import json

from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, run, write

FLAWED = "ssl_verify: false\n" + KEYRING_OAUTH.replace("_client_id_key", "_api_key_key")


def test_fix_fixes_and_reports_what_is_left(tmp_path):
    path = write(tmp_path, FLAWED + "  tech_acct_id: 1\n  priv_key_pass: geheim\n")
    done = run("check", "--fix", path)
    assert path.read_text() == KEYRING_OAUTH + "  priv_key_pass: geheim\n"
    assert done.returncode == 1
    assert "key-not-for-method" in done.stdout
    assert "deprecated-key" not in done.stdout
    assert "fixed 3 findings in 1 file" in done.stderr


def test_fix_of_a_good_file_changes_nothing(tmp_path):
    path = write(tmp_path, KEYRING_OAUTH)
    before = path.stat()
    done = run("--fix", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_all_fixed_is_all_good(tmp_path):
    path = write(tmp_path, FLAWED)
    assert run("--fix", tmp_path).returncode == 0
    assert path.read_text() == KEYRING_OAUTH


def test_unsafe_fixes_alone_fix_too(tmp_path):
    path = write(tmp_path, FLAWED + "  priv_key_pass: geheim\n")
    run("--unsafe-fixes", path)
    assert path.read_text() == KEYRING_OAUTH


def test_diff_shows_what_would_be_done_and_writes_nothing(tmp_path):
    path = write(tmp_path, FLAWED)
    done = run("--diff", "connector-umapi.yml", cwd=tmp_path)
    assert path.read_text() == FLAWED
    assert done.returncode == 1
    assert done.stdout.splitlines()[:4] == [
        "--- connector-umapi.yml",
        "+++ connector-umapi.yml",
        "@@ -1,6 +1,5 @@",
        "-ssl_verify: false",
    ]
    assert "-  secure_api_key_key: umapi_client_id\n+  secure_client_id_key: umapi_client_id\n" in done.stdout
    assert "would fix 2 findings in 1 file" in done.stderr


def test_diff_of_a_good_file_is_empty(tmp_path):
    write(tmp_path, KEYRING_OAUTH)
    done = run("--diff", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_diff_shows_a_change_of_mode(tmp_path):
    secret = fake_secret()
    path = write(
        tmp_path,
        KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", f"client_secret: {secret}"),
        mode=0o644,
    )
    done = run("--diff", path)
    assert "old mode 0644\nnew mode 0600\n" in done.stdout
    assert path.stat().st_mode & 0o777 == 0o644


def test_no_secret_in_the_diff_or_beside_it(tmp_path):
    secret, other = fake_secret(), fake_secret("s8")
    write(
        tmp_path,
        f"authentication_method: oauth\n# was {other}\nenterprise:\n  org_id: ' {ORG_ID}'\n  api_key: 4711471147\n"
        f"  client_secrt: {secret} # {other}\n  {other}: 1\nssl_verify: {other}\n",
    )  # fmt: skip
    for arguments in (
        ["--diff"],
        ["--diff", "--unsafe-fixes"],
        ["--fix", "--output-format", "json"],
        ["--unsafe-fixes"],
    ):
        done = run("check", *arguments, tmp_path)
        for word in (secret, other, "4711471147", secret[4:12]):
            assert word not in done.stdout + done.stderr


def test_a_refused_fix_is_told_with_its_reason(tmp_path):
    path = write(tmp_path, "server:\n  timeot: soon\n" + KEYRING_OAUTH)
    done = run("--fix", "connector-umapi.yml", cwd=tmp_path)
    assert "connector-umapi.yml:2:3: unknown-key not fixed: it would bring wrong-type on line 2" in done.stderr
    assert "timeot" in path.read_text()


def test_a_file_that_cannot_be_written_makes_the_exit_code_2(tmp_path):
    path = write(tmp_path, FLAWED, mode=0o400)
    done = run("--fix", path)
    assert done.returncode == 2
    assert "is read-only; its text is as it was" in done.stderr
    assert path.read_text() == FLAWED


def test_standard_input_cannot_be_fixed(tmp_path):
    done = run("--fix", "-", input=FLAWED, cwd=tmp_path)
    assert done.returncode == 2
    assert "standard input" in done.stderr


def test_every_finding_says_whether_it_is_fixable(tmp_path):
    path = write(tmp_path, FLAWED + "  client_secret: geheim\n")
    findings = json.loads(run("--output-format", "json", path).stdout)["findings"]
    fixable = {finding["rule"]: finding["fixable"] for finding in findings}
    assert fixable["deprecated-key"] is True
    assert fixable["conflicting-keys"] is False


def test_what_a_baseline_accepts_does_not_hold_up_a_fix(tmp_path):
    text = FLAWED.replace("secure_client_secret_key: umapi_client_secret", "client_secret: geheim-geheim")
    path = write(tmp_path, text.replace("secure_api_key_key: umapi_client_id", "api_key: geheim-id"))
    assert run("--write-baseline", "known.json", path.name, cwd=tmp_path).returncode == 0
    done = run("--fix", "--baseline", "known.json", path.name, cwd=tmp_path)
    assert "fixed 2 findings" in done.stderr
    assert "client_id: geheim-id" in path.read_text()


def test_a_file_is_made_loadable_whatever_that_reveals(tmp_path):
    text = KEYRING_OAUTH.replace("  org_id", "\torg_id").replace("  secure_client_secret_key", "\tsecure_client_secret")
    path = write(tmp_path, text + "  proxy: x\n")
    done = run("check", "--fix", path)
    assert "\t" not in path.read_text()
    assert "unknown-key" in done.stdout
    assert "yaml-syntax" not in done.stdout
