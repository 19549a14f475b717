"""What a text that should be a private key is, and what UST makes of it.

The verdicts are those of the libraries that UST uses, measured: see the module's own words.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import keys

from umapi_lint.system.private_key import PrivateKey, read_bytes, read_text

RSA = keys.rsa_key()
NUMBERS = itertools.count()
"""Names for cases that hold keys, which have no place in a report."""
LINES = RSA.strip().split("\n")


def signs(text: str) -> bool:
    found = read_text(text)
    return found.signs is None and not found.encrypted


def opens(text: str) -> bool:
    return read_text(text).opens is None


def why(text: str) -> str:
    fault = read_text(text).signs
    assert fault is not None
    assert fault.help.endswith((".", "`"))
    return fault.clause


@pytest.mark.parametrize("form", [keys.PKCS1, keys.PKCS8])
def test_an_rsa_key_in_pem_signs(form: object) -> None:
    assert signs(keys.text(keys.key(), form))


def test_a_passphrase_beside_an_unencrypted_key_is_fine_in_the_older_form_only() -> None:
    assert opens(keys.text(keys.key(), keys.PKCS1))
    assert not opens(keys.text(keys.key(), keys.PKCS8))


@pytest.mark.parametrize("sealed", [keys.sealed_key, keys.sealed_by_the_tool, keys.sealed_traditional])
def test_an_encrypted_key_is_known_by_its_text(sealed: object) -> None:
    found = read_text(sealed())  # type: ignore[operator]
    assert (found.encrypted, found.signs, found.opens) == (True, None, None)


@pytest.mark.parametrize("cipher", ["PBE-SHA1-3DES", "PBE-SHA1-RC2-40"])
def test_a_key_under_a_cipher_of_pkcs12_does_not_open(cipher: str) -> None:
    assert not opens(keys.sealed_as_pkcs12_does(cipher))


def test_a_key_under_a_cipher_that_the_tool_does_not_know_does_not_open() -> None:
    assert not opens(keys.sealed_traditional().replace("AES-128-CBC", "CAMELLIA-128-CBC"))


def test_the_key_itself_is_left_out_of_what_is_printed_of_it() -> None:
    assert LINES[1] not in repr(read_text(RSA))


@pytest.mark.parametrize("passphrase", [None, keys.PASSPHRASE], ids=["plain", "encrypted"])
def test_a_key_in_the_form_of_openssh_does_not_sign_and_opens(passphrase: str | None) -> None:
    text = keys.text(keys.key(), keys.OPENSSH, passphrase)
    found = read_text(text)
    assert (found.encrypted, found.openssh) == (passphrase is not None, True)
    assert "OpenSSH" in why(text)
    assert opens(text)


@pytest.mark.parametrize("kind", ["ec", "dsa"])
def test_a_key_whose_first_line_names_another_kind_neither_signs_nor_opens(kind: str) -> None:
    text = keys.text(keys.key(kind))
    assert why(text).startswith("is no RSA key")
    assert not opens(text)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_public_key_is_told_as_one(kind: str) -> None:
    assert why(keys.public(keys.key(kind))) == "is the public key, not the private key"


def test_a_certificate_is_told_as_one() -> None:
    assert why(keys.certificate()) == "is a certificate, not the private key"
    assert read_text(keys.certificate()).public


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("x", "is not a private key in PEM form"),
        (" ".join(LINES), "has lost its line ends"),
        ("".join(LINES), "has lost its line ends"),
        ("\\n".join(LINES), "has `\\n` written out where its lines should end"),
        ("\n".join("   " + line for line in LINES), "is indented"),
        ("  " + RSA, "is indented"),
        ("\n".join(LINES[:-1]), "is cut off"),
        ("\n".join(LINES[1:-1]), "lacks its BEGIN and END lines"),
        ("\n\n".join(LINES), "has an empty line in it"),
        (RSA.replace("-----END", "\n-----END"), "has an empty line in it"),
        (RSA.replace("-----", "----"), "has damaged BEGIN and END lines"),
        (RSA.replace("-----", "\u2014\u2014"), "has damaged BEGIN and END lines"),
        (RSA.replace("END RSA", "END"), "does not begin and end"),
        ("x " + RSA, "does not begin and end"),
        (RSA.replace(LINES[1], "Comment: x\n\n" + LINES[1]), "has lines in it that do not belong there"),
        ("PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n", "is in PuTTY's own format"),
    ],
    ids=NUMBERS,
)  # fmt: skip
def test_what_keeps_a_key_from_signing_is_told_in_words(text: str, words: str) -> None:
    assert why(text).startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        RSA.replace("\n", "\r\n"), RSA.replace("\n", "\r"), RSA.strip(), "\ufeff" + RSA, "\n\n" + RSA,
        "Bag Attributes\n" + RSA, RSA + "trailing\n", keys.certificate() + RSA, RSA + keys.certificate(),
        "  \n".join(LINES), "\n".join([LINES[0], *("  " + line for line in LINES[1:-1]), LINES[-1]]),
        RSA.replace(LINES[1], "\n" + LINES[1]), "\n".join([LINES[0], "".join(LINES[1:-1]), LINES[-1]]),
    ],
    ids=NUMBERS,
)  # fmt: skip
def test_what_the_tool_puts_up_with_is_no_fault(text: str) -> None:
    assert signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "\n\n" + RSA, "Bag Attributes\n" + RSA, RSA + "trailing\n", keys.certificate() + RSA,
        RSA + keys.sealed_key(), " ".join(LINES), "  " + RSA, "\ufeff" + RSA, "\n".join(LINES[1:-1]),
        RSA.replace("END RSA", "END"), RSA.replace("-----", "----"),
        " " + keys.public_openssh(keys.key()), keys.public_openssh(keys.key("ec")),
    ],
    ids=NUMBERS,
)  # fmt: skip
def test_what_no_passphrase_opens_is_told(text: str) -> None:
    assert not opens(text)


@pytest.mark.parametrize(
    "text",
    [
        RSA, RSA.replace("\n", "\r"), "  \n".join(LINES), "\n\n".join(LINES), RSA.strip(),
        keys.public(keys.key()), keys.certificate(), keys.public_openssh(keys.key()),
    ],
    ids=NUMBERS,
)  # fmt: skip
def test_what_opens_with_any_passphrase_is_told(text: str) -> None:
    assert opens(text)


def test_binary_files_are_told_apart() -> None:
    def clause(data: bytes) -> str:
        found = read_bytes(data)
        assert found.signs is not None
        assert found.reads == found.opens == found.signs
        return found.signs.clause

    assert clause(keys.container()).startswith("is in binary form")
    assert clause(keys.binary(keys.key())).startswith("is in binary form (DER,")
    assert clause(RSA.encode("utf-16")).startswith("is saved as UTF-16")
    assert clause(bytes(range(128, 256))).startswith("is not a text file")
    assert read_bytes(RSA.encode()) == read_text(RSA)


@pytest.mark.parametrize(
    "part", ["-----BEGIN ", "-----END X", "-----BEGIN PRIVATE KEY-----\n", "-", " \n", "\r", "\\n"]
)
def test_hostile_text_takes_no_time_to_speak_of(part: str) -> None:
    # a pattern that looks back for each step would not come to an end here
    assert read_text("-----BEGIN X-----\n" + part * 50_000).signs is not None


@given(st.binary(max_size=200))
def test_bytes_never_make_it_fail(data: bytes) -> None:
    assert isinstance(read_bytes(data), PrivateKey)


@given(st.lists(st.sampled_from([*LINES[:3], LINES[-1], "", " ", "x", "\r", "Proc-Type: 4,ENCRYPTED"]), max_size=8))
def test_a_text_either_signs_or_says_why(parts: list[str]) -> None:
    found = read_text("\n".join(parts))
    assert found.signs is None or (found.signs.clause and found.signs.help)
