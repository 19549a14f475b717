"""Opens a private key: the only place that imports the package ``cryptography``, and only when called."""

from __future__ import annotations

import enum
import re

from umapi_lint.system.private_key import PrivateKey
from umapi_lint.text.regex import regex


class Tried(enum.Enum):
    """What came of opening a key."""

    OPENS = "opens"
    FAILS = "does not open: the passphrase is wrong, or the key damaged"
    OTHER_KIND = "opens, and the key is none of RSA"
    NOT_TRIED = "of a form, or of a cost, that we leave alone"
    NO_LIBRARY = "no library"


_CHEAP = regex(
    rb"\x30(?:\x81.|\x82..)\x30.\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d\x30.\x30.\x06\x09"  # PBES2
    rb"(?:\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c\x30.\x04(?:\x08.{8}|\x10.{16})\x02[\x01-\x03]"  # PBKDF2, < 2^23 rounds
    rb"|\x2b\x06\x01\x04\x01\xda\x47\x04\x0b\x30.\x04(?:\x08.{8}|\x10.{16})\x02\x02..\x02\x01\x08\x02\x01\x01)"  # scrypt, 32 MiB at the most
    rb"|openssh-key-v1\0.{4}[a-z0-9-]+\0\0\0\x06bcrypt\0\0\0\x18\0\0\0\x10.{16}\0\0\0[\0-\x40]",
    re.DOTALL,
)
"""The beginnings of encrypted keys that open within some seconds: the file says how often the passphrase is hashed."""


def try_open(key: PrivateKey, passphrase: str | None) -> Tried:
    """Open a key with the package ``cryptography``, the only place that imports it."""
    if key.encrypted and "DEK-Info" not in key.pem and not _CHEAP.match(key.head):
        return Tried.NOT_TRIED
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key
    except ImportError:
        return Tried.NO_LIBRARY
    load = load_ssh_private_key if key.openssh else load_pem_private_key
    try:
        opened = load(key.pem.encode(), None if passphrase is None else passphrase.encode("latin-1"))  # as PyCryptodome
    except (UnsupportedAlgorithm, TypeError, OverflowError):
        return Tried.NOT_TRIED
    except ValueError:
        return Tried.FAILS
    return Tried.OPENS if isinstance(opened, RSAPrivateKey) else Tried.OTHER_KIND
