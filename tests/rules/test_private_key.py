"""The private key that a connector names or holds, and the passphrase beside it."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support import keys
from support.linting import KEYRING_OAUTH, TECHNICAL_ACCOUNT, fake_pem, fake_secret, lint, write
from support.printed import Printed

from umapi_lint.model.finding import Consequence, Finding, Severity

BASE = KEYRING_OAUTH.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n"
NAMED = BASE + "  priv_key_path: private.key\n"
PASSPHRASE = f'  priv_key_pass: "{keys.PASSPHRASE}"\n'
WRONG = f'  priv_key_pass: "{fake_secret("x")}"\n'
IN_KEYRING = "  secure_priv_key_pass_key: umapi_passphrase\n"
OF_KEYS = {
    "unusable-private-key", "wrong-passphrase", "passphrase-beside-key", "unused-passphrase", "unencrypted-private-key",
}  # fmt: skip
NUMBERS = itertools.count()
"""Names for cases that hold keys, which have no place in a report."""


def of_keys(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule in OF_KEYS]


def told(folder: Path, content: str | bytes, more: str = "") -> list[tuple[str, str]]:
    """Rules and consequences for a file that names a key file with this content."""
    write(folder, content, "private.key")
    return [(finding.rule, finding.consequence.value) for finding in of_keys(lint(folder, NAMED + more))]


def in_place(text: str, style: str = "|") -> str:
    return f"{BASE}  priv_key_data: {style}\n" + "".join(f"    {line}\n" for line in text.rstrip("\n").split("\n"))


UNUSABLE, REFUSED = ("unusable-private-key", "sign-in-fails"), ("unusable-private-key", "refused")
OPEN = ("unencrypted-private-key", "exposed")


def test_a_key_that_works_is_only_said_not_to_be_encrypted(tmp_path: Path) -> None:
    write(tmp_path, keys.rsa_key(), "private.key")
    [finding] = of_keys(lint(tmp_path, NAMED))
    assert (finding.rule, finding.severity) == ("unencrypted-private-key", Severity.NOTE)
    assert finding.location.pointer == "/enterprise/priv_key_path"


def test_an_encrypted_key_with_its_passphrase_in_the_keyring_is_fine(tmp_path: Path) -> None:
    assert told(tmp_path, keys.sealed_key(), IN_KEYRING) == []


@pytest.mark.parametrize("sealed", [keys.sealed_key, keys.sealed_traditional, keys.sealed_by_the_tool])
def test_an_encrypted_key_without_a_passphrase_cannot_sign(tmp_path: Path, sealed: object) -> None:
    content = sealed()  # type: ignore[operator]
    assert told(tmp_path, content) == [UNUSABLE]
    assert told(tmp_path, content, '  priv_key_pass: ""\n') == [UNUSABLE]
    assert told(tmp_path, content.replace("\n", "\r")) == [UNUSABLE]


@pytest.mark.parametrize("sealed", [keys.sealed_key, keys.sealed_traditional, keys.sealed_by_the_tool])
def test_a_passphrase_that_opens_the_key_beside_it_is_told_instead_of_a_secret(tmp_path: Path, sealed: object) -> None:
    write(tmp_path, sealed(), "private.key")  # type: ignore[operator]
    findings = lint(tmp_path, NAMED + PASSPHRASE)
    [finding] = of_keys(findings)
    assert (finding.rule, finding.consequence) == ("passphrase-beside-key", Consequence.EXPOSED)
    assert finding.location.pointer == "/enterprise/priv_key_pass"
    assert "plaintext-secret" not in {other.rule for other in findings}
    assert keys.PASSPHRASE not in repr(findings)


@pytest.mark.parametrize("sealed", [keys.sealed_key, keys.sealed_traditional, keys.sealed_by_the_tool])
def test_a_wrong_passphrase_is_refused(tmp_path: Path, sealed: object) -> None:
    write(tmp_path, sealed(), "private.key")  # type: ignore[operator]
    findings = lint(tmp_path, NAMED + WRONG)
    [finding] = of_keys(findings)
    assert (finding.rule, finding.consequence) == ("wrong-passphrase", Consequence.REFUSED)
    assert finding.location.pointer == "/enterprise/priv_key_pass"
    assert [related.location.pointer for related in finding.related] == ["/enterprise/priv_key_path"]


def test_a_wrong_passphrase_for_a_key_in_place_is_refused(tmp_path: Path) -> None:
    findings = of_keys(lint(tmp_path, in_place(keys.sealed_key()) + WRONG))
    assert [(finding.rule, finding.consequence.value) for finding in findings] == [("wrong-passphrase", "refused")]


def test_a_passphrase_for_a_key_that_is_not_encrypted_is_passed_over(tmp_path: Path) -> None:
    assert told(tmp_path, keys.rsa_key(), PASSPHRASE) == [("unused-passphrase", "ignored")]
    assert told(tmp_path, keys.rsa_key(), IN_KEYRING) == [("unused-passphrase", "ignored")]
    assert "plaintext-secret" in {finding.rule for finding in lint(tmp_path, NAMED + PASSPHRASE)}


@pytest.mark.parametrize("more", [PASSPHRASE, IN_KEYRING], ids=["in place", "in the keyring"])
def test_with_a_passphrase_the_tool_does_not_start_if_it_cannot_open_the_key(tmp_path: Path, more: str) -> None:
    pkcs8 = keys.text(keys.key(), keys.PKCS8)
    for content in (pkcs8, "x", keys.text(keys.key("ec")), "Bag Attributes\n" + keys.rsa_key()):
        assert told(tmp_path, content, more) == [REFUSED]


def test_with_a_passphrase_a_placeholder_in_place_of_the_key_is_refused(tmp_path: Path) -> None:
    findings = lint(tmp_path, BASE + '  priv_key_data: "Private key goes here"\n' + IN_KEYRING)
    assert {finding.rule for finding in findings if finding.consequence is Consequence.REFUSED} == {
        "unusable-private-key"
    }
    assert "placeholder-value" not in {finding.rule for finding in findings}


@pytest.mark.parametrize("more", [PASSPHRASE, WRONG, IN_KEYRING], ids=["right", "wrong", "in the keyring"])
def test_a_key_under_a_cipher_that_the_tool_does_not_know_is_refused_with_any_passphrase(
    tmp_path: Path, more: str
) -> None:
    assert told(tmp_path, keys.sealed_as_pkcs12_does("PBE-SHA1-3DES"), more) == [REFUSED]


def test_a_damaged_key_is_refused_with_a_passphrase_and_does_not_sign_without(tmp_path: Path) -> None:
    assert told(tmp_path, fake_pem()) == [UNUSABLE]
    assert told(tmp_path, fake_pem(), PASSPHRASE) == [REFUSED]


def test_an_encrypted_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert told(tmp_path, keys.text(keys.key("ec"), keys.PKCS8, keys.PASSPHRASE), PASSPHRASE) == [REFUSED]


def test_a_public_key_opens_with_a_passphrase_and_does_not_sign(tmp_path: Path) -> None:
    assert told(tmp_path, keys.public(keys.key()), PASSPHRASE) == [UNUSABLE]


@pytest.mark.parametrize(
    "content",
    [
        "x", "", keys.public(keys.key()), keys.certificate(), keys.text(keys.key("ec")),
        keys.text(keys.key(), keys.OPENSSH), "\n".join("  " + line for line in keys.rsa_key().split("\n")),
    ],
    ids=NUMBERS,
)  # fmt: skip
def test_a_key_file_that_cannot_sign_is_told(tmp_path: Path, content: str) -> None:
    assert told(tmp_path, content) == [UNUSABLE]


@pytest.mark.parametrize("content", [keys.container(), keys.binary(keys.key())], ids=NUMBERS)
def test_a_binary_key_file_cannot_be_used(tmp_path: Path, content: bytes) -> None:
    assert told(tmp_path, content)[0][0] == "unusable-private-key"


def test_a_key_in_place_as_a_block_text_is_fine(tmp_path: Path) -> None:
    assert of_keys(lint(tmp_path, in_place(keys.rsa_key()))) == []


def test_a_folded_key_has_lost_its_line_ends(tmp_path: Path) -> None:
    [finding] = of_keys(lint(tmp_path, in_place(keys.rsa_key(), ">")))
    assert finding.message == "the private key in `priv_key_data` has lost its line ends"
    assert finding.consequence is Consequence.SIGN_IN_FAILS
    assert finding.location.pointer == "/enterprise/priv_key_data"


@pytest.mark.parametrize("text", ["x", "/etc/private.key", keys.sealed_key()], ids=NUMBERS)
def test_what_is_no_key_in_place_is_told(tmp_path: Path, text: str) -> None:
    assert [(f.rule, f.consequence.value) for f in of_keys(lint(tmp_path, in_place(text)))] == [UNUSABLE]


@pytest.mark.parametrize("value", ['""', "null", '"Private key goes here"', "${KEY}", "12"])
def test_what_other_rules_tell_of_is_not_told_twice(tmp_path: Path, value: str) -> None:
    assert of_keys(lint(tmp_path, f"{BASE}  priv_key_data: {value}\n")) == []


def test_the_key_of_the_other_method_is_not_judged(tmp_path: Path) -> None:
    write(tmp_path, "x", "private.key")
    assert of_keys(lint(tmp_path, KEYRING_OAUTH + "  priv_key_path: private.key\n")) == []


def test_a_key_of_a_deployment_that_lies_in_parts_is_judged_as_a_whole(tmp_path: Path) -> None:
    import umapi_lint

    write(tmp_path, "adobe_users:\n  connectors:\n    umapi: [base.yml, local.yml]\ndirectory_users:\n  groups: []\n", "user-sync-config.yml")  # fmt: skip
    write(tmp_path, NAMED, "base.yml")
    write(tmp_path, "enterprise:\n" + WRONG, "local.yml")
    write(tmp_path, keys.sealed_key(), "private.key")
    results = list(umapi_lint.lint_results([tmp_path / "user-sync-config.yml"]))
    [finding] = of_keys([finding for result in results for finding in result.findings])
    assert (finding.rule, Path(finding.location.file).name) == ("wrong-passphrase", "local.yml")


def test_neither_cryptography_nor_its_lack_matters_without_a_passphrase(tmp_path: Path) -> None:
    write(tmp_path, keys.rsa_key(), "private.key")
    path = write(tmp_path, NAMED)
    code = (
        "import sys\nsys.modules['cryptography'] = None\nimport umapi_lint\n"
        f"print(sorted({{f.rule for f in umapi_lint.lint_file({str(path)!r})}}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "unencrypted-private-key" in done.stdout


def test_without_cryptography_the_passphrase_is_said_not_to_be_tried(tmp_path: Path) -> None:
    write(tmp_path, keys.sealed_key(), "private.key")
    path = write(tmp_path, NAMED + WRONG)
    code = (
        "import sys\nsys.modules['cryptography'] = None\nimport umapi_lint\n"
        f"print([f.help for f in umapi_lint.lint_file({str(path)!r}) if f.rule == 'passphrase-beside-key'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == snapshot(
        "[\"Keep the passphrase in the keyring; `umapi-lint secure` moves it there. Better: move to oauth. Whether it opens the key was not tried: that needs `pip install 'umapi-lint[crypto]'`.\"]\n"
    )


def said_of(printed: Printed, content: str | bytes, more: str = "") -> str:
    """What is printed of a file that names a key file with this content, all but what is said of its method."""
    files = {"private.key": content, "connector-umapi.yml": NAMED + more}
    return printed(files, "check", "--ignore", "deprecated-method", "connector-umapi.yml")


def test_says_what_to_do_with_an_open_key_and_the_passphrase_beside_it(printed: Printed) -> None:
    assert said_of(printed, keys.rsa_key()) == snapshot("""\
