"""Telling that files of a frozen round are ready: once, a link, and only to who may and wants."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.urls import reverse

from coalitions.models import RegionMembership
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications import sending
from kansrijkestart.notifications.models import Notification, NotificationWish
from kansrijkestart.notifications.selectors import MOST_ATTEMPTS, NOT_ARRIVED
from kansrijkestart.notifications.services import notifications_read, wishes_set
from kansrijkestart.notifications.tasks import mail_notifications
from monitoring.models import Edition, Export, ExportBatch, ExportFile
from monitoring.notifications import ROUND_FILES
from monitoring.selectors.files_told import Due, files_due
from monitoring.services.batches import batch_feed, batch_retry, batches_feed
from monitoring.services.editions import edition_correct
from monitoring.services.exports import exports_tidy
from monitoring.services.files_told import round_files_tell
from tests import factories as make
from tests.monitoring.edition_world import make_round
from tests.monitoring.files_world import (
    BUILDS,
    GONE,
    WEEKLY,
    People,
    again,
    bodies,
    failing,
    files_go,
    hours,
    keep_both,
    make_files,
    on,
    receivers,
    refusing,
    told,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


@pytest.fixture
def people():
    return People()


def test_a_batch_that_is_ready_is_told_once_to_keepers_and_leads(people):
    with on():
        work()
        assert ExportBatch.objects.get().state == "done"
    hours(0, WEEKLY - 1)
    assert mail.outbox == [], "it waits for the mail of the week"
    hours(WEEKLY - 1, WEEKLY + 1)
    assert receivers() == people.both
    with on(WEEKLY + 1):
        again(BUILDS)
        ExportBatch.objects.update(state="running", finished_at=None)
        batches_feed()
        assert ExportBatch.objects.get().state == "done"
        work()
    hours(WEEKLY + 1, WEEKLY + 8)
    assert len(mail.outbox) == 2
    assert Notification.objects.filter(kind=ROUND_FILES, mailed_at__isnull=False).count() == 2


def test_the_mail_leads_to_the_files_and_holds_no_file_and_no_figure(client, people):
    with on():
        work()
    people.want("single")
    Notification.objects.update(delivery="single")
    with on(1):
        mail_notifications()
    sent: dict[str, Any] = {one.to[0]: one for one in mail.outbox}
    slug = people.world.coalitions[0].slug
    pages = {
        people.keeper: reverse("monitoring:coalition_exports", args=[slug]),
        people.lead: reverse("monitoring:exports"),
    }
    persons = [one for user in User.objects.all() for one in (user.name, user.email) if one]
    for user, page in pages.items():
        message, link = sent[user.email], f"/meldingen/{told(user).pk}/"
        [html] = [str(part.content) for part in message.alternatives]
        for text in (message.body, html):
            assert link in text
            assert reverse("notifications:settings") in text
            assert "%" not in text
        assert message.attachments == []
        assert not [one for one in persons if one in message.subject + message.body + html]
        client.logout()
        asked = client.get(link)
        assert link in asked["Location"], "the link survives signing in"
        client.force_login(user)
        with on(1):
            assert client.get(link)["Location"] == page
            shown = client.get(page).content.decode()
        [export] = Export.objects.visible_to(user).filter(batch__isnull=False)
        assert reverse("monitoring:export_detail", args=[export.pk]) in shown


def test_what_is_kept_of_it_are_keys_names_and_a_day(people):
    with on():
        work()
    keys = {"batch", "coalition", "region", "name", "title", "until_on"}
    for row in Notification.objects.filter(kind=ROUND_FILES):
        assert set(row.about) == keys
        assert row.about["until_on"] == "2027-03-09"


@pytest.mark.parametrize(("language", "words"), [("nl", "staan klaar"), ("en", "are ready")])
def test_it_is_told_in_the_readers_language(people, language, words):
    people.want("single")
    User.objects.update(language=language)
    with on():
        work()
    assert len(mail.outbox) == 2
    assert all(words in one.subject for one in mail.outbox)
    names = {people.keeper: people.world.coalitions[0].name, people.lead: people.world.region.name}
    for user, name in names.items():
        [message] = [one for one in mail.outbox if one.to == [user.email]]
        assert name in message.subject


def test_who_keeps_several_coalitions_and_leads_a_region_gets_one_mail_of_the_week(people):
    for coalition in people.world.coalitions[1:]:
        make.MembershipFactory.create(coalition=coalition, user=people.keeper, role="coordinator")
    make.RegionMembershipFactory.create(region=people.world.region, user=people.keeper)
    with on():
        work()
    hours(0, WEEKLY + 1)
    [body] = bodies(people.keeper)
    for about in [*people.world.coalitions, people.world.region]:
        assert about.name in body
    rows = Notification.objects.filter(recipient=people.keeper)
    assert len(rows) == len(people.world.coalitions) + 1
    assert all(f"/meldingen/{row.pk}/" in body for row in rows)


def test_what_comes_too_late_for_the_mail_of_the_week_leaves_at_once(people):
    with on(WEEKLY):  # Monday noon: the files go on the next Monday
        work()
    assert receivers() == people.both


def test_somebody_chooses_how_files_are_told(client, people):
    client.force_login(people.lead)
    page = client.get("/meldingen/instellingen/").context["form"]
    field = page.fields[ROUND_FILES.replace(".", "-")]
    assert [key for key, _label in field.choices] == ["single", "digest", "none"]
    assert field.initial == "digest"


def test_a_worker_that_dies_between_two_mails_goes_on_with_the_second(people, monkeypatch):
    class Killed(BaseException):
        pass

    def dies(*values):
        if mail.outbox:
            raise Killed
        return whole(*values)

    people.want("single")
    whole = sending.hand_over
    with on():
        with monkeypatch.context() as patch:
            patch.setattr(sending, "hand_over", dies)
            with pytest.raises(Killed):
                work()
        assert len(mail.outbox) == 1
        mail_notifications()
    assert receivers() == people.both


def test_a_refused_mail_is_tried_again_and_nobody_else_is_mailed_twice(people, monkeypatch):
    with on():
        work()
    with refusing(monkeypatch, people.keeper.email), on(WEEKLY):
        mail_notifications()
    assert receivers() == [people.lead.email]
    assert told(people.keeper).failed_at is not None
    hours(WEEKLY, WEEKLY + 1)
    assert receivers() == people.both


def test_what_was_refused_too_often_is_told_to_administrators_and_stays_in_the_list(
    client, people, monkeypatch
):
    chief = make.NationalRoleFactory.create(role="administrator").user
    people.want("single")
    with refusing(monkeypatch, people.keeper.email):
        with on():
            work()
        hours(0, 5)
    assert told(people.keeper).attempts == MOST_ATTEMPTS
    assert Notification.objects.filter(recipient=chief, kind=NOT_ARRIVED).count() == 1
    client.force_login(people.keeper)
    with on(5):
        assert people.world.coalitions[0].name in client.get("/meldingen/").content.decode()
    hours(5, GONE)
    assert bodies(people.keeper) == []


def test_a_correction_of_the_round_is_not_told_again_and_the_list_leads_to_its_files(people):
    with on():
        work()
    hours(0, WEEKLY + 1)
    with on(WEEKLY + 1):
        notifications_read(user=people.lead)
        second = edition_correct(round=people.world.round, reason="hersteld", user=people.keeper)
        work()
    assert second.batch.state == "done"
    assert len(mail.outbox) == 2
    with on(GONE):
        files_go()
    for user in (people.keeper, people.lead):
        row = told(user)
        assert (row.about["batch"], row.about["until_on"]) == (second.batch.pk, "2027-03-16")
        assert row.ended_at is None, "its files are there"
    hours(GONE, GONE + 10)
    assert len(mail.outbox) == 2


def test_a_correction_before_the_mail_of_the_week_is_one_mail_about_the_newer_files(people):
    with on():
        work()
    with on(2):
        edition_correct(round=people.world.round, reason="hersteld", user=people.keeper)
        work()
    hours(2, WEEKLY + 1)
    assert receivers() == people.both
    assert "tot 11 maart 2027" in bodies(people.keeper)[0]


def test_an_older_edition_that_is_made_again_keeps_what_lasts_longest(people):
    with on():
        work()
    with on(2):
        edition_correct(round=people.world.round, reason="hersteld", user=people.keeper)
        work()
    newest = told(people.keeper).about
    with on(3):
        round_files_tell(batch=ExportBatch.objects.get(edition=people.edition))
    assert told(people.keeper).about == newest


def test_who_wants_no_such_mail_finds_it_in_the_list_and_who_left_is_left_alone(client, people):
    client.force_login(people.lead)
    wishes_set(user=people.lead, wishes={ROUND_FILES: "none"})
    people.keeper.is_active = False
    people.keeper.save()
    with on():
        work()
    hours(0, GONE - 1)
    assert mail.outbox == []
    assert not Notification.objects.filter(recipient=people.keeper).exists()
    title = people.world.round.questionnaire_version.title
    assert title in client.get("/meldingen/").content.decode()
    RegionMembership.objects.filter(user=people.lead).delete()
    assert title not in client.get("/meldingen/").content.decode()


def test_who_left_between_the_row_and_the_mail_is_left_alone(people):
    with on():
        work()
    people.world.coalitions[0].memberships.all().delete()
    hours(0, WEEKLY + 1)
    assert receivers() == [people.lead.email]
    assert told(people.keeper).ended_at is not None


def test_files_that_did_not_work_are_told_when_they_are_made_after_all(people, monkeypatch):
    people.want("single")
    with on():
        with failing(monkeypatch, lambda frozen: frozen.scope != "coalition"):
            work()
        assert receivers() == [people.keeper.email]
        batch_retry(batch=ExportBatch.objects.get())
        work()
    assert receivers() == people.both


def test_files_of_a_second_coalition_that_come_later_are_told_then_and_only_those(
    people, monkeypatch
):
    first, second = keep_both(people)
    people.want("single")
    with on():
        with failing(monkeypatch, lambda frozen: frozen.slug == second.slug):
            work()
        [body] = bodies(people.keeper)
        assert (first.name in body, second.name in body) == (True, False)
        batch_retry(batch=ExportBatch.objects.get())
        work()
        again(BUILDS)
        batch_feed(batch=ExportBatch.objects.get())
        work()
    hours(0, GONE - 1)
    [_first, body] = bodies(people.keeper)
    assert (first.name in body, second.name in body) == (False, True)
    assert receivers().count(people.lead.email) == 1


def test_what_waits_and_what_came_later_in_the_week_are_one_mail(people, monkeypatch):
    first, second = keep_both(people)
    with on(), failing(monkeypatch, lambda frozen: frozen.slug == second.slug):
        work()
    with on(3):
        batch_retry(batch=ExportBatch.objects.get())
        work()
    hours(3, WEEKLY + 1)
    [body] = bodies(people.keeper)
    assert first.name in body
    assert second.name in body


def test_what_is_still_to_be_told_goes_along_with_a_correction(people, monkeypatch):
    people.want("single")
    with refusing(monkeypatch, people.keeper.email):
        with on():
            work()
        hours(0, 5)
        with on(5):
            second = edition_correct(round=people.world.round, reason="hersteld", user=people.lead)
            work()
    assert told(people.keeper).about["batch"] == second.batch.pk
    hours(5, 6)
    assert receivers() == people.both, "tried anew, about the newer files"
    with on(10):
        files_go()
        work()
    assert receivers() == people.both


@pytest.mark.parametrize("wish", ["single", "digest"])
def test_who_was_not_reached_in_time_is_told_of_a_correction(people, monkeypatch, wish):
    people.want(wish)
    with on(), refusing(monkeypatch, people.keeper.email):
        work()
    with refusing(monkeypatch, people.keeper.email):
        hours(0, GONE)
    with on(GONE):
        files_go()
        assert told(people.keeper).ended_at is not None
        edition_correct(round=people.world.round, reason="hersteld", user=people.lead)
        work()
    hours(GONE, GONE + 7)
    assert receivers() == people.both
    assert told(people.keeper).about["missed"] == [people.edition.batch.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_a_person_one_mail(monkeypatch):
    """The second one comes while the first hands the mail over."""
    people = People()
    keep_both(people)
    with on():
        work()

    def meanwhile():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = '5s'")  # who waits has come too far
            with on(WEEKLY):
                return sending.digest_mail(recipient=people.keeper.pk)
        finally:
            connection.close()

    def send(*values):
        with ThreadPoolExecutor(1) as pool:
            second.append(pool.submit(meanwhile).result(timeout=20))
        return whole(*values)

    second: list[int] = []
    whole = sending.hand_over
    with monkeypatch.context() as patch, on(WEEKLY):
        patch.setattr(sending, "hand_over", send)
        assert sending.digest_mail(recipient=people.keeper.pk) == 1
    assert second == [0]
    assert len(bodies(people.keeper)) == 1


def wait_until_somebody_waits():
    """Until another connection stands still for a lock of this one."""
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_two_editions_that_are_ready_at_once_take_turns(monkeypatch):
    """The second finds what the first told, and moves it along."""
    people = People()
    with on():
        edition_correct(round=people.world.round, reason="hersteld", user=people.lead)
        work()
    Notification.objects.all().delete()
    first, second = ExportBatch.objects.order_by("pk")

    def meanwhile():
        try:
            with on():
                return round_files_tell(batch=second)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, on():
        with atomic():
            assert round_files_tell(batch=first) == 2
            waiting = pool.submit(meanwhile)
            wait_until_somebody_waits()
        assert waiting.result(timeout=20) == 0
    assert {row.about["batch"] for row in Notification.objects.all()} == {second.pk}


def test_nobody_is_told_twice_of_one_place_whatever_the_code_does(people):
    with on():
        work()
    row = told(people.keeper)
    row.pk = None
    with pytest.raises(IntegrityError, match="notifications_told_once"), atomic():
        row.save(force_insert=True)


def test_who_is_told_after_a_late_retry_are_those_with_new_files(people, monkeypatch):
    people.want("single")
    wishes_set(user=people.lead, wishes={ROUND_FILES: "none"})
    with on(), failing(monkeypatch, lambda frozen: frozen.scope == "coalition"):
        work()
    NotificationWish.objects.filter(user=people.lead).delete()
    with on(60):
        files_go()
        batch_retry(batch=ExportBatch.objects.get())
        work()
    assert receivers() == [people.keeper.email]


def test_nobody_is_told_again_when_it_is_not_known_any_more_who_was(people, settings):
    with on():
        work()
    hours(0, WEEKLY + 1)
    Notification.objects.all().delete()
    with on(settings.NOTIFICATION_DAYS + 1):
        edition_correct(round=people.world.round, reason="hersteld", user=people.lead)
        work()
        mail_notifications()
    assert len(mail.outbox) == 2
    assert not Notification.objects.exists()


TELLING = 16  # questions of telling of all files of a batch, however many they are


def exported(number):
    """A batch with files of so many coalitions of a region, of others, and of regions."""
    edition = Edition.objects.create(round=make_round(), number=1, moment=clock.now())
    batch = ExportBatch.objects.create(edition=edition)
    regions = make.RegionFactory.create_batch(number)
    regional = [make.CoalitionFactory.create(scope="regional", region=one) for one in regions]
    coalitions = [*regional, *make.CoalitionFactory.create_batch(number)]
    for one in (*coalitions, *regions):
        job = Job.objects.create(kind="x", state="done", finished_at=clock.now())
        scope = "region" if one in regions else "coalition"
        values = {"scope": scope, scope: one, "year": 2024}
        export = Export.objects.create(job=job, batch=batch, edition=edition, **values)
        ExportFile.objects.create(export=export, name="a.csv", path=f"x/{export.pk}", size=1)
    return batch, coalitions, dict(zip(regions, regional, strict=True))


@pytest.mark.parametrize("number", [1, 4])
def test_who_reads_the_files_costs_as_many_queries_for_any_number_of_coalitions(
    django_assert_num_queries, number
):
    batch, coalitions, regions = exported(number)
    make.MembershipFactory.create(role="coordinator")
    due = set()
    for coalition in coalitions:
        keeper = make.MembershipFactory.create(coalition=coalition, role="coordinator").user
        due.add(Due(keeper.pk, coalition=coalition.pk))
        make.MembershipFactory.create(coalition=coalition, role="partner")
        left = make.MembershipFactory.create(coalition=coalition, role="coordinator").user
        left.is_active = False
        left.save()
    for region, coalition in regions.items():
        lead = make.RegionMembershipFactory.create(region=region).user
        due |= {Due(lead.pk, coalition=coalition.pk), Due(lead.pk, region=region.pk)}
    with django_assert_num_queries(5):
        found = files_due(batch)
    assert (set(found), len(found)) == (due, len(due))


@pytest.mark.parametrize("number", [1, 4])
def test_telling_costs_as_many_queries_for_any_number_of_people(django_assert_num_queries, number):
    batch, coalitions, regions = exported(number)
    for coalition in coalitions:
        make.MembershipFactory.create(coalition=coalition, role="coordinator")
    for region in regions:
        make.RegionMembershipFactory.create(region=region)
    with django_assert_num_queries(TELLING):
        assert round_files_tell(batch=batch) == 4 * number
    with django_assert_num_queries(TELLING - 1):
        assert round_files_tell(batch=batch) == 0


def test_what_is_made_halfway_is_not_there_yet(people):
    def readers():
        return [one.user for one in files_due(batch)]

    with on():
        make_files()
    batch = ExportBatch.objects.get()
    both = [people.keeper.pk, people.lead.pk]
    assert readers() == both
    rows = Job.objects.filter(export__batch=batch, export__scope="coalition")
    rows.update(state="running", lease_until=clock.now(), finished_at=None)
    assert readers() == both, "the one that ends the batch"
    ExportBatch.objects.update(state="running", finished_at=None)
    batch.refresh_from_db()
    assert readers() == both[1:]


def test_no_mail_says_that_files_are_there_when_they_are_gone(people, monkeypatch):
    people.want("single")
    with refusing(monkeypatch), on():
        work()
    with on(GONE):
        exports_tidy()
        mail_notifications()
    hours(GONE, GONE + 7)
    assert mail.outbox == []
    rows = Notification.objects.filter(kind=ROUND_FILES)
    assert rows.filter(ended_at__isnull=False, mailed_at=None).count() == 2


def test_the_mail_says_until_when_the_files_are_there(people):
    people.want("single")
    with on():
        work()
    assert len(mail.outbox) == 2
    for one in mail.outbox:
        assert "tot 9 maart 2027" in one.body
