"""Whether a passphrase opens a private key: the only place that imports ``cryptography``, and only when called."""

from __future__ import annotations

import enum

from umapi_lint.system.private_key import PrivateKey

MAX_ROUNDS = 10_000_000
"""A key that asks for more hashing than this, some seconds' worth, is not tried."""


class Tried(enum.Enum):
    """What came of trying a passphrase."""

    OPENS = "opens"
    WRONG = "wrong"
    OPENS_ANOTHER_KIND = "opens, and the key is none of RSA"
    NOT_TRIED = "not tried"
    """The key is of a form or a cost that we leave alone."""
    NO_LIBRARY = "no library"


def attempt(text: str, key: PrivateKey, passphrase: str) -> tuple[Tried, int | None]:
    """Try a passphrase on an encrypted key; with it the length of an RSA key that it opens.

    Args:
        text: of the key.
        key: what :func:`umapi_lint.system.private_key.read_text` says of it.
    """
    if key.rounds > MAX_ROUNDS or key.openssh:
        return Tried.NOT_TRIED, None
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        return Tried.NO_LIBRARY, None
    try:
        opened = load_pem_private_key(text.encode(), passphrase.encode())
    except (UnsupportedAlgorithm, TypeError, OverflowError):
        return Tried.NOT_TRIED, None
    except ValueError:
        return Tried.WRONG, None
    if not isinstance(opened, RSAPrivateKey):
        return Tried.OPENS_ANOTHER_KIND, None
    return Tried.OPENS, opened.key_size
