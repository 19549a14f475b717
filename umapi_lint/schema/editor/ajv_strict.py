"""Makes a schema plain to ajv's strict mode, by which SchemaStore and others test, without changing what it means.

That mode wants to see the type beside every keyword that speaks of one type only, every required name among the
properties, and no question after a type that was excluded before.
"""

from __future__ import annotations

from umapi_lint.record.typed import Any

Schema = dict[str, Any]
Types = frozenset[str] | None

_OF_TYPE = {
    "object": ("required", "properties", "patternProperties", "additionalProperties", "propertyNames", "minProperties"),
    "array": ("items", "minItems", "contains"),
    "string": ("pattern", "minLength"),
    "number": ("minimum", "maximum"),
}
_SAME = ("not", "if", "then", "else")
_SAME_LISTS = ("allOf", "anyOf", "oneOf")
_OTHER = ("additionalProperties", "items", "contains", "propertyNames")
_OTHER_MAPS = ("properties", "patternProperties", "definitions")


def strict(schema: Any, known: Types = None) -> Any:
    """The schema as strict mode wants it; ``known``: the types that it is known to be asked about, if any."""
    if not isinstance(schema, dict):
        return schema
    out = dict(schema)
    if "required" in out and "additionalProperties" not in out:
        out["properties"] = {**dict.fromkeys(out["required"], True), **out.get("properties", {})}
    stated = out.get("type")
    if stated is not None:
        types = [name for name in ([stated] if isinstance(stated, str) else stated) if known is None or name in known]
        if not types:
            return False  # what has none of these types got here only because it has another one
        out["type"] = types if isinstance(stated, list) else types[0]
        known = frozenset(types)
    parts = [] if known is not None else _by_type(out)
    if parts:
        out["allOf"] = [*out.get("allOf", ()), *parts]
    for key, value in out.items():
        if key in _SAME:
            out[key] = strict(value, known)
        elif key in _SAME_LISTS:
            out[key] = [strict(part, known) for part in value]
        elif key in _OTHER:
            inner = frozenset(["string"]) if key == "propertyNames" else None
            out[key] = [strict(item) for item in value] if isinstance(value, list) else strict(value, inner)
        elif key in _OTHER_MAPS:
            out[key] = {name: strict(inner) for name, inner in value.items()}
    return out


def _by_type(out: Schema) -> list[Schema]:
    """Take the keywords that speak of one type out of a schema, as parts that say so."""
    parts: list[Schema] = []
    for name, keywords in _OF_TYPE.items():
        own = {key: out.pop(key) for key in keywords if key in out}
        if own:
            message = {"errorMessage": out["errorMessage"]} if "errorMessage" in out else {}
            parts.append({"if": {"type": name}, "then": {"type": name, **own, **message}})
    return parts
