"""Values of the right type that cannot work: left-over placeholders, unexpanded variables, wrong hosts and shapes."""

from __future__ import annotations

import os
from collections.abc import Iterator

from umapi_lint.document.yaml_tree import Scalar
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Fix, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules._examples import GOOD, HEAD, LDAP, NAMES
from umapi_lint.rules.written import is_odd
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.secrets import patterns
from umapi_lint.secrets.placeholders import is_placeholder, is_variable
from umapi_lint.text.regex import regex

RULES = (
    Rule(
        id="placeholder-value",
        severity=Severity.ERROR,
        consequence=Consequence.SIGN_IN_FAILS,
        summary="A value is still the template's placeholder",
        why="The templates that ship with UST and the manual's examples are full of them. UST starts with "
        "them, and Adobe refuses the sign-in.",
        remediation="Replace it with the real value, from the credential page of your project in the Adobe Developer Console.",
        fails=Example(HEAD + '  client_id: "Client ID goes here"\n  secure_client_secret_key: umapi_client_secret\n'),
        passes=GOOD,
        source="Templates of UST 1.2 to 2.10; the manual's examples",
    ),
    Rule(
        id="unexpanded-variable",
        severity=Severity.ERROR,
        consequence=Consequence.SIGN_IN_FAILS,
        summary="A variable that UST does not expand",
        why="UST takes `${NAME}`, `%NAME%` and `{{ name }}` literally; it expands no variables.",
        remediation="Have your deployment write the value, or keep it in the keyring and name the entry here.",
        fails=Example(HEAD + '  secure_client_id_key: umapi_client_id\n  client_secret: "${CLIENT_SECRET}"\n'),
        passes=GOOD,
        source="UST 2.10: no expansion anywhere; measured",
    ),
    Rule(
        id="endpoint-mismatch",
        severity=Severity.ERROR,
        consequence=Consequence.SIGN_IN_FAILS,
        summary="The sign-in endpoint belongs to the other authentication method",
        why="The template that ships with UST suggests `/ims/exchange/jwt` in a comment. With oauth UST takes "
        "it, starts, and Adobe refuses the sign-in.",
        remediation="Remove the line; the default fits the method.",
        fails=Example("server:\n  auth_endpoint: /ims/exchange/jwt\n" + GOOD.text),
        passes=GOOD,
        fix="Removes the line.",
        source="UST 2.10: connector_umapi.py; measured",
    ),
    Rule(
        id="host-value",
        severity=Severity.ERROR,
        consequence=Consequence.SIGN_IN_FAILS,
        summary="A host that cannot be right",
        why="UST builds the address `https://HOST/PATH` itself. It sends the client secret to the sign-in host, right "
        "or wrong.",
        remediation="Write the bare host name, or remove the line: the defaults are right for nearly everybody.",
        fails=Example("server:\n  host: https://usermanagement.adobe.io\n" + GOOD.text),
        passes=GOOD,
        fix="Takes `https://` and a slash at the end away, and removes a line whose host is empty.",
        source="UST 2.10: connector_umapi.py, umapi-client 3.0.1: auth.py",
    ),
    Rule(
        id="malformed-value",
        severity=Severity.WARNING,
        consequence=Consequence.SIGN_IN_FAILS,
        summary="A value does not have the shape that Adobe gives it",
        why="Usually the wrong value was copied from the console, or a space with it. Adobe then refuses the sign-in.",
        remediation="Copy the value again.",
        fails=Example(HEAD.replace("@AdobeOrg", "@adobe.com") + NAMES),
        passes=GOOD,
        fix="Removes whitespace, quotes and invisible characters from both ends of the value.",
        source="Adobe Developer Console; only the suffixes are documented, the rest is as seen",
    ),
    Rule(
        id="tls-verification-off",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="TLS verification is turned off",
        why="Without it UST sends the client secret to any server that answers: a proxy, or an attacker between you and Adobe.",
        remediation="Remove the line. If a proxy inspects TLS, set REQUESTS_CA_BUNDLE to a file with its certificate instead.",
        fails=Example("server:\n  ssl_verify: false\n" + GOOD.text),
        passes=GOOD,
        source="UST 2.10: connector_umapi.py; the manual, 'General Settings'",
    ),
    Rule(
        id="unencrypted-connection",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="A password is sent over a connection without TLS",
        why="`ldap://`, which is also what UST uses where the host has no scheme, is not encrypted unless `require_tls_cert` is true. "
        "With `simple` authentication everybody on the way can read the password.",
        remediation="Write `ldaps://` before the name of the server, or set `require_tls_cert: true`.",
        fails=Example(LDAP.replace("ldaps:", "ldap:"), "connector-ldap.yml"),
        passes=Example(LDAP, "connector-ldap.yml"),
        source="UST 2.10: directory_ldap.py, AUTO_BIND_NO_TLS",
    ),
)  # fmt: skip

_QUIET = frozenset({"plaintext-secret", "unencrypted-connection", "malformed-value", "host-value", "missing-file"})


