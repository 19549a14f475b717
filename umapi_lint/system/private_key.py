"""What the text of a private key says of itself; :mod:`umapi_lint.system.open_key` opens it.

UST reads a key in two ways. Without a passphrase it hands the text to OpenSSL when it signs in: text around the key is
skipped, but the lines ``BEGIN`` and ``END`` must each have a line of their own, without indentation. With a passphrase it opens the
key at start with PyCryptodome, which wants nothing before or after the key, knows fewer ciphers, and takes a key that
is not encrypted only in the older form (``BEGIN RSA PRIVATE KEY``).
Measured with cryptography 38.0.4 (which umapi-client 3.0 asks for), PyJWT 2.4.0 and PyCryptodome 3.7 to 3.23.
"""

from __future__ import annotations

import base64
import re

from umapi_lint.record import Record, field, replace
from umapi_lint.text.regex import regex


class Fault(Record):
    """Why UST cannot use a key: a clause that follows the name of the key, and what to do."""

    clause: str
    help: str


class PrivateKey(Record):
    """A text that should be a private key."""

    label: str = ""
    """What follows ``BEGIN``."""
    pem: str = field(default="", repr=False)
    """The key by itself, without the liberties that UST's libraries put up with."""
    encrypted: bool = False
    public: bool = False
    """Whether it is a public key or a certificate: nothing to hide."""
    signs: Fault | None = None
    """Why no token can be signed with the text as it is, apart from encryption."""
    opens: Fault | None = None
    """Why UST cannot open it with any passphrase, and so does not start when one is given."""
    reads: Fault | None = None
    """Why UST cannot even read it as text, and so never starts."""

    @property
    def openssh(self) -> bool:
        """Whether it is in OpenSSH's own format."""
        return self.label == "OPENSSH PRIVATE KEY"

    @property
    def head(self) -> bytes:
        """The first bytes of what is written in base 64, which say how a key is encrypted; none if it is not that."""
        body = "".join(line for line in self.pem.split("\n")[1:-2] if ":" not in line)
        try:
            return base64.b64decode(body[:200])
        except ValueError:
            return b""


_AGAIN = "Copy the key file again as it is, line by line."
_NAME_IT = "Name the private key that belongs to the credential."
_PAIR = "Name the private key that was made together with it."
_REENCRYPT = "Encrypt it again: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out new.key`, and name that file."

DAMAGED = Fault("is damaged or cut off", _AGAIN)
OTHER_KIND = Fault("is no RSA key, and UST can sign only with one", _NAME_IT)
SEALED = Fault(
    "is encrypted, and no passphrase is given",
    "Store the passphrase in the keyring and name its entry. Better: move to oauth, which needs no key.",
)
_STRAY = Fault("has lines in it that do not belong there", _AGAIN)
_EMPTY_LINE = Fault(
    "has an empty line in it, at which UST stops reading", "Remove the empty lines between BEGIN and END."
)
_OPENSSH = Fault(
    "is in OpenSSH's own format, which UST cannot sign with",
    "Turn a copy of it into PEM: `ssh-keygen -p -m PEM -f FILE`.",
)
_CIPHER = Fault("is encrypted in a way that UST cannot open", _REENCRYPT)
_NEWER = Fault(
    "is not encrypted and in the newer form (`BEGIN PRIVATE KEY`), which UST cannot read when a passphrase is given",
    "Remove the passphrase, or encrypt the key with it.",
)
_AROUND = Fault(
    "has text before or after it, which UST cannot read when a passphrase is given",
    "Leave nothing but the key in the file, from its BEGIN line to its END line.",
)
_PUBLIC = Fault("is the public key, not the private key", _PAIR)
_CERTIFICATE = Fault("is a certificate, not the private key", _PAIR)

# What keeps a text from being a key in PEM form: the first that fits, of texts that speak of a private key and of others.
_BROKEN = (
    (r"\A(?![\s\S]*-----BEGIN [A-Z0-9 ]{1,40}-----)", Fault("has damaged BEGIN and END lines: five hyphens belong before and behind", _AGAIN)),
    (r"\\n", Fault("has `\\n` written out where its lines should end", "Write it as a block text (`|`), line by line.")),
    (r"\A(?![\s\S]*-----END)", Fault("is cut off: its END line is missing", _AGAIN)),
    (r"^(?=.*?-----BEGIN).*-----END", Fault("has lost its line ends", "Write it line by line; in a YAML file as a block text with `|`, not with `>`.")),
    (r"^[ \t]+-----", Fault("is indented, but its BEGIN and END lines must start in the first column", "Remove the whitespace in front.")),
    (r"", Fault("does not begin and end as a key in PEM form does", _AGAIN)),
)  # fmt: skip
_OTHER = (
    (r"\A\s*\Z", Fault("is empty", "Put the private key there.")),
    (r"\APuTTY-User-Key-File", Fault("is in PuTTY's own format (.ppk), which UST cannot read", "Export it from PuTTYgen: Conversions, Export OpenSSH key; then `ssh-keygen -p -m PEM -f FILE`.")),
    (r"\Assh-|-----BEGIN [A-Z0-9 ]{0,40}PUBLIC KEY-----", _PUBLIC),
    (r"-----BEGIN CERTIFICATE-----", _CERTIFICATE),
    (r"-----BEGIN ", Fault("is no private key", _NAME_IT)),
    (r"\A[A-Za-z0-9+/=\s]{200,}\Z", Fault("lacks its BEGIN and END lines", _AGAIN)),
    (r"", Fault("is not a private key in PEM form", "Copy the whole text of the key, from its BEGIN line to its END line.")),
)  # fmt: skip

