"""Reads the address of a question strictly: what is not known is told, never passed over."""

import re
from typing import Any, Final

from django.http import QueryDict

from kansrijkestart.open_data.declaring import Asked, Parameter
from kansrijkestart.open_data.problems import ProblemError

MOST_ON_A_PAGE: Final = 100
ON_A_PAGE: Final = 50
LAST_PAGE: Final = 1_000_000
NUMBER: Final = re.compile(r"[0-9]{1,7}")
PAGING: Final = (
    Parameter(
        "page",
        "Which page; the first is 1. One that does not exist is refused.",
        {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
    ),
    Parameter(
        "page_size",
        "How many on a page.",
        {"type": "integer", "minimum": 1, "maximum": MOST_ON_A_PAGE, "default": ON_A_PAGE},
    ),
)
Wrong = list[tuple[str, str]]


def read(query: QueryDict, parameters: tuple[Parameter, ...]) -> Asked:
    """Return the values that were asked for. Raises ProblemError with everything that is wrong."""
    known = {one.name: one for one in parameters}
    wrong: Wrong = []
    asked: dict[str, Any] = {}
    for name, values in query.lists():
        if name not in known:
            wrong.append((name, f"Not known here. Known are: {_listed(known)}."))
        elif len(values) > 1:
            wrong.append((name, "Give it once."))
        else:
            asked[name] = _value(known[name], values[0], wrong)
    if wrong:
        raise ProblemError.about(*wrong)
    return asked


def _listed(known: dict[str, Parameter]) -> str:
    return ", ".join(known) or "none"


def _value(parameter: Parameter, text: str, wrong: Wrong) -> Any:
    schema = parameter.schema
    if schema["type"] == "integer":
        return _number(parameter, text, wrong)
    if "enum" in schema and text not in schema["enum"]:
        wrong.append((parameter.name, f"Choose one of: {', '.join(schema['enum'])}."))
    elif "pattern" in schema and not re.fullmatch(schema["pattern"].strip("^$"), text):
        wrong.append((parameter.name, parameter.about))
    elif not text:
        wrong.append((parameter.name, "Give a value, or leave it out."))
    return text


def _number(parameter: Parameter, text: str, wrong: Wrong) -> int:
    low, high = parameter.schema["minimum"], parameter.schema["maximum"]
    if NUMBER.fullmatch(text) and low <= int(text) <= high:
        return int(text)
    wrong.append((parameter.name, f"Give a whole number from {low} up to and including {high}."))
    return low
