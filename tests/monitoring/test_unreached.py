"""Whom no mail about files reached: an analyst reads it at the edition, and can tell them."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import MOST_ATTEMPTS
from kansrijkestart.notifications.services import notifications_read, wishes_set
from kansrijkestart.notifications.tasks import mail_notifications
from monitoring.models import Edition, ExportBatch
from monitoring.notifications import ROUND_FILES
from monitoring.selectors.unreached import Refused, refused_of
from monitoring.services.editions import edition_correct
from monitoring.services.exports import exports_tidy
from tests import factories as make
from tests.monitoring.edition_world import make_round
from tests.monitoring.files_world import (
    GONE,
    People,
    files_go,
    hours,
    keep_both,
    on,
    refusing,
    told,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
NOBODY = Refused([], [], None, [])


@pytest.fixture
def people():
    found = People()
    found.want("single")
    return found


@pytest.fixture
def page(client, people):
    """Give what an analyst reads at the edition."""
    user = make.NationalRoleFactory.create(role="analyst").user

    def shown():
        client.force_login(user)
        address = reverse("monitoring:edition", args=[people.edition.pk])
        return client.get(address).content.decode().replace("\xa0", " ")

    return shown


def refused(monkeypatch, *addresses):
    with refusing(monkeypatch, *addresses), on():
        work()
    return ExportBatch.objects.get()


def test_an_analyst_reads_how_it_is_told_and_that_a_correction_is_not(page):
    shown = page()
    assert "in de weekmail, of meteen als die te laat komt" in shown
    assert "die later wordt gemaakt, komt de melding dan" in shown
    assert "Over een verbeterde editie komt geen nieuwe melding" in shown


def test_an_analyst_sees_who_was_not_reached_and_until_when_it_is_tried(
    client, people, page, monkeypatch
):
    refused(monkeypatch, people.keeper.email)
    with on(hours=1):
        shown = page()
    assert "Bij 1 persoon kon een mail over deze bestanden niet worden bezorgd." in shown
    assert "uiterlijk tot 9 maart 2027" in shown
    assert people.keeper.email in shown
    assert people.lead.email not in shown
    with on(GONE):
        exports_tidy()
        assert "De site probeert het niet opnieuw" in page(), "nobody looked at the row yet"
        files_go()
    for day in (GONE, 20):
        with on(day):
            shown = page()
        assert "Aan 1 persoon kon geen mail worden bezorgd" in shown
        assert "De site probeert het niet opnieuw" in shown
        assert f"{people.keeper.email}</span>: {people.world.coalitions[0].name}" in shown
        assert people.lead.email not in shown
    client.force_login(people.lead)
    address = reverse("monitoring:edition", args=[people.edition.pk])
    assert client.get(address).status_code == 404


def test_who_was_refused_too_often_is_named_while_the_files_are_there(people, page, monkeypatch):
    with refusing(monkeypatch, people.keeper.email):
        batch = refused(monkeypatch, people.keeper.email)
        hours(0, 5)
    assert told(people.keeper).attempts == MOST_ATTEMPTS
    found = refused_of(batch)
    assert ([one.user for one in found.given_up], found.again, found.over) == (
        [people.keeper],
        [],
        [],
    )
    assert found.until == date(2027, 3, 9)
    with on(5):
        shown = page()
    assert "te vaak geweigerd" in shown
    assert "staan nog tot 9 maart 2027 op de site" in shown


def test_when_the_files_are_over_everybody_is_named_whom_nothing_reached(people, monkeypatch):
    batch = refused(monkeypatch)
    with on(GONE):
        files_go()
    found = refused_of(batch)
    assert {one.user for one in found.over} == {people.keeper, people.lead}
    assert (found.again, found.given_up, found.until) == ([], [], None)


def test_a_mail_that_was_never_tried_while_the_files_were_there_reached_nobody(people):
    for user in (people.keeper, people.lead):
        wishes_set(user=user, wishes={ROUND_FILES: "digest"})
    with on():
        work()
    people.world.coalitions[0].memberships.all().delete()
    with on(GONE):  # no schedule ran for a week
        exports_tidy()
        mail_notifications()
    assert mail.outbox == []
    [unreached] = refused_of(ExportBatch.objects.get()).over
    assert (unreached.user, unreached.places) == (people.lead, people.world.region.name)


def test_who_was_refused_and_left_then_stays_named(people, monkeypatch):
    batch = refused(monkeypatch, people.keeper.email)
    people.keeper.is_active = False
    people.keeper.save()
    hours(0, 1)
    [unreached] = refused_of(batch).over
    assert unreached.user == people.keeper


def test_who_was_reached_after_all_is_not_named(people, monkeypatch):
    batch = refused(monkeypatch, people.keeper.email)
    assert [one.user for one in refused_of(batch).again] == [people.keeper]
    hours(0, 1)
    row = told(people.keeper)
    assert row.mailed_at is not None
    assert refused_of(batch) == NOBODY
    row.about["missed"] = [batch.pk]  # as when its files were made once more
    row.save()
    assert refused_of(batch) == NOBODY


def test_who_read_it_on_the_site_or_wants_no_mail_any_more_is_not_named(people, monkeypatch):
    batch = refused(monkeypatch)
    with on(hours=1):
        notifications_read(user=people.keeper)
        wishes_set(user=people.lead, wishes={ROUND_FILES: "none"})
    assert refused_of(batch) == NOBODY
    with on(GONE):
        files_go()
    assert refused_of(batch) == NOBODY


def test_who_was_not_reached_of_the_first_is_named_there_and_not_at_its_correction(
    people, monkeypatch
):
    first = refused(monkeypatch, people.keeper.email)
    with refusing(monkeypatch, people.keeper.email), on(GONE):
        files_go()
        second = edition_correct(round=people.world.round, reason="hersteld", user=people.lead)
        work()
    assert [one.user for one in refused_of(first).over] == [people.keeper]
    assert [one.user for one in refused_of(second.batch).again] == [people.keeper]
    hours(GONE, GONE + 1)
    assert [one.user for one in refused_of(first).over] == [people.keeper]
    assert refused_of(second.batch) == NOBODY


def test_several_places_of_somebody_are_one_line(people, monkeypatch):
    first, second = keep_both(people)
    found = refused_of(refused(monkeypatch, people.keeper.email))
    [unreached] = found.again
    assert unreached.places == ", ".join(sorted([first.name, second.name]))


@pytest.mark.parametrize("number", [1, 5])
def test_who_was_not_reached_costs_as_many_queries_for_one_as_for_several(
    django_assert_num_queries, number
):
    edition = Edition.objects.create(round=make_round(), number=1, moment=clock.now())
    batch = ExportBatch.objects.create(edition=edition)
    failed = {"failed_at": clock.now(), "fault": "x", "attempts": 1, "delivery": "single"}
    for user in make.UserFactory.create_batch(number):
        for key in range(number):
            about = {"batch": batch.pk, "coalition": key, "region": None, "name": str(key)}
            Notification.objects.create(
                recipient=user,
                kind=ROUND_FILES,
                occasion=f"1 c{key}",
                about=about | {"until_on": "2027-03-09"},
                path="/exports/",
                **failed,
            )
    with django_assert_num_queries(2):
        found = refused_of(batch)
    assert (len(found.again), found.until, len(found.over)) == (0, None, number)
