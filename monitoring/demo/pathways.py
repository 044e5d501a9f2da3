"""Invented care pathways of one coalition, and where its invented service directory is kept."""

from typing import Any

from agreements.models import Agreement, CarePathway, PathwayLine, RiskTheme, ServiceDirectory
from coalitions.models import Coalition, Municipality, Organisation
from kansrijkestart.core import clock
from monitoring.demo.common import day_or_none, moment, organisations, read, rich_coalition


def is_loaded() -> bool:
    return CarePathway.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    facts, coalition, known = read("pathways.json"), rich_coalition(), organisations()
    place = Municipality.objects.covered_by(coalition).order_by("code").first()
    if place is None:
        return
    with clock.travel(moment(facts["on"])):
        for values in facts["directories"]:
            _add_directory(coalition, place, values, known)
        for values in facts["pathways"]:
            _add_pathway(coalition, place, values, known)


def _add_directory(
    coalition: Coalition, place: Municipality, values: dict[str, Any], known: Any
) -> None:
    row = ServiceDirectory(
        coalition=coalition,
        municipality=place,
        name=values["name"],
        url=values["url"],
        keeper=known[values["keeper"]],
        checked_on=day_or_none(values["checked_on"]),
    )
    row.full_clean()
    row.save()


def _add_pathway(
    coalition: Coalition, place: Municipality, values: dict[str, Any], known: Any
) -> None:
    pathway = CarePathway(
        coalition=coalition,
        municipality=place,
        theme=RiskTheme.objects.get(key=values["theme"]),
        owner=known[values["owner"]],
        checked_on=day_or_none(values["checked_on"]),
    )
    pathway.full_clean()
    pathway.save()
    for question, lines in values["lines"].items():
        for position, line in enumerate(lines, start=1):
            _add_line(pathway, question, position, dict(line), known)


def _add_line(
    pathway: CarePathway, question: str, position: int, line: dict[str, Any], known: Any
) -> None:
    title, name = line.pop("agreement", ""), line.pop("organisation", "")
    organisation: Organisation | None = known[name] if name else None
    rows = Agreement.objects.filter(coalition=pathway.coalition_id)
    row = PathwayLine(
        pathway=pathway,
        question=question,
        position=position,
        agreement=rows.get(title=title) if title else None,
        organisation=organisation,
        **line,
    )
    row.full_clean()
    row.save()
