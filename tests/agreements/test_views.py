"""Pages of agreements: the happy path, a bad input, and what a list costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, FrameworkPart
from kansrijkestart.core import clock
from tests import factories as make
from tests.agreements.form_world import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    return coalition


def test_coordinator_records_an_agreement(client, coalition):
    partner = make.PartnershipFactory.create(coalition=coalition)
    theme = make.ThemeFactory.create()
    client.post(
        reverse("agreements:create", args=[coalition.slug]),
        fields(themes=[theme.pk], organisations=[partner.organisation_id], text="Zo doen we het."),
    )
    agreement = Agreement.objects.get()
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Zo doen we het." in page
    assert partner.organisation.name in page


def test_missing_theme_is_said_and_nothing_typed_is_lost(client, coalition):
    response = client.post(
        reverse("agreements:create", args=[coalition.slug]), fields(text="Dit wil ik houden.")
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "ks-error-summary" in page
    assert "Dit wil ik houden." in page
    assert not Agreement.objects.exists()


def test_partner_of_another_coalition_cannot_be_chosen(client, coalition):
    stranger = make.PartnershipFactory.create().organisation
    theme = make.ThemeFactory.create()
    url = reverse("agreements:create", args=[coalition.slug])
    assert stranger.name not in client.get(url).content.decode()
    client.post(url, fields(themes=[theme.pk], organisations=[stranger.pk]))
    assert not Agreement.objects.exists()


def test_second_editor_sees_both_texts(client, coalition):
    theme = make.ThemeFactory.create()
    agreement = make.AgreementFactory.create(coalition=coalition, title="Oud")
    agreement.themes.create(theme=theme)
    url = reverse("agreements:update", args=[agreement.pk])
    client.post(url, fields(themes=[theme.pk], title="Van de ander", version=1))
    other = make.ThemeFactory.create()
    mine = fields(themes=[other.pk], title="Van mij", text="Zo doen we het.", version=1)
    response = client.post(url, mine)
    page = response.content.decode()
    assert response.status_code == 409
    told = [(theirs, own) for _label, theirs, own in response.context["conflict"]["fields"]]
    assert (theme.name, other.name) in told
    assert ("", "Zo doen we het.") in told
    assert "Van de ander" in page
    assert "Van mij" in page
    agreement.refresh_from_db()
    assert agreement.title == "Van de ander"


def test_state_page_offers_only_what_is_allowed(client, coalition):
    agreement = make.AgreementFactory.create(coalition=coalition)
    url = reverse("agreements:state", args=[agreement.pk])
    form = client.get(url).context["form"]
    offered = [choice.data["value"] for choice in form["state"].subwidgets]
    assert offered == ["in_consultation", "in_force"]
    refused = client.post(url, {"state": "ended", "version": 1})
    assert refused.status_code == 200
    assert "kan niet naar" in str(refused.context["form"].non_field_errors())
    assert client.post(url, {"state": "in_force", "version": 1}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "in_force"


def test_the_state_page_shows_the_planned_start_and_keeps_what_was_chosen(client, coalition):
    today = clock.today()
    agreement = make.AgreementFactory.create(coalition=coalition, starts_on=today)
    url = reverse("agreements:state", args=[agreement.pk])
    assert client.get(url).context["form"]["on"].value() == today
    later = (today + timedelta(days=1)).isoformat()
    refused = client.post(url, {"state": "in_force", "version": 1, "on": later})
    assert "in afstemming staan" in str(refused.context["form"].errors["on"])
    assert f'value="{later}"' in refused.content.decode()


def test_the_form_proposes_to_look_again_on_the_same_day_next_year(client, coalition):
    today = clock.today()
    page = client.get(reverse("agreements:create", args=[coalition.slug]))
    wanted = today.replace(year=today.year + 1) if (today.month, today.day) != (2, 29) else None
    assert page.context["form"]["review_on"].value() == (wanted or clock.years_after(today, 1))


@pytest.mark.parametrize(
    ("start", "meanwhile", "mine"),
    [
        ("in_force", {"title": "Anders"}, "being_evaluated"),
        ("in_force", {"state": "being_evaluated"}, "being_evaluated"),
        ("in_force", {"state": "ended", "ended_on": "2024-01-01"}, "being_evaluated"),
    ],
)
def test_a_stale_page_does_not_move_the_state(client, coalition, start, meanwhile, mine):
    agreement = make.AgreementFactory.create(
        coalition=coalition, state=start, starts_on="2023-01-01"
    )
    url = reverse("agreements:state", args=[agreement.pk])
    version = client.get(url).context["form"]["version"].value()
    type(agreement).objects.filter(pk=agreement.pk).update(version=version + 1, **meanwhile)
    answer = client.post(url, {"state": mine, "version": version})
    assert answer.status_code == 409
    assert "Iemand anders heeft dit gewijzigd" in answer.content.decode()
    agreement.refresh_from_db()
    assert agreement.state == meanwhile.get("state", start)
    assert agreement.version == version + 1


def test_a_page_without_the_version_does_not_move_the_state(client, coalition):
    agreement = make.AgreementFactory.create(coalition=coalition)
    url = reverse("agreements:state", args=[agreement.pk])
    assert client.post(url, {"state": "in_force"}).status_code == 200
    agreement.refresh_from_db()
    assert agreement.state == "draft"


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=Súd", 1), ("q=sud", 1), ("state=ended", 0), ("due=on", 0), ("state=nonsense", 2)],
)
def test_filter(client, coalition, query, found):
    make.AgreementFactory.create(coalition=coalition, title="Súdwest")
    make.AgreementFactory.create(coalition=coalition, title="Noord")
    response = client.get(reverse("agreements:list", args=[coalition.slug]) + "?" + query)
    assert len(response.context["agreements"]) == found


def test_list_costs_the_same_for_one_row_and_for_many(client, coalition):
    url = reverse("agreements:list", args=[coalition.slug])
    theme = make.ThemeFactory.create()
    client.get(url)  # warms what is looked up once per process
    counts = []
    for size in (1, 40):
        while Agreement.objects.count() < size:
            make.AgreementFactory.create(coalition=coalition).themes.create(theme=theme)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_facts_name_level_phase_and_domains(client, coalition):
    agreement = make.AgreementFactory.create(
        coalition=coalition, levels=["governance"], phases=["during"], domains=["social"]
    )
    page = client.get(agreement.get_absolute_url()).content.decode()
    for words in (agreement.level_words, agreement.phase_words, agreement.domain_words):
        assert f"<dd>{words}</dd>" in page


def test_of_the_theme_it_is_not_said_that_it_may_be_left_out(client, coalition):
    page = client.get(reverse("agreements:create", args=[coalition.slug])).content.decode()
    [legend] = re.findall(r'<legend class="ks-legend-q">Thema(.*?)</legend>', page)
    assert legend == ""
    assert 'Niveau <span class="ks-optional">(niet verplicht)' in page


def test_a_local_agreement_fills_in_a_part_of_the_framework(client, coalition):
    part = FrameworkPart.objects.create(key="beleid", name="Opgenomen in beleid", position=2)
    other = FrameworkPart.objects.create(key="plan", name="Plan van aanpak", position=3)
    theme = make.ThemeFactory.create()
    asked = fields(themes=[theme.pk], parts=[part.pk])
    client.post(reverse("agreements:create", args=[coalition.slug]), asked)
    agreement = Agreement.objects.get()
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Opgenomen in beleid" in page
    assert "Plan van aanpak" not in page
    url = reverse("agreements:update", args=[agreement.pk])
    assert client.get(url).context["form"]["parts"].value() == [part.pk]
    client.post(url, fields(themes=[theme.pk], parts=[other.pk], version=1))
    assert [link.part for link in agreement.parts.all()] == [other]


def test_a_regional_coalition_keeps_its_parts_when_an_agreement_is_changed(client, sign_in):
    regional = make.CoalitionFactory.create(scope="regional", region=make.RegionFactory.create())
    sign_in("region_lead", regional)
    part = FrameworkPart.objects.create(key="beleid", name="Opgenomen in beleid", position=2)
    agreement = make.AgreementFactory.create(coalition=regional, scope="regional")
    agreement.parts.create(part=part)
    url = reverse("agreements:update", args=[agreement.pk])
    assert "parts" not in client.get(url).context["form"].fields
    theme = make.ThemeFactory.create()
    assert client.post(url, fields(themes=[theme.pk], version=1)).status_code == 302
    assert agreement.parts.count() == 1
