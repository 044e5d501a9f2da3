"""Texts of questionnaires stay Dutch: English pages say so wherever they stand."""

import pytest
from django import forms
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.forms import KsForm
from monitoring.models import Question, QuestionnaireVersion, QuestionOption, ResponseAnswer
from monitoring.services.handing_in import approval_set
from tests import factories as make
from tests.core.test_dutch import read
from tests.monitoring.edition_world import freeze, year_world
from tests.monitoring.test_response_pages import Site
from tests.monitoring.year_world import HELP, round_of

pytestmark = pytest.mark.django_db
EDITION = ("Vraag plan?", "Vraag visit?", "Vragenlijst 2024", "Samenwerking", "gevormd", "ja")
TITLE = "Vragenlijst Kansrijke Start"
PARTS = {"De coalitie", "Wat jullie doen"}
FIRST = {"Hoe ver is de coalitie?", "Sinds wanneer?"}
SECOND = {"Zijn er afspraken?", "Doen jullie iets?", "Hoeveel uur?", "Wat nog meer?"}
STAGES = {"In opbouw", "Gevormd", "Niet bekend"}
LEVELS = {"Ja, op uitvoerend niveau", "Ja, op bestuurlijk niveau", "Nee, geen afspraken"}


def texts_of(version):
    """Everything of a questionnaire that its makers wrote."""
    questions = Question.objects.filter(questionnaire_version=version)
    options = QuestionOption.objects.filter(question__in=questions)
    sections = version.sections.values_list("title", flat=True)
    return {
        version.title,
        *sections,
        *questions.values_list("text", flat=True),
        *options.values_list("text", flat=True),
        HELP,
    }


def unmarked(found, texts, shown):
    """The texts that a page does not mark as Dutch; and of ``shown`` also what is not on it."""
    marks = {one: [marked for text, marked in found if one in text] for one in {*texts, *shown}}
    gone = {one for one in shown if not marks[one]}
    return sorted(gone | {one for one in marks if not all(marks[one])})


def test_a_text_that_a_page_does_not_show_is_not_taken_for_marked():
    found = [("Hoeveel uur?", True), ("Sinds wanneer?", False)]
    assert unmarked(found, {"Hoeveel uur?", "Nee"}, {"Hoeveel uur?"}) == []
    assert unmarked(found, {"Hoeveel uur?", "Nee"}, {"Nee"}) == ["Nee"]
    assert unmarked(found, {"Sinds wanneer?"}, {"Hoeveel uur?"}) == ["Sinds wanneer?"]


@pytest.fixture
def site(client):
    return Site(client)


PAGES = [
    ("response", (), {*PARTS, "Doen jullie iets?", "Ja", "Nee"}),
    ("response_part", (1,), PARTS | FIRST | STAGES),
    ("response_part", (2,), {*PARTS, *SECOND, *LEVELS, HELP, "Ja", "Nee", "Anders"}),
    (
        "response_answers",
        (),
        {*PARTS, *FIRST, *SECOND, "Gevormd", "Ja, op uitvoerend niveau", "Nee"},
    ),
    ("response_submit", (), {"Doen jullie iets?", "Hoeveel uur?", "Ja", "Nee"}),
    ("response_refresh", (), {"Doen jullie iets?", "Ja"}),
    ("response_reopen", (), set()),
]


@pytest.mark.parametrize(("name", "more", "shown"), PAGES)
def test_pages_of_answers_mark_the_texts_of_the_questionnaire(site, name, more, shown):
    ResponseAnswer.objects.filter(question__key="activiteiten").update(
        derived={"options": ["yes"], "other": ""},
        given={"options": ["no"], "other": ""},
        reason="x",
    )
    found = read(site.client, site.url(name, *more))
    texts = texts_of(site.round.questionnaire_version)
    assert unmarked(found, texts, {TITLE, *shown}) == []