note[unencrypted-private-key]: the private key file that `priv_key_path` names is not encrypted (a secret is at risk)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: private.key
  |                  ^^^^^^^^^^^
  |
  = help: Encrypt it with `user-sync encrypt`, and store the passphrase in the keyring. Better: move to oauth, which needs no key.

Found 1 note in 1 file. Checked against User Sync Tool (UST) 2.10.
""")
    assert said_of(printed, keys.rsa_key(), PASSPHRASE) == snapshot("""\
warning[plaintext-secret]: `priv_key_pass` is stored in plain text (a secret is at risk)
 --> connector-umapi.yml:8:3
  |
8 |   priv_key_pass: "***"
  |   ^^^^^^^^^^^^^
  |
  = help: Run `umapi-lint secure`, which stores the value in the keyring and names the entry in `secure_priv_key_pass_key` instead. Otherwise make the file readable by its owner only, and add `# umapi-lint: ignore[plaintext-secret] -- why` to the line.

warning[unused-passphrase]: the private key file that `priv_key_path` names is not encrypted, so UST ignores this passphrase
 --> connector-umapi.yml:8:3
  |
8 |   priv_key_pass: "***"
  |   ^^^^^^^^^^^^^
  |
7 |   priv_key_path: private.key
  |                  ----------- the key
  |
  = help: Encrypt the key with `user-sync encrypt`, or remove the passphrase.

