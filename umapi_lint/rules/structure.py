"""Keys that are missing, unknown, at odds with each other, or hold the wrong type of value."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from umapi_lint.engine import Context, Draft
from umapi_lint.evaluation import Mark
from umapi_lint.finding import Consequence, Related, Severity
from umapi_lint.nearest import nearest
from umapi_lint.rule import Example, Rule

_HEAD = "authentication_method: oauth\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"
_GOOD = Example(_HEAD + "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n")

RULES = (
    Rule(
        id="missing-field",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A required setting is missing",
        why="The tool asks for it at start and stops when it is not there. What is required depends on the "
        "authentication method.",
        mend="Add the setting; you find its value on the credential page of your project in the Adobe Developer Console.",
        bad=Example(_HEAD + "  secure_client_id_key: umapi_client_id\n"),
        good=_GOOD,
        fix="Adds `authentication_method: oauth` where only that is missing.",
        source="UST 2.10: connector_umapi.py, umapi_util.py",
    ),
    Rule(
        id="null-value",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A key stands there without a value",
        why="An empty value is YAML's null. The tool asks 'is the key there?' for most settings, finds it, and stops "
        "because it has no value.",
        mend="Give it a value, or remove the line.",
        bad=Example("authentication_method:\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"),
        good=_GOOD,
        source="UST 2.10: DictConfig.get_value, 'Value not found for key'",
    ),
    Rule(
        id="wrong-type",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A value is of a type that the tool does not take",
        why="YAML reads an unquoted `12345` as a number, `yes` as true and `[x]` as a list. Where the tool wants a text "
        "it then dies with 'maximum recursion depth exceeded', which says nothing about the cause.",
        mend="Put the value in quotes.",
        bad=Example(_HEAD.replace("1234567890ABCDEF12345678@AdobeOrg", "12345")),
        good=_GOOD,
        fix="Puts a number, a date, or true and false in quotes where a text is wanted.",
        source="UST 2.10: ObjectConfig.describe_types calls itself without end",
    ),
    Rule(
        id="invalid-value",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A value is none of those that the tool knows",
        why="The tool compares such values to the letter.",
        mend="Write one of the values that the message names.",
        bad=Example(_HEAD.replace("oauth", "OAuth") + "  secure_client_id_key: a_name\n  secure_client_secret_key: b_name\n"),
        good=_GOOD,
        fix="Writes `oauth` where another spelling of it stands.",
        source="UST 2.10: connector_umapi.py, directory_adobe_console.py",
    ),
    Rule(
        id="unknown-key",
        severity=Severity.WARNING,
        consequence=Consequence.REFUSED,
        summary="The tool does not know this key",
        why="In most sections the tool refuses a key that it never read. At the top level of connector-umapi.yml it "
        "says nothing and ignores it, so that a misspelt `authentication_method` silently means JWT.",
        mend="Correct the spelling, or remove the line.",
        bad=Example(_HEAD + "  clientid: x\n  secure_client_secret_key: umapi_client_secret\n"),
        good=_GOOD,
        fix="Renames a misspelt key if only one known name is close, and removes keys of which the schema says that they are of no use.",
        source="UST 2.10: DictConfig.report_unused_values",
    ),
    Rule(
        id="key-not-for-method",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A setting of the other authentication method",
        why="With oauth the tool refuses everything that belongs to JWT: technical account and private key.",
        mend="Remove the line.",
        bad=Example(_HEAD + "  tech_acct_id: 1234567890ABCDEF12345678@techacct.adobe.com\n"),
        good=_GOOD,
        fix="Removes the key. Where a credential would be gone with it, only `--unsafe-fixes` does.",
        source="UST 2.10: connector_umapi.py; the manual's migration guide, step 3",
    ),
    Rule(
        id="conflicting-keys",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="Two settings that exclude each other",
        why="A credential may stand in the file or in the keyring, not in both; an old name may not stand beside the new one.",
        mend="Remove one of the two.",
        bad=Example(_GOOD.text + "  client_id: some-named-client\n"),
        good=_GOOD,
        source="UST 2.10: DictConfig.get_credential, umapi_util.py",
    ),
)  # fmt: skip


def section_of(context: Context, path: tuple[Any, ...]) -> str:
    """`` in `enterprise` ``, or nothing at the top level."""
    return f" in {context.name(path)}" if path else ""


def missing(context: Context, mark: Mark) -> Iterator[Draft]:
    path = mark.place
    clause, related = context.because(mark)
    yield context.draft(
        "missing-field",
        path,
        f"`{mark.key}` is missing{section_of(context, path)}{clause if path else ''}",
        _how_to_add(context, (*path, mark.key)),
        location=context.at_key(path),
        consequence=context.consequence(mark, "required"),
        missing=frozenset({(*path, mark.key)}),
        related=related if path else (),
    )


def _how_to_add(context: Context, path: tuple[Any, ...]) -> str:
    for schema in context.described(path):
        if "x-shape" in schema:
            return f"Add `{path[-1]}`. {schema['x-shape']['help']}"
    return f"Add `{path[-1]}`." if len(path) > 1 else f"Add the section `{path[-1]}:` with the credentials below it."


def missing_one_of(context: Context, mark: Mark) -> Iterator[Draft]:
    """None of several settings is there; those that are there but empty count as absent."""
    if not isinstance(mark.instance, Mapping):
        return
    path = mark.place
    for names in mark.said:
        if any(_counts(context, (*path, name), mark.instance[name]) for name in names if name in mark.instance):
            continue
        clause, related = context.because(mark)
        current = [name for name in names if not _is_deprecated(context, (*path, name))]
        said = " or ".join(f"`{name}`" for name in current)
        empty = [n for n in names if n in mark.instance and mark.instance[n] in (None, "")]
        consequence = context.consequence(mark, "x-require-one")
        if empty:
            where = (*path, empty[0])
            yield context.draft(
                "null-value",
                where,
                f"{context.name(where)} has no value, and the tool needs {said}{clause}",
                _how_to_add(context, (*path, current[0])).replace("Add `", "Set `", 1),
                location=context.at_key(where),
                consequence=consequence,
                missing=frozenset((*path, name) for name in names),
                related=related,
            )
        else:
            yield context.draft(
                "missing-field",
                path,
                f"{said} is missing{section_of(context, path)}{clause}",
                _how_to_add(context, (*path, current[0])),
                location=context.at_key(path),
                consequence=consequence,
                missing=frozenset((*path, name) for name in names),
                related=related,
            )


def _counts(context: Context, path: tuple[Any, ...], value: Any) -> bool:
    if value is None or value == "":
        # only credentials are looked up in two places, where an empty text counts as none
        return value == "" and not any({"x-keyring-key", "x-keyring-name-of"} & set(s) for s in context.described(path))
    return not _read_as_null(context, path, value)


def _read_as_null(context: Context, path: tuple[Any, ...], value: Any) -> bool:
    """Whether the tool takes a value of this type for none at all (a path that is a number, say)."""
    return any(schema.get("x-unusable-type") == "null" for schema in context.described(path)) and not isinstance(
        value, (str, list)
    )


def _is_deprecated(context: Context, path: tuple[Any, ...]) -> bool:
    return any(schema.get("deprecated") for schema in context.described(path))


def unknown(context: Context, mark: Mark) -> Iterator[Draft]:
    """A key that the section does not have: a known slip, a key of the other method, a misspelt one, or none of these."""
    path = mark.place
    where = (*path, mark.key)
    entry = context.document.entry(where)
    consequence = context.consequence(mark, "additionalProperties")
    if entry is None or (consequence is Consequence.IGNORED and entry.value.anchored):
        return  # a holder of YAML anchors is no setting
    hint = mark.subschema.get("x-unknown", {}).get(mark.key) if isinstance(mark.key, str) else None
    if hint is not None:
        yield _known_slip(context, where, hint, consequence)
        return
    if _of_other_method(context, mark):
        clause, related = context.because(mark)
        yield context.draft(
            "key-not-for-method",
            where,
            f"{context.name(where)} belongs to another authentication method{clause}",
            location=context.at_key(where),
            consequence=consequence,
            related=related,
            fix=context.remove(where, "Remove the line"),
        )
        return
    yield _misspelt(context, mark, where, consequence)


def _known_slip(context: Context, where: tuple[Any, ...], hint: Mapping[str, Any], consequence: Consequence) -> Draft:
    means = (*where[:-1], hint["means"]) if "means" in hint else None
    fix = None
    if hint.get("rename") and means is not None and context.document.entry(means) is None:
        fix = context.rename(where, hint["means"])
    elif hint.get("remove"):
        fix = context.remove(where, "Remove the line")
    return context.draft(
        hint.get("rule", "unknown-key"),
        where,
        hint["message"],
        hint["help"],
        location=context.at_key(where),
        consequence=consequence,
        explains=means,
        fix=fix,
    )


def _of_other_method(context: Context, mark: Mark) -> bool:
    for name in mark.subschema.get("x-other-methods", ()):
        other = context.schemas.files[name]
        if mark.key in other.get("properties", {}) or mark.key in other.get("x-unknown", {}):
            return True
    return False


def _misspelt(context: Context, mark: Mark, where: tuple[Any, ...], consequence: Consequence) -> Draft:
    known = list(mark.subschema.get("properties", {}))
    instance: Any = mark.instance
    close = [name for name in (nearest(mark.key, known) if isinstance(mark.key, str) else []) if name not in instance]
    refused = consequence is Consequence.REFUSED
    section = section_of(context, where[:-1]) or " at the top level"
    does = "refuses it" if refused else "ignores it without a word"
    message = f"the tool does not know {context.name(where)}{section} and {does}"
    if not close:
        known_text = "Remove the line, or move it to the section where it belongs."
        return context.draft(
            "unknown-key", where, message, known_text, location=context.at_key(where), consequence=consequence
        )
    others = f" or `{close[1]}`" if len(close) > 1 else ""
    return context.draft(
        "unknown-key",
        where,
        f"{message}; did you mean `{close[0]}`{others}?",
        f"Rename the key to `{close[0]}`{others}.",
        location=context.at_key(where),
        consequence=consequence,
        explains=(*where[:-1], close[0]),
        fix=context.rename(where, close[0]) if len(close) == 1 else None,
    )


_TYPE_WORDS = {"string": "a text", "integer": "a whole number", "boolean": "`true` or `false`", "object": "a section with settings",
               "array": "a list", "null": "nothing"}  # fmt: skip


def _type_name(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return "a date"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "a text" if isinstance(value, str) else "something else"


def wrong_type(context: Context, mark: Mark) -> Iterator[Draft]:
    path = mark.place
    if not path:
        return  # told as not-a-mapping
    allowed = mark.said if isinstance(mark.said, list) else [mark.said]
    if mark.instance is None:
        yield context.draft(
            "null-value",
            path,
            f"{context.name(path)} has no value, and the tool does not take it without one",
            location=context.at_key(path),
            consequence=context.consequence(mark, "type"),
        )
        return
    wanted = " or ".join(_TYPE_WORDS[name] for name in allowed if name != "null")
    found = _type_name(mark.instance)
    message = f"{context.name(path)} must be {wanted}, and YAML reads {found} here"
    consequence = context.consequence(mark, "type")
    more: dict[str, Any] = {}
    if _read_as_null(context, path, mark.instance):
        message += "; the tool takes it for no value at all"
        consequence, more["explains"] = Consequence.IGNORED, path
    elif "string" in allowed:
        message += "; the tool dies of it with 'maximum recursion depth exceeded' and tells nothing of the cause"
    elif mark.said == "object" and found == "a text":
        message += "; often a blank is missing after a colon"
    help_text = "Put the value in quotes." if "string" in allowed and found != "a mapping" else f"Give it {wanted}."
    if isinstance(mark.instance, str) and "integer" in allowed and mark.instance.strip().isdigit():
        help_text = "Remove the quotes round the number."
    fix = context.quote(path) if "string" in allowed else None
    yield context.draft(
        "wrong-type", path, message, help_text, consequence=consequence, fix=fix,
        replaces=frozenset({"plaintext-secret", "malformed-value", "placeholder-value"}), **more,
    )  # fmt: skip


def not_allowed(context: Context, mark: Mark) -> Iterator[Draft]:
    """A value outside `enum`, `const`, `pattern` and the like."""
    path = mark.place
    choices = (
        mark.subschema.get("x-choices")
        or mark.subschema.get("enum")
        or ([mark.subschema["const"]] if "const" in mark.subschema else [])
    )
    if choices:
        said = ", ".join(f"`{choice}`" for choice in choices)
        message, help_text = f"the tool does not know {context.shown(path)} here", f"Write one of {said}."
    else:
        message, help_text = f"the value of {context.name(path)} is not one that the tool takes", ""
    if isinstance(mark.instance, str) or mark.keyword in ("enum", "const"):
        yield context.draft(
            "invalid-value", path, message, help_text, consequence=context.consequence(mark, mark.keyword)
        )


def refused_with(context: Context, mark: Mark) -> Iterator[Draft]:
    """Keys that may not both be there, whatever they hold."""
    path = mark.place
    yield from _conflicts(context, path, [name for name in mark.said if _there(context, path, name)])


def conflicts_with(context: Context, mark: Mark) -> Iterator[Draft]:
    """Keys that may not both hold something; an empty text is something."""
    path = mark.place
    if mark.instance is None or _read_as_null(context, path, mark.instance):
        return
    others = [n for n in mark.said if _there(context, path, n) and context.value_at((*path[:-1], n)) is not None]
    yield from _conflicts(context, path, others)


def twice_given(context: Context, mark: Mark) -> Iterator[Draft]:
    """A credential in the file and in the keyring: refused where neither is empty."""
    path = mark.place
    plain = (*path[:-1], mark.said)
    if mark.instance and isinstance(mark.instance, str) and context.value_at(plain):
        yield from _conflicts(context, path, [mark.said])


def _there(context: Context, path: tuple[Any, ...], name: str) -> bool:
    return context.document.entry((*path[:-1], name)) is not None


def _conflicts(context: Context, path: tuple[Any, ...], others: list[str]) -> Iterator[Draft]:
    for name in others[:1]:
        other = context.at_key((*path[:-1], name))
        yield context.draft(
            "conflicting-keys",
            path,
            f"{context.name(path)} and `{name}` on line {other.line} exclude each other",
            f"Remove one of the two: {context.name(path)} or `{name}`.",
            location=context.at_key(path),
            related=(Related(f"`{name}` stands here", other),),
            replaces=frozenset({"deprecated-key"}),
        )


def declared(context: Context, mark: Mark) -> Iterator[Draft]:
    """A finding that the schema itself words, where its condition holds (`x-finding`)."""
    said = mark.said
    path = mark.place
    at = next(((*path, name) for name in said.get("at", ()) if context.document.entry((*path, name)) is not None), path)
    location = context.at_key(at) if "at" in said or said.get("at-key") else context.at_value(path)
    where = (*path, said["key"]) if "key" in said else at
    yield context.draft(
        said["rule"],
        where,
        said["message"].replace("{value}", context.shown(path)),
        said["help"],
        location=location,
        severity=Severity(said["severity"]) if "severity" in said else None,
        consequence=Consequence(said["consequence"]) if "consequence" in said else None,
        missing=frozenset({where}) if "key" in said else frozenset(),
        replaces=frozenset(said.get("replaces", ())),
        fix=context.declared_fix(where, said.get("fix"), at),
    )


CHECKS = {
    "required": missing,
    "x-require-one": missing_one_of,
    "additionalProperties": unknown,
    "type": wrong_type,
    "enum": not_allowed,
    "const": not_allowed,
    "pattern": not_allowed,
    "minLength": not_allowed,
    "minimum": not_allowed,
    "maximum": not_allowed,
    "x-refused-with": refused_with,
    "x-conflicts-with": conflicts_with,
    "x-keyring-name-of": twice_given,
    "x-finding": declared,
}