_BLOCK = regex(r"^\ufeff?-----BEGIN ([A-Z0-9 ]{1,40})-----[ \t]*\n((?:(?!.*-----).*\n)*)-----END \1-----[ \t]*$", re.M)
_UNKNOWN_CIPHER = regex(r"^DEK-Info:(?! *(?:DES|DES-EDE3|AES-(?:128|192|256))-CBC,)", re.M)
_PBES1 = bytes.fromhex("2a864886f70d010c01")
"""Start of the object identifiers of PKCS#12's ciphers, which older OpenSSL took for `pkcs8 -topk8`."""


def read_text(text: str) -> PrivateKey:
    """What a text is that should be a private key. Never fails: what is none says why."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for block in _BLOCK.finditer(text):
        if block[1].endswith("PRIVATE KEY"):
            key = _key_of(block[1], block[2])
            whole = text.startswith("-") and block.start() == 0 and not text[block.end() :].strip()
            return key if whole or key.opens is not None else replace(key, opens=_AROUND)
    rows = _BROKEN if "PRIVATE KEY" in text else _OTHER
    fault = next(fault for pattern, fault in rows if re.search(pattern, text, re.M))
    public = fault in (_PUBLIC, _CERTIFICATE)
    whole = text.startswith("ssh-rsa ") or _BLOCK.fullmatch(text.rstrip()) is not None  # opens, with any passphrase
    return PrivateKey(public=public, signs=fault, opens=None if public and whole else fault)


def read_bytes(data: bytes) -> PrivateKey:
    """What the bytes of a key file are. UST reads it as text: what is no text keeps it from starting."""
    key = PrivateKey()
    try:
        return read_text(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        key = read_text(data.decode("utf-16", "replace"))
        fault = Fault("is saved as UTF-16, which UST cannot read", "Save it again as UTF-8 or ASCII.")
    elif b"-----BEGIN " in data:
        key = read_text(data.decode("utf-8", "replace"))
        fault = Fault(
            "has characters in it that are not UTF-8, as which UST reads it",
            "Leave in the file only the lines from BEGIN to END, or save it again as UTF-8.",
        )
    elif data[:1] == b"\x30":  # what every key, certificate and container in DER starts with
        fault = Fault(
            "is in binary form (DER, or a PKCS#12 container such as .pfx and .p12), and UST reads only PEM text",
            "Convert it: `openssl pkcs12 -in FILE -nocerts -nodes | openssl rsa -traditional -out new.key` for a container, "
            "otherwise `openssl rsa -inform DER -in FILE -traditional -out new.key`.",
        )
    else:
        fault = Fault("is not a text file, and UST reads only PEM text", _NAME_IT)
    return replace(key, signs=fault, opens=fault, reads=fault)


def _key_of(label: str, inner: str) -> PrivateKey:
    lines = [line.strip() for line in inner.split("\n")]
    headers = [line for line in lines if ":" in line]
    body = "".join("".join(line for line in lines if ":" not in line).split())
    proc_type = any(line.startswith("Proc-Type") and "ENCRYPTED" in line for line in lines[:2])
    wrapped = [*headers, ""] * bool(headers) + re.findall(".{1,64}", body)
    key = PrivateKey(label, "\n".join([f"-----BEGIN {label}-----", *wrapped, f"-----END {label}-----", ""]))
    sealed = label == "ENCRYPTED PRIVATE KEY" or proc_type or (key.openssh and b"none" not in key.head)
    key = replace(key, encrypted=sealed)
    if label in ("EC PRIVATE KEY", "DSA PRIVATE KEY"):
        return replace(key, signs=OTHER_KIND, opens=OTHER_KIND)
    if key.openssh:
        return replace(key, signs=_OPENSSH)
    if sealed:
        return replace(key, opens=_CIPHER if _UNKNOWN_CIPHER.search(inner) or _PBES1 in key.head else None)
    if headers:
        return replace(key, signs=_STRAY, opens=_STRAY)
    return replace(
        key,
        signs=_EMPTY_LINE if re.search(r"\n[ \t]*\n", inner) else None,
        opens=_NEWER if label == "PRIVATE KEY" else None,
    )
