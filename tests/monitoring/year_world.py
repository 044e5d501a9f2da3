"""A questionnaire with a round, for tests of what municipalities answer."""

from datetime import timedelta
from typing import Any

from kansrijkestart.core import clock
from monitoring.models import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionOption,
    QuestionSection,
    Response,
    ResponseAnswer,
    Round,
)
from monitoring.services.responses import responses_open

YES_NO = (("yes", "Ja"), ("in_development", "In ontwikkeling"), ("no", "Nee"))
LEVELS = (
    ("executive", "Ja, op uitvoerend niveau"),
    ("policy", "Ja, op bestuurlijk niveau"),
    ("none", "Nee, geen afspraken"),
)
HELP = "Een of meer antwoorden"
STAGES = (("forming", "In opbouw"), ("formed", "Gevormd"), ("not_known", "Niet bekend"))


def questionnaire(key: str = "kansrijke-start", year: int | None = None) -> QuestionnaireVersion:
    """A published questionnaire of two parts: choices with a route, and a number, day and text."""
    asked, _made = Questionnaire.objects.get_or_create(
        key=key, defaults={"name": "Kansrijke Start"}
    )
    year = year or clock.today().year
    version = QuestionnaireVersion.objects.create(
        questionnaire=asked,
        year=year,
        title=f"Vragenlijst Kansrijke Start {year}",
        provenance="Voorbeeld, niet van het RIVM",
    )
    first = _section(version, 1, "De coalitie")
    second = _section(version, 2, "Wat jullie doen")
    stage = _ask(first, 1, "stadium", "Hoe ver is de coalitie?", "one", STAGES, "coalition_stage")
    _ask(
        first,
        2,
        "gevormd-op",
        "Sinds wanneer?",
        "day",
        derivation="coalition_formed_on",
        asked_after=stage,
        asked_when=["formed"],
        is_required=False,
    )
    levels = _ask(
        second,
        1,
        "afspraken",
        "Zijn er afspraken?",
        "several",
        LEVELS,
        "agreement_levels",
        help_text=HELP,
    )
    QuestionOption.objects.filter(question=levels, key="none").update(is_alone=True)
    work = (*YES_NO, ("other", "Anders"))
    doing = _ask(second, 2, "activiteiten", "Doen jullie iets?", "one", work, "activities")
    QuestionOption.objects.filter(question=doing, key="other").update(is_other=True)
    _ask(second, 3, "uren", "Hoeveel uur?", "number", unit="uur", minimum=0, maximum=60)
    _ask(second, 4, "opmerking", "Wat nog meer?", "text", is_required=False, help_text=HELP)
    version.state, version.published_at = "published", clock.now()
    version.save()
    return version


def _section(version: QuestionnaireVersion, position: int, title: str) -> QuestionSection:
    return QuestionSection.objects.create(
        questionnaire_version=version, position=position, title=title
    )


def _ask(
    section: QuestionSection,
    position: int,
    key: str,
    text: str,
    form: str,
    options: Any = (),
    derivation: str = "",
    **more: Any,
) -> Question:
    question = Question.objects.create(
        questionnaire_version=section.questionnaire_version,
        section=section,
        position=position,
        key=key,
        text=text,
        form=form,
        derivation=derivation,
        **more,
    )
    for place, (option, words) in enumerate(options):
        QuestionOption.objects.create(question=question, position=place, key=option, text=words)
    return question


def round_of(version: QuestionnaireVersion | None = None, **dates: Any) -> Round:
    """A round that opened yesterday and is open for a month, not filled yet."""
    now = clock.now()
    values = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30)} | dates
    return Round.objects.create(questionnaire_version=version or questionnaire(), **values)


def open_round(version: QuestionnaireVersion | None = None, **dates: Any) -> Round:
    """The same, and every municipality has its response."""
    opened = round_of(version, **dates)
    fill(opened)
    return opened


def fill(opened: Round) -> int:
    count = responses_open(round=opened, progress=lambda _done, _total: None)
    Round.objects.filter(pk=opened.pk).update(opened_at=opened.opens_at)
    opened.refresh_from_db()
    return count


def response_of(opened: Round, municipality: Any) -> Response:
    return Response.objects.get(round=opened, municipality=municipality)


def answer_of(opened: Round, municipality: Any, key: str) -> ResponseAnswer:
    return ResponseAnswer.objects.get(
        response__round=opened, response__municipality=municipality, question__key=key
    )
