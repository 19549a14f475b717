"""What a text that should be a private key is, and what the tool makes of it.

The verdicts are those of the libraries that the tool uses, measured: see the module's own words.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import keys
from support.linting import fake_pem

from umapi_lint.system import der
from umapi_lint.system.der import DerError, KeyType
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
    assert fault.mend.endswith((".", "`"))
    return fault.clause


@pytest.mark.parametrize("form", [keys.PKCS1, keys.PKCS8])
def test_an_rsa_key_in_pem_signs_and_its_length_is_told(form: object) -> None:
    found = read_text(keys.text(keys.key(), form))
    assert (found.kind, found.bits, found.encrypted, found.signs) == (KeyType.RSA, 2048, False, None)


def test_a_passphrase_beside_an_unencrypted_key_is_fine_in_the_older_form_only() -> None:
    assert opens(keys.text(keys.key(), keys.PKCS1))
    assert not opens(keys.text(keys.key(), keys.PKCS8))


@pytest.mark.parametrize("sealed", [keys.sealed_key, keys.sealed_by_the_tool, keys.sealed_traditional])
def test_an_encrypted_key_is_known_by_its_text(sealed: object) -> None:
    found = read_text(sealed())  # type: ignore[operator]
    assert (found.encrypted, found.signs, found.opens, found.bits) == (True, None, None, None)


def test_the_work_of_opening_a_key_is_told_before_it_is_done() -> None:
    assert 1000 < read_text(keys.sealed_key()).rounds < 10_000_000


def test_scrypt_counts_by_the_memory_that_it_takes() -> None:
    sealed = keys.converted(keys.rsa_key(), "pkcs8", "-topk8", "-scrypt", "-passout", f"pass:{keys.PASSPHRASE}")
    assert read_text(sealed).rounds == 16384 * 8 * 8


@pytest.mark.parametrize("passphrase", [None, keys.PASSPHRASE], ids=["plain", "encrypted"])
def test_a_key_in_the_form_of_openssh_does_not_sign_and_opens(passphrase: str | None) -> None:
    text = keys.text(keys.key(), keys.OPENSSH, passphrase)
    found = read_text(text)
    assert (found.kind, found.bits, found.encrypted, found.openssh) == (KeyType.RSA, 2048, passphrase is not None, True)
    assert "OpenSSH" in why(text)
    assert opens(text)


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("ec", keys.PKCS1, "elliptic curve"), ("ec", keys.PKCS8, "elliptic curve"), ("dsa", keys.PKCS1, "DSA"),
        ("dsa", keys.PKCS8, "DSA"), ("ed25519", keys.PKCS8, "Ed25519"), ("ed25519", keys.OPENSSH, "OpenSSH"),
    ],
)  # fmt: skip
def test_a_key_of_another_kind_neither_signs_nor_opens(kind: str, form: object, words: str) -> None:
    text = keys.text(keys.key(kind), form)
    assert words in why(text)
    assert not opens(text)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_public_key_is_told_as_one(kind: str) -> None:
    assert why(keys.public(keys.key(kind))) == "is the public key, not the private key"


def test_a_certificate_is_told_as_one() -> None:
    assert why(keys.certificate()) == "is a certificate, not the private key"
    assert not read_text(keys.certificate()).holds_key


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
        ("\n".join([*LINES[:8], LINES[-1]]), "is damaged or cut off"),
        ("\n\n".join(LINES), "has an empty line in it"),
        (RSA.replace("-----END", "\n-----END"), "has an empty line in it"),
        (RSA.replace("-----", "----"), "has damaged BEGIN and END lines"),
        (RSA.replace("-----", "\u2014\u2014"), "has damaged BEGIN and END lines"),
        (RSA.replace("END RSA", "END"), "does not begin and end"),
        ("x " + RSA, "does not begin and end"),
        (RSA.replace(LINES[1], "Comment: x\n\n" + LINES[1]), "has lines in it that do not belong there"),
        (RSA.replace("RSA ", ""), "is in the older form"),
        ("PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n", "is in PuTTY's own format"),
        (fake_pem(), "is damaged or cut off"),
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
        "\n".join([*LINES[:8], LINES[-1]]), RSA.replace("END RSA", "END"), RSA.replace("-----", "----"),
        " " + keys.public_openssh(keys.key()), keys.public_openssh(keys.key())[:200], keys.public_openssh(keys.key("ec")),
    ],
    ids=NUMBERS,
)  # fmt: skip
def test_what_no_passphrase_opens_is_told(text: str) -> None:
    assert not opens(text)


@pytest.mark.parametrize(
    "text",
    [
        RSA, RSA.replace("\n", "\r"), "  \n".join(LINES), "\n\n".join(LINES), RSA.replace("RSA ", ""), RSA.strip(),
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
        assert found.opens == found.signs
        return found.signs.clause

    assert clause(keys.container()).startswith("is a PKCS#12 container")
    assert clause(keys.binary(keys.key())).startswith("is in binary form (DER)")
    assert clause(RSA.encode("utf-16")).startswith("is saved as UTF-16")
    assert clause(bytes(range(128, 256))).startswith("is not a text file")
    assert read_bytes(RSA.encode()) == read_text(RSA)


def test_a_short_key_is_told_by_its_length() -> None:
    assert read_text(keys.weak_key()).bits == 1024


@pytest.mark.parametrize(
    "part", ["-----BEGIN ", "-----END X", "-----BEGIN PRIVATE KEY-----\n", "-", " \n", "\r", "\\n"]
)
def test_hostile_text_takes_no_time_to_speak_of(part: str) -> None:
    # a pattern that looks back for each step would not come to an end here
    assert read_text("-----BEGIN X-----\n" + part * 50_000).signs is not None


@given(st.binary(max_size=200))
def test_bytes_never_make_it_fail(data: bytes) -> None:
    assert isinstance(read_bytes(data), PrivateKey)
    for function in (der.body_of, der.bits_of_openssh):
        try:
            function(data)
        except DerError:
            continue


@given(st.lists(st.sampled_from([*LINES[:3], LINES[-1], "", " ", "x", "\r", "Proc-Type: 4,ENCRYPTED"]), max_size=8))
def test_a_text_either_signs_or_says_why(parts: list[str]) -> None:
    found = read_text("\n".join(parts))
    assert found.signs is None or (found.signs.clause and found.signs.mend)


@given(st.integers(0, 1200))
def test_a_binary_key_that_is_cut_off_is_no_key(at: int) -> None:
    whole = keys.binary(keys.key())
    with pytest.raises(DerError):
        der.body_of(whole[: min(at, len(whole) - 1)])