def test_who_may_not_read_the_record_gets_the_answer_marked_too(site):
    ResponseAnswer.objects.filter(question__key="activiteiten").update(
        derived={"options": ["yes"], "other": ""},
        given={"options": ["in_development"], "other": ""},
        reason="x",
    )
    site.round.responses.update(state="submitted", submitted_at=clock.now())
    site.client.force_login(make.NationalRoleFactory.create().user)
    found = read(site.client, site.url())
    assert "In ontwikkeling" in [text for text, _marked in found]
    assert (
        unmarked(found, texts_of(site.round.questionnaire_version), {TITLE, "In ontwikkeling"})
        == []
    )
    assert any("The record says something else." in text for text, _marked in found)


def test_the_list_and_the_approval_mark_them_too(site):
    texts = texts_of(site.round.questionnaire_version)
    listed = reverse("monitoring:responses", args=[site.coalition.slug])
    assert unmarked(read(site.client, listed), texts, {TITLE}) == []
    approval_set(coalition=site.coalition, approver=site.user)
    assert unmarked(read(site.client, site.url("response_approve")), texts, {TITLE}) == []


def test_the_region_around_a_question_names_it_in_dutch(site):
    page = site.client.get(site.url("response_part", 1), HTTP_ACCEPT_LANGUAGE="en")
    assert '<section class="ks-question" id="vraag-stadium" lang="nl" aria-label=' in (
        page.content.decode()
    )


def test_an_answer_to_choose_gets_its_capital_and_stays_dutch():
    class Form(KsForm):
        answer = forms.ChoiceField(choices=[("yes", Dutch("ja")), ("no", "no")])

    yes, no = [label for _key, label in Form().fields["answer"].widget.choices]
    assert (yes, no) == ("Ja", "No")
    assert isinstance(yes, Dutch)
    assert yes.part == "Ja"
    assert not isinstance(no, Dutch)


ASKED = {*PARTS, *FIRST, *SECOND, *STAGES, *LEVELS, "Anders"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [("versions", set()), ("version", ASKED), ("preview", {*ASKED, HELP}), ("round", set())],
)
def test_pages_of_analysts_mark_them(client, name, shown):
    row = round_of()
    version = QuestionnaireVersion.objects.get(pk=row.questionnaire_version_id)
    client.force_login(make.NationalRoleFactory.create().user)
    pages = {
        "versions": reverse("monitoring:questionnaires"),
        "version": reverse("monitoring:version", args=[version.pk]),
        "preview": reverse("monitoring:version_preview", args=[version.pk]),
        "round": reverse("monitoring:round", args=[row.pk]),
    }
    texts = texts_of(version) - {"Ja", "Nee"}
    assert unmarked(read(client, pages[name]), texts, {TITLE, *shown}) == []


def test_pages_of_an_edition_mark_them(client):
    world = year_world(with_figures=False)
    edition = freeze(world)
    slug, code = world.coalitions[0].slug, world.municipalities[0].code
    own = [
        (reverse("monitoring:coalition_exports", args=[slug]), ()),
        (
            reverse("monitoring:coalition_edition", args=[slug, edition.pk]),
            ("Vraag plan?", "Vraag visit?", "gevormd", "ja"),
        ),
        (reverse("monitoring:edition_part", args=[edition.pk, code]), EDITION),
        (
            reverse("monitoring:edition_answer", args=[edition.pk, code, "plan"]),
            ("Vraag plan?", "ja"),
        ),
    ]
    national = [
        (reverse("monitoring:editions"), ()),
        (reverse("monitoring:edition", args=[edition.pk]), ()),
        (reverse("monitoring:drift", args=[edition.pk]), ("Vraag plan?", "Vraag visit?")),
    ]
    member = make.MembershipFactory.create(coalition=world.coalitions[0]).user
    for user, pages in ((member, own), (make.NationalRoleFactory.create().user, national)):
        client.force_login(user)
        for page, shown in pages:
            found = read(client, page)
            assert (page, unmarked(found, EDITION, {"Vragenlijst 2024", *shown})) == (page, [])
