"""What was written at a question that somebody else's answer took away meanwhile."""

from typing import Any

import pytest

from kansrijkestart.core import clock
from monitoring.models import Questionnaire, QuestionnaireVersion, ResponseAnswer
from tests.monitoring.test_response_pages import Site
from tests.monitoring.year_world import STAGES, _ask, _section

pytestmark = pytest.mark.django_db
ASKED = "Sinds wanneer?"


def told(site, page) -> list[str]:
    """What is said on the page after it of questions that are gone."""
    after = site.client.get(page["Location"]) if page.status_code == 302 else page
    said = [str(one) for one in after.context["messages"]]
    return [one for one in said if "wordt niet meer gevraagd" in one]


def forming(site):
    """Somebody else answers so that the question after it is not asked any more."""
    site.send(1, stadium="forming", **{"stadium-reason": "Nog niet"})


def test_what_was_written_is_given_back_by_name(client):
    site = Site(client)
    said = ResponseAnswer.objects.filter(question__key="gevormd-op")
    said.update(derived={"day": "2020-01-01"})
    form = site.form(1)
    forming(site)
    page = site.send(1, form=form, **{"gevormd-op": "2021-05-06", "gevormd-op-reason": "Akte"})
    [lost] = told(site, page)
    assert ASKED in lost
    assert "6 mei 2021" in lost
    assert "Akte" in lost
    assert site.answer("gevormd-op").given is None


def test_what_nobody_wrote_or_saw_is_not_told_of(client):
    site = Site(client)
    form = site.form(1)
    forming(site)
    assert told(site, site.send(1, form=form)) == []
    assert told(site, site.send(1, **{"gevormd-op": "2021-05-06"})) == []  # never on that page


def test_a_page_with_nothing_left_to_ask_gives_it_back_too(client):
    asked = Questionnaire.objects.create(key="kansrijke-start", name="Kansrijke Start")
    version = QuestionnaireVersion.objects.create(
        questionnaire=asked, year=clock.today().year, title="Vragenlijst", provenance="Voorbeeld"
    )
    first, second = _section(version, 1, "De coalitie"), _section(version, 2, "Daarna")
    stage = _ask(first, 1, "stadium", "Hoe ver?", "one", STAGES, "coalition_stage")
    _ask(second, 1, "werk", ASKED, "text", asked_after=stage, asked_when=["formed"])
    version.state, version.published_at = "published", clock.now()
    version.save()
    site = Site(client, version=version)
    form = site.form(2)
    forming(site)
    page = site.send(2, form=form, werk="Veel geschreven")
    assert page["Location"] == site.url()
    [lost] = told(site, page)
    assert "Veel geschreven" in lost
    assert site.send(2, expect=404, form=form).status_code == 404


def branched():
    """A version in which the answer after the stage has a text of its own."""
    asked = Questionnaire.objects.create(key="kansrijke-start", name="Kansrijke Start")
    version = QuestionnaireVersion.objects.create(
        questionnaire=asked, year=clock.today().year, title="Vragenlijst", provenance="Voorbeeld"
    )
    part = _section(version, 1, "De coalitie")
    stage = _ask(part, 1, "stadium", "Hoe ver?", "one", STAGES, "coalition_stage")
    options = (("yes", "Ja"), ("other", "Anders"))
    after: dict[str, Any] = {"asked_after": stage, "asked_when": ["formed"]}
    for place, form in ((2, "one"), (3, "several")):
        question = _ask(part, place, f"werk-{form}", f"Welk werk {form}?", form, options, **after)
        question.options.filter(key="other").update(is_other=True)
    version.state, version.published_at = "published", clock.now()
    version.save()
    return version


@pytest.mark.parametrize("kind", ["one", "several"])
@pytest.mark.parametrize("before", [None, "yes"])
@pytest.mark.parametrize("chosen", [None, "yes"])
def test_a_text_at_an_answer_that_was_not_chosen_is_given_back_too(client, kind, before, chosen):
    site = Site(client, version=branched())
    key = f"werk-{kind}"
    if before:
        site.send(1, **{key: before})
    form = site.form(1)
    forming(site)
    written = {f"{key}-other": "Een werkgroep"} | ({key: chosen} if chosen else {})
    [lost] = told(site, site.send(1, form=form, **written))
    assert f"Welk werk {kind}?" in lost
    assert "Een werkgroep" in lost
    assert ("Ja" in lost) is bool(before or chosen)
    assert told(site, site.send(1, form=form)) == []


def test_a_wrong_answer_of_one_municipality_comes_back_as_it_was_written(client):
    site = Site(client, several=True)
    code = site.there.code
    form = site.form(1, code)
    forming(site)
    written = {"gevormd-op": "ooit", "gevormd-op-apart": "on"}
    [lost] = told(site, site.send(1, code, form=form, **written))
    assert "ooit" in lost
    # Who follows the others again wrote nothing for this municipality alone.
    del written["gevormd-op-apart"]
    assert told(site, site.send(1, code, form=form, **written)) == []


def spread():
    """A version in which a number and a day are asked after the stage."""
    asked = Questionnaire.objects.create(key="kansrijke-start", name="Kansrijke Start")
    version = QuestionnaireVersion.objects.create(
        questionnaire=asked, year=clock.today().year, title="Vragenlijst", provenance="Voorbeeld"
    )
    part = _section(version, 1, "De coalitie")
    stage = _ask(part, 1, "stadium", "Hoe ver?", "one", STAGES, "coalition_stage")
    after: dict[str, Any] = {"asked_after": stage, "asked_when": ["formed"]}
    _ask(part, 2, "uren", "Hoeveel uur?", "number", minimum=0, maximum=60, **after)
    _ask(part, 3, "dag", "Welke dag?", "day", **after)
    version.state, version.published_at = "published", clock.now()
    version.save()
    return version


WRONG = [
    ("uren", "zestien"),
    ("uren", "61"),
    ("uren", "1,5"),
    ("dag", "ooit"),
    ("dag", "31-02-2024"),
]


@pytest.mark.parametrize(("key", "written"), WRONG)
@pytest.mark.parametrize("before", [False, True])
def test_a_wrong_number_or_day_comes_back_also_where_nothing_stood(client, key, written, before):
    site = Site(client, version=spread())
    if before:
        site.send(1, **{key: {"uren": "12", "dag": "2024-01-02"}[key]})
    form = site.form(1)
    forming(site)
    [lost] = told(site, site.send(1, form=form, **{key: written}))
    assert written in lost
    assert told(site, site.send(1, form=form)) == []


def test_what_another_wrote_of_one_municipality_is_not_told_for_an_error_elsewhere(client):
    """Only who stands apart says something for this municipality alone."""
    site = Site(client, several=True, version=spread())
    code = site.there.code
    form = site.form(1, code)
    forming(site)
    assert told(site, site.send(1, code, form=form, uren="zestien")) == []
    [lost] = told(site, site.send(1, code, form=form, uren="zestien", **{"uren-apart": "on"}))
    assert "zestien" in lost
