"""What a text that should be a private key is, and what the tool makes of it.

The tool reads a key in two ways. Without a passphrase it hands the text to OpenSSL when it signs in: text around the
key is passed over, but the lines ``BEGIN`` and ``END`` must stand alone, without indentation. With a passphrase it
opens the key at start with PyCryptodome, which takes other liberties: nothing may stand before or behind the key, an
encrypted key may be of more kinds, and an unencrypted one must be in the older form (``BEGIN RSA PRIVATE KEY``).
Measured with cryptography 38.0.4 (which umapi-client 3.0 asks for), PyJWT 2.4.0 and PyCryptodome 3.7 to 3.23.

Nothing here imports more than ``base64``: keys are told apart by their text and their first bytes.
"""

from __future__ import annotations

import base64
import binascii
import re

from umapi_lint.record import Record, replace
from umapi_lint.system import der
from umapi_lint.system.der import DerError, KeyType

_LINE_END = re.compile(r"\r\n|\n|\r")
_BEGIN = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_OPENSSH = "OPENSSH PRIVATE KEY"

_CONVERT = "Turn it into the form of the tool: `openssl {} -out new.key`, and name that file."
_SAVE_AGAIN = "Copy the key file again as it is, line by line."


class Fault(Record):
    """Why the tool cannot use a key: a clause that follows the name of the key, and what to do."""

    clause: str
    mend: str


class PrivateKey(Record):
    """A text that should be a private key."""

    kind: KeyType
    encrypted: bool = False
    bits: int | None = None
    """Length of an RSA key, where it can be told without a passphrase."""
    rounds: int = 0
    """Upper bound for the work of opening it; see :class:`umapi_lint.system.der.Body`."""
    openssh: bool = False
    signs: Fault | None = None
    """Why no token can be signed with the text as it is, apart from encryption."""
    opens: Fault | None = None
    """Why the tool cannot open it with any passphrase, and so does not start when one is given."""
    reads: Fault | None = None
    """Why the tool cannot even read it as text, and so never starts."""

    @property
    def holds_key(self) -> bool:
        """Whether somebody who has the text has a private key, or part of one."""
        return self.kind not in (KeyType.PUBLIC, KeyType.CERTIFICATE, KeyType.UNKNOWN)


class _Block(Record):
    label: str
    lines: tuple[str, ...]

    @property
    def sealed(self) -> bool:
        """Whether it says of itself that it is encrypted: in its name, or in the line that follows."""
        return self.label == "ENCRYPTED PRIVATE KEY" or any(
            line.startswith("Proc-Type") and "ENCRYPTED" in line for line in self.lines[:2]
        )

    @property
    def has_stray_lines(self) -> bool:
        """Whether there are headers that are not those of an encrypted key."""
        return not self.sealed and any(":" in line for line in self.lines)


_STRAY = Fault("has lines in it that do not belong there", _SAVE_AGAIN)


def read_text(text: str) -> PrivateKey:
    """What a text is that should be a private key. Never fails: what is none says why."""
    block = _complete_block(text)
    fault = None if block is not None else _why_incomplete(text)
    strict = _only_block(text)
    best = block or strict
    key = PrivateKey(*_what_else(text)) if best is None else _key_of(best)
    if fault is None and block is not None:
        fault = _why_not_signed(block, key)
    opens = _why_not_opened(text) if strict is None else _why_block_not_opened(strict, _key_of(strict))
    return replace(key, signs=fault, opens=opens)


