"""As much of JSON Schema as our own schemas use, to check a document against one."""

import re
from typing import Any

KINDS: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}
KNOWN = {
    *("$schema", "title", "type", "properties", "required", "additionalProperties", "items"),
    *("enum", "const", "pattern", "minimum", "anyOf"),
}


def faults(schema: dict[str, Any], data: Any, place: str = "") -> list[str]:
    """Everything in which a document does not follow the schema."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "anyOf" in schema:
        fits = any(not faults(one, data, place) for one in schema["anyOf"])
        return [] if fits else [f"{place}: none of the forms"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(data, kind) for kind in kinds):
        return [f"{place}: {data!r} is not {kinds}"]
    found = [f"{place}: {data!r} is wrong" for _ in _rules(schema, data)]
    if isinstance(data, dict):
        found += _of_object(schema, data, place)
    if isinstance(data, list) and "items" in schema:
        for number, one in enumerate(data):
            found += faults(schema["items"], one, f"{place}[{number}]")
    return found


def _rules(schema: dict[str, Any], data: Any) -> list[str]:
    """The rules about one value that do not hold."""
    holds = {
        "enum": lambda rule: data in rule,
        "const": lambda rule: data == rule,
        "pattern": lambda rule: re.search(rule, data) is not None,
        "minimum": lambda rule: data >= rule,
    }
    return [name for name, rule in holds.items() if name in schema and not rule(schema[name])]


def _is(data: Any, kind: str) -> bool:
    if kind in ("number", "integer"):
        wanted = int if kind == "integer" else (int, float)
        return isinstance(data, wanted) and not isinstance(data, bool)
    return isinstance(data, KINDS[kind])


def _of_object(schema: dict[str, Any], data: dict[str, Any], place: str) -> list[str]:
    properties = schema.get("properties", {})
    found = [
        f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in data
    ]
    for name, value in data.items():
        if name in properties:
            found += faults(properties[name], value, f"{place}.{name}")
        elif schema.get("additionalProperties") is False:
            found.append(f"{place}.{name} is not known")
    return found
