"""Exports of an edition: who may have them, the batch, the mail, and their pages."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.sending import singles_mail
from monitoring.models import Edition, Export, ExportBatch, Response, ResponseAnswer
from monitoring.services import batches
from monitoring.services.batches import (
    batch_cancel,
    batch_feed,
    batch_pause,
    batch_resume,
    batch_retry,
    batch_start,
    batches_feed,
)
from monitoring.services.edition_exports import edition_export_request
from monitoring.services.editions import edition_correct
from monitoring.services.handing_in import responses_reopen, responses_submit
from tests import factories as make
from tests.monitoring.edition_world import CLOSES, freeze, year_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


@pytest.fixture
def world():
    return year_world()


@pytest.fixture
def edition(world):
    return freeze(world)


def run_all(kinds="monitoring.edition_export"):
    """Run every waiting job as workers do, until none waits."""
    while waiting := Job.objects.filter(kind=kinds, state="queued").order_by("created_at").first():
        running.run(waiting.pk)


def member_of(world, **more):
    return make.MembershipFactory.create(coalition=world.coalitions[0], **more).user


def ask(user, edition, world, scope="coalition"):
    about = {
        "coalition": {"coalition": world.coalitions[0]},
        "region": {"region": world.region},
        "national": {},
    }
    return edition_export_request(user=user, edition=edition, scope=scope, **about[scope])


def test_a_frozen_round_makes_all_exports_once_a_few_at_a_time(world, edition, monkeypatch):
    [batch] = ExportBatch.objects.all()
    assert (batch.state, batch.total) == ("running", 3)
    assert Export.objects.count() == 3
    Export.objects.all().delete()
    Job.objects.filter(kind=batches.KIND).delete()
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    batches_feed()
    batches_feed()
    assert Export.objects.filter(job__state="queued").count() == 1
    run_all()
    assert Export.objects.filter(job__state="done").count() == 3
    batches_feed()
    batch.refresh_from_db()
    assert batch.state == "done"
    assert batch.finished_at is not None
    assert batch_start(edition=edition) == batch
    assert Export.objects.count() == 3


def test_a_paused_batch_begins_nothing_new_and_goes_on_after_it(edition, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    batch = ExportBatch.objects.get()
    Export.objects.all().delete()
    batch_feed(batch=batch)
    assert batch_pause(batch=batch).state == "paused"
    assert batch_pause(batch=batch).state == "paused"
    run_all()
    assert Export.objects.count() == 1
    assert batches_feed() == 0
    assert batch_resume(batch=batch).state == "running"
    run_all()
    assert Export.objects.filter(job__state="done").count() == 3


def test_a_stopped_batch_makes_nothing_any_more_and_can_begin_again(edition):
    batch = ExportBatch.objects.get()
    batch_cancel(batch=batch)
    run_all()
    assert set(Export.objects.values_list("job__state", flat=True)) == {"failed"}
    with pytest.raises(DomainError):
        batch_resume(batch=batch)
    assert batch_start(edition=edition).state == "running"
    run_all()
    assert set(Export.objects.values_list("job__state", flat=True)) == {"done"}


def test_what_did_not_work_is_tried_again_when_asked(edition, monkeypatch):
    from monitoring.services import edition_exports

    def broken(*_args):
        raise OSError(28, "vol")

    monkeypatch.setattr(edition_exports, "EditionBundle", broken)
    run_all()
    batches_feed()
    batch = ExportBatch.objects.get()
    assert batch.state == "done"
    assert Export.objects.filter(job__state="failed").count() == 3
    monkeypatch.undo()
    assert batch_retry(batch=batch).state == "running"
    run_all()
    assert Export.objects.filter(job__state="done").count() == 3


@pytest.mark.parametrize("again", ["retry", "start"])
def test_what_did_not_work_is_tried_again_a_few_at_a_time(edition, monkeypatch, again):
    batch = ExportBatch.objects.get()
    batch_cancel(batch=batch)
    run_all()
    assert Export.objects.filter(job__state="failed").count() == 3
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    if again == "retry":
        ExportBatch.objects.update(state="done", finished_at=clock.now())
        batch_retry(batch=batch)
    else:
        batch_start(edition=edition)
    assert Export.objects.filter(job__state="queued").count() == 2
    run_all()
    assert Export.objects.filter(job__state="done").count() == Export.objects.count() == 3


def test_an_edition_that_is_not_frozen_has_no_batch(world):
    edition = Edition.objects.create(round=world.round, number=1, moment=CLOSES)
    with pytest.raises(DomainError):
        batch_start(edition=edition)


def test_a_member_finds_the_export_of_the_batch_and_asks_for_no_second(world, edition):
    user = member_of(world)
    run_all()
    batched = Export.objects.get(coalition=world.coalitions[0])
    assert ask(user, edition, world) == batched
    assert list(Export.objects.visible_to(user)) == [batched]


def test_a_lead_gets_the_region_and_an_analyst_the_country(world, edition):
    lead = make.RegionMembershipFactory.create(region=world.region).user
    analyst = make.NationalRoleFactory.create().user
    assert ask(lead, edition, world, "region").batch is not None
    assert ask(analyst, edition, world, "national").batch is None
    for user, scope in [(lead, "national"), (analyst, "region"), (analyst, "coalition")]:
        with pytest.raises(DomainError):
            ask(user, edition, world, scope)


def test_who_asked_is_mailed_a_link_once(world, edition):
    analyst = make.NationalRoleFactory.create().user
    export = ask(analyst, edition, world, "national")
    running.run(export.job_id)
    assert singles_mail() == 1
    assert [one.to for one in mail.outbox] == [[analyst.email]]
    row = Notification.objects.get(recipient=analyst, path=f"/exports/{export.pk}/")
    assert f"/meldingen/{row.pk}/" in mail.outbox[0].body
    assert not mail.outbox[0].attachments
    past = clock.now() - timedelta(seconds=1)
    Job.objects.filter(pk=export.job_id).update(state="running", lease_until=past, finished_at=None)
    running.run(export.job_id)
    assert singles_mail() == 0
    assert len(mail.outbox) == 1
    assert export.files.count() > 10


def test_a_right_that_ended_ends_the_download_of_a_batch_too(client, world, edition):
    run_all()
    membership = make.MembershipFactory.create(coalition=world.coalitions[0])
    export = Export.objects.get(coalition=world.coalitions[0])
    client.force_login(membership.user)
    url = reverse("monitoring:export_file", args=[export.pk, "rapport.pdf"])
    assert client.get(url).status_code == 200
    membership.since = clock.today() - timedelta(days=9)
    membership.until = clock.today() - timedelta(days=1)
    membership.save()
    assert client.get(url).status_code == 404


def test_who_may_have_an_export_of_the_batch_may_follow_it(client, world, edition):
    member = make.MembershipFactory.create(coalition=world.coalitions[0]).user
    client.force_login(member)
    export = ask(member, edition, world)
    assert export.batch is not None
    assert export.job.owner is None
    state = reverse("jobs:state", args=[export.job_id])
    page = client.get(reverse("monitoring:export_detail", args=[export.pk])).content.decode()
    assert f'data-poll-url="{state}"' in page
    assert "progress.js" in page
    assert client.get(state).json()["done"] is False
    run_all()
    assert client.get(state).json()["done"] is True
    client.force_login(make.MembershipFactory.create().user)
    assert client.get(state).status_code == 404


def test_an_adviser_does_not_get_the_batch_of_a_coalition(client, world, edition):
    run_all()
    adviser = make.CaseloadFactory.create(coalition=world.coalitions[0]).adviser
    make.NationalRoleFactory.create(user=adviser, role="adviser")
    assert not Export.objects.visible_to(adviser).exists()


def test_answers_that_somebody_asked_for_are_gone_for_who_opens_only_the_record(
    client, world, edition
):
    Export.objects.all().delete()
    membership = make.MembershipFactory.create(coalition=world.coalitions[0])
    lead = make.RegionMembershipFactory.create(region=world.region)
    asked = [ask(membership.user, edition, world), ask(lead.user, edition, world, "region")]
    left: Any
    for left, export in zip((membership, lead), asked, strict=True):
        assert list(Export.objects.visible_to(left.user)) == [export]
        left.since = clock.today() - timedelta(days=9)
        left.until = clock.today() - timedelta(days=1)
        left.save()
        make.NationalRoleFactory.create(user=left.user, role="adviser")
        make.NationalRoleFactory.create(user=left.user)
        make.CaseloadFactory.create(coalition=world.coalitions[0], adviser=left.user)
        assert not Export.objects.visible_to(left.user).exists()
        client.force_login(left.user)
        address = reverse("monitoring:export_detail", args=[export.pk])
        assert address not in client.get(reverse("monitoring:exports")).content.decode()
        assert client.get(address).status_code == 404


def test_expired_files_are_made_again_with_the_same_bytes(
    client, world, edition, django_capture_on_commit_callbacks
):
    from monitoring.services.exports import exports_tidy

    run_all()
    export = Export.objects.get(coalition=world.coalitions[0])
    before = dict(export.files.values_list("name", "checksum"))
    Job.objects.filter(pk=export.job_id).update(finished_at=clock.now() - timedelta(days=4000))
    with django_capture_on_commit_callbacks(execute=True):
        exports_tidy()
    client.force_login(member_of(world))
    response = client.post(reverse("monitoring:export_again", args=[export.pk]))
    again = Export.objects.exclude(pk=export.pk).get(edition=edition, coalition=world.coalitions[0])
    assert response.url == reverse("monitoring:export_detail", args=[again.pk])
    running.run(again.job_id)
    assert dict(again.files.values_list("name", "checksum")) == before


# Pages


def test_a_coordinator_finds_round_answers_sources_and_files(client, world, edition):
    user = member_of(world, role="coordinator")
    client.force_login(user)
    slug = world.coalitions[0].slug
    downloads = client.get(reverse("monitoring:coalition_exports", args=[slug])).content.decode()
    page = reverse("monitoring:coalition_edition", args=[slug, edition.pk])
    assert page in downloads
    text = client.get(page).content.decode()
    part = reverse("monitoring:edition_part", args=[edition.pk, world.municipalities[0].code])
    rests, answer = (
        reverse("monitoring:edition_answer", args=[edition.pk, world.municipalities[0].code, name])
        for name in ("stage", "plan")
    )
    assert part in text
    assert rests in text  # the way back: from the record to the answers that rest on it
    assert answer not in text  # somebody said something else
    assert answer in client.get(part).content.decode()
    told = client.get(answer).content.decode()
    assert world.coalitions[0].name in told
    assert 'href="/x/"' in told  # what the record said, and where, stays to be read
    assert "Hierover stond niets" not in told
    assert "Het plan is nog niet af" in told
    assert f"{world.municipalities[0].code}:plan" in told
    asked = client.post(
        reverse("monitoring:edition_export", args=[edition.pk]), {"subject": f"coalition:{slug}"}
    )
    assert asked.url.startswith("/exports/")


def test_a_lead_reads_answers_that_were_shared_without_the_records(client, world, edition):
    client.force_login(make.RegionMembershipFactory.create(region=world.region).user)
    codes = [one.code for one in world.municipalities]
    statuses = [
        client.get(reverse("monitoring:edition_answer", args=[edition.pk, code, "plan"]))
        for code in codes
    ]
    assert [one.status_code for one in statuses] == [200, 404, 404]
    told, rests = (
        client.get(reverse("monitoring:edition_answer", args=[edition.pk, codes[0], name]))
        .content.decode()
        .partition("<h1")[2]
        for name in ("plan", "stage")
    )
    assert 'href="/x/"' not in told + rests
    assert world.coalitions[0].slug in rests  # its key
    assert world.coalitions[0].slug not in told  # where the record said something else
    assert "alleen voor de coalitie" in told


def test_what_an_overruled_record_said_is_on_no_page_of_who_reads_shared_answers(client, world):
    response = world.response()
    ResponseAnswer.objects.filter(response=response, question__key="visit").update(
        given={"options": ["no"], "other": ""}, reason="Nog geen bezoeken"
    )
    ResponseAnswer.objects.filter(response=response, question__key="week").update(
        given=None, derived={"number": 24}
    )
    edition = freeze(world)

    def said(name):
        code = world.municipalities[0].code
        address = reverse("monitoring:edition_answer", args=[edition.pk, code, name])
        return client.get(address).content.decode().partition("<h1")[2]

    client.force_login(member_of(world))
    assert "De registratie zei</dt><dd>ja" in said("plan")
    assert "De registratie zei</dt><dd>24" in said("week")  # not asked any more
    lead = make.RegionMembershipFactory.create(region=world.region).user
    for user in (lead, make.NationalRoleFactory.create().user):
        client.force_login(user)
        assert "De registratie zei" not in said("plan")
        assert "Het plan is nog niet af" in said("plan")
        assert "De registratie zei" not in said("week")
        assert "De registratie zei</dt><dd>gevormd" in said("stage")


@pytest.mark.parametrize("subject", ["", "coalition:\x00", "region:geen", "coalition:groter", "x"])
def test_what_is_not_offered_is_not_made(client, world, edition, subject):
    made = Export.objects.count()
    make.CoalitionFactory.create(slug="groter")
    client.force_login(member_of(world))
    address = reverse("monitoring:edition_export", args=[edition.pk])
    page = client.post(address, {"subject": subject}, follow=True)
    assert page.redirect_chain == [(reverse("monitoring:exports"), 302)]
    assert "Je mag deze download niet maken" in page.content.decode()
    assert Export.objects.count() == made


def test_an_analyst_sees_checksum_batch_and_who_is_in(client, world, edition):
    client.force_login(make.NationalRoleFactory.create().user)
    listed = client.get(reverse("monitoring:editions")).content.decode()
    page = reverse("monitoring:edition", args=[edition.pk])
    assert page in listed
    of_round = client.get(reverse("monitoring:round", args=[world.round.pk])).content.decode()
    assert page in of_round
    text = client.get(page).content.decode()
    assert edition.checksum in text
    # It closed at midnight: the day before is the last one, on every page.
    assert "<dt>Gesloten na</dt><dd>31 december 2024</dd>" in text
    assert 'data-label="Gesloten na"><span>31 december 2024</span>' in listed
    assert "0 van 3 klaar" in text
    assert "100,0%" in text
    assert "66,7% (RIVM)" in text
    step = reverse("monitoring:batch_step", args=[edition.pk, "pauze"])
    assert client.post(step).url == page
    assert ExportBatch.objects.get().state == "paused"
    assert client.post(step.replace("pauze", "dwars")).status_code == 404
    code = world.municipalities[2].code
    not_in = reverse("monitoring:edition_part", args=[edition.pk, code])
    assert client.get(not_in).status_code == 404


def test_an_analyst_makes_a_correction(client, world, edition):
    client.force_login(make.NationalRoleFactory.create().user)
    url = reverse("monitoring:edition_correct", args=[edition.pk])
    assert client.get(url).status_code == 200
    assert "ks-error-summary" in client.post(url, {"reason": ""}).content.decode()
    fields = {"reason": "Antwoord hersteld", "idempotency_key": str(uuid.uuid4())}
    response = client.post(url, fields)
    second = Edition.objects.get(number=2)
    assert response.url == reverse("monitoring:edition", args=[second.pk])
    gathering = client.get(response.url).content.decode()
    assert "wordt verzameld" in gathering.lower()


def test_a_municipality_may_correct_and_the_next_edition_has_it(client, world, edition):
    user, place = member_of(world, role="coordinator"), world.municipalities[0]
    assert not Response.objects.open_now().exists()
    client.force_login(make.NationalRoleFactory.create().user)
    fields = {
        "municipality": place.pk,
        "until": f"{clock.now() + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "reason": "fout gevonden",
        "idempotency_key": str(uuid.uuid4()),
    }
    response = client.post(reverse("monitoring:correction_allow", args=[edition.pk]), fields)
    assert response.url == reverse("monitoring:edition", args=[edition.pk])
    assert [one.municipality for one in Response.objects.open_now()] == [place]
    world.round.refresh_from_db()
    responses_reopen(
        round=world.round,
        coalition=world.coalitions[0],
        municipalities=[place],
        reason="fout",
    )
    responses_submit(
        round=world.round, coalition=world.coalitions[0], municipalities=[place], user=user
    )
    second = edition_correct(round=world.round, reason="hersteld", user=user)
    assert second.job is not None
    running.run(second.job.pk)
    second.refresh_from_db()
    assert second.content["totals"]["handed_in"] == 2
    assert edition.parts.get(code=place.code).checksum != second.parts.get(code=place.code).checksum


@pytest.mark.parametrize("name", ["edition", "drift"])
def test_pages_cost_the_same_for_three_municipalities_as_for_twelve(client, edition, name):
    larger = freeze(year_world(12, key="groter"))
    client.force_login(make.NationalRoleFactory.create().user)
    costs = []
    for one in (edition, edition, larger):  # the first page of a session writes it down
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse(f"monitoring:{name}", args=[one.pk]))
        assert page.status_code == 200
        costs.append(len(found))
    assert costs[1] == costs[2]


def test_drift_is_told_in_numbers_to_analysts_and_in_words_to_the_coalition(client, world, edition):
    coalition = world.coalitions[0]
    coalition.stage = "formed"
    coalition.save()
    client.force_login(make.NationalRoleFactory.create().user)
    national = client.get(reverse("monitoring:drift", args=[edition.pk])).content.decode()
    assert "Vraag plan?" in national  # frozen from a source, nothing in the record now
    assert "niet vastgelegd" not in national
    [head] = [one for one in national.split("<section") if 'id="places"' in one]
    names = [one.name for one in world.municipalities]
    assert [f">{one}</th>" in head for one in names] == [True] * 3, "of each municipality"
    assert "Vraag stage?" in head
    client.force_login(member_of(world))
    own = client.get(
        reverse("monitoring:coalition_edition", args=[coalition.slug, edition.pk])
    ).content.decode()
    assert "niet vastgelegd" in own
    edition.refresh_from_db()
    assert edition.content["totals"]["handed_in"] == 2
