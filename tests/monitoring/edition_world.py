"""A round that is over, with answers of every form, figures of every kind, and hostile text."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from coalitions.models import Coalition, Municipality, Region
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from monitoring.models import (
    Edition,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionOption,
    QuestionSection,
    Response,
    ResponseAnswer,
    Round,
)
from monitoring.services.editions import edition_begin
from tests import factories as make

# 2024-12-31 24:00 in Amsterdam.
CLOSES = datetime(2024, 12, 31, 23, 0, tzinfo=UTC)
HOSTILE = """=HYPERLINK("http://x","y")"""
YES_NO = (("yes", "ja"), ("no", "nee"))
QUESTIONS: tuple[tuple[Any, ...], ...] = (
    ("stage", "one", "coalition_stage", (("formed", "gevormd"), ("forming", "in vorming"))),
    ("plan", "one", "joint_plan", (*YES_NO, ("in_development", "in ontwikkeling"))),
    (
        "levels",
        "several",
        "agreement_levels",
        (("executive", "uitvoerend"), ("policy", "bestuurlijk"), ("other", "anders")),
    ),
    ("visit", "one", "prenatal_visit", YES_NO),
    ("week", "number", "", ()),
    ("formed_on", "day", "", ()),
    ("story", "text", "", ()),
)


@dataclass
class YearWorld:
    """What was made; the first coalition works for the first two municipalities."""

    round: Round
    municipalities: list[Municipality]
    coalitions: list[Coalition]
    region: Region
    questions: dict[str, Question] = field(default_factory=dict)

    def response(self, place: int = 0) -> Response:
        return Response.objects.get(round=self.round, municipality=self.municipalities[place])


def make_round(*, closes: datetime = CLOSES, key: str = "kansrijke-start") -> Round:
    """A published questionnaire of all forms, and its round, open until ``closes``."""
    questionnaire = Questionnaire.objects.create(key=key, name="Kansrijke Start", asked_by="RIVM")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, year=2024, title="Vragenlijst 2024", provenance="voorbeeld"
    )
    section = QuestionSection.objects.create(
        questionnaire_version=version, position=1, title="Samenwerking"
    )
    made: dict[str, Question] = {}
    for position, (name, form, derivation, options) in enumerate(QUESTIONS, start=1):
        after = {"asked_after": made["visit"], "asked_when": ["yes"]} if name == "week" else {}
        made[name] = Question.objects.create(
            questionnaire_version=version,
            section=section,
            position=position,
            key=name,
            text=f"Vraag {name}?",
            form=form,
            derivation=derivation,
            **after,
        )
        for place, (option, text) in enumerate(options, start=1):
            QuestionOption.objects.create(
                question=made[name],
                position=place,
                key=option,
                text=text,
                is_other=option == "other",
            )
    QuestionnaireVersion.objects.filter(pk=version.pk).update(
        state="published", published_at=closes - timedelta(days=90)
    )
    return Round.objects.create(
        questionnaire_version=version,
        opens_at=closes - timedelta(days=60),
        closes_at=closes,
        opened_at=closes - timedelta(days=60),
    )


def year_world(
    count: int = 3, *, shared: int = 1, with_figures: bool = True, key: str = "kansrijke-start"
) -> YearWorld:
    """Municipalities of which all but the last handed in; the first ``shared`` share answers."""
    wanted = make_round(key=key)
    region = make.RegionFactory.create()
    places = make.MunicipalityFactory.create_batch(count)
    first = make.CoalitionFactory.create(region=region)
    coalitions = [first, first, *(make.CoalitionFactory.create() for _ in range(count - 2))]
    for place, coalition in zip(places, coalitions, strict=True):
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    for place in places[:shared]:
        make.ConsentFactory.create(municipality=place, kind="answers_region")
    asked = Question.objects.filter(questionnaire_version=wanted.questionnaire_version)
    questions = {one.key: one for one in asked}
    world = YearWorld(wanted, places, [first, *coalitions[2:]], region, questions)
    for number, (place, coalition) in enumerate(zip(places, coalitions, strict=True)):
        fill_in(world, place, coalition, is_in=number < count - 1)
    if with_figures:
        add_figures(places)
    return world


def fill_in(world: YearWorld, place: Municipality, coalition: Coalition, *, is_in: bool) -> None:
    """One response with derived, given, unknown and hostile answers."""
    response = Response.objects.create(
        round=world.round,
        municipality=place,
        coalition=coalition,
        state="submitted" if is_in else "busy",
        submitted_at=CLOSES - timedelta(seconds=30) if is_in else None,
        remarks=HOSTILE,
    )
    source = {"kind": "coalition", "key": coalition.slug, "words": coalition.name, "path": "/x/"}

    def answer(key: str, **values: Any) -> ResponseAnswer:
        return ResponseAnswer(response=response, question=world.questions[key], **values)

    chosen = {"options": ["executive", "other"], "other": HOSTILE}
    ResponseAnswer.objects.bulk_create(
        [
            answer("stage", derived={"options": ["formed"], "other": ""}, sources=[source]),
            answer(
                "plan",
                derived={"options": ["yes"], "other": ""},
                sources=[source],
                given={"options": ["in_development"], "other": ""},
                reason="Het plan is nog niet af",
            ),
            answer("levels", given=chosen),
            answer("visit", derived={"options": ["yes"], "other": ""}, sources=[source]),
            answer("week", given={"number": 16}),
            answer("formed_on", given={"day": "2021-03-01"}),
            answer("story", given={"unknown": True}),
        ]
    )


def add_figures(places: list[Municipality]) -> None:
    """A trend of six years of one indicator, of which one year is hidden in the first place."""
    definition = make.DefinitionFactory.create(indicator__name="Roken in de zwangerschap")
    release = make.ReleaseFactory.create(published=True)
    for number, place in enumerate([*places, None]):
        for year in range(2017, 2023):
            hidden = number == 0 and year == 2022
            make.ObservationFactory.create(
                release=release,
                definition=definition,
                municipality=place,
                period_start=year,
                period_end=year,
                numerator=3 if hidden else 20 + year - 2017 + number,
                denominator=200,
                value=1.5 if hidden else (20 + year - 2017 + number) / 2,
            )


def freeze(world: YearWorld, seconds: int = 60) -> Edition:
    """Let the clock run past the closing and the job do its work."""
    with clock.travel(CLOSES + timedelta(seconds=seconds)):
        edition = edition_begin(round=world.round)
        assert edition.job is not None
        running.run(edition.job.pk)
    edition.refresh_from_db()
    assert edition.job.error == ""
    assert edition.state == "frozen"
    return edition
