"""As much of ASN.1 DER as tells one kind of key from another, and how long an RSA key is."""

from __future__ import annotations

import base64
import enum
from collections.abc import Iterator
from math import prod

from umapi_lint.record import Record

INTEGER, BITS, OCTETS, SEQUENCE = 0x02, 0x03, 0x04, 0x30

MAX_DEPTH = 8
"""No key nests deeper."""


class DerError(ValueError):
    """Bytes that are not DER, or end too early."""


class KeyType(enum.Enum):
    """What a key, or what was pasted in place of one, is."""

    RSA = "an RSA key"
    EC = "an elliptic curve (EC) key"
    DSA = "a DSA key"
    EDWARDS = "an Ed25519 key"
    OTHER_KEY = "a key of another kind than RSA"
    SEALED = "an encrypted key"
    PUBLIC = "the public key"
    CERTIFICATE = "a certificate"
    CONTAINER = "a PKCS#12 container"
    UNKNOWN = "no key"


class Body(Record):
    """What DER bytes are."""

    kind: KeyType
    bits: int | None = None
    """Length of the modulus, of an RSA key that is not encrypted."""
    pkcs8: bool = False
    """Whether the key stands in the wrapping that fits all kinds (``BEGIN PRIVATE KEY``)."""
    rounds: int = 0
    """Of an encrypted key: an upper bound for how often its passphrase is hashed."""


class _Element(Record):
    tag: int
    content: bytes


_OIDS = {
    bytes.fromhex("2a864886f70d010101"): KeyType.RSA,
    bytes.fromhex("2a8648ce3d0201"): KeyType.EC,
    bytes.fromhex("2a8648ce380401"): KeyType.DSA,
    bytes.fromhex("2b6570"): KeyType.EDWARDS,
}

_SCRYPT = bytes.fromhex("2b06010401da47040b")
_SCRYPT_ROUNDS = 8


def _elements(data: bytes) -> Iterator[_Element]:
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise DerError("ends in a header")
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            if not 0 < size <= 4 or at + size > len(data):
                raise DerError("no definite length")
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise DerError("ends too early")
        yield _Element(tag, data[at : at + length])
        at += length


def body_of(data: bytes) -> Body:
    """What DER bytes hold.

    Raises:
        DerError: they are not DER, or cut off.
    """
    outer = next(_elements(data), None)
    if outer is None or outer.tag != SEQUENCE:
        raise DerError("not a sequence")
    parts = list(_elements(outer.content))
    tags = [part.tag for part in parts[:9]]
    if tags == [INTEGER] * 9:
        return Body(KeyType.RSA, _bits(parts[1].content))
    if tags[:3] == [INTEGER, SEQUENCE, OCTETS]:
        return _wrapped(parts)
    if tags[:2] == [INTEGER, OCTETS]:
        return Body(KeyType.EC)
    if tags == [INTEGER] * 6:
        return Body(KeyType.DSA)
    if tags == [SEQUENCE, OCTETS]:
        return Body(KeyType.SEALED, pkcs8=True, rounds=_work(parts[0].content))
    if tags in ([SEQUENCE, BITS], [INTEGER, INTEGER]):
        return Body(KeyType.PUBLIC)
    if tags == [SEQUENCE, SEQUENCE, BITS]:
        return Body(KeyType.CERTIFICATE)
    if tags[:2] == [INTEGER, SEQUENCE]:
        return Body(KeyType.CONTAINER)
    return Body(KeyType.UNKNOWN)


def _wrapped(parts: list[_Element]) -> Body:
    algorithm = next(_elements(parts[1].content), None)
    kind = _OIDS.get(algorithm.content, KeyType.OTHER_KEY) if algorithm is not None else KeyType.OTHER_KEY
    if kind is not KeyType.RSA:
        return Body(kind, pkcs8=True)
    inner = body_of(parts[2].content)
    return Body(KeyType.RSA, inner.bits, pkcs8=True)


def _bits(integer: bytes) -> int:
    return int.from_bytes(integer, "big").bit_length()


def _work(parameters: bytes) -> int:
    """How much hashing the parameters of an encrypted key ask for. scrypt counts in blocks of memory, each many rounds."""
    numbers = list(_integers(parameters))
    if _SCRYPT in parameters:
        return prod(numbers) * _SCRYPT_ROUNDS
    return max(numbers, default=0)


def _integers(content: bytes, depth: int = 0) -> Iterator[int]:
    for part in _elements(content):
        if part.tag == INTEGER:
            yield int.from_bytes(part.content[:16], "big")
        elif part.tag == SEQUENCE and depth < MAX_DEPTH:
            yield from _integers(part.content, depth + 1)


def bits_of_openssh(data: bytes) -> tuple[KeyType, int | None, bool]:
    """Kind, length and whether it is encrypted of a key in OpenSSH's own format.

    Raises:
        DerError: it is cut off, or not in this format.
    """
    magic = b"openssh-key-v1\0"
    if not data.startswith(magic):
        raise DerError("not an OpenSSH key")
    at = len(magic)
    cipher, at = _string(data, at)
    _, at = _string(data, at)
    _, at = _string(data, at)
    public, _ = _string(data, at + 4)
    name, at = _string(public, 0)
    if name != b"ssh-rsa":
        kind = {b"ssh-ed25519": KeyType.EDWARDS, b"ssh-dss": KeyType.DSA}.get(name, KeyType.OTHER_KEY)
        return (KeyType.EC if name.startswith(b"ecdsa-") else kind), None, cipher != b"none"
    _, at = _string(public, at)
    modulus, _ = _string(public, at)
    return KeyType.RSA, _bits(modulus), cipher != b"none"


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + int.from_bytes(data[at : at + 4], "big")
    if at + 4 > len(data) or end > len(data):
        raise DerError("ends too early")
    return data[at + 4 : end], end


def is_public_openssh(text: str) -> bool:
    """Whether a text is a public RSA key in the one line of OpenSSH, which PyCryptodome reads with any passphrase."""
    words = text.split(" ")
    if len(words) < 2 or words[0] != "ssh-rsa":
        return False
    try:
        data = base64.b64decode(words[1])
        _, at = _string(data, 0)
        _, at = _string(data, at)
        modulus, _ = _string(data, at)
    except (DerError, ValueError):
        return False
    return bool(modulus) and modulus[-1] % 2 == 1
