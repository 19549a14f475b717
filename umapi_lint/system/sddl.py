"""Windows security descriptors in SDDL, as data: who can reach a file beside its owner.

``icacls`` prints names in the language of the system; SDDL has the same letters everywhere. Its grammar: Microsoft,
'Security Descriptor String Format' and 'ACE Strings'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from umapi_lint.record import Record
from umapi_lint.system.access import Access, Grant
from umapi_lint.text.regex import regex

_MARKS = regex(r'"[^"]*"|[()]|[OGDS]:')

_SIDS = {
    "WD": "S-1-1-0", "AU": "S-1-5-11", "IU": "S-1-5-4", "NU": "S-1-5-2", "AN": "S-1-5-7", "SU": "S-1-5-6",
    "SY": "S-1-5-18", "LS": "S-1-5-19", "NS": "S-1-5-20", "CO": "S-1-3-0", "CG": "S-1-3-1", "OW": "S-1-3-4",
    "PS": "S-1-5-10", "RC": "S-1-5-12", "WR": "S-1-5-33", "ED": "S-1-5-9", "AC": "S-1-15-2-1",
    "BA": "S-1-5-32-544", "BU": "S-1-5-32-545", "BG": "S-1-5-32-546", "PU": "S-1-5-32-547", "AO": "S-1-5-32-548",
    "SO": "S-1-5-32-549", "PO": "S-1-5-32-550", "BO": "S-1-5-32-551", "RE": "S-1-5-32-552", "RU": "S-1-5-32-554",
    "RD": "S-1-5-32-555", "NO": "S-1-5-32-556", "MU": "S-1-5-32-558", "LU": "S-1-5-32-559", "IS": "S-1-5-32-568",
    "ER": "S-1-5-32-573", "HA": "S-1-5-32-578", "RM": "S-1-5-32-580",
}  # fmt: skip
"""Two-letter names to identifiers, as far as they stand for the same one on every machine: Microsoft, 'SID Strings'."""

_NAMES = {
    "S-1-1-0": "Everyone", "S-1-2-0": "Local", "S-1-5-2": "Network", "S-1-5-3": "Batch", "S-1-5-4": "Interactive",
    "S-1-5-6": "Service", "S-1-5-7": "Anonymous", "S-1-5-9": "Enterprise Domain Controllers",
    "S-1-5-11": "Authenticated Users", "S-1-5-15": "This Organization", "S-1-5-18": "SYSTEM",
    "S-1-5-19": "Local Service", "S-1-5-20": "Network Service", "S-1-5-113": "Local account",
    "S-1-15-2-1": "All Application Packages", "S-1-15-2-2": "All Restricted Application Packages",
    "S-1-5-32-544": "Administrators", "S-1-5-32-545": "Users", "S-1-5-32-546": "Guests",
    "S-1-5-32-547": "Power Users", "S-1-5-32-548": "Account Operators", "S-1-5-32-549": "Server Operators",
    "S-1-5-32-550": "Print Operators", "S-1-5-32-551": "Backup Operators", "S-1-5-32-552": "Replicator",
    "S-1-5-32-554": "Pre-Windows 2000 Compatible Access", "S-1-5-32-555": "Remote Desktop Users",
    "S-1-5-32-568": "IIS_IUSRS", "S-1-5-32-580": "Remote Management Users",
    "DU": "Domain Users", "DG": "Domain Guests", "DC": "Domain Computers", "DA": "Domain Admins",
    "EA": "Enterprise Admins", "LA": "Administrator", "LG": "Guest",
}  # fmt: skip

_EVERYBODY = frozenset({
    "S-1-1-0", "S-1-2-0", "S-1-5-2", "S-1-5-3", "S-1-5-4", "S-1-5-6", "S-1-5-7", "S-1-5-11", "S-1-5-15", "S-1-5-113",
    "S-1-15-2-1", "S-1-15-2-2", "S-1-5-32-545", "S-1-5-32-546", "S-1-5-32-554", "DU", "DG", "DC",
})  # fmt: skip
"""Groups that nobody chose the members of: Microsoft, 'Security identifiers'."""
_ADMINISTRATORS = frozenset({
    "S-1-5-32-544", "S-1-5-18", "S-1-5-114", "DA", "EA", "LA",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",  # TrustedInstaller, which owns Windows' own files
})  # fmt: skip
_STAND_FOR_THE_OWNER = frozenset({"S-1-3-0", "S-1-3-4", "S-1-5-10"})
_DOMAIN = {"500": "LA", "501": "LG", "512": "DA", "513": "DU", "514": "DG", "515": "DC", "519": "EA"}
"""Last numbers of identifiers that every domain gives to the same account."""

_RIGHTS = {
    "FA": 0x1F01FF, "FR": 0x120089, "FW": 0x120116, "FX": 0x1200A0,
    "GA": 0x10000000, "GR": 0x80000000, "GW": 0x40000000, "GX": 0x20000000,
    "RC": 0x20000, "SD": 0x10000, "WD": 0x40000, "WO": 0x80000,
    "CC": 0x1, "DC": 0x2, "LC": 0x4, "SW": 0x8, "RP": 0x10, "WP": 0x20, "DT": 0x40, "LO": 0x80, "CR": 0x100,
}  # fmt: skip
_READS = 0x1
_CHANGES = 0x2 | 0x4 | 0x40000 | 0x80000
"""Writing and appending; and rewriting the list, or taking the file over, which leads to both."""


class SddlError(ValueError):
    """A text that is no security descriptor."""


class Ace(Record):
    """One entry of an access control list that holds for the object itself."""

    allows: bool
    rights: int
    who: str
    inherited: bool = False


class Descriptor(Record):
    """An owner and a list; ``None`` in place of the list means that everyone may do everything."""

    owner: str | None
    aces: tuple[Ace, ...] | None

    @property
    def is_made_up(self) -> bool:
        """Whether Windows gives it for want of any: of a file on FAT, everybody is the owner and may do everything."""
        return self.owner == "S-1-1-0" and self.aces is None


def parse(text: str) -> Descriptor:
    """A security descriptor from SDDL.

    Raises:
        SddlError: it is none, or has an entry that cannot be read.
    """
    sections = _sections(text)
    if not sections:
        raise SddlError("not a security descriptor")
    owner = _sid(sections["O"][0]) if sections.get("O", [""])[0] else None
    if "D" not in sections or "NO_ACCESS_CONTROL" in sections["D"][0]:
        return Descriptor(owner, None)
    return Descriptor(owner, tuple(ace for entry in sections["D"][1:] if (ace := _ace(entry)) is not None))


def _sections(text: str) -> dict[str, list[str]]:
    """Of each section its head and its entries. The condition of an entry has brackets and quoted texts of its own."""
    found: dict[str, list[str]] = {}
    name, depth, start = "", 0, 0
    for match in _MARKS.finditer(text):
        mark = match.group()
        if depth == 0 and mark in ("O:", "G:", "D:", "S:", "("):
            if name and len(found[name]) == 0:
                found[name].append(text[start : match.start()])
            start = match.end()
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if depth == 0 and name:
                found[name].append(text[start : match.start()])
        elif depth == 0 and mark[0] != '"':
            name = mark[0]
            found[name] = []
    if depth:
        raise SddlError("an entry without an end")
    if name and not found[name]:
        found[name].append(text[start:])
    return found


def _ace(text: str) -> Ace | None:
    fields = text.split(";")
    if len(fields) < 6:
        raise SddlError("an entry with too few fields")
    kind, flags, rights, who = fields[0], fields[1], fields[2], fields[5]
    if "IO" in _pairs(flags) or kind not in ("A", "D", "OA", "OD", "XA", "ZA"):
        return None  # for what is made below it only; an audit rule; a denial whose condition may not hold
    return Ace(kind not in ("D", "OD"), _mask(rights), _sid(who), "ID" in _pairs(flags))


def _mask(rights: str) -> int:
    try:
        if rights[:1].isdigit():
            return int(rights, 0)
        mask = 0
        for name in _pairs(rights):
            mask |= _RIGHTS[name]
    except (KeyError, ValueError):
        raise SddlError("an entry with unknown rights") from None
    return mask


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]


def _sid(text: str) -> str:
    return _SIDS.get(text.strip(), text.strip())


def _role(sid: str) -> str:
    """What stands for an account in the tables: of one that every domain has the two letters."""
    return _DOMAIN.get(sid.rpartition("-")[2], sid) if sid.startswith("S-1-5-21-") else sid


def access_of_file(
    descriptor: Descriptor, me: str | None, name_of: Callable[[str], str] = str, run_as: str | None = None
) -> Access:
    """Who can read or change a file beside its owner, ``me``, ``run_as`` and the administrators of machine and domain.

    Args:
        descriptor: of the file.
        me: security identifier of the one who runs us.
        name_of: tells the name of an account from its identifier; asked only for accounts that every machine has
            its own of.
        run_as: security identifier of the account that runs UST, where it is known.
    """
    owner = descriptor.owner
    meant: set[str | None] = {sid for sid in (me, run_as) if sid is not None}
    foreign = owner is not None and me is not None and owner not in meant and _role(owner) not in _ADMINISTRATORS
    grants = (
        (Grant("`Everyone`", read=True, change=True, everybody=True),)
        if descriptor.aces is None
        else tuple(_grants(descriptor.aces, meant | {owner}, name_of))
    )
    return Access(grants, _called(str(owner), name_of) if foreign else None)


def _grants(aces: tuple[Ace, ...], trusted: set[str | None], name_of: Callable[[str], str]) -> Iterator[Grant]:
    for who in dict.fromkeys(ace.who for ace in aces if ace.allows):
        role = _role(who)
        if who in trusted or role in _ADMINISTRATORS | _STAND_FOR_THE_OWNER:
            continue
        rights = _effective(aces, who)
        read, change = bool(rights & _READS), bool(rights & _CHANGES)
        if read or change:
            account = f"*{who}" if who.startswith("S-") else name_of(who)
            yield Grant(_called(who, name_of), read, change, everybody=role in _EVERYBODY, account=account)


def _effective(aces: tuple[Ace, ...], who: str) -> int:
    """The rights of an account, entry by entry, as Windows adds them up: what was decided once stays so."""
    allowed = denied = 0
    concerned = {who, "S-1-1-0"} | ({"S-1-5-11"} if who not in ("S-1-1-0", "S-1-5-7") else set())
    for ace in aces:
        if ace.allows and ace.who == who:
            allowed |= _plain(ace.rights) & ~denied
        elif not ace.allows and ace.who in concerned:
            denied |= _plain(ace.rights) & ~allowed
    return allowed


def _plain(rights: int) -> int:
    """Generic rights as the rights of a file that they stand for."""
    for generic, meant in (("GA", "FA"), ("GR", "FR"), ("GW", "FW"), ("GX", "FX")):
        if rights & _RIGHTS[generic]:
            rights = rights & ~_RIGHTS[generic] | _RIGHTS[meant]
    return rights


def _called(who: str, name_of: Callable[[str], str]) -> str:
    name = _NAMES.get(_role(who))
    return f"`{name}`" if name else f"the account `{name_of(who)}`"
