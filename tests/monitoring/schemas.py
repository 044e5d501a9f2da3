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
        if any(not faults(one, data, place) for one in schema["anyOf"]):
            return []
        return [f"{place}: none of the forms"]
    found = []
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(data, kind) for kind in kinds):
        return [f"{place}: {data!r} is not {kinds}"]
    if "enum" in schema and data not in schema["enum"]:
        found.append(f"{place}: {data!r} not in {schema['enum']}")
    if "const" in schema and data != schema["const"]:
        found.append(f"{place}: {data!r} is not {schema['const']!r}")
    if "pattern" in schema and not re.search(schema["pattern"], data):
        found.append(f"{place}: {data!r} does not look like {schema['pattern']}")
    if "minimum" in schema and data < schema["minimum"]:
        found.append(f"{place}: {data} is less than {schema['minimum']}")
    if isinstance(data, dict):
        found += _of_object(schema, data, place)
    if isinstance(data, list) and "items" in schema:
        for number, one in enumerate(data):
            found += faults(schema["items"], one, f"{place}[{number}]")
    return found


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