def read_bytes(data: bytes) -> PrivateKey:
    """What the bytes of a key file are. The tool reads it as text: what is no text keeps it from starting."""
    try:
        return read_text(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        key = read_text(data.decode("utf-16", "replace"))
        return _unreadable(key, "is saved as UTF-16, which the tool cannot read", "Save it again as UTF-8 or ASCII.")
    if b"-----BEGIN " in data:
        key = read_text(data.decode("utf-8", "replace"))
        return _unreadable(
            key, "has characters in it that are not UTF-8, as which the tool reads it",
            "Leave in the file only the lines from BEGIN to END, or save it again as UTF-8.",
        )  # fmt: skip
    try:
        key = PrivateKey(der.body_of(data).kind)
    except DerError:
        key = PrivateKey(KeyType.UNKNOWN)
    if key.kind is KeyType.CONTAINER:
        convert = _CONVERT.format("pkcs12 -in FILE -nocerts -nodes | openssl rsa")
        return _unreadable(key, "is a PKCS#12 container (.pfx, .p12), which the tool cannot read", convert)
    if key.kind is KeyType.UNKNOWN:
        clause = "is not a text file, and the tool reads only PEM text"
        return _unreadable(key, clause, "Name the file of the private key.")
    convert = _CONVERT.format("rsa -inform DER -in FILE")
    return _unreadable(key, "is in binary form (DER), and the tool reads only PEM text", convert)


def _unreadable(key: PrivateKey, clause: str, mend: str) -> PrivateKey:
    fault = Fault(clause, mend)
    return replace(key, signs=fault, opens=fault, reads=fault)


def _complete_block(text: str) -> _Block | None:
    """The first private key whose lines stand as OpenSSL wants them."""
    lines = _LINE_END.split(text)
    for start, line in enumerate(lines):
        match = _BEGIN.fullmatch(line.removeprefix("\ufeff").rstrip())
        if match is None or not match.group(1).endswith("PRIVATE KEY"):
            continue
        end = f"-----END {match.group(1)}-----"
        for stop in range(start + 1, len(lines)):
            if lines[stop].rstrip() == end:
                return _Block(match.group(1), tuple(lines[start + 1 : stop]))
            if "-----" in lines[stop]:
                break
    return None


def _only_block(text: str) -> _Block | None:
    """The block that a text consists of and nothing else, as PyCryptodome wants it."""
    text = text.rstrip()
    begin, end = _BEGIN.match(text), _LINE_END.search(text)
    at = text.rfind("-----END ")
    if begin is None or end is None or text[at:] != f"-----END {begin.group(1)}-----":
        return None
    inner = text[end.end() : at]
    return None if "-----" in inner else _Block(begin.group(1), tuple(_LINE_END.split(inner)))


def _key_of(block: _Block) -> PrivateKey:
    """Kind and length of a key, from its name and its bytes."""
    text = [line.strip() for line in block.lines if ":" not in line]
    try:
        data = base64.b64decode("".join("".join(text).split()).encode("ascii", "ignore"))
        if block.label == _OPENSSH:
            kind, bits, encrypted = der.bits_of_openssh(data)
            return PrivateKey(kind, encrypted, bits, openssh=True)
        if block.sealed and block.label != "ENCRYPTED PRIVATE KEY":
            return PrivateKey(_by_label(block.label), encrypted=True)
        body = der.body_of(data)
        if body.kind is KeyType.CERTIFICATE and block.label != "CERTIFICATE":
            body = replace(body, kind=KeyType.UNKNOWN)
    except (DerError, binascii.Error):
        damaged = Fault("is damaged or cut off", _SAVE_AGAIN)
        kind = KeyType.UNKNOWN if "PRIVATE" not in block.label else _by_label(block.label)
        return PrivateKey(kind, block.sealed, signs=damaged, opens=damaged, openssh=block.label == _OPENSSH)
    wrapped = Fault(
        "is not encrypted and in the newer form (`BEGIN PRIVATE KEY`), which the tool cannot read when a passphrase is given",
        "Remove the passphrase, or encrypt the key with it.",
    )
    return PrivateKey(
        body.kind, body.kind is KeyType.SEALED, body.bits, body.rounds,
        opens=wrapped if body.pkcs8 and body.kind is KeyType.RSA else None,
    )  # fmt: skip


def _by_label(label: str) -> KeyType:
    return {"RSA PRIVATE KEY": KeyType.RSA, "EC PRIVATE KEY": KeyType.EC, "DSA PRIVATE KEY": KeyType.DSA}.get(
        label, KeyType.SEALED
    )


def _why_not_signed(block: _Block, key: PrivateKey) -> Fault | None:
    if block.label == _OPENSSH:
        return Fault(
            "is in OpenSSH's own format, which the tool cannot sign with",
            "Turn a copy of it into PEM: `ssh-keygen -p -m PEM -f FILE`.",
        )
    if key.signs is not None:
        return key.signs
    if key.kind not in (KeyType.RSA, KeyType.SEALED):
        return _wrong_kind(key.kind)
    body = [line.strip() for line in block.lines]
    if block.has_stray_lines:
        return _STRAY
    if not block.sealed and "" in body[1:]:
        return Fault(
            "has an empty line in it, at which the tool stops reading", "Remove the empty lines between BEGIN and END."
        )
    if block.label == "PRIVATE KEY" and key.kind is KeyType.RSA and key.opens is None and not key.encrypted:
        return Fault(
            "is in the older form, and its first and last line say otherwise", "Write `RSA PRIVATE KEY` in both."
        )
    return None


def _why_not_opened(text: str) -> Fault | None:
    if der.is_public_openssh(text):
        return None
    if _complete_block(text) is not None:
        return Fault(
            "has text before or behind it, which the tool cannot read when a passphrase is given",
            "Leave nothing but the key in the file, from its BEGIN line to its END line.",
        )
    return _why_incomplete(text)


def _why_block_not_opened(block: _Block, key: PrivateKey) -> Fault | None:
    if block.has_stray_lines:
        return _STRAY
    if key.opens is not None or key.kind in (KeyType.RSA, KeyType.SEALED, KeyType.PUBLIC, KeyType.CERTIFICATE):
        return key.opens
    return _wrong_kind(key.kind)


def _wrong_kind(kind: KeyType) -> Fault:
    return Fault(
        f"is {kind.value}, and the tool can sign only with an RSA key",
        "Name the private key that belongs to the credential.",
    )


def _what_else(text: str) -> tuple[KeyType, bool]:
    labels = _BEGIN.findall(text)
    private = [label for label in labels if label.endswith("PRIVATE KEY")]
    if private or text.startswith("PuTTY-User-Key-File") or "PRIVATE KEY" in text:
        return KeyType.SEALED, "ENCRYPTED" in text
    if any(label.endswith("PUBLIC KEY") for label in labels) or text.startswith("ssh-"):
        return KeyType.PUBLIC, False
    return (KeyType.CERTIFICATE if "CERTIFICATE" in labels else KeyType.UNKNOWN), False


def _why_incomplete(text: str) -> Fault:
    """What keeps a text from being a key in PEM form."""
    labels = _BEGIN.findall(text)
    kind, _ = _what_else(text)
    if not text.strip():
        return Fault("is empty", "Put the private key there.")
    if text.startswith("PuTTY-User-Key-File"):
        return Fault(
            "is in PuTTY's own format (.ppk), which the tool cannot read",
            "Export it from PuTTYgen: Conversions, Export OpenSSH key; then `ssh-keygen -p -m PEM -f FILE`.",
        )
    if kind in (KeyType.PUBLIC, KeyType.CERTIFICATE):
        return Fault(f"is {kind.value}, not the private key", "Name the private key that was made together with it.")
    if not labels:
        return _without_armour(text)
    if kind is KeyType.UNKNOWN:
        return Fault("is no private key", "Name the private key that belongs to the credential.")
    lines = _LINE_END.split(text)
    if "\\n" in text:
        return Fault(
            "has `\\n` written out where its lines should end", "Write it as a block text (`|`), line by line."
        )
    if "-----END" not in text:
        return Fault("is cut off: its END line is missing", _SAVE_AGAIN)
    if any("-----BEGIN" in line and "-----END" in line for line in lines):
        return Fault(
            "has lost its line ends", "Write it line by line; in a YAML file as a block text with `|`, not with `>`."
        )
    if any(line[:1].isspace() and "-----" in line for line in lines):
        return Fault(
            "is indented, and its BEGIN and END lines must stand at the start of a line", "Remove the blanks in front."
        )
    return Fault("does not begin and end as a key in PEM form does", _SAVE_AGAIN)


def _without_armour(text: str) -> Fault:
    if "PRIVATE KEY" in text:
        return Fault("has damaged BEGIN and END lines: five hyphens belong before and behind", _SAVE_AGAIN)
    if re.fullmatch(r"[A-Za-z0-9+/=\s]{200,}", text):
        return Fault("lacks its BEGIN and END lines", _SAVE_AGAIN)
    return Fault(
        "is not a private key in PEM form",
        "Copy the whole text of the key, from its BEGIN line to its END line.",
    )
