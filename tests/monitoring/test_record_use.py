"""From a record back to the answers that rest on it: on the pages of the record."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from coalitions.models import (
    Action,
    Ambition,
    CoalitionMunicipality,
    CoalitionStage,
    EmbeddingItem,
    ParentInvolvement,
    RoadMapItem,
)
from coalitions.registry import Reading
from coalitions.selectors.panels import panels_of
from interventions.models import Reach
from kansrijkestart.jobs import running
from monitoring.models import Interpretation, Response, ResponseAnswer, Round
from monitoring.selectors import record_use
from monitoring.selectors.edition_pages import used_records
from monitoring.selectors.record_use import answers_with, uses_of
from monitoring.services.editions import edition_correct
from tests import factories as make
from tests.agreements.regional import proposed, region_of, say
from tests.monitoring.edition_world import YearWorld, freeze, year_world
from tests.monitoring.year_world import open_round, questionnaire

pytestmark = pytest.mark.django_db
MARCH = date(2021, 3, 1)
HEADING = "Gebruikt in de antwoorden van"


def source_of(kind, row):
    return {"kind": kind, "key": row.pk, "words": "x", "path": ""}


def used_in(world: YearWorld, kind, row, *keys, places=(0, 1)):
    """Let the answers to these questions rest on a record."""
    rows = ResponseAnswer.objects.filter(
        response__municipality__in=[world.municipalities[one] for one in places],
        question__key__in=keys,
    )
    rows.update(sources=[source_of("coalition", row), source_of(kind, row)])


class Frozen:
    """A frozen round in which two answers of two municipalities rest on one agreement."""

    def __init__(self):
        self.world = year_world(with_figures=False)
        self.coalition = self.world.coalitions[0]
        self.agreement = make.AgreementFactory.create(coalition=self.coalition, in_force=True)
        self.other = make.AgreementFactory.create(coalition=self.coalition, in_force=True)
        used_in(self.world, "agreement", self.agreement, "visit", "stage")
        self.edition = freeze(self.world)
        self.user = make.MembershipFactory.create(coalition=self.coalition, role="partner").user
        self.page = reverse("agreements:detail", args=[self.agreement.pk])


@pytest.fixture
def frozen():
    return Frozen()


def cell(frozen, place, question):
    code = frozen.world.municipalities[place].code
    return reverse("monitoring:edition_answer", args=[frozen.edition.pk, code, question])


def test_the_page_of_an_agreement_leads_to_the_answers_of_an_edition(client, frozen):
    client.force_login(frozen.user)
    text = client.get(frozen.page).content.decode()
    assert HEADING in text
    whole = reverse("monitoring:coalition_edition", args=[frozen.coalition.slug, frozen.edition.pk])
    assert f'href="{whole}"' in text
    for place in (0, 1):
        for question in ("stage", "visit"):
            link = cell(frozen, place, question)
            assert f'href="{link}"' in text
            assert client.get(link).status_code == 200
        assert f'href="{cell(frozen, place, "plan")}"' not in text
    assert text.index(cell(frozen, 0, "stage")) < text.index(cell(frozen, 0, "visit"))
    unused = reverse("agreements:detail", args=[frozen.other.pk])
    assert HEADING not in client.get(unused).content.decode()


def test_another_kind_of_record_with_the_same_key_is_another_record(frozen):
    assert uses_of(frozen.user, "choice", frozen.agreement.pk) == []
    reading = Reading(frozen.coalition, frozen.user)
    assert panels_of(reading, "stage", frozen.agreement.pk) == []


def test_only_who_takes_part_sees_in_which_answers_a_record_was_used(client, frozen):
    lead = make.RegionMembershipFactory.create(region=frozen.world.region).user
    adviser = make.CaseloadFactory.create(coalition=frozen.coalition).adviser
    others = [
        lead,
        adviser,
        make.NationalRoleFactory.create().user,
        make.MembershipFactory.create(coalition=frozen.world.coalitions[1]).user,
    ]
    for user in others:
        assert uses_of(user, "agreement", frozen.agreement.pk) == []
    client.force_login(adviser)
    page = client.get(frozen.page)
    assert page.status_code == 200
    assert HEADING not in page.content.decode()


def test_an_edition_that_is_not_frozen_yet_shows_the_round_that_runs(frozen):
    [use] = uses_of(frozen.user, "agreement", frozen.agreement.pk)
    assert use.number == 1
    Round.objects.filter(pk=frozen.world.round.pk).update(frozen_at=None)
    open_now, edition = uses_of(frozen.user, "agreement", frozen.agreement.pk)
    assert (open_now.number, edition.number) == (0, 1)
    assert open_now.title == edition.title


def test_the_running_answers_of_a_chosen_intervention_are_linked(client):
    coalition = make.CoalitionFactory.create()
    place = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    choice = make.ChoiceFactory.create(coalition=coalition, state="running")
    user = make.MembershipFactory.create(coalition=coalition, role="partner").user
    row = open_round(questionnaire())
    client.force_login(user)
    text = client.get(reverse("interventions:reach", args=[coalition.slug, choice.pk]))
    link = reverse(
        "monitoring:response_answers",
        args=[coalition.slug, row.questionnaire_version.year, "kansrijke-start"],
    )
    here = f"{link}?gemeente={place.code}#antwoord-activiteiten"
    assert f'href="{here}"' in text.content.decode()
    assert 'id="antwoord-activiteiten"' in client.get(here).content.decode()
    Response.objects.filter(round=row).update(coalition=None)
    assert uses_of(user, "choice", choice.pk) == []


def test_an_answer_that_repeats_the_record_names_it_on_the_page_that_its_panel_leads_to(client):
    coalition = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    choice = make.ChoiceFactory.create(coalition=coalition, state="running")
    user = make.MembershipFactory.create(coalition=coalition, role="partner").user
    open_round(questionnaire())
    rows = ResponseAnswer.objects.filter(question__key="activiteiten")
    assert rows.update(given=F("derived"), reason="Zelf gezegd") == 1
    [use] = uses_of(user, "choice", choice.pk)
    [(_name, page)] = use.questions[0].places
    client.force_login(user)
    lines = [line for _part, lines in client.get(page).context["parts"] for line in lines]
    [sources] = [line.sources for line in lines if line.asked.key == "activiteiten"]
    assert choice.pk in [one["key"] for one in sources if one["kind"] == "choice"]
    rows.update(given={"options": ["no"], "other": ""})
    assert uses_of(user, "choice", choice.pk) == []
    lines = [line for _part, lines in client.get(page).context["parts"] for line in lines]
    assert [one.sources for one in lines if one.asked.key == "activiteiten"] == [[]]


def test_a_local_coalition_sees_what_it_answered_with_a_regional_agreement(client):
    regional, [local] = region_of("Best")
    agreement = proposed(regional, levels=["governance"])
    say(local, agreement)
    user = make.MembershipFactory.create(coalition=local).user
    open_round(questionnaire())
    client.force_login(user)
    url = reverse("agreements:regional_one", args=[local.slug, agreement.pk])
    assert HEADING in client.get(url).content.decode()
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    client.force_login(lead)
    page = client.get(reverse("agreements:detail", args=[agreement.pk]))
    assert page.status_code == 200
    assert HEADING not in page.content.decode()


def test_many_answers_and_editions_cost_the_same_number_of_queries(frozen):
    with CaptureQueriesContext(connection) as few:
        assert len(uses_of(frozen.user, "agreement", frozen.agreement.pk)) == 1
    for number in range(3):
        world = year_world(4, with_figures=False, key=f"jaar-{number}")
        Response.objects.filter(round=world.round).update(coalition=frozen.coalition)
        used_in(world, "agreement", frozen.agreement, "visit", "stage", "plan", places=range(4))
        freeze(world)
    with CaptureQueriesContext(connection) as many:
        uses = uses_of(frozen.user, "agreement", frozen.agreement.pk)
    assert len(uses) == 4
    assert len(many) == len(few) <= 4


def test_the_newest_edition_stands_first(frozen):
    second = edition_correct(round=frozen.world.round, reason="hersteld", user=frozen.user)
    running.run(second.job.pk)
    assert [one.number for one in uses_of(frozen.user, "agreement", frozen.agreement.pk)] == [2, 1]


def test_what_is_overruled_or_not_asked_uses_no_record_as_the_edition_itself_says(client):
    """The plan is overruled in the world; the week is asked only after a visit."""
    world = year_world(with_figures=False)
    agreement = make.AgreementFactory.create(coalition=world.coalitions[0], in_force=True)
    used_in(world, "agreement", agreement, "stage", "plan", "week")
    no = {"options": ["no"], "other": ""}
    rows = ResponseAnswer.objects.filter(response__round=world.round)
    rows.filter(question__key="visit").update(given=no, reason="Geen bezoek")
    rows.filter(question__key="week").update(given=None, derived={"number": 16})
    user = make.MembershipFactory.create(coalition=world.coalitions[0]).user
    edition = freeze(world)
    codes = [one.code for one in world.municipalities]
    records = used_records(edition, codes)
    cells = next(one.cells for one in records if one.source["kind"] == "agreement")
    assert {cell[2] for cell in cells} == {"stage"}
    Round.objects.filter(pk=world.round.pk).update(frozen_at=None)
    running_now, frozen_then = uses_of(user, "agreement", agreement.pk)
    for use in (running_now, frozen_then):
        assert [one.text for one in use.questions] == ["Vraag stage?"]


@pytest.mark.parametrize(("language", "words"), [("nl", "editie"), ("en", "edition")])
def test_the_page_of_an_intervention_tells_two_editions_apart(client, language, words):
    world = year_world(with_figures=False)
    task = make.InterventionFactory.create()
    used_in(world, "intervention", task, "visit")
    user = make.MembershipFactory.create(coalition=world.coalitions[0]).user
    first = freeze(world)
    second = edition_correct(round=world.round, reason="hersteld", user=user)
    running.run(second.job.pk)
    client.force_login(user)
    page = reverse("interventions:detail", args=[task.slug])
    text = client.get(page, headers={"accept-language": language}).content.decode()
    slug = world.coalitions[0].slug
    for edition in (first, second):
        url = reverse("monitoring:coalition_edition", args=[slug, edition.pk])
        note = f'<span lang="{language}">, {words} {edition.number}</span>'
        assert f'<a href="{url}">Vragenlijst 2024{note}</a>' in text
    Round.objects.filter(pk=world.round.pk).update(frozen_at=None)
    with override("nl"):
        notes = [one.note for one in answers_with(task, user).items]
    assert notes == ["nog niet bevroren", "editie 2", "editie 1"]


def told_kinds() -> set[str]:
    """The kinds that the derivations give their sources, read from the source itself."""
    folder = Path(record_use.__file__).parent
    texts = [path.read_text("utf-8") for path in folder.glob("derived_*.py")]
    return {kind for text in texts for kind in re.findall(r'\bSource\(\s*"(\w+)"', text)}


def test_every_kind_of_record_that_an_answer_rests_on_has_a_page_that_says_so():
    assert told_kinds() == record_use.KINDS | {"intervention"}
    assert told_kinds() == {*PAGES, "agreement", "intervention"}


def reach_of(own):
    choice = make.ChoiceFactory.create(coalition=own)
    place = CoalitionMunicipality.objects.filter(coalition=own)[0].municipality
    return Reach.objects.create(choice=choice, municipality=place, year=2023, planned=30)


# Of each kind: a record of a coalition, and the page of it.
PAGES = {
    "action": (
        lambda own: Action.objects.create(coalition=own, title="Bellen"),
        lambda own, row: reverse("coalitions:action_update", args=[own.slug, row.pk]),
    ),
    "ambition": (
        lambda own: Ambition.objects.create(coalition=own, title="Minder roken"),
        lambda own, row: reverse("coalitions:ambition_update", args=[own.slug, row.pk]),
    ),
    "choice": (
        lambda own: make.ChoiceFactory.create(coalition=own),
        lambda own, row: reverse("interventions:choice_update", args=[own.slug, row.pk]),
    ),
    "coalition": (lambda own: own, lambda own, _row: reverse("coalitions:life", args=[own.slug])),
    "deliverable": (
        lambda own: RoadMapItem.objects.create(coalition=own, deliverable="Plan", level="local"),
        lambda own, row: reverse("coalitions:road_map_update", args=[own.slug, row.pk]),
    ),
    "embedding": (
        lambda own: EmbeddingItem.objects.create(coalition=own, title="KS", anchored_in="health"),
        lambda own, row: reverse("coalitions:embedding_update", args=[own.slug, row.pk]),
    ),
    "interpretation": (
        lambda own: Interpretation.objects.create(coalition=own, conclusion="Stijgt"),
        lambda own, row: reverse("monitoring:interpretation_update", args=[own.slug, row.pk]),
    ),
    "parents": (
        lambda own: ParentInvolvement.objects.create(coalition=own, form="panel"),
        lambda own, row: reverse("coalitions:parents_update", args=[own.slug, row.pk]),
    ),
    "partnership": (
        lambda own: make.PartnershipFactory.create(coalition=own),
        lambda own, row: reverse("coalitions:partner_update", args=[own.slug, row.pk]),
    ),
    "reach": (
        reach_of,
        lambda own, row: reverse(
            "interventions:reach_update", args=[own.slug, row.choice_id, row.pk]
        ),
    ),
    "stage": (
        lambda own: CoalitionStage.objects.create(
            coalition=own, stage="formed", since=date(2021, 3, 1)
        ),
        lambda own, row: reverse("coalitions:stage_update", args=[own.slug, row.pk]),
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_of_every_record_says_in_which_answers_it_was_used(client, kind):
    world = year_world(with_figures=False)
    own = world.coalitions[0]
    create, page_of = PAGES[kind]
    row = create(own)
    # Another record of the kind, with the same key of another kind, and another question.
    used_in(world, kind, row, "visit")
    ResponseAnswer.objects.exclude(question__key="visit").update(sources=[])
    client.force_login(make.MembershipFactory.create(coalition=own, role="coordinator").user)
    page = client.get(page_of(own, row))
    text = page.content.decode()
    assert text.count(HEADING) == 1
    place = world.municipalities[0]
    link = reverse("monitoring:response_answers", args=[own.slug, 2024, "kansrijke-start"])
    assert f"{link}?gemeente={place.code}#antwoord-visit" in text
    assert "Vraag visit?" in text
    sources = [source_of("elsewhere", row), source_of(kind, own if row.pk != own.pk else place)]
    ResponseAnswer.objects.update(sources=sources if kind != "coalition" else sources[:1])
    assert HEADING not in client.get(page_of(own, row)).content.decode()


# The page about one record that a partner may read, where there is one.
READABLE = {
    "coalition": PAGES["coalition"][1],
    "choice": lambda own, row: reverse("interventions:reach", args=[own.slug, row.pk]),
    "agreement": lambda _own, row: reverse("agreements:detail", args=[row.pk]),
    "action": lambda _own, row: reverse("coalitions:action_done", args=[row.pk]),
}


def agreement_of(own):
    return make.AgreementFactory.create(coalition=own, in_force=True)


@pytest.mark.parametrize("kind", sorted({*PAGES, "agreement"}))
def test_a_partner_reads_it_where_the_record_has_a_page_and_not_on_the_form_that_changes_it(
    client, kind
):
    world = year_world(with_figures=False)
    own = world.coalitions[0]
    user = make.MembershipFactory.create(coalition=own, role="partner").user
    row = agreement_of(own) if kind == "agreement" else PAGES[kind][0](own)
    if kind == "action":
        Action.objects.filter(pk=row.pk).update(assigned_to=user)
    used_in(world, kind, row, "visit")
    client.force_login(user)
    if kind in READABLE:
        text = client.get(READABLE[kind](own, row)).content.decode()
        assert text.count(HEADING) == 1
        assert "Vraag visit?" in text
    if kind not in {"agreement", "coalition"}:
        assert client.get(PAGES[kind][1](own, row)).status_code == 403


def test_the_page_of_an_intervention_says_in_which_own_answers_it_was_used(client):
    world = year_world(with_figures=False)
    task = make.InterventionFactory.create()
    used_in(world, "intervention", task, "visit")
    page = reverse("interventions:detail", args=[task.slug])
    assert HEADING not in client.get(page).content.decode()
    own = make.MembershipFactory.create(coalition=world.coalitions[0]).user
    other = make.MembershipFactory.create(coalition=world.coalitions[1]).user
    for user, count in ((own, 1), (other, 0), (make.NationalRoleFactory.create().user, 0)):
        client.force_login(user)
        text = client.get(page).content.decode()
        assert text.count(HEADING) == count
        assert (world.municipalities[0].name in text) is bool(count)
