"""A number inside a sentence of a start page leads to a list with exactly those rows."""

import html
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from agreements.models import Agreement
from coalitions.models import Answer, CoalitionMunicipality, CoalitionVisit, Partnership
from coalitions.services.actions import action_add
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from monitoring.models import FigureImport
from tests import factories as make
from tests.checklist.make import local_checklist, round_of, statement
from tests.dashboard.test_public import add as add_place

pytestmark = pytest.mark.django_db

SHARES = ("interventions_region", "agreements_region")


def numbers(page, within):
    """Return (number, address) of the links that are a number alone, in what ``within`` finds."""
    text = re.search(within, page.content.decode(), re.DOTALL)[0]
    found = re.findall(r'<a href="([^"]+)"[^>]*>(\d+)(?:</a>|<span)', text)
    return [(int(number), html.unescape(where)) for where, number in found]


def opened(client, base, where):
    """Open a link of a page; what is behind the # is for the browser."""
    answer = client.get(base + where if where.startswith("?") else where)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def regional():
    return make.CoalitionFactory.create(regional=True, stage="formed")


@pytest.fixture
def region(regional):
    """Five municipalities: two started, one through the region, one unknown, one that hides."""
    offered = make.InterventionFactory.create(name="VoorZorg")
    other = make.InterventionFactory.create(name="Stevig Ouderschap")
    for number, stage in enumerate(("formed", "forming", "unknown", "announced", None)):
        place = make.RegionMunicipalityFactory.create(region=regional.region).municipality
        for kind in SHARES:
            if number != 3:
                make.ConsentFactory.create(municipality=place, kind=kind)
        if stage is None:
            make.CoalitionMunicipalityFactory.create(coalition=regional, municipality=place)
            continue
        coalition = make.CoalitionFactory.create(stage=stage)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
        make.AgreementFactory.create(coalition=coalition, in_force=True, review_on=date(2024, 6, 1))
        make.AgreementFactory.create(
            coalition=coalition, in_force=True, review_on=clock.today() + timedelta(days=90)
        )
        if number < 2:
            make.ChoiceFactory.create(coalition=coalition, intervention=offered, state="running")
        if number == 1:
            make.ChoiceFactory.create(coalition=coalition, intervention=other, state="running")
    return regional.region


