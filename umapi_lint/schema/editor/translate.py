"""Turns a schema and what it refers to into one that editors understand: see the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from umapi_lint.model.rule import Rule
from umapi_lint.record.typed import Any
from umapi_lint.schema.editor import messages
from umapi_lint.schema.editor.fragments import (  # fmt: skip
    HOLDERS,
    Schema,
    deprecated,
    descriptions,
    empty,
    ignoring_unknown,
    refused,
    shown,
    switches,
    there,
)
from umapi_lint.schema.files import SUFFIX
from umapi_lint.schema.schemas import Schemas
from umapi_lint.schema.terms import types

_ONE = ("additionalProperties", "items", "contains", "then", "else")
_CONDITIONS = ("if", "not", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf")
_MAPS = ("properties", "patternProperties")
_LEFT_OUT = ("$schema", "$id", "$comment", "definitions")


class Bundle:
    """A bundle in the making: the definitions gathered so far."""

    def __init__(self, schemas: Schemas, root: str, rules: Mapping[str, Rule]) -> None:
        self.schemas = schemas
        self.rules = rules
        self.root = root
        self.definitions: dict[str, Schema] = {}
        self.names: dict[tuple[str, str, bool], str] = {}

    # --- references

    def reference(self, reference: str, base: str, condition: bool) -> Schema:
        target, _, fragment = reference.partition("#")
        key = (target or base, fragment, condition)
        if key not in self.names:
            stem = key[0].removesuffix(SUFFIX)
            name = f"{stem}.{fragment.rpartition('/')[2]}" if fragment else stem
            while name in self.definitions:
                name += "-"
            self.names[key] = name
            self.definitions[name] = {}
            found, file = self.schemas.resolve({"$ref": reference}, base)
            self.definitions[name] = self.translate(found, file, condition)
        return {"$ref": f"#/definitions/{self.names[key]}"}

    def resolved(self, schema: Any, base: str) -> Mapping[str, Any]:
        return self.schemas.resolve(schema, base)[0] if isinstance(schema, Mapping) else {}

    def unfolded(self, schema: Any, base: str) -> tuple[Any, str]:
        """A property and its file; one without effect in place, since of it nothing is left but words of its own."""
        if isinstance(schema, Mapping) and "x-ignored" in self.resolved(schema, base):
            return self.schemas.resolve(schema, base)
        return schema, base

    def deprecated_in(self, base: str) -> set[str]:
        """Old keys that a file defines: what else it asks of one is no reason to suggest it."""
        defined = self.schemas.files[base].get("definitions", {})
        return {name for name, inner in defined.items() if isinstance(inner, Mapping) and inner.get("deprecated")}

    # --- one schema

    def translate(self, schema: Any, base: str, condition: bool = False) -> Any:
        """A schema in words that editors know; ``condition``: it is asked, and reports nothing."""
        if not isinstance(schema, Mapping):
            return schema
        if "$ref" in schema:
            return self.reference(schema["$ref"], base, condition)
        out: Schema = {}
        for key, value in schema.items():
            if key in _LEFT_OUT or key.startswith("x-"):
                continue
            if key == "description" and isinstance(value, str):
                out.update(descriptions(value))
            elif key in _MAPS:
                out[key] = {
                    name: self.translate(*self.unfolded(inner, base), condition) for name, inner in value.items()
                }
                for name in self.deprecated_in(base) & set(out[key]):
                    if isinstance(out[key][name], dict):
                        out[key][name].setdefault("doNotSuggest", True)
            elif key in _LISTS:
                parts = [
                    part for part in value if not isinstance(part, Mapping) or part.get("x-for-editors") is not False
                ]
                out[key] = [self.translate(part, base, condition) for part in parts]
            elif key in _CONDITIONS:
                out[key] = self.translate(value, base, True)
            elif key in _ONE and isinstance(value, Mapping):
                out[key] = self.translate(value, base, condition)
            else:
                out[key] = value
        if not condition:
            self.complete(out, schema, base)
        if not out.get("allOf", True):
            del out["allOf"]
        return switches(out)

    def complete(self, out: Schema, schema: Mapping[str, Any], base: str) -> None:
        """Say again what our keywords say beside these."""
        parts = [*self.conflicts(schema, base), *self.suggestions(out, schema, base), *self.missing(out, schema, base)]
        if (
            out.get("additionalProperties") is False
            and messages.consequence(schema, "additionalProperties") != "refused"
        ):
            parts.append(ignoring_unknown(out, schema))
        if "deprecationMessage" in out:
            out["doNotSuggest"] = True
            stated = deprecated(schema)
            del out["deprecationMessage"]
            if "x-refused-with" not in schema:  # else said where it is the only thing wrong with the key
                parts.extend([stated] if "if" in stated else [])
                out.update(stated if "if" not in stated else {})
        for part in schema.get("allOf", ()):
            if part.get("x-for-editors") and "enum" in part:  # a list of values says more than a type does
                out.update({key: value for key, value in part.items() if not key.startswith("x-")})
                out["allOf"] = [other for other in out["allOf"] if other.get("enum") != part["enum"]]
                out.pop("type", None)
        if "type" in out:
            out.setdefault("errorMessage", messages.type_or_choices(types(schema), schema.get("x-choices", ())))
        if "integer" in types(schema) and not any(p.get("x-for-editors") is False for p in schema.get("allOf", ())):
            # UST takes `true` for 1, and nothing here says that it should not be written
            stated = {key: out.pop(key) for key in ("type", "errorMessage") if key in out}
            parts.append({"if": switches({"type": "boolean"}), "else": stated})
        if "x-ignored" in schema:
            ignored = schema["x-ignored"]
            out.setdefault("deprecationMessage", messages.sentences(ignored["message"], ignored["help"]))
        if "x-finding" in schema:
            parts.extend(self.declared(schema["x-finding"]))
        if parts:
            out["allOf"] = [*out.get("allOf", ()), *parts]
        if not out.get("errorMessage", True):
            del out["errorMessage"]

    def declared(self, stated: Mapping[str, Any]) -> Iterator[Schema]:
        """A finding that the schema words itself. Notes are left to the linter: editors show everything as an error."""
        page = self.rules[stated["rule"]]
        if stated.get("severity", page.severity.value) == "note":
            return
        stops = stated.get("consequence", page.consequence.value) == "refused"
        text = messages.sentences(stated["message"], stated["help"])
        fix = stated.get("fix")
        if stops and "key" in stated:
            names = {"anyOf": [{"enum": self.root_names(stated["key"])}, {"pattern": HOLDERS}]}
            missing = {"required": [stated["key"]], "errorMessage": text}
            yield {"if": {"propertyNames": names}, "then": missing}
        elif stops and isinstance(fix, Mapping) and "replace" in fix:
            yield {"const": fix["replace"], "errorMessage": text}
        else:
            part: Schema = {} if "at" in stated else {"deprecationMessage": text}
            for name in reversed(stated.get("at", ())):
                seen = refused([name], text) if stops else {"properties": {name: {"deprecationMessage": text}}}
                part = {"if": there(name), "then": seen, "else": part} if part else seen
            yield part

    def root_names(self, wanted: str) -> list[str]:
        """Keys of the top level that cannot be meant for the one that is wanted."""
        return sorted(self.no_misspelling([wanted], self.schemas.files[self.root], self.root))

    # --- keys that are missing

    def missing(self, out: Schema, schema: Mapping[str, Any], base: str) -> Iterator[Schema]:
        wanted = list(out.pop("required", ()))
        found: list[tuple[list[str], Schema]] = [([name], {"required": [name]}) for name in wanted]
        found.extend((names, self.one_of(names, schema, base)) for names in schema.get("x-require-one", ()))
        grouped: dict[tuple[str, ...], list[Schema]] = {}
        for names, part in found:
            grouped.setdefault(tuple(sorted(self.no_misspelling(names, schema, base))), []).append(part)
        seen = "properties" not in schema or "additionalProperties" in schema
        for known, asked in grouped.items():
            part = asked[0] if len(asked) == 1 else {"allOf": asked}
            yield {"if": {"propertyNames": {"enum": list(known)}}, "then": part} if seen else part

    def no_misspelling(self, wanted: list[str], schema: Mapping[str, Any], base: str) -> Iterator[str]:
        """Keys of a section that cannot be meant for one of those that are wanted."""
        described = schema if "properties" in schema else self.schemas.files[base]
        files = [described, *(self.schemas.files[other] for other in described.get("x-other-methods", ()))]
        for name in {name for file in files for name in file.get("properties", {})}:
            value = self.property(name, described, base).get("x-ignored", {})
            if value.get("means") not in wanted:
                yield name
        for name, value in described.get("x-unknown", {}).items():
            if value.get("means") not in wanted:
                yield name

    def one_of(self, names: list[str], schema: Mapping[str, Any], base: str) -> Schema:
        described = {name: self.property(name, schema, base) for name in names}
        nothing = {name: {"enum": empty(inner)} for name, inner in described.items()}
        current = [name for name in names if not described[name].get("deprecated")]
        value = messages.missing(current, described)
        absent: Schema = {"required": current[:1], "errorMessage": value}
        if messages.consequence(schema, "x-require-one") != "refused":
            absent = {"deprecationMessage": value}
        for name in reversed(names):
            filled: Schema = {"type": "string", "pattern": "[\\s\\S]", "errorMessage": messages.empty(name, current)}
            asked: Any = True if "null" not in types(described[name]) else filled
            absent = {"if": there(name), "then": {"properties": {name: asked}}, "else": absent}
        return {"if": {"properties": nothing}, "then": absent}

    def property(self, name: str, schema: Mapping[str, Any], base: str) -> Mapping[str, Any]:
        own = schema.get("properties", {}).get(name)
        return self.resolved(self.schemas.files[base].get("properties", {}).get(name) if own is None else own, base)

    # --- keys that exclude each other

    def conflicts(self, schema: Mapping[str, Any], base: str) -> Iterator[Schema]:
        for name, inner in schema.get("properties", {}).items():
            described = self.resolved(inner, base)
            for keyword, absent in (
                ("x-refused-with", []),
                ("x-conflicts-with", [None]),
                ("x-keyring-name-of", [None, ""]),
            ):
                value = described.get(keyword, ())
                others = [
                    other for other in ([value] if isinstance(value, str) else value) if other in schema["properties"]
                ]
                part: Schema = {}
                if keyword in described and "deprecationMessage" in described and keyword == "x-refused-with":
                    part = {"properties": {name: {"doNotSuggest": True, **deprecated(described)}}}
                for other in reversed(others):
                    both = {"allOf": [there(name, absent), there(other, absent)]}
                    conflict = {"if": both, "then": refused([name], messages.conflict(name, other))}
                    part = {**conflict, "else": part} if part else conflict
                if part:
                    yield part

    # --- keys that UST does not know, or does not read

    def suggestions(self, out: Schema, schema: Mapping[str, Any], base: str) -> Iterator[Schema]:
        """Keys of which we know what is wrong with them: they get words of their own, and are never suggested."""
        stops = messages.consequence(schema, "additionalProperties") == "refused"
        for name, inner in schema.get("properties", {}).items():
            value = self.resolved(inner, base).get("x-ignored")
            if value is not None:
                yield from self.slip(out, name, value, value.get("consequence") == "refused" or "means" in value)
        if schema.get("additionalProperties") is not False:
            return  # no key is unknown here
        out.setdefault("properties", {})
        for name, value in schema.get("x-unknown", {}).items():
            yield from self.slip(out, name, value, stops)
        for file in schema.get("x-other-methods", ()):
            other = self.schemas.files[file]
            strangers = [
                n for n in (*other.get("properties", {}), *other.get("x-unknown", {})) if n not in out["properties"]
            ]
            for name in strangers:
                out["properties"][name] = {**shown(self.property(name, other, file)), "doNotSuggest": True}
            if strangers:
                yield refused(strangers, messages.other_method(other.get("x-method", ""), schema.get("x-method", "")))

    def slip(self, out: Schema, name: str, value: Mapping[str, Any], stops: bool) -> Iterator[Schema]:
        text = messages.sentences(value["message"], value["help"])
        described = shown(out["properties"].get(name, {})) or {"description": text}
        out["properties"][name] = {**described, "doNotSuggest": True}
        if stops:
            yield refused([name], text)
        else:
            out["properties"][name]["deprecationMessage"] = text
