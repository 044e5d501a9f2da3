"""What goes into an edition per municipality: what it said, and its figures of that day.

Only ``monitoring.selectors`` reads figures here, so a hidden one comes in as hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from coalitions.choices import ConsentKind
from coalitions.models import Municipality, RegionMunicipality
from coalitions.querysets import open_on
from kansrijkestart.jobs.services import checksum_of
from monitoring.answers import asked_in_order, standing
from monitoring.choices import HANDED_IN
from monitoring.models import Edition, EditionPart, Response, ResponseAnswer, RoundExtension
from monitoring.selectors.frozen import asked_from
from monitoring.selectors.gathering_figures import figures_data
from monitoring.selectors.pages import figures_of
from monitoring.selectors.round_states import division_day

Data = dict[str, Any]
# What a municipality said: all of it comes from one edition, whichever that is.
SAID = (
    "coalition",
    "coalition_name",
    "state",
    "counts",
    "handed_in_at",
    "handed_in_by",
    "approved_at",
    "remarks",
    "answers",
)


def closing_of(edition: Edition) -> dict[int, datetime]:
    """Until when a municipality could hand in, where that is not the moment of the edition.

    A correction counts what was handed in until it began to be gathered; the first edition what was
    in before the round closed, or before the end of a municipality's own extension.
    """
    if edition.number > 1:
        return {}
    rows = RoundExtension.objects.filter(round=edition.round)
    return dict(rows.values_list("municipality_id", "until"))


@dataclass(frozen=True)
class _Read:
    """What is read at once about the municipalities of a chunk."""

    answers: Mapping[int, Mapping[str, ResponseAnswer]]
    regions: Mapping[int, list[str]]
    sharing: frozenset[int]
    before: Mapping[int, Data]
    figures: Mapping[int, list[Data]]


def gather_parts(
    edition: Edition, responses: Iterable[Response], questions: Sequence[Data]
) -> list[EditionPart]:
    """Make the parts of these responses; as many questions however many they are.

    In a correction, what is not handed in by then is what the edition before says.
    """
    wanted = list(responses)
    until = closing_of(edition)
    closes = edition.moment if edition.number > 1 else edition.round.closes_at
    read = _read(edition, wanted)
    parts = []
    for one in wanted:
        last = max(closes, until.get(one.municipality_id, closes))
        content = _content(one, last, read, questions)
        parts.append(
            EditionPart(
                edition=edition,
                municipality=one.municipality,
                code=one.municipality.code,
                content=content,
                checksum=checksum_of(content),
            )
        )
    return parts


def _read(edition: Edition, responses: Sequence[Response]) -> _Read:
    places = [one.municipality_id for one in responses]
    sharing = Municipality.objects.sharing(ConsentKind.ANSWERS_REGION).filter(pk__in=places)
    return _Read(
        answers=_answers(responses),
        regions=_regions_of(places, division_day(edition.round)),
        sharing=frozenset(sharing.values_list("pk", flat=True)),
        before=_said_before(edition, places),
        figures=figures_data(figures_of([one.municipality for one in responses])),
    )


def _content(one: Response, last: datetime, read: _Read, questions: Sequence[Data]) -> Data:
    place = one.municipality
    said = {
        "coalition": one.coalition.slug if one.coalition else None,
        "coalition_name": one.coalition.name if one.coalition else None,
        **_handed_in(one, last),
        "answers": answers_data(questions, read.answers.get(one.pk, {})),
    }
    return {
        "code": place.code,
        "name": place.name,
        "province": place.province,
        "regions": read.regions.get(place.pk, []),
        "shares": place.pk in read.sharing,
        **(said if said["counts"] else read.before.get(place.pk, said)),
        "figures": read.figures.get(place.pk, []),
    }


def _said_before(edition: Edition, places: Sequence[int]) -> dict[int, Data]:
    """What these municipalities said in the edition before this one; nothing before the first."""
    rows = EditionPart.objects.filter(
        edition__round=edition.round, edition__number=edition.number - 1, municipality__in=places
    )
    return {
        place: {name: content[name] for name in SAID}
        for place, content in rows.values_list("municipality", "content")
    }


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
    asked = {one.key for one in asked_in_order(map(asked_from, questions), values)}
    found = {}
    for data in questions:
        row = rows.get(data["key"])
        found[data["key"]] = {
            "asked": data["key"] in asked,
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