def test_the_first_sentence_of_a_region(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    base = reverse("dashboard:region", args=[region.slug])
    told = numbers(client.get(base), r'<p class="ks-lead">.*?</p>')
    assert [number for number, _where in told] == [5, 3, 1, 1]
    for number, where in told:
        assert len(opened(client, base, where).context["rows"]) == number


def test_what_stands_out_in_the_interventions_of_a_region(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    base = reverse("dashboard:region", args=[region.slug])
    told = numbers(client.get(base), r'<h2 id="now">.*?</dl>')
    runs = [one for one in told if "interventie=" in one[1]]
    assert [number for number, _where in runs] == [2, 1]
    for number, where in runs:
        page = opened(client, base, where)
        assert len(page.context["rows"]) == number
        assert page.context["asked_words"] in ("VoorZorg", "Stevig Ouderschap")
    [(number, where)] = [one for one in told if "deelt=" in one[1]]
    assert len(opened(client, base, where).context["rows"]) == number == 1
    [(number, where)] = [one for one in told if "state=" in one[1]]
    matrix = opened(client, base, where).context["matrix"]
    assert sum(cell.kind == "not_reported" for row in matrix.rows for cell in row.cells) == number


def test_what_is_past_its_date_in_a_municipality(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    page = client.get(reverse("dashboard:region", args=[region.slug]))
    found = re.findall(r'<a href="([^"]+voorbij=1)">[^<]*?(\d+)', page.content.decode())
    assert len(found) == 3
    for where, number in found:
        [shown] = client.get(html.unescape(where)).context["page_obj"]
        assert len(shown.agreements) == int(number) == 1
        assert all(row.is_past_review for row in shown.agreements)


def test_the_sentences_of_the_country(client, sign_in, region):
    add_place("Roermond", "formed", public=False)
    sign_in("analyst")
    base = reverse("dashboard:national")
    page = client.get(base)
    told = numbers(page, r'<p class="ks-lead">.*?</p>')
    assert len(told) == 3
    more = numbers(page, r'<p class="ks-quiet ks-read">.*?<div class="ks-hero">')
    assert [number for number, _where in more] == [1]
    for number, where in told + more:
        assert len(opened(client, base, where).context["asked"].states) == number


def test_how_many_municipalities_a_regional_coalition_has(client, sign_in, region, regional):
    other = make.CoalitionFactory.create(regional=True, stage="forming")
    for _number in range(2):
        make.CoalitionMunicipalityFactory.create(coalition=other)
    sign_in("analyst")
    base = reverse("dashboard:national")
    cells = re.findall(
        r'<a href="([^"]+coalitie=[^"]+)" aria-label="(\d+): ', client.get(base).content.decode()
    )
    assert sorted(int(number) for _where, number in cells) == [1, 2]
    for where, number in cells:
        assert len(client.get(html.unescape(where)).context["asked"].states) == int(number)


def test_the_files_of_figures_that_wait(client, sign_in):
    user = sign_in("analyst")
    make.ReleaseFactory.create_batch(2, state="draft", created_by=user)
    make.ReleaseFactory.create(state="published", published_at=clock.now())
    for _number in range(22):
        job = Job.objects.create(
            kind="monitoring.figure_check", state="done", finished_at=clock.now()
        )
        FigureImport.objects.create(
            job=job,
            requested_by=user,
            source="test",
            file_name="cijfers.csv",
            path="imports/nergens",
            size=1,
            checksum=job.pk.hex * 2,
            state="refused",
        )
    page = client.get(reverse("dashboard:national")).content.decode()
    [(where, number)] = re.findall(r'<a href="([^"]+state=draft)">(\d+) ', page)
    assert client.get(where).context["page_obj"].paginator.count == int(number) == 2
    [(where, number)] = re.findall(r'<a href="([^"]+)#waiting">(\d+) ', page)
    assert FigureImport.objects.count() == int(number)
    assert len(client.get(where).context["waiting"]) == int(number) == 22


def since_links(page):
    found = re.findall(r'<a href="([^"]+sinds=[^"]+)">(\d+)</a>', page.content.decode())
    return [(html.unescape(where), int(number)) for where, number in found]


def answered(coalition, checklist):
    """Two rounds with answers; who may write them is not what is looked at here."""
    closed = round_of(coalition, state="closed", agreed_on="2025-01-10", checklist=checklist)
    draft = round_of(coalition, number=2, checklist=checklist)
    for assessment in (closed, draft):
        for key in ("L2.1", "L2.2", "L2.3"):
            Answer.objects.create(
                assessment=assessment, statement=statement(assessment, key), now="not_yet"
            )
    return closed, draft


@pytest.mark.django_db(transaction=True)
def test_what_changed_of_a_coalition_since_an_adviser_was_there(client, sign_in):
    user = sign_in("adviser", make.CoalitionFactory.create())
    coalition = make.CoalitionFactory.create()
    make.CaseloadFactory.create(adviser=user, coalition=coalition)
    place = CoalitionMunicipality.objects.filter(coalition=coalition).first()
    place = place or make.CoalitionMunicipalityFactory.create(coalition=coalition)
    make.ConsentFactory.create(municipality=place.municipality, kind="checklist_adviser")
    old = make.PartnershipFactory.create(coalition=coalition)
    make.AgreementFactory.create(coalition=coalition)
    checklist = local_checklist()
    _closed, draft = answered(coalition, checklist)
    _closed, unseen = answered(make.CoalitionFactory.create(), checklist)
    seen = clock.now()
    CoalitionVisit.objects.create(user=user, coalition=coalition, seen_at=seen, previous_at=seen)
    make.PartnershipFactory.create_batch(2, coalition=coalition)
    make.PartnershipFactory.create(coalition=coalition, until=clock.today())
    action_add(coalition=coalition, title="Bellen")
    make.AgreementFactory.create(coalition=coalition)
    make.ChoiceFactory.create_batch(2, coalition=coalition)
    for value in ("mostly", "in_place"):  # twice changed is one statement
        draft.answers.filter(statement__key="L2.1").update(now=value)
    for key in ("L1.1", "L1.2", "L2.2"):
        Answer.objects.update_or_create(
            assessment=draft, statement=statement(draft, key), defaults={"now": "in_development"}
        )
    unseen.answers.update(now="mostly")
    found = since_links(client.get(reverse("dashboard:caseload")))
    assert sorted(number for _where, number in found) == [1, 1, 2, 3, 4]
    on_the_record = since_links(client.get(coalition.get_absolute_url()))
    assert [number for _where, number in on_the_record] == [number for _where, number in found]
    for where, number in found + on_the_record:
        listed = client.get(where)
        assert "Alleen wat is toegevoegd of gewijzigd sinds" in listed.content.decode()
        assert len(listed.context["object_list"]) == number
        assert old not in list(listed.context["object_list"])
    assert Partnership.objects.count() == 4
    assert Agreement.objects.count() == 2


@pytest.mark.parametrize("moment", ["gisteren", "2026-02-31T10:00:00+01:00", "2026-02-01T10:00"])
def test_a_moment_that_cannot_be_read_is_named(client, sign_in, moment):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    page = client.get(reverse("coalitions:actions", args=[coalition.slug]), {"sinds": moment})
    assert page.status_code == 200
    assert page.context["filter_form"].errors["sinds"]
