"""An edition for machines: one JSON document, and the schema that it follows."""

import json
from collections.abc import Sequence
from typing import Any

from monitoring.choices import AnswerForm, ResponseState, ValueKind
from monitoring.exporters.edition_answers import ANSWERED, STATUSES, status
from monitoring.exporters.edition_tables import NOBODY, PERSON, RECORD, origin
from monitoring.selectors.frozen import Answered, Data, Frozen, Part

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_NAME = "gegevens.schema.json"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NUMBER_OR_NONE = {"type": ["number", "null"]}
TEXT_OR_NONE = {"type": ["string", "null"]}
FIGURE = ("indicator", "definition", "first_year", "last_year", "unit")
NUMBERS = ("value", "numerator", "denominator", "low", "high")


def as_bytes(data: Data) -> bytes:
    """The same data gives the same bytes: sorted keys, two blanks, one line feed at the end."""
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def edition_json(frozen: Frozen, process: Sequence[Data]) -> dict[str, Any]:
    """What the tables say, under the keys of the questionnaire."""
    content = frozen.content
    return {
        "$schema": SCHEMA_NAME,
        "edition": {
            "number": frozen.number,
            "reason": content["reason"],
            "day": content["day"],
            "checksum": frozen.checksum,
        },
        "scope": frozen.scope,
        "about": frozen.slug,
        "questionnaire": content["questionnaire"],
        "questions": content["questions"],
        "division_year": content["division"]["year"],
        "municipalities": [_place(frozen, part) for part in frozen.parts()],
        "country": [_figure(one) for one in content["country"]],
        "process_indicators": process,
    }


def _place(frozen: Frozen, part: Part) -> dict[str, Any]:
    data = part.data
    return {
        "code": part.code,
        "name": part.name,
        "coalition": data["coalition"],
        "state": data["state"],
        "counts": part.counts,
        "answers": {one.question.key: _answer(frozen, part, one) for one in part.answers()},
        "figures": [_figure(one) for one in data["figures"]],
    }


def _answer(frozen: Frozen, part: Part, answer: Answered) -> dict[str, Any]:
    code = status(frozen, part, answer)
    known = code == ANSWERED
    return {
        "status": code,
        "value": answer.value if known else None,
        "origin": origin(answer) if known else None,
    }


def _figure(one: Data) -> dict[str, Any]:
    names = (*FIGURE, *NUMBERS)
    return {"status": one["kind"], **{name: one[name] for name in names}}


def edition_schema(frozen: Frozen) -> dict[str, Any]:
    """The schema of exactly this questionnaire: every question with its form and its answers."""
    answers = {one["key"]: _answer_schema(one) for one in frozen.content["questions"]}
    place = _object(
        {
            "code": {"type": "string", "pattern": "^GM[0-9]{4}$"},
            "name": {"type": "string"},
            "coalition": TEXT_OR_NONE,
            "state": {"enum": list(ResponseState.values)},
            "counts": {"type": "boolean"},
            "answers": _object(answers),
            "figures": {"type": "array", "items": _figure_schema()},
        }
    )
    whole = _object(
        {
            "$schema": {"const": SCHEMA_NAME},
            "edition": _object(
                {
                    "number": {"type": "integer", "minimum": 1},
                    "reason": {"type": "string"},
                    "day": {"type": "string", "pattern": DAY},
                    "checksum": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                }
            ),
            "scope": {"enum": ["coalition", "region", "national"]},
            "about": {"type": "string"},
            "questionnaire": {"type": "object"},
            "questions": {"type": "array", "items": {"type": "object"}},
            "division_year": {"type": "integer"},
            "municipalities": {"type": "array", "items": place},
            "country": {"type": "array", "items": _figure_schema()},
            "process_indicators": {"type": "array", "items": {"type": "object"}},
        }
    )
    return {"$schema": SCHEMA, "title": frozen.content["questionnaire"]["title"], **whole}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Every property must be there and no other may be."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _answer_schema(question: Data) -> dict[str, Any]:
    return _object(
        {
            "status": {"enum": list(STATUSES)},
            "value": {"anyOf": [{"type": "null"}, _value_schema(question)]},
            "origin": {"enum": [RECORD, PERSON, NOBODY, None]},
        }
    )


def _value_schema(question: Data) -> dict[str, Any]:
    if question["form"] in (AnswerForm.ONE, AnswerForm.SEVERAL):
        keys = [one["key"] for one in question["options"]]
        return {
            "type": "object",
            "properties": {
                "options": {"type": "array", "items": {"enum": keys}},
                "other": {"type": "string"},
            },
            "required": ["options"],
            "additionalProperties": False,
        }
    form = {
        AnswerForm.NUMBER.value: ("number", {"type": "number"}),
        AnswerForm.DAY.value: (
            "day",
            {"type": "string", "pattern": DAY},
        ),
    }
    name, kind = form.get(question["form"], ("text", {"type": "string"}))
    return _object({name: kind})


def _figure_schema() -> dict[str, Any]:
    return _object(
        {
            "status": {"enum": [one.value for one in ValueKind]},
            "indicator": {"type": "string"},
            "definition": {"type": "integer"},
            "first_year": {"type": "integer"},
            "last_year": {"type": "integer"},
            "unit": {"type": "string"},
            **dict.fromkeys(NUMBERS, NUMBER_OR_NONE),
        }
    )
