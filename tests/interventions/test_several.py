"""Several choices at once, stopping, those of a year ago, and offers that look familiar."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions.models import Ambition
from interventions.models import Choice, InterventionName, LocalOffer
from interventions.selectors.offers import looks_like, plain
from interventions.services.choices import choice_stop, choices_add, choices_confirm
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=400)


@pytest.fixture
def coalition(sign_in):
    found = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=found)
    sign_in("coordinator", found)
    return found


def url_of(coalition, name, *more):
    return reverse(f"interventions:{name}", args=[coalition.slug, *more])


def test_several_go_on_the_list_at_once_and_what_is_there_stays(client, coalition):
    known = make.ChoiceFactory.create(coalition=coalition, state="stopped")
    new = make.InterventionFactory.create_batch(2)
    address = url_of(coalition, "choices_add")
    page = client.get(address)
    assert known.intervention.name in page.content.decode()
    assert known.intervention not in page.context["form"].fields["interventions"].queryset
    data = once(
        {"interventions": [row.pk for row in new], "state": "planned", "reason": "Samen gekozen."}
    )
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 302  # a second click
    rows = Choice.objects.filter(coalition=coalition).exclude(pk=known.pk)
    assert {(row.state, row.reason) for row in rows} == {("planned", "Samen gekozen.")}
    assert rows.count() == 2
    again = choices_add(
        coalition=coalition, interventions=[*new, known.intervention], state="running"
    )
    assert again == []
    known.refresh_from_db()
    assert known.state == "stopped"


def test_nothing_ticked_is_told_and_what_was_typed_stays(client, coalition):
    page = client.post(
        url_of(coalition, "choices_add"), once({"state": "planned", "reason": "Een lang verhaal."})
    )
    assert page.status_code == 200
    assert "Vink ten minste één interventie aan." in page.content.decode()
    assert "Een lang verhaal." in page.content.decode()


def test_stopping_asks_for_a_reason_and_heeds_somebody_elses_change(client, coalition):
    choice = make.ChoiceFactory.create(coalition=coalition, since=date(2024, 1, 1))
    address = url_of(coalition, "choice_stop", choice.pk)
    data = {"on": "2023-01-01", "reason": "", "version": choice.version}
    page = client.post(address, data).content.decode()
    assert "De einddatum ligt voor de begindatum." in page
    data |= {"on": "2025-06-01", "reason": "De subsidie hield op."}
    Choice.objects.filter(pk=choice.pk).update(version=2)
    assert client.post(address, data).status_code == 409
    assert client.post(address, data | {"version": 2}).status_code == 302
    choice.refresh_from_db()
    assert (choice.state, choice.until) == ("stopped", date(2025, 6, 1))
    with pytest.raises(DomainError):
        choice_stop(choice_id=choice.pk, on=None, reason="Nog eens")
    with pytest.raises(EditConflict):
        choice_stop(choice_id=choice.pk, on=None, reason="Nog eens", expected_version=1)


def test_last_years_choices_are_asked_about_and_unknown_changes_nothing(client, coalition):
    old = clock.today() - LONG_AGO
    still, stops, unknown = make.ChoiceFactory.create_batch(
        3, coalition=coalition, reported_on=old, state="running"
    )
    fresh = make.ChoiceFactory.create(coalition=coalition, reported_on=clock.today())
    assert "Klopt het nog?" in client.get(url_of(coalition, "choices")).content.decode()
    address = url_of(coalition, "choices_confirm")
    assert [row.pk for row in client.get(address).context["form"].choices] == [
        row.pk for row in (still, stops, unknown)
    ]
    data = {f"c{still.pk}": "still", f"c{stops.pk}": "stopped", f"c{unknown.pk}": "unknown"}
    assert client.post(address, data).status_code == 302
    told = {row.pk: (row.state, row.reported_on) for row in Choice.objects.all()}
    assert told[still.pk] == ("running", clock.today())
    assert told[stops.pk] == ("stopped", clock.today())
    assert told[unknown.pk] == ("running", old)
    assert told[fresh.pk] == ("running", clock.today())
    assert choices_confirm(coalition=coalition, stopped=[still.pk]) == 0, "changed today already"
    other = make.ChoiceFactory.create(reported_on=old)
    assert choices_confirm(coalition=coalition, still=[other.pk]) == 0, "of somebody else"


def test_an_own_offer_that_names_a_known_intervention_is_asked_about(client, coalition):
    known = make.InterventionFactory.create(name="Home-Start")
    make.InterventionFactory.create(name="GIZ")
    other = make.InterventionFactory.create(name="CenteringZwangerschap")
    InterventionName.objects.create(intervention=other, name="Centering Pregnancy")
    offer = LocalOffer.objects.create(
        coalition=coalition,
        municipality=coalition.coverage.get().municipality,
        kind="own_offer",
        text="Homestart voor gezinnen, en giz",
    )
    assert looks_like(coalition, [offer]) == {offer.pk: known}
    page = client.get(url_of(coalition, "choices")).content.decode()
    assert "Lijkt op Home-Start. Bedoelen jullie dat?" in page
    assert f"?kies={known.slug}" in page
    offer.text = "Samen met céntering pregnancy"
    assert looks_like(coalition, [offer]) == {offer.pk: other}
    make.ChoiceFactory.create(coalition=coalition, intervention=other)
    assert looks_like(coalition, [offer]) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [("Home-Start!", "homestart"), ("Súdwest  Fryslân", "sudwest fryslan"), ("", "")],
)
def test_plain_words(text, words):
    assert plain(text) == words


def test_a_choice_serves_an_ambition_of_its_own_coalition(client, coalition):
    own = Ambition.objects.create(coalition=coalition, title="Minder schulden")
    other = Ambition.objects.create(coalition=make.CoalitionFactory.create(), title="Elders")
    choice = make.ChoiceFactory.create(coalition=coalition)
    address = url_of(coalition, "choice_update", choice.pk)
    page = client.get(address)
    assert list(page.context["form"].fields["ambition"].queryset) == [own]
    data = {"state": "running", "reason": "", "capacity": "30", "version": choice.version}
    assert client.post(address, data | {"ambition": own.pk}).status_code == 302
    choice.refresh_from_db()
    assert (choice.ambition, choice.capacity) == (own, 30)
    with pytest.raises(IntegrityError, match="another coalition"), transaction.atomic():
        Choice.objects.filter(pk=choice.pk).update(ambition=other)