def texts(context: Context) -> Iterator[FindingBuilder]:
    """Placeholders, variables and stray spaces, wherever the schema knows what the text is for."""
    if context.kind is None:
        return
    for path, entry, node in context.document.walk(overwritten=False):
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or entry is None:
            continue
        described = context.described(path)
        wanted = [
            s
            for s in described
            if not {"x-sensitive", "x-shape", "x-host", "x-file", "x-keyring-name-of"}.isdisjoint(s)
        ]
        if not wanted:
            continue
        if is_variable(node.value) and "x-file" not in wanted[0]:
            yield context.draft(
                "unexpanded-variable", path, f"{context.name(path)} looks like a variable; UST does not expand variables and uses this text literally",
                _instead(wanted), supersedes=_QUIET,
            )  # fmt: skip
        elif not _names_entry(wanted) and is_placeholder(node.value, _plain_name(path, wanted), wanted):
            yield from _placeholder(context, path, wanted)
        elif (
            node.value != _as_read(node.value, wanted)
            and node.value.strip()
            and not is_odd(context, path, node.value)
            and not any("x-private-key" in s for s in wanted)
        ):
            yield context.draft(
                "malformed-value", path, f"the value of {context.name(path)} has leading or trailing whitespace, which UST treats as part of the value",
                "Remove it.", fix=context.strip(path),
            )  # fmt: skip


def _as_read(value: str, wanted: list[Any]) -> str:
    """A value without the spaces that do harm: Windows itself drops those after the name of a file."""
    path = os.name == "nt" and any("x-file" in schema for schema in wanted)
    return value.lstrip() if path else value.strip()


def _names_entry(wanted: list[Any]) -> bool:
    """A service name may be anything, also the name of the key that it stands for."""
    return any("x-keyring-name-of" in schema for schema in wanted)


def _plain_name(path: tuple[Any, ...], wanted: list[Any]) -> str:
    return "" if any("x-file" in schema or "x-host" in schema for schema in wanted) else str(path[-1])


def _instead(wanted: list[Any]) -> str:
    entry = next((schema["x-keyring-key"] for schema in wanted if "x-keyring-key" in schema), None)
    if entry is None:
        return "Have your deployment write the real value into the file."
    return f"Have your deployment write the real value, or keep it in the keyring and name the entry in `{entry}`."


def _placeholder(context: Context, path: tuple[Any, ...], wanted: list[Any]) -> Iterator[FindingBuilder]:
    if any("x-file" in schema for schema in wanted):
        return  # a file of that name either exists or is reported as missing
    help_text = next(
        (schema["x-shape"]["help"] for schema in wanted if "x-shape" in schema), "Put the real value in its place."
    )
    if any("x-host" in schema for schema in wanted):
        help_text = "Remove the line to get the default, unless Adobe's support gave you another host."
    yield context.draft(
        "placeholder-value", path, f"{context.name(path)} is still a placeholder", help_text, supersedes=_QUIET
    )


def shape(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """A value whose shape says that something else was pasted."""
    path, value, stated = mark.path, mark.instance, mark.value
    if not isinstance(value, str):
        return
    if (value != value.strip() and value.strip()) or is_odd(context, path, value):
        return  # reported for how it is written; once that is fixed it is looked at again
    if value == "" and mark.schema.get("x-sensitive"):
        return  # counts as absent
    trap = next((trap for trap in stated.get("traps", ()) if patterns.matches(trap["pattern"], value)), None)
    if trap is None and patterns.matches(stated["pattern"], value):
        return
    words = trap or stated
    what = "is empty" if value == "" else words["message"]
    yield context.draft("malformed-value", path, f"the value of {context.name(path)} {what}", words["help"])


_ADDRESS = regex(r"(?:https?://)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)/*\Z")
_HOST = regex(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?\Z")


def host(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """Hosts with a scheme or a path, and hosts that are not Adobe's."""
    path, value, stated = mark.path, mark.instance, mark.value
    if not isinstance(value, str) or (value != value.strip() and value.strip()) or is_odd(context, path, value):
        return
    default = mark.schema.get("default")
    advice = (
        f"Write the bare host name{f', such as `{default}`' if default else ''}, or remove the line to get the default."
    )
    if "://" in value:
        yield context.draft(
            "host-value",
            path,
            f"{context.name(path)} must be a host name without `https://`; UST adds it",
            advice,
            fix=_bare(context, path, value),
        )
    elif not value.strip():
        yield context.draft(
            "host-value",
            path,
            f"{context.name(path)} is empty, so UST calls an address without a host",
            "Remove the line to get the default.",
            fix=context.remove(path, "Remove the line"),
        )
    elif "/" in value:
        yield context.draft(
            "host-value",
            path,
            f"{context.name(path)} must be a host name without a path; UST adds the path",
            advice,
            fix=_bare(context, path, value),
        )
    elif not _HOST.match(value):
        yield context.draft("host-value", path, f"{context.name(path)} is not the name of a host", advice)
    else:
        name = value.partition(":")[0].lower()
        if not any(name == suffix or name.endswith("." + suffix) for suffix in stated["suffixes"]):
            yield context.draft(
                "host-value", path, f"{context.name(path)} is not one of Adobe's hosts; {stated['risk']}",
                "Remove the line to get Adobe's host, unless Adobe's support gave you this one.",
                severity=Severity.WARNING, consequence=Consequence(stated["consequence"]),
            )  # fmt: skip


def _bare(context: Context, path: tuple[Any, ...], value: str) -> Fix | None:
    """What is left of an address without a path once `https://` and slashes at its end are gone."""
    match = _ADDRESS.match(value)
    return None if match is None else context.keep(path, match.start(1), match.end(1), "Write the bare host")


DOCUMENT_CHECKS = (texts,)
CHECKS = {"x-shape": shape, "x-host": host}
