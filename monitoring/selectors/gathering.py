"""What is the same in an edition for every municipality, as plain data, in Dutch whoever runs it.

Only ``monitoring.selectors`` reads figures here, so a hidden one comes in as hidden. What one
municipality said: ``gathering_parts``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model

from coalitions.models import Coalition, Municipality, Region, RegionMunicipality
from coalitions.querysets import open_on
from monitoring.models import Definition, Edition, Question, Response, Round
from monitoring.selectors.gathering_figures import country_data
from monitoring.selectors.round_states import division_day, last_day

Data = dict[str, Any]
FORMAT = 1
DEFINITION = (
    "number",
    "numerator",
    "denominator",
    "source",
    "unit",
    "direction",
    "minimum_count",
    "first_year",
    "last_year",
    "break_note",
)


def common_content(edition: Edition) -> Data:
    """What is the same for every municipality; read once, when the gathering begins."""
    wanted, day = edition.round, division_day(edition.round)
    version = wanted.questionnaire_version
    places = Municipality.objects.valid_on(day).order_by("code")
    return {
        "format": FORMAT,
        "number": edition.number,
        "reason": edition.reason,
        "day": last_day(edition.moment).isoformat(),
        "moment": edition.moment.isoformat(),
        "is_demo": settings.DEMO_MODE,
        "questionnaire": {
            "key": version.questionnaire.key,
            "name": version.questionnaire.name,
            "asked_by": version.questionnaire.asked_by,
            **_fields(version, ("year", "number", "title", "intro", "provenance")),
        },
        "round": {
            "opens_at": wanted.opens_at.isoformat(),
            "closes_at": wanted.closes_at.isoformat(),
            "publishes_on": wanted.publishes_on.isoformat() if wanted.publishes_on else None,
        },
        "sections": [
            _fields(one, ("title", "intro")) for one in version.sections.order_by("position")
        ],
        "questions": questions_data(wanted),
        "division": {
            "year": day.year,
            "municipalities": [_fields(one, ("code", "name", "province")) for one in places],
        },
        "regions": _regions(day, wanted),
        "coalitions": _coalitions(wanted),
        "definitions": _definitions(),
        "country": country_data(),
    }


def _fields(row: Model, names: Sequence[str]) -> Data:
    return {name: getattr(row, name) for name in names}


def questions_data(wanted: Round) -> list[Data]:
    """The questions of a round in its order, with the answers to choose from."""
    rows = Question.objects.filter(questionnaire_version=wanted.questionnaire_version)
    rows = rows.select_related("section", "asked_after").prefetch_related("options")
    plain = ("key", "text", "help_text", "form", "unit", "minimum", "maximum", "is_required")
    option = ("key", "text", "note", "is_other", "is_alone")
    return [
        {
            **_fields(one, (*plain, "derivation")),
            "section": one.section.title,
            "after": one.asked_after.key if one.asked_after else "",
            "when": list(one.asked_when),
            "options": [_fields(each, option) for each in one.options.all()],
        }
        for one in rows.order_by("section__position", "position", "pk")
    ]


def _coalitions(wanted: Round) -> list[Data]:
    """Who filled in, and for which municipalities."""
    inside: dict[int, list[str]] = {}
    rows = Response.objects.filter(round=wanted, coalition__isnull=False)
    for coalition, code in rows.order_by("municipality__code").values_list(
        "coalition", "municipality__code"
    ):
        inside.setdefault(coalition, []).append(code)
    return [
        {**_fields(one, ("slug", "name", "scope", "is_demo")), "municipalities": inside[one.pk]}
        for one in Coalition.objects.filter(pk__in=inside).order_by("slug")
    ]


def _regions(day: date, wanted: Round) -> list[Data]:
    """Regions with a municipality that was asked, and which."""
    inside: dict[int, list[str]] = {}
    asked = Response.objects.filter(round=wanted).values("municipality")
    rows = RegionMunicipality.objects.filter(open_on(day), municipality__in=asked)
    for region, code in rows.order_by("municipality__code").values_list(
        "region", "municipality__code"
    ):
        inside.setdefault(region, []).append(code)
    return [
        {**_fields(one, ("slug", "name", "kind", "is_demo")), "municipalities": inside[one.pk]}
        for one in Region.objects.filter(pk__in=inside).order_by("slug")
    ]


def _definitions() -> list[Data]:
    rows = Definition.objects.select_related("indicator").order_by("indicator__key", "number")
    return [
        {
            "indicator": one.indicator.key,
            "name": one.indicator.name,
            "phase": one.indicator.phase,
            "kind": one.indicator.kind,
            **_fields(one, DEFINITION),
        }
        for one in rows
    ]
