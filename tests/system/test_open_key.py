"""Opening a private key, with a passphrase and without."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import keys
from support.linting import fake_pem, fake_secret

from umapi_lint.system.open_key import Tried, try_open
from umapi_lint.system.private_key import PrivateKey, read_text

pytestmark = pytest.mark.posix


def scrypt(*more: str) -> str:
    arguments = ("-topk8", "-scrypt", *more, "-passout", f"pass:{keys.PASSPHRASE}")
    return keys.converted(keys.rsa_key(), "pkcs8", *arguments)


def openssh() -> str:
    return keys.text(keys.key(), keys.OPENSSH, keys.PASSPHRASE)


SEALED = [keys.sealed_key, keys.sealed_traditional, keys.sealed_by_the_tool, scrypt, openssh]


@pytest.mark.parametrize("sealed", SEALED)
def test_tells_the_right_passphrase_from_a_wrong_one(sealed: object) -> None:
    key = read_text(sealed())  # type: ignore[operator]
    assert try_open(key, keys.PASSPHRASE) is Tried.OPENS
    assert try_open(key, fake_secret("x")) is Tried.FAILS
    assert try_open(key, "\ud800") is Tried.FAILS


def test_a_passphrase_is_written_in_latin_1_as_the_tool_does() -> None:
    key = read_text(keys.text(keys.key(), keys.PKCS8, "\u00c3\u00a9 and more"))
    assert try_open(key, "\u00c3\u00a9 and more") is Tried.FAILS
    sealed = keys.key().private_bytes(*keys.sealing("\u00e9 and more".encode("latin-1"))).decode()
    assert try_open(read_text(sealed), "\u00e9 and more") is Tried.OPENS


@pytest.mark.parametrize("kind", ["ec", "ed25519"])
@pytest.mark.parametrize("passphrase", [None, keys.PASSPHRASE], ids=["plain", "encrypted"])
def test_a_key_of_another_kind_is_told_once_it_is_open(kind: str, passphrase: str | None) -> None:
    text = keys.text(keys.key(kind), keys.PKCS8, passphrase)
    assert try_open(read_text(text), passphrase) is Tried.OTHER_KIND


def test_a_damaged_key_does_not_open() -> None:
    lines = keys.rsa_key().strip().split("\n")
    cut = "\n".join([*lines[:8], lines[-1]])
    for text in (cut, fake_pem(), keys.rsa_key().replace("RSA ", ""), keys.rsa_key().replace(lines[3], "!" * 64)):
        assert try_open(read_text(text), None) is Tried.FAILS


@pytest.mark.parametrize("join", ["  \n", "\n  ", "\r", "\r\n", ""])
def test_what_surrounds_the_lines_of_a_key_does_not_matter(join: str) -> None:
    first, *lines, last = keys.rsa_key().strip().split("\n")
    assert try_open(read_text("\n".join([first, join.join(lines), last])), None) is Tried.OPENS


def test_a_key_that_would_keep_us_busy_is_left_alone() -> None:
    many = ("-topk8", "-v2", "aes-256-cbc", "-iter", "8400000", "-passout", f"pass:{keys.PASSPHRASE}")
    for text in (scrypt("-scrypt_p", "2"), keys.converted(keys.rsa_key(), "pkcs8", *many)):
        assert try_open(read_text(text), keys.PASSPHRASE) is Tried.NOT_TRIED


def test_without_the_package_nothing_is_tried() -> None:
    code = (
        "import sys\nsys.modules['cryptography'] = None\n"
        "from umapi_lint.system.open_key import try_open\nfrom umapi_lint.system.private_key import read_text\n"
        "print(try_open(read_text(sys.stdin.read()), None))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=keys.rsa_key(), capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == f"{Tried.NO_LIBRARY}\n"


def test_nothing_is_no_key() -> None:
    assert try_open(PrivateKey(), None) is Tried.FAILS
