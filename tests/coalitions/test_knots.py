"""Bottlenecks with the answer of the region, and meetings."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions import registry
from coalitions.models import Bottleneck, BottleneckResponse, Meeting, MeetingOrganisation
from coalitions.selectors.bottlenecks import hinge_facts, meeting_facts, next_steps
from coalitions.services.bottlenecks import (
    bottleneck_add,
    bottleneck_bring,
    bottleneck_respond,
    bottleneck_update,
)
from coalitions.services.meetings import meeting_save
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A local coalition with its region and the regional coalition."""
    municipality = make.MunicipalityFactory.create()
    region = make.RegionFactory.create()
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    local = make.CoalitionFactory.create(region=region)
    make.CoalitionMunicipalityFactory.create(coalition=local, municipality=municipality)
    regional = make.CoalitionFactory.create(scope="regional", region=region)
    return local, regional, region, municipality


def refused(model, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**values)


def test_constraints_of_bottlenecks(place):
    local, regional, *_ = place
    kept = {"coalition": local, "title": "Wachttijd"}
    refused(Bottleneck, **kept, state="solved")
    refused(Bottleneck, **kept, state="open", solved_on=clock.today())
    refused(Bottleneck, **kept, state="wont")
    Bottleneck.objects.create(**kept, state="wont", why_not="Geen geld.")
    row = Bottleneck.objects.create(**kept, state="solved", solved_on=clock.today())
    BottleneckResponse.objects.create(bottleneck=row, coalition=regional, text="A")
    refused(BottleneckResponse, bottleneck=row, coalition=regional, text="B")


def test_constraints_of_meetings(place):
    local, *_ = place
    refused(Meeting, coalition=local, held_on=date(2026, 1, 2), next_on=date(2026, 1, 2))
    row = Meeting.objects.create(
        coalition=local, held_on=date(2026, 1, 2), next_on=date(2026, 1, 3)
    )
    organisation = make.OrganisationFactory.create()
    MeetingOrganisation.objects.create(meeting=row, organisation=organisation)
    refused(MeetingOrganisation, meeting=row, organisation=organisation)


def test_who_and_where_belong_to_the_coalition(place):
    local, _regional, _region, municipality = place
    assert bottleneck_add(coalition=local, title="A", municipality=municipality).pk
    with pytest.raises(DomainError) as error:
        bottleneck_add(coalition=local, title="A", municipality=make.MunicipalityFactory.create())
    assert "where" in error.value.message_dict
    with pytest.raises(DomainError) as error:
        bottleneck_add(coalition=local, title="A", organisation=make.OrganisationFactory.create())
    assert "who" in error.value.message_dict


def test_solving_and_opening_again(place):
    local, *_ = place
    row = bottleneck_add(coalition=local, title="A")
    solved = bottleneck_update(
        bottleneck=row, expected_version=1, title="A", state="solved", solution="Gebeld"
    )
    assert solved.solved_on == clock.today()
    again = bottleneck_update(bottleneck=row, expected_version=2, title="A", state="working")
    assert again.solved_on is None
    with pytest.raises(EditConflict):
        bottleneck_update(bottleneck=row, expected_version=1, title="B", state="open")


def test_only_what_was_brought_reaches_the_region(place):
    local, regional, region, _municipality = place
    row = bottleneck_add(coalition=local, title="A")
    own = bottleneck_add(coalition=regional, title="B")
    assert list(Bottleneck.objects.for_region(region)) == [own]
    with pytest.raises(DomainError):
        bottleneck_respond(bottleneck=row, coalition=regional, text="X", state="open")
    brought = bottleneck_bring(bottleneck=row)
    assert bottleneck_bring(bottleneck=row).version == brought.version
    assert set(Bottleneck.objects.for_region(region)) == {row, own}
    assert not Bottleneck.objects.for_region(make.RegionFactory.create()).exists()
    with pytest.raises(DomainError):
        bottleneck_bring(bottleneck=own)
    with pytest.raises(DomainError):
        bottleneck_respond(bottleneck=row, coalition=local, text="X", state="open")
    with pytest.raises(DomainError):
        bottleneck_respond(
            bottleneck=row,
            coalition=regional,
            text="X",
            state="open",
            organisation=make.OrganisationFactory.create(),
        )
    answer = bottleneck_respond(bottleneck=row, coalition=regional, text="X", state="working")
    changed = bottleneck_respond(
        bottleneck=row, coalition=regional, text="Y", state="solved", expected_version=1
    )
    row.refresh_from_db()
    assert (changed.pk, changed.text, row.state) == (answer.pk, "Y", "open")
    with pytest.raises(EditConflict):
        bottleneck_respond(
            bottleneck=row, coalition=regional, text="Z", state="open", expected_version=1
        )