Found 2 warnings in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_says_what_to_do_with_an_encrypted_key(printed: Printed) -> None:
    assert said_of(printed, keys.sealed_key()) == snapshot("""\
error[unusable-private-key]: the private key file that `priv_key_path` names is encrypted, and no passphrase is given (sign-in fails)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: private.key
  |                  ^^^^^^^^^^^
  |
  = help: Store the passphrase in the keyring and name its entry. Better: move to oauth, which needs no key.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert said_of(printed, keys.sealed_key(), PASSPHRASE) == snapshot("""\
warning[passphrase-beside-key]: `priv_key_pass` is stored in plain text next to the key that it opens; anyone with both can use the key (a secret is at risk)
 --> connector-umapi.yml:8:3
  |
8 |   priv_key_pass: "***"
  |   ^^^^^^^^^^^^^
  |
7 |   priv_key_path: private.key
  |                  ----------- the key
  |
  = help: Keep the passphrase in the keyring; `umapi-lint secure` moves it there. Better: move to oauth.

Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert said_of(printed, keys.sealed_key(), WRONG) == snapshot("""\
error[wrong-passphrase]: `priv_key_pass` does not open the private key file that `priv_key_path` names (UST refuses to start)
 --> connector-umapi.yml:8:3
  |
8 |   priv_key_pass: "***"
  |   ^^^^^^^^^^^^^
  |
7 |   priv_key_path: private.key
  |                  ----------- the key
  |
  = help: Write the passphrase with which the key was encrypted, or name the right key.

warning[plaintext-secret]: `priv_key_pass` is stored in plain text (a secret is at risk)
 --> connector-umapi.yml:8:3
  |
8 |   priv_key_pass: "***"
  |   ^^^^^^^^^^^^^
  |
  = help: Run `umapi-lint secure`, which stores the value in the keyring and names the entry in `secure_priv_key_pass_key` instead. Otherwise make the file readable by its owner only, and add `# umapi-lint: ignore[plaintext-secret] -- why` to the line.

Found 1 error, 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_says_what_to_do_with_a_key_that_cannot_be_used(printed: Printed) -> None:
    assert said_of(printed, keys.certificate()) == snapshot("""\
error[unusable-private-key]: the private key file that `priv_key_path` names is a certificate, not the private key (sign-in fails)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: private.key
  |                  ^^^^^^^^^^^
  |
  = help: Name the private key that was made together with it.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert said_of(printed, keys.text(keys.key("ec"), keys.PKCS8, keys.PASSPHRASE), PASSPHRASE) == snapshot("""\
error[unusable-private-key]: the private key file that `priv_key_path` names is no RSA key, and UST can sign only with one (UST refuses to start)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: private.key
  |                  ^^^^^^^^^^^
  |
8 |   priv_key_pass: "***"
  |   ------------- a passphrase is given here
  |
  = help: Name the private key that belongs to the credential.

warning[plaintext-secret]: `priv_key_pass` is stored in plain text (a secret is at risk)
 --> connector-umapi.yml:8:3
  |
8 |   priv_key_pass: "***"
  |   ^^^^^^^^^^^^^
  |
  = help: Run `umapi-lint secure`, which stores the value in the keyring and names the entry in `secure_priv_key_pass_key` instead. Otherwise make the file readable by its owner only, and add `# umapi-lint: ignore[plaintext-secret] -- why` to the line.

Found 1 error, 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert said_of(printed, "x", IN_KEYRING) == snapshot("""\
error[unusable-private-key]: the private key file that `priv_key_path` names is not a private key in PEM form (UST refuses to start)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: private.key
  |                  ^^^^^^^^^^^
  |
8 |   secure_priv_key_pass_key: umapi_passphrase
  |   ------------------------ a passphrase is given here
  |
  = help: Copy the whole text of the key, from its BEGIN line to its END line.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_key_file_that_is_no_text_keeps_the_tool_from_starting(printed: Printed) -> None:
    in_latin = b"owner: caf\xe9\n" + keys.rsa_key().encode()
    contents = [keys.rsa_key().encode("utf-16"), in_latin, keys.binary(keys.key()), b"\xff\x00"]
    assert [said_of(printed, content).partition("\n")[0] for content in contents] == snapshot(
        [
            "error[unusable-private-key]: the private key file that `priv_key_path` names is saved as UTF-16, which UST cannot read (UST refuses to start)",
            "error[unusable-private-key]: the private key file that `priv_key_path` names has characters in it that are not UTF-8, as which UST reads it (UST refuses to start)",
            "error[unusable-private-key]: the private key file that `priv_key_path` names is in binary form (DER, or a PKCS#12 container such as .pfx and .p12), and UST reads only PEM text (UST refuses to start)",
            "error[unusable-private-key]: the private key file that `priv_key_path` names is not a text file, and UST reads only PEM text (UST refuses to start)",
        ]
    )
    assert said_of(printed, keys.container()) == snapshot("""\
error[unusable-private-key]: the private key file that `priv_key_path` names is in binary form (DER, or a PKCS#12 container such as .pfx and .p12), and UST reads only PEM text (UST refuses to start)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: private.key
  |                  ^^^^^^^^^^^
  |
  = help: Convert it: `openssl pkcs12 -in FILE -nocerts -nodes | openssl rsa -traditional -out new.key` for a container, otherwise `openssl rsa -inform DER -in FILE -traditional -out new.key`.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize(
    "value", ["${PASSPHRASE}", "your passphrase", " x "], ids=["variable", "placeholder", "blanks"]
)
def test_of_a_wrong_passphrase_its_form_is_not_told_too(tmp_path: Path, value: str) -> None:
    write(tmp_path, keys.sealed_key(), "private.key")
    findings = lint(tmp_path, f'{NAMED}  priv_key_pass: "{value}"\n')
    told_of_it = {finding.rule for finding in findings if finding.location.pointer.endswith("pass")}
    assert told_of_it - {"plaintext-secret"} == {"wrong-passphrase"}


def test_a_placeholder_in_place_of_a_key_is_no_key(tmp_path: Path) -> None:
    findings = lint(tmp_path, BASE + "  priv_key_data: priv key data\n")
    assert [finding.rule for finding in findings if finding.location.pointer.endswith("data")] == ["placeholder-value"]


def test_a_file_that_is_named_as_something_else_is_no_key(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    write(tmp_path, "host: ldap.example.org\n", "ldap.yml")
    root = (
        "adobe_users:\n  connectors:\n    umapi: connector-umapi.yml\n"
        "directory_users:\n  connectors:\n    ldap: ldap.yml\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
    )
    assert lint(tmp_path, root, "user-sync-config.yml") == []


def test_of_a_key_that_is_a_variable_nothing_else_is_said(tmp_path: Path) -> None:
    findings = lint(tmp_path, BASE + "  priv_key_data: ${KEY}\n" + IN_KEYRING)
    assert [finding.rule for finding in findings if finding.location.pointer.endswith("data")] == [
        "unusable-private-key"
    ]


def test_a_key_that_is_too_costly_to_open_is_said_not_to_be_tried(printed: Printed) -> None:
    costly = ("-topk8", "-v2", "aes-256-cbc", "-iter", "8400000", "-passout", f"pass:{keys.PASSPHRASE}")
    assert said_of(printed, keys.converted(keys.rsa_key(), "pkcs8", *costly), PASSPHRASE) == snapshot("""\
warning[passphrase-beside-key]: `priv_key_pass` is stored in plain text next to the key that it opens; anyone with both can use the key (a secret is at risk)
 --> connector-umapi.yml:8:3
  |
8 |   priv_key_pass: "***"
  |   ^^^^^^^^^^^^^
  |
7 |   priv_key_path: private.key
  |                  ----------- the key
  |
  = help: Keep the passphrase in the keyring; `umapi-lint secure` moves it there. Better: move to oauth. Whether it opens the key was not tried: keys of this form, or as costly to open, are left alone.

Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_passphrase_in_the_keyring_that_is_passed_over_is_told_at_its_key(printed: Printed) -> None:
    assert said_of(printed, keys.rsa_key(), IN_KEYRING) == snapshot("""\
warning[unused-passphrase]: the private key file that `priv_key_path` names is not encrypted, so UST ignores this passphrase
 --> connector-umapi.yml:8:3
  |
8 |   secure_priv_key_pass_key: umapi_passphrase
  |   ^^^^^^^^^^^^^^^^^^^^^^^^
  |
7 |   priv_key_path: private.key
  |                  ----------- the key
  |
  = help: Encrypt the key with `user-sync encrypt`, or remove the passphrase.

Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_where_an_alias_brings_key_and_passphrase_the_settings_are_pointed_at(tmp_path: Path) -> None:
    def places(key: str, phrase: str) -> list[tuple[str, int, list[str]]]:
        block = "".join(f"  {line}\n" for line in key.rstrip("\n").split("\n"))
        text = f"a: &key |\n{block}b: &phrase {phrase}\n{BASE}  priv_key_data: *key\n"
        text += "" if phrase == "none" else "  priv_key_pass: *phrase\n"
        last = text.count("\n")
        findings = of_keys(lint(tmp_path, text))
        return [(f.rule, f.location.line - last, [r.location.pointer for r in f.related]) for f in findings]

    key, sealed = ["/enterprise/priv_key_data"], keys.sealed_key()
    assert places(sealed, f'"{keys.PASSPHRASE}"') == [("passphrase-beside-key", 0, key)]
    assert places(sealed, "wrong1") == [("wrong-passphrase", 0, key)]
    assert places(keys.rsa_key(), "wrong1") == [("unused-passphrase", 0, key)]
    assert places(sealed, "none") == [("unusable-private-key", 0, [])]
    assert places("x", "wrong1") == [("unusable-private-key", -1, ["/enterprise/priv_key_pass"])]
