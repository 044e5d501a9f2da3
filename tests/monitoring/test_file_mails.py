"""Mails that downloads of a frozen round are ready: once, a link, and only to who may and wants."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import atomic
from django.urls import reverse

from coalitions.models import RegionMembership
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications.models import Notification, NotificationWish
from kansrijkestart.notifications.services import wishes_set
from monitoring import tasks
from monitoring.models import Edition, Export, ExportBatch, ExportFile, FilesMail
from monitoring.notifications import EXPORT_READY, ROUND_FILES
from monitoring.selectors.file_mails import Due, files_due, refused_of
from monitoring.services import file_mails
from monitoring.services.batches import batch_retry, batches_feed
from monitoring.services.edition_exports import edition_export_request
from monitoring.services.editions import edition_correct
from monitoring.services.exports import exports_tidy
from tests import factories as make
from tests.monitoring.edition_world import freeze, make_round, year_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


class People:
    """A frozen round whose batch waits; one keeper, one lead, and people who are not mailed."""

    def __init__(self):
        self.world = year_world(with_figures=False)
        coalition = self.world.coalitions[0]
        self.keeper = make.MembershipFactory.create(coalition=coalition, role="coordinator").user
        self.lead = make.RegionMembershipFactory.create(region=self.world.region).user
        make.MembershipFactory.create(coalition=coalition, role="partner")
        make.NationalRoleFactory.create()
        self.edition = freeze(self.world)


@pytest.fixture
def people():
    return People()


def work():
    """Run every waiting job as workers do, and let the sweep look at the batch."""
    for _turn in range(3):
        while waiting := Job.objects.filter(state="queued", run_after__lte=clock.now()).first():
            running.run(waiting.pk)
        batches_feed()


def make_files():
    """Run what makes the files, and no mail yet."""
    kind = "monitoring.edition_export"
    while job := Job.objects.filter(kind=kind, state="queued").first():
        running.run(job.pk)


def again(kind):
    """What the sweep does to a job whose worker died before it was written down as done."""
    past = clock.now() - timedelta(seconds=1)
    for job in Job.objects.filter(kind=kind):
        Job.objects.filter(pk=job.pk).update(state="running", lease_until=past, finished_at=None)
        running.run(job.pk)


@contextmanager
def refusing(monkeypatch, *addresses):
    def send(message, **_more):
        if not addresses or message.to[0] in addresses:
            raise SMTPException("refused")
        return whole(message, **_more)

    whole = EmailMultiAlternatives.send
    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", send)
        yield


def receivers():
    return sorted(one.to[0] for one in mail.outbox)


def test_a_batch_that_is_ready_is_told_once_to_keepers_and_leads(people):
    assert mail.outbox == []
    work()
    assert ExportBatch.objects.get().state == "done"
    assert receivers() == sorted([people.keeper.email, people.lead.email])
    work()
    again(file_mails.KIND)
    file_mails.files_mails_again()
    work()
    assert len(mail.outbox) == 2
    assert FilesMail.objects.filter(mailed_at__isnull=False).count() == 2
    assert not FilesMail.objects.filter(ended_at__isnull=False).exists()


def test_the_mail_leads_to_the_files_and_holds_no_file_and_no_figure(client, people):
    work()
    told = {one.to[0]: one for one in mail.outbox}
    slug = people.world.coalitions[0].slug
    pages = {
        people.keeper: reverse("monitoring:coalition_exports", args=[slug]),
        people.lead: reverse("monitoring:exports"),
    }
    for user, page in pages.items():
        message = told[user.email]
        assert page + "\n" in message.body
        assert reverse("notifications:settings") in message.body
        assert message.attachments == []
        assert message.message().get_content_type() == "text/plain"
        assert "%" not in message.body
        client.force_login(user)
        shown = client.get(page).content.decode()
        [export] = Export.objects.visible_to(user).filter(batch__isnull=False)
        assert reverse("monitoring:export_detail", args=[export.pk]) in shown


def test_who_keeps_several_coalitions_and_leads_a_region_gets_one_mail(people):
    for coalition in people.world.coalitions[1:]:
        make.MembershipFactory.create(coalition=coalition, user=people.keeper, role="coordinator")
    make.RegionMembershipFactory.create(region=people.world.region, user=people.keeper)
    work()
    [body] = [one.body for one in mail.outbox if one.to == [people.keeper.email]]
    for coalition in people.world.coalitions:
        assert coalition.name in body
        assert reverse("monitoring:coalition_exports", args=[coalition.slug]) in body
    assert people.world.region.name in body


def test_a_worker_that_dies_between_two_mails_goes_on_with_the_second(people, monkeypatch):
    class Killed(BaseException):
        pass

    def dies(**values):
        if mail.outbox:
            raise Killed
        return whole(**values)

    whole = file_mails.files_mail
    with monkeypatch.context() as patch:
        patch.setattr(file_mails, "files_mail", dies)
        with pytest.raises(Killed):
            work()
    assert len(mail.outbox) == 1
    again(file_mails.KIND)
    assert receivers() == sorted([people.keeper.email, people.lead.email])


def test_a_refused_mail_is_tried_again_and_nobody_else_is_mailed_twice(people, monkeypatch):
    with refusing(monkeypatch, people.keeper.email):
        work()
    assert receivers() == [people.lead.email]
    assert FilesMail.objects.get(user=people.keeper).failed_at is not None
    with clock.travel(clock.now() + timedelta(minutes=5)):
        work()
    assert receivers() == sorted([people.keeper.email, people.lead.email])


def test_a_mail_that_used_up_its_attempts_is_tried_again_the_next_morning(people, monkeypatch):
    with refusing(monkeypatch, people.keeper.email):
        work()
    Job.objects.filter(kind=file_mails.KIND).update(state="failed", finished_at=clock.now())
    tasks.remind_of_rounds()
    tasks.remind_of_rounds()
    work()
    assert receivers() == sorted([people.keeper.email, people.lead.email])
    assert Job.objects.filter(kind=file_mails.KIND).count() == 2


def test_a_correction_of_the_round_is_not_told_again(people):
    work()
    second = edition_correct(round=people.world.round, reason="hersteld", user=people.keeper)
    work()
    assert second.batch.state == "done"
    assert len(mail.outbox) == 2


def test_who_wants_no_such_mail_finds_it_in_the_list_and_who_left_is_left_alone(client, people):
    client.force_login(people.lead)
    wishes_set(user=people.lead, wishes={ROUND_FILES: "none"})
    people.keeper.is_active = False
    people.keeper.save()
    work()
    assert mail.outbox == []
    assert not FilesMail.objects.exists()
    title = people.world.round.questionnaire_version.title
    assert title in client.get("/meldingen/").content.decode()
    RegionMembership.objects.filter(user=people.lead).delete()
    assert title not in client.get("/meldingen/").content.decode()


def test_files_do_not_wait_for_the_mail_of_the_week(client, people):
    client.force_login(people.lead)
    page = client.get("/meldingen/instellingen/").context["form"]
    name = ROUND_FILES.replace(".", "-")
    assert [key for key, _label in page.fields[name].choices] == ["single", "none"]


def test_who_left_between_the_row_and_the_mail_is_left_alone(people):
    make_files()
    file_mails.files_mails_write(batch=ExportBatch.objects.get())
    assert FilesMail.objects.filter(user=people.keeper).exists()
    people.world.coalitions[0].memberships.all().delete()
    work()
    assert receivers() == [people.lead.email]
    assert list(FilesMail.objects.values_list("user", flat=True)) == [people.lead.pk]


def test_files_that_did_not_work_are_told_when_they_are_made_after_all(people, monkeypatch):
    from monitoring.services import edition_exports

    def only_coalitions(frozen):
        if not frozen.scope == "coalition":
            raise OSError(28, "vol")
        return whole(frozen)

    whole = edition_exports.EditionBundle
    with monkeypatch.context() as patch:
        patch.setattr(edition_exports, "EditionBundle", only_coalitions)
        work()
    assert receivers() == [people.keeper.email]
    batch_retry(batch=ExportBatch.objects.get())
    work()
    assert receivers() == sorted([people.keeper.email, people.lead.email])


def test_an_analyst_reads_what_is_mailed_when_and_that_a_correction_is_not(client, people):
    client.force_login(make.NationalRoleFactory.create(role="analyst").user)
    page = reverse("monitoring:edition", args=[people.edition.pk])
    shown = client.get(page).content.decode()
    assert "die later wordt gemaakt, komt de mail dan" in shown
    assert "Over een verbeterde editie komt geen nieuwe mail" in shown


@contextmanager
def failing_about(monkeypatch, *slugs):
    from monitoring.services import edition_exports

    def build(frozen):
        if frozen.slug in slugs:
            raise OSError(28, "vol")
        return whole(frozen)

    whole = edition_exports.EditionBundle
    with monkeypatch.context() as patch:
        patch.setattr(edition_exports, "EditionBundle", build)
        yield


def keep_both(people):
    """The keeper of one coalition keeps the second one too, and nobody else keeps it."""
    second = people.world.coalitions[1]
    make.MembershipFactory.create(coalition=second, user=people.keeper, role="coordinator")
    return people.world.coalitions[0], second


def bodies(people):
    return [one.body for one in mail.outbox if one.to == [people.keeper.email]]


def test_files_of_a_second_coalition_that_come_later_are_told_then_and_only_those(
    people, monkeypatch
):
    first, second = keep_both(people)
    with failing_about(monkeypatch, second.slug):
        work()
    [body] = bodies(people)
    assert (first.name in body, second.name in body) == (True, False)
    batch_retry(batch=ExportBatch.objects.get())
    work()
    again(file_mails.KIND)
    assert file_mails.files_mails_again() == 0
    work()
    [_first, body] = bodies(people)
    assert (first.name in body, second.name in body) == (False, True)
    assert receivers().count(people.lead.email) == 1


def test_what_was_refused_and_what_came_later_are_one_mail(people, monkeypatch):
    first, second = keep_both(people)
    with refusing(monkeypatch), failing_about(monkeypatch, second.slug):
        work()
    batch_retry(batch=ExportBatch.objects.get())
    work()
    with clock.travel(clock.now() + timedelta(minutes=5)):
        work()
    [body] = bodies(people)
    assert first.name in body
    assert second.name in body


def test_what_is_still_to_be_told_goes_along_with_a_correction(people, monkeypatch):
    with refusing(monkeypatch, people.keeper.email):
        work()
    Job.objects.filter(kind=file_mails.KIND).update(state="failed", finished_at=clock.now())
    with clock.travel(clock.now() + timedelta(days=5)):
        second = edition_correct(round=people.world.round, reason="hersteld", user=people.lead)
        with refusing(monkeypatch, people.keeper.email):
            work()
        assert set(FilesMail.objects.filter(mailed_at=None).values_list("batch")) == {
            (second.batch.pk,)
        }
    with clock.travel(clock.now() + timedelta(days=10)):
        exports_tidy()
        work()
    assert receivers() == sorted([people.keeper.email, people.lead.email])


def test_who_was_not_reached_in_time_is_told_of_a_correction(people, monkeypatch):
    with refusing(monkeypatch, people.keeper.email):
        work()
    Job.objects.filter(kind=file_mails.KIND).update(state="failed", finished_at=clock.now())
    with clock.travel(clock.now() + timedelta(days=8)):
        exports_tidy()
        file_mails.files_mails_again()
        work()
        edition_correct(round=people.world.round, reason="hersteld", user=people.lead)
        work()
    assert receivers() == sorted([people.keeper.email, people.lead.email])
    [unreached] = refused_of(ExportBatch.objects.get(edition=people.edition)).over
    assert unreached.user == people.keeper


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_a_person_one_mail(monkeypatch):
    """The second one comes while the first hands the mail over."""
    people = People()
    keep_both(people)
    make_files()
    batch = ExportBatch.objects.get()
    file_mails.files_mails_write(batch=batch)
    wanted = {"batch": batch.pk, "user": people.keeper.pk}

    def meanwhile():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = '5s'")  # who waits has come too far
            return file_mails.files_mail(**wanted)
        finally:
            connection.close()

    def send(*values):
        with ThreadPoolExecutor(1) as pool:
            second.append(pool.submit(meanwhile).result(timeout=20))
        return whole(*values)

    second: list[int] = []
    whole = file_mails.send_mail
    with monkeypatch.context() as patch:
        patch.setattr(file_mails, "send_mail", send)
        assert file_mails.files_mail(**wanted) == 1
    assert second == [0]
    assert len(bodies(people)) == 1


def test_nobody_is_told_twice_of_one_place_whatever_the_code_does(people):
    work()
    row = FilesMail.objects.get(user=people.keeper)
    row.pk = None
    with pytest.raises(IntegrityError, match="monitoring_files_told_once"), atomic():
        row.save(force_insert=True)
    row.region = people.world.region
    with pytest.raises(IntegrityError, match="monitoring_files_of_one_place"), atomic():
        row.save(force_insert=True)
    row.region, row.ended_at = None, clock.now()
    with pytest.raises(IntegrityError, match="monitoring_files_told_or_ended"), atomic():
        row.save(force_insert=True)
    row.mailed_at = None
    row.save(force_insert=True)


def test_who_was_told_before_places_had_their_own_row_is_not_told_again_and_back(people):
    keep_both(people)
    work()
    batch = ExportBatch.objects.get()
    kept = {"batch": batch.pk, "user": people.keeper.pk}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def migrate(name):
        executor = MigrationExecutor(connection)
        executor.migrate([("monitoring", name)])
        apps = executor.loader.project_state([("monitoring", name)]).apps
        return apps.get_model("monitoring", "FilesMail").objects

    before = FilesMail.objects.filter(**kept)
    keys = sorted(before.values_list("coalition", "mailed_at"))
    assert len(keys) == 2
    try:
        [row] = migrate("0017_files_mails").filter(**kept)
        assert row.mailed_at == keys[0][1]
    finally:
        migrate("0018_files_per_place")
    assert sorted(before.values_list("coalition", "mailed_at")) == keys
    assert FilesMail.objects.filter(user=people.lead).count() == 1
    file_mails.files_mails_write(batch=batch)
    assert not FilesMail.objects.filter(mailed_at=None).exists()


def test_a_refused_mail_about_an_own_download_is_tried_again_once(people, monkeypatch):
    analyst = make.NationalRoleFactory.create().user
    export = edition_export_request(user=analyst, edition=people.edition, scope="national")
    with refusing(monkeypatch):
        running.run(export.job_id)
        running.run(Job.objects.get(kind=file_mails.ASKED).pk)
    export.job.refresh_from_db()
    assert export.job.state == "done"
    assert mail.outbox == []
    with clock.travel(clock.now() + timedelta(minutes=5)):
        again(file_mails.ASKED)
        again(file_mails.ASKED)
        again("monitoring.edition_export")
    own = [one for one in mail.outbox if one.to == [analyst.email]]
    assert len(own) == 1
    [told] = Notification.objects.filter(kind=EXPORT_READY)
    assert (told.recipient, told.delivery) == (analyst, "none")
    assert reverse("monitoring:export_detail", args=[export.pk]) in own[0].body


def test_who_lost_access_before_the_mail_is_not_mailed(people, monkeypatch):
    analyst = make.NationalRoleFactory.create().user
    export = edition_export_request(user=analyst, edition=people.edition, scope="national")
    with refusing(monkeypatch):
        running.run(export.job_id)
    analyst.national_roles.all().delete()
    running.run(Job.objects.get(kind=file_mails.ASKED).pk)
    assert mail.outbox == []


def test_no_mail_says_that_files_are_there_when_they_are_gone(people, monkeypatch):
    with refusing(monkeypatch):
        work()
    Job.objects.filter(kind=file_mails.KIND).update(state="failed", finished_at=clock.now())
    with clock.travel(clock.now() + timedelta(days=8)):
        exports_tidy()
        assert file_mails.files_mails_again() == 1
        work()
        assert mail.outbox == []
        assert FilesMail.objects.filter(ended_at=None).count() == 0
        assert file_mails.files_mails_again() == 0
    assert FilesMail.objects.filter(ended_at__isnull=False, mailed_at=None).count() == 2


def test_a_mail_that_was_never_tried_while_the_files_were_there_reached_nobody(people):
    make_files()
    file_mails.files_mails_write(batch=ExportBatch.objects.get())
    people.world.coalitions[0].memberships.all().delete()
    with clock.travel(clock.now() + timedelta(days=8)):
        exports_tidy()
        work()
    assert mail.outbox == []
    [unreached] = refused_of(ExportBatch.objects.get()).over
    assert (unreached.user, unreached.places) == (people.lead, people.world.region.name)
    assert not FilesMail.objects.filter(user=people.keeper).exists(), "it was not theirs any more"


def test_who_was_refused_and_left_then_stays_named(people, monkeypatch):
    with refusing(monkeypatch, people.keeper.email):
        work()
    people.keeper.is_active = False
    people.keeper.save()
    with clock.travel(clock.now() + timedelta(minutes=5)):
        work()
    [unreached] = refused_of(ExportBatch.objects.get()).over
    assert unreached.user == people.keeper


def test_who_is_mailed_after_a_late_retry_are_those_with_new_files(people, monkeypatch):
    from monitoring.services import edition_exports

    def only_regions(frozen):
        if frozen.scope == "coalition":
            raise OSError(28, "vol")
        return whole(frozen)

    whole = edition_exports.EditionBundle
    wishes_set(user=people.lead, wishes={ROUND_FILES: "none"})
    with monkeypatch.context() as patch:
        patch.setattr(edition_exports, "EditionBundle", only_regions)
        work()
    NotificationWish.objects.all().delete()
    with clock.travel(clock.now() + timedelta(days=60)):
        exports_tidy()
        batch_retry(batch=ExportBatch.objects.get())
        work()
    assert receivers() == [people.keeper.email]


@pytest.mark.parametrize("number", [1, 4])
def test_who_reads_the_files_costs_as_many_queries_for_any_number_of_coalitions(
    django_assert_num_queries, number
):
    edition = Edition.objects.create(round=make_round(), number=1, moment=clock.now())
    batch = ExportBatch.objects.create(edition=edition)
    regions = make.RegionFactory.create_batch(number)
    regional = [make.CoalitionFactory.create(scope="regional", region=one) for one in regions]
    make.MembershipFactory.create(role="coordinator")
    due = set()

    def an_export(**values):
        job = Job.objects.create(kind="x", state="done", finished_at=clock.now())
        export = Export.objects.create(job=job, batch=batch, year=2024, edition=edition, **values)
        ExportFile.objects.create(export=export, name="a.csv", path=f"x/{export.pk}", size=1)

    for coalition in [*regional, *make.CoalitionFactory.create_batch(number)]:
        an_export(scope="coalition", coalition=coalition)
        keeper = make.MembershipFactory.create(coalition=coalition, role="coordinator").user
        due.add(Due(keeper.pk, coalition=coalition.pk))
        make.MembershipFactory.create(coalition=coalition, role="partner")
        left = make.MembershipFactory.create(coalition=coalition, role="coordinator").user
        left.is_active = False
        left.save()
    for region, coalition in zip(regions, regional, strict=True):
        an_export(scope="region", region=region)
        lead = make.RegionMembershipFactory.create(region=region).user
        due |= {Due(lead.pk, coalition=coalition.pk), Due(lead.pk, region=region.pk)}
    with django_assert_num_queries(5):
        found = files_due(batch)
    assert (set(found), len(found)) == (due, len(due))


def test_what_is_made_halfway_is_not_there_yet(people):
    def readers():
        return [one.user for one in files_due(batch)]

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


def test_the_mails_say_until_when_the_files_are_there(people, monkeypatch):
    analyst = make.NationalRoleFactory.create(user__language="nl").user
    with clock.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        export = edition_export_request(user=analyst, edition=people.edition, scope="national")
        with refusing(monkeypatch):
            work()
        assert export.requested_by == analyst
    with clock.travel(datetime(2027, 3, 3, 12, tzinfo=UTC)):
        work()
    assert len(mail.outbox) == 3
    for one in mail.outbox:
        assert "tot 8 maart 2027" in one.body


def test_a_mail_about_an_own_download_ends_with_its_files(people, monkeypatch):
    analyst = make.NationalRoleFactory.create().user
    export = edition_export_request(user=analyst, edition=people.edition, scope="national")
    with refusing(monkeypatch):
        running.run(export.job_id)
    with clock.travel(clock.now() + timedelta(days=8)):
        exports_tidy()
        running.run(Job.objects.get(kind=file_mails.ASKED).pk)
    assert mail.outbox == []
    assert Job.objects.get(kind=file_mails.ASKED).state == "done"


def test_a_mail_about_an_own_download_that_used_up_its_attempts_is_tried_the_next_morning(
    people, monkeypatch
):
    analyst = make.NationalRoleFactory.create().user
    export = edition_export_request(user=analyst, edition=people.edition, scope="national")
    with refusing(monkeypatch):
        running.run(export.job_id)
    jobs = Job.objects.filter(kind=file_mails.ASKED)
    jobs.update(state="failed", attempt=5, finished_at=clock.now())
    assert [file_mails.files_mails_again(), file_mails.files_mails_again()] == [1, 0]
    running.run(jobs.get().pk)
    assert receivers() == [analyst.email]
    jobs.update(state="failed", finished_at=clock.now())
    assert file_mails.files_mails_again() == 0, "told"
    Export.objects.update(told_at=None)
    with clock.travel(clock.now() + timedelta(days=8)):
        exports_tidy()
        assert file_mails.files_mails_again() == 0, "its files are gone"


def test_an_analyst_sees_who_was_not_reached_and_until_when_it_is_tried(
    client, people, monkeypatch
):
    client.force_login(make.NationalRoleFactory.create(role="analyst").user)
    page = reverse("monitoring:edition", args=[people.edition.pk])
    with clock.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        with refusing(monkeypatch, people.keeper.email):
            work()
        shown = client.get(page).content.decode().replace("\xa0", " ")
        assert "1 mail over deze bestanden kon niet worden bezorgd." in shown
        assert "uiterlijk op 8 maart 2027" in shown
        assert people.keeper.email in shown
        assert people.lead.email not in shown

    def shown_on(day):
        with clock.travel(datetime(2027, 3, day, 12, tzinfo=UTC)):
            return client.get(page).content.decode().replace("\xa0", " ")

    with clock.travel(datetime(2027, 3, 9, 12, tzinfo=UTC)):
        exports_tidy()
    assert "De site probeert het niet opnieuw" in shown_on(9), "nobody looked at the row yet"
    with clock.travel(datetime(2027, 3, 9, 12, tzinfo=UTC)):
        work()
    for day in (9, 20):
        shown = shown_on(day)
        assert "Aan 1 persoon kon geen mail worden bezorgd" in shown
        assert "De site probeert het niet opnieuw" in shown
        assert f"{people.keeper.email}</span>: {people.world.coalitions[0].name}" in shown
        assert people.lead.email not in shown
    client.force_login(people.lead)
    assert client.get(page).status_code == 404


def test_who_was_reached_after_all_is_not_named(people, monkeypatch):
    batch = ExportBatch.objects.get()
    with refusing(monkeypatch, people.keeper.email):
        work()
    assert [one.user for one in refused_of(batch).again] == [people.keeper]
    row = FilesMail.objects.get(user=people.keeper)
    FilesMail.objects.filter(pk=row.pk).update(ended_at=clock.now())
    assert [one.user for one in refused_of(batch).over] == [people.keeper]
    row.pk, row.failed_at, row.mailed_at = None, None, clock.now()
    row.save(force_insert=True)
    assert refused_of(batch) == ([], None, [])


@pytest.mark.parametrize("number", [1, 5])
def test_who_was_not_reached_costs_as_many_queries_for_one_as_for_several(
    django_assert_num_queries, number
):
    asked = make_round()
    edition = Edition.objects.create(round=asked, number=1, moment=clock.now())
    batch = ExportBatch.objects.create(edition=edition)
    about = {"round": asked, "batch": batch, "failed_at": clock.now()}
    for user in make.UserFactory.create_batch(number):
        for coalition in make.CoalitionFactory.create_batch(number):
            FilesMail.objects.create(user=user, coalition=coalition, **about)
    with django_assert_num_queries(2):
        found = refused_of(batch)
    assert (len(found.again), found.until, len(found.over)) == (0, None, number)
