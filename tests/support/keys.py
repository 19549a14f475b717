"""Private keys of every kind that the tests need, made when a test asks for them: none of them was ever used."""

from __future__ import annotations

import os
import subprocess
from base64 import encodebytes
from functools import cache
from hashlib import md5
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, PublicFormat
from support.linting import fake_secret

PASSPHRASE = fake_secret("q")
"""What opens the encrypted keys."""

PKCS1, PKCS8, OPENSSH = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8, PrivateFormat.OpenSSH


@cache
def key(kind: str = "rsa", bits: int = 2048) -> Any:
    """A key of a kind: made once, since making one takes a while."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, bits)
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "dsa":
        return dsa.generate_private_key(2048)
    return ed25519.Ed25519PrivateKey.generate()


def text(made: Any, form: PrivateFormat = PKCS1, passphrase: str | None = None) -> str:
    """A key as a file holds it."""
    sealing = serialization.NoEncryption()
    if passphrase is not None:
        sealing = serialization.BestAvailableEncryption(passphrase.encode())
    return made.private_bytes(Encoding.PEM, form, sealing).decode()


def sealing(passphrase: bytes) -> tuple[Any, ...]:
    """How an encrypted key is written whose passphrase is no UTF-8."""
    return Encoding.PEM, PKCS8, serialization.BestAvailableEncryption(passphrase)


def binary(made: Any) -> bytes:
    return made.private_bytes(Encoding.DER, PKCS8, serialization.NoEncryption())


def public(made: Any) -> str:
    return made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_openssh(made: Any) -> str:
    """A public key as it is in authorized_keys."""
    return f"{made.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()} me@here\n"


def rsa_key() -> str:
    """A key that UST can use."""
    return text(key())


@cache
def sealed_key(passphrase: str = PASSPHRASE) -> str:
    """An encrypted key in the form of PKCS#8."""
    return text(key(), PKCS8, passphrase)


@cache
def sealed_by_the_tool(passphrase: str = PASSPHRASE) -> str:
    """An encrypted key as UST's own ``encrypt`` writes it: the first line does not say so, the second does."""
    salt = os.urandom(8)
    first = md5(passphrase.encode() + salt, usedforsecurity=False).digest()
    second = md5(first + passphrase.encode() + salt, usedforsecurity=False).digest()[:8]
    command = ["openssl", "enc", "-des-ede3-cbc", "-K", (first + second).hex(), "-iv", salt.hex()]
    done = subprocess.run(command, input=binary(key()), capture_output=True, check=True, timeout=60)
    dashes = "-" * 5
    head = f"{dashes}BEGIN PRIVATE KEY{dashes}\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,{salt.hex().upper()}\n\n"
    return f"{head}{encodebytes(done.stdout).decode()}{dashes}END PRIVATE KEY{dashes}\n"


@cache
def sealed_traditional(passphrase: str = PASSPHRASE) -> str:
    return converted(rsa_key(), "rsa", "-traditional", "-aes128", "-passout", f"pass:{passphrase}")


@cache
def sealed_as_pkcs12_does(cipher: str, passphrase: str = PASSPHRASE) -> str:
    """An encrypted key as `pkcs8 -topk8` of an older OpenSSL writes it."""
    arguments = (
        "-topk8",
        "-v1",
        cipher,
        "-passout",
        f"pass:{passphrase}",
        "-provider",
        "legacy",
        "-provider",
        "default",
    )
    return converted(rsa_key(), "pkcs8", *arguments)


@cache
def certificate() -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "key"
        path.write_text(rsa_key())
        command = ["openssl", "req", "-x509", "-key", str(path), "-subj", "/CN=test", "-days", "1"]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@cache
def container() -> bytes:
    """A PKCS#12 container."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    return pkcs12.serialize_key_and_certificates(b"test", key(), None, None, serialization.NoEncryption())


def converted(given: str, *arguments: str) -> str:
    """What ``openssl`` makes of a text."""
    done = subprocess.run(["openssl", *arguments], input=given, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout
