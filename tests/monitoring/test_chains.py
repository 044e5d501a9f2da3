"""A question after a question after a question: what is not asked leads nowhere."""

from typing import Any

import pytest

from monitoring.answers import Asked, asked_in_order
from monitoring.models import Questionnaire, QuestionnaireVersion, Response, ResponseAnswer
from monitoring.selectors.fillings import filling_of
from monitoring.selectors.gathering import questions_data
from monitoring.selectors.gathering_parts import answers_data
from monitoring.selectors.rounds import progress_of
from tests.factories import CoalitionFactory, CoalitionMunicipalityFactory, MembershipFactory
from tests.monitoring.year_world import YES_NO, _ask, _section, open_round

YES, NO = ({"options": [one], "other": ""} for one in ("yes", "no"))
CHAIN = [
    Asked("eerst", "Eerst?", "one"),
    Asked("dan", "Dan?", "one", after="eerst", when=("yes",)),
    Asked("daarna", "Daarna?", "one", after="dan", when=("yes",)),
]


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"eerst": YES, "dan": YES, "daarna": NO}, ["eerst", "dan", "daarna"]),
        ({"eerst": YES, "dan": YES}, ["eerst", "dan", "daarna"]),
        ({"eerst": YES, "dan": NO, "daarna": YES}, ["eerst", "dan"]),
        ({"eerst": NO, "dan": YES, "daarna": YES}, ["eerst"]),
        ({"eerst": {"unknown": True}, "dan": YES}, ["eerst"]),
        ({"dan": YES, "daarna": YES}, ["eerst"]),
    ],
)
def test_after_what_is_not_asked_nothing_is(values, asked):
    assert [one.key for one in asked_in_order(CHAIN, values)] == asked


@pytest.mark.django_db
def test_pages_progress_and_editions_ask_the_same():
    """The first answer is changed to no after the second was given."""
    questionnaire = Questionnaire.objects.create(key="keten", name="Keten")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, year=2024, title="Keten", provenance="voorbeeld"
    )
    route: dict[str, Any]
    section, before = _section(version, 1, "Deel"), None
    for position, one in enumerate(CHAIN, start=1):
        route = {"asked_after": before, "asked_when": ["yes"]} if before else {}
        before = _ask(section, position, one.key, one.text, "one", YES_NO, **route)
    QuestionnaireVersion.objects.filter(pk=version.pk).update(
        state="published", published_at=version.created_at
    )
    coalition = CoalitionFactory.create()
    CoalitionMunicipalityFactory.create(coalition=coalition)
    user = MembershipFactory.create(coalition=coalition).user
    found = open_round(QuestionnaireVersion.objects.get(pk=version.pk))
    for key, value in (("eerst", NO), ("dan", YES), ("daarna", YES)):
        ResponseAnswer.objects.filter(question__key=key).update(given=value)

    [place] = filling_of(found, coalition, user).places
    assert place.asked_keys == {"eerst"}
    response = Response.objects.get()
    progress = progress_of(found, [response.pk])[response.pk]
    assert (progress.answered, progress.asked) == (1, 1)
    rows = {one.question.key: one for one in response.answers.select_related("question")}
    frozen = answers_data(questions_data(found), rows)
    assert {key for key, one in frozen.items() if one["asked"]} == {"eerst"}
    assert frozen["daarna"]["value"] == YES  # kept, and not counted
