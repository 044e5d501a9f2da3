"""What goes into an edition: the record of a round as plain data, in Dutch whoever runs it.

Only ``monitoring.selectors`` reads figures here, so a hidden one comes in as hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.timezone import localdate

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, Municipality, Region, RegionMunicipality
from coalitions.querysets import open_on
from kansrijkestart.jobs.services import checksum_of
from monitoring.answers import is_asked, standing
from monitoring.choices import HANDED_IN
from monitoring.models import (
    Definition,
    Edition,
    EditionPart,
    Question,
    Response,
    ResponseAnswer,
    Round,
    RoundExtension,
)
from monitoring.selectors.frozen import asked_from
from monitoring.selectors.gathering_figures import country_data, figures_data
from monitoring.selectors.pages import figures_of

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


def day_of(moment: datetime) -> date:
    """The last day before a closing moment: a round that closes at midnight is about the day."""
    return localdate(moment - timedelta(seconds=1))


def common_content(edition: Edition) -> Data:
    """What is the same for every municipality; read once, when the gathering begins."""
    wanted, day = edition.round, day_of(edition.moment)
    version = wanted.questionnaire_version
    places = Municipality.objects.valid_on(day).order_by("code")
    return {
        "format": FORMAT,
        "number": edition.number,
        "reason": edition.reason,
        "day": day.isoformat(),
        "moment": edition.moment.isoformat(),
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


def closing_of(edition: Edition) -> dict[int, datetime]:
    """Until when a municipality could hand in, where that is not the moment of the edition.

    A correction counts what was handed in until it was made; the first edition what was in before
    the round closed, or before the end of a municipality's own extension.
    """
    if edition.number > 1:
        return {}
    rows = RoundExtension.objects.filter(round=edition.round)
    return dict(rows.values_list("municipality_id", "until"))


def gather_parts(
    edition: Edition, responses: Iterable[Response], questions: Sequence[Data]
) -> list[EditionPart]:
    """Make the parts of these responses; as many questions however many they are."""
    wanted = list(responses)
    until = closing_of(edition)
    closes = edition.moment if edition.number > 1 else edition.round.closes_at
    figures = figures_of([one.municipality for one in wanted])
    told = figures_data(figures)
    answers = _answers(wanted)
    places = [one.municipality_id for one in wanted]
    regions = _regions_of(places, day_of(edition.moment))
    sharing = set(
        Municipality.objects.sharing(ConsentKind.ANSWERS_REGION)
        .filter(pk__in=places)
        .values_list("pk", flat=True)
    )
    parts = []
    for one in wanted:
        place = one.municipality
        last = max(closes, until.get(place.pk, closes))
        content = {
            **_fields(place, ("code", "name", "province")),
            "regions": regions.get(place.pk, []),
            "coalition": one.coalition.slug if one.coalition else None,
            "coalition_name": one.coalition.name if one.coalition else None,
            "shares": place.pk in sharing,
            **_handed_in(one, last),
            "answers": answers_data(questions, answers.get(one.pk, {})),
            "figures": told.get(place.pk, []),
        }
        parts.append(
            EditionPart(
                edition=edition,
                municipality=place,
                code=place.code,
                content=content,
                checksum=checksum_of(content),
            )
        )
    return parts


def _handed_in(one: Response, last: datetime) -> Data:
    """Who is a key: a name is personal data, and what is frozen cannot be forgotten."""
    in_time = one.submitted_at is not None and one.submitted_at < last
    return {
        "state": one.state,
        "counts": one.state in HANDED_IN and in_time,
        "handed_in_at": one.submitted_at.isoformat() if one.submitted_at else None,
        "handed_in_by": one.submitted_by_id,
        "approved_at": one.approved_at.isoformat() if one.approved_at else None,
        "remarks": one.remarks,
    }


def _answers(responses: Sequence[Response]) -> dict[int, dict[str, ResponseAnswer]]:
    found: dict[int, dict[str, ResponseAnswer]] = {}
    rows = ResponseAnswer.objects.filter(response__in=responses).select_related("question")
    for row in rows:
        found.setdefault(row.response_id, {})[row.question.key] = row
    return found


def answers_data(questions: Sequence[Data], rows: Mapping[str, ResponseAnswer]) -> Data:
    """Every question with its answer, also those that the route did not come by."""
    values = {key: standing(row.given, row.derived) for key, row in rows.items()}
    found = {}
    for data in questions:
        row = rows.get(data["key"])
        found[data["key"]] = {
            "asked": is_asked(asked_from(data), values),
            "value": values.get(data["key"]),
            "derived": row.derived if row else None,
            "given": row.given if row else None,
            "reason": row.reason if row else "",
            "sources": row.sources if row else [],
            "is_apart": row.is_apart if row else False,
        }
    return found


def _regions_of(places: Sequence[int], day: date) -> dict[int, list[str]]:
    rows = RegionMunicipality.objects.filter(open_on(day), municipality__in=places)
    found: dict[int, list[str]] = {}
    for place, slug in rows.order_by("region__slug").values_list("municipality", "region__slug"):
        found.setdefault(place, []).append(slug)
    return found
