"""Asking municipalities to report: once a week, one mail per coordinator, nothing lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions.models import Coalition, Municipality, RegionMembership
from coalitions.registry import Reading, next_steps_for
from interventions.matrix import region_matrix
from interventions.models import LocalOffer, SupplementRequest
from interventions.selectors.supplements import missing_reports, open_request
from interventions.services.supplements import supplements_ask
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import still_due
from tests import factories as make
from tests.coalitions.sending import once
from tests.interventions.test_matrix_pages import boek, chosen, coalition_of, page, region
from tests.notifications.world import mail_now

__all__ = ["boek", "region"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def keepers(region):
    """Aadorp has two coordinators, Beedorp none."""
    users = [make.UserFactory.create(language=code) for code in ("nl", "en")]
    for user in users:
        make.MembershipFactory.create(user=user, coalition=coalition_of("Aadorp"))
    make.MembershipFactory.create(coalition=coalition_of("Ceedorp"))
    return users


def place(name):
    return Municipality.objects.get(name=name)


def ask(region, *names, text="Vul je het aan?"):
    return supplements_ask(
        region=region,
        municipalities=[place(name).pk for name in names],
        text=text,
        asked_by=RegionMembership.objects.get(region=region).user,
    )


def test_who_has_something_to_report(region, keepers, boek):
    chosen("Aadorp", boek)
    found = missing_reports(region_matrix(region))
    assert [(one.row.municipality.name, one.has_nothing, one.coordinators) for one in found] == [
        ("Beedorp", True, 0)
    ]
    chosen("Beedorp", make.InterventionFactory.create(name="GIZ"))
    found = missing_reports(region_matrix(region))
    assert [(one.row.municipality.name, one.columns) for one in found] == [
        ("Aadorp", ["GIZ"]),
        ("Beedorp", ["BoekStart"]),
    ]


def test_one_mail_per_coordinator_in_their_language(region, keepers):
    asked = ask(region, "Aadorp", "Beedorp")
    assert (asked.asked, asked.unreachable) == (["Aadorp"], ["Beedorp"])
    assert (mail_now(), mail_now()) == (2, 0)
    assert [one.to for one in mail.outbox] == [[user.email] for user in keepers]
    dutch, english = mail.outbox
    assert "Regio De Streek vraagt" in dutch.subject
    assert "Region De Streek asks" in english.subject
    for one in mail.outbox:
        assert "Vul je het aan?" not in one.body
        assert "Aadorp" in one.body
        assert not any(user.name in one.subject for user in keepers)
    path = reverse("interventions:choices", args=[coalition_of("Aadorp").slug])
    assert set(Notification.objects.values_list("path", flat=True)) == {path}


def test_who_reported_meanwhile_is_not_mailed(region, keepers, boek):
    ask(region, "Aadorp")
    told = list(Notification.objects.filter(recipient=keepers[0]))
    assert still_due(keepers[0], told) == {told[0].pk}
    chosen("Aadorp", boek)
    assert still_due(keepers[0], told) == set()
    assert mail_now() == 0


def test_once_a_week_at_the_most(region, keepers):
    ask(region, "Aadorp")
    again = ask(region, "Aadorp")
    assert again.asked == []
    assert again.lately == [("Aadorp", clock.today() + timedelta(days=7))]
    row = SupplementRequest.objects.get()
    SupplementRequest.objects.update(
        asked_on=row.asked_on - timedelta(days=7), again_from=row.again_from - timedelta(days=7)
    )
    assert ask(region, "Aadorp").asked == ["Aadorp"]


def test_the_database_refuses_two_requests_in_a_week(region, keepers):
    ask(region, "Aadorp")
    row = SupplementRequest.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.asked_on, row.again_from = row.again_from, row.again_from + timedelta(days=7)
    row.save(force_insert=True)


def test_nobody_ticked_is_refused_and_what_does_not_share_too(region, keepers):
    with pytest.raises(DomainError):
        ask(region)
    assert ask(region, "Ceedorp").asked == []
    assert not SupplementRequest.objects.exists()


def test_the_asked_coordinator_sees_it_until_something_is_reported(client, region, keepers, boek):
    coalition = coalition_of("Aadorp")
    reading = lambda: Reading(Coalition.objects.get(pk=coalition.pk), keepers[0])  # noqa: E731
    chosen("Aadorp", boek)
    chosen("Beedorp", make.InterventionFactory.create(name="GIZ"))
    assert open_request(reading()) is None
    ask(region, "Aadorp")
    assert open_request(reading()).text == "Vul je het aan?"
    assert 25 in [step.priority for step in next_steps_for(reading())]
    client.force_login(keepers[0])
    url = reverse("interventions:choices", args=[coalition.slug])
    assert "Vul je het aan?" in client.get(url).content.decode()
    partner = make.MembershipFactory.create(coalition=coalition, role="partner").user
    client.force_login(partner)
    assert "Vul je het aan?" not in client.get(url).content.decode()
    LocalOffer.objects.create(
        coalition=coalition, municipality=place("Aadorp"), kind="own_offer", text="Oudercafé"
    )
    client.force_login(keepers[0])
    assert "Vul je het aan?" not in client.get(url).content.decode()
    assert 25 not in [step.priority for step in next_steps_for(reading())]


def test_the_request_stands_in_the_log_of_the_coalition(client, region, keepers):
    ask(region, "Aadorp")
    client.force_login(keepers[0])
    url = reverse("coalitions:log", args=[coalition_of("Aadorp").slug])
    assert "Vraag om aanvulling van de regio" in client.get(url).content.decode()


def test_the_lead_asks_on_the_page_and_is_told_who_was_skipped(client, region, keepers):
    url = page(region, "region_matrix_missing")
    body = client.get(url).content.decode()
    assert body.count('name="municipalities"') == 1
    assert "Neem zelf contact op" in body
    assert "Ceedorp" in body
    data = {"municipalities": [place("Aadorp").pk, place("Beedorp").pk], "text": "Graag"}
    answer = client.post(url, once(data), follow=True).content.decode()
    assert "Aadorp is gevraagd" in answer
    assert "niemand houdt het dossier bij: Beedorp" in answer
    assert "Kan opnieuw vanaf" in answer
    again = client.post(url, once(data), follow=True).content.decode()
    assert "kort geleden gevraagd: Aadorp" in again
    assert SupplementRequest.objects.get().text == "Graag"


def test_a_wrong_tick_keeps_the_sentence(client, region, keepers):
    url = page(region, "region_matrix_missing")
    for ticked in ([], [place("Ceedorp").pk], ["x"]):
        answer = client.post(url, once({"municipalities": ticked, "text": "Mijn zin"}))
        assert answer.status_code == 200
        assert "Mijn zin" in answer.content.decode()
    assert not SupplementRequest.objects.exists()