def test_facts_and_next_step(place, sign_in):
    local, regional, *_ = place
    user = sign_in("coordinator", local)
    lead = sign_in("region_lead", regional)
    assert not hinge_facts(registry.Reading(regional, lead))[0].is_known
    row = bottleneck_add(coalition=local, title="Wachttijd")
    assert "Wachttijd" in next_steps(registry.Reading(local, user))[0].reason
    bottleneck_bring(bottleneck=row)
    assert ": 0." in str(hinge_facts(registry.Reading(regional, lead))[0].text)
    partner = make.PartnershipFactory.create(coalition=regional)
    bottleneck_respond(
        bottleneck=row,
        coalition=regional,
        text="X",
        state="working",
        organisation=partner.organisation,
    )
    assert ": 1." in str(hinge_facts(registry.Reading(regional, lead))[0].text)
    assert next_steps(registry.Reading(regional, lead)) == []


def test_a_meeting_keeps_who_was_there(place):
    local, *_ = place
    assert not meeting_facts(registry.Reading(local))[0].is_known
    partners = [make.PartnershipFactory.create(coalition=local).organisation for _ in range(2)]
    row = meeting_save(coalition=local, held_on=date(2026, 1, 2), kind="parents", present=partners)
    meeting_save(
        coalition=local,
        meeting=row,
        held_on=date(2026, 1, 2),
        kind="parents",
        present=partners[:1],
        parents_present=0,
    )
    assert [there.organisation for there in row.present.all()] == partners[:1]
    assert "2026" in str(meeting_facts(registry.Reading(local))[0].text)
    with pytest.raises(DomainError):
        meeting_save(
            coalition=local,
            held_on=date(2026, 1, 2),
            kind="parents",
            present=[make.OrganisationFactory.create()],
        )


def test_pages_of_bottlenecks(client, place, sign_in):
    local, _regional, _region, municipality = place
    sign_in("coordinator", local)
    listed, add = (
        reverse(f"coalitions:{name}", args=[local.slug])
        for name in ("bottlenecks", "bottleneck_add")
    )
    assert client.get(listed).status_code == 200
    assert client.post(add, once({"title": "", "version": 0})).status_code == 200
    sent = once({"title": "Wachttijd", "where": municipality.pk, "who": "", "version": 0})
    assert client.post(add, sent).status_code == 302
    assert client.post(add, sent).status_code in (200, 302)
    row = Bottleneck.objects.get()
    assert row.municipality == municipality
    change = reverse("coalitions:bottleneck_update", args=[local.slug, row.pk])
    values = once({"title": "Wachttijd", "where": "", "who": "", "state": "wont", "version": 1})
    refused_page = client.post(change, values)
    assert refused_page.status_code == 200
    bring = reverse("coalitions:bottleneck_bring", args=[local.slug, row.pk])
    assert client.post(bring).status_code == 302
    assert row in client.get(f"{listed}?brought=on").context["object_list"]
    assert row not in client.get(f"{listed}?state=solved").context["object_list"]


def test_the_lead_answers_without_changing_a_word(client, place, sign_in):
    local, _regional, region, _municipality = place
    hidden = bottleneck_add(coalition=local, title="Van ons")
    row = bottleneck_bring(bottleneck=bottleneck_add(coalition=local, title="Wachttijd"))
    sign_in("region_lead", local)
    found = client.get(reverse("dashboard:region_bottlenecks", args=[region.slug]))
    assert list(found.context["object_list"]) == [row]
    url = reverse("dashboard:region_bottleneck", args=[region.slug, row.pk])
    assert client.post(url, {"text": "", "state": "working", "version": 0}).status_code == 200
    sent = {"text": "Wij bellen.", "state": "working", "organisation": "", "version": 0}
    assert client.post(url, sent).status_code == 302
    assert row.responses.get().text == "Wij bellen."
    row.refresh_from_db()
    assert (row.title, row.state) == ("Wachttijd", "open")
    other = reverse("dashboard:region_bottleneck", args=[region.slug, hidden.pk])
    assert client.get(other).status_code == 404
    sign_in("partner", local)
    shown = client.get(reverse("coalitions:bottlenecks", args=[local.slug]))
    assert "Wij bellen." in shown.content.decode()


def test_pages_of_meetings(client, place, sign_in):
    local, *_ = place
    sign_in("coordinator", local)
    partner = make.PartnershipFactory.create(coalition=local)
    add = reverse("coalitions:meeting_add", args=[local.slug])
    day = clock.today()
    values = {"held_on": day, "kind": "coalition", "present": [partner.organisation.pk]}
    wrong = once(values | {"next_on": day, "version": 0})
    assert client.post(add, wrong).status_code == 200
    right = once(values | {"next_on": day + timedelta(days=1), "version": 0})
    assert client.post(add, right).status_code == 302
    row = Meeting.objects.get()
    change = reverse("coalitions:meeting_update", args=[local.slug, row.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, once(values | {"outcome": "Klaar", "version": 1})).status_code == 302
    row.refresh_from_db()
    assert row.outcome == "Klaar"
    shown = client.get(reverse("coalitions:meetings", args=[local.slug])).content.decode()
    assert partner.organisation.name in shown
