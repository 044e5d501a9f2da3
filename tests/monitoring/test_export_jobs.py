"""Asking for an export, the job that builds it, its pages and the command."""

import hashlib
import json
import time
import uuid
from datetime import date, timedelta
from typing import Any

import pghistory
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs import running
from kansrijkestart.jobs import services as jobs
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import JobContext
from monitoring.exporters import Bundle, Target
from monitoring.models import Export, ExportFile
from monitoring.services.exports import export_build, export_request, exports_tidy, target_of
from monitoring.tasks import remove_old_exports
from tests import factories as make
from tests.monitoring.export_world import YEAR, coalition_with_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


@pytest.fixture
def member():
    coalition, _place = coalition_with_everything()
    return make.MembershipFactory.create(coalition=coalition)


def ask(member, **more):
    return export_request(
        user=member.user, scope="coalition", coalition=member.coalition, year=YEAR, **more
    )


def done(member):
    export = ask(member)
    running.run(export.job_id)
    export.refresh_from_db()
    assert export.job.error == ""
    assert export.job.state == "done"
    return export


def stored(export):
    return {row.name: (row.path, row.checksum) for row in export.files.all()}


def test_the_job_builds_every_file_with_its_checksum(member):
    export = done(member)
    rows = list(export.files.all())
    built = list(Bundle(target_of(export)).files())
    assert {(row.name, row.checksum) for row in rows} == {(b.name, b.checksum) for b in built}
    for row in rows:
        with default_storage.open(row.path) as file:
            assert hashlib.sha256(file.read()).hexdigest() == row.checksum
    assert export.job.result_checksum == jobs.checksum_of(export.job.result)
    assert export.job.progress_done == export.job.progress_total == len(rows)
    manifest = next(b for b in built if b.name == "manifest.json")
    named = {one["name"]: one["sha256"] for one in json.loads(manifest.content)["files"]}
    assert named == {b.name: b.checksum for b in built if b is not manifest}


def test_a_second_run_changes_nothing_and_adds_no_file(member):
    export = done(member)
    before, result = stored(export), export.job.result
    Job.objects.filter(pk=export.job_id).update(
        state="running", lease_until=clock.now() - timedelta(seconds=1), finished_at=None
    )
    running.run(export.job_id)
    export.job.refresh_from_db()
    assert export.job.state == "done"
    assert (stored(export), export.job.result) == (before, result)
    assert len(default_storage.listdir(f"exports/{export.job_id}")[1]) == len(before)


class WorkerDied(BaseException):
    pass


def test_a_worker_that_dies_half_way_costs_nothing(
    member, monkeypatch, django_capture_on_commit_callbacks
):
    export = ask(member)
    real, count = jobs.progress, []

    def die_at_the_fifth(*args, **kwargs):
        count.append(1)
        if len(count) == 5:
            raise WorkerDied
        real(*args, **kwargs)

    monkeypatch.setattr(jobs, "progress", die_at_the_fifth)
    with pytest.raises(WorkerDied):
        running.run(export.job_id)
    half = export.files.count()
    assert 0 < half < 10
    # What the dead worker wrote without a row, and what it left half done.
    from django.core.files.base import ContentFile

    default_storage.save(f"exports/{export.job_id}/half", ContentFile(b"half"))
    first = export.files.get(name="rapport.pdf")
    default_storage.delete(first.path)
    ExportFile.objects.filter(pk=export.files.get(name="leeswijzer.txt").pk).update(checksum="x")
    Job.objects.filter(pk=export.job_id).update(lease_until=clock.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        running.run(export.job_id)
    built = Bundle(target_of(export)).files()
    assert {name: sha for name, (_p, sha) in stored(export).items()} == {
        b.name: b.checksum for b in built
    }
    names = default_storage.listdir(f"exports/{export.job_id}")[1]
    assert len(names) == export.files.count()


def test_asking_twice_gives_the_same_export(member):
    key = uuid.uuid4()
    first = ask(member, key=key)
    assert ask(member) == first  # it is still waiting
    running.run(first.job_id)
    assert ask(member, key=key) == first  # the same form once more
    assert ask(member, key=uuid.uuid4()) != first


def test_a_year_that_is_not_offered_is_refused(member):
    with pytest.raises(ValidationError) as refused:
        export_request(user=member.user, scope="coalition", coalition=member.coalition, year=1999)
    assert "year" in refused.value.message_dict
    assert not Export.objects.exists()


@pytest.mark.parametrize("scope", ["region", "national", "coalition"])
def test_what_a_user_may_not_export_is_refused(scope):
    user = make.MembershipFactory.create().user
    choices: dict[str, dict[str, Any]] = {
        "region": {"region": make.RegionFactory.create()},
        "national": {},
        "coalition": {"coalition": make.CoalitionFactory.create()},
    }
    with pytest.raises(DomainError):
        export_request(user=user, scope=scope, year=YEAR, **choices[scope])


def test_analyst_gets_the_country_but_not_what_a_region_was_given():
    role = make.NationalRoleFactory.create()
    assert export_request(user=role.user, scope="national", year=YEAR)
    with pytest.raises(DomainError):
        export_request(
            user=role.user, scope="region", region=make.RegionFactory.create(), year=YEAR
        )


def test_the_job_refuses_when_access_has_ended_meanwhile(member):
    export = ask(member)
    member.until = clock.today() - timedelta(days=1)
    member.since = clock.today() - timedelta(days=2)
    member.save()
    running.run(export.job_id)
    export.job.refresh_from_db()
    assert export.job.state == "failed"
    assert not export.files.exists()


def test_a_job_whose_export_is_gone_says_so(member):
    export = ask(member)
    job = export.job
    export.delete()
    with pytest.raises(DomainError):
        export_build(JobContext(job))


# Pages


def test_coordinator_asks_and_downloads(client, member):
    client.force_login(member.user)
    url = reverse("monitoring:coalition_exports", args=[member.coalition.slug])
    assert "Nog geen downloads" in client.get(url).content.decode()
    response = client.post(url, {"year": YEAR, "idempotency_key": str(uuid.uuid4())})
    export = Export.objects.get()
    assert response.url == reverse("monitoring:export_detail", args=[export.pk])
    waiting = client.get(response.url).content.decode()
    assert f"/taken/{export.job_id}/stand/" in waiting
    running.run(export.job_id)
    ready = client.get(response.url).content.decode()
    for row in export.files.all():
        address = reverse("monitoring:export_file", args=[export.pk, row.name])
        assert address in ready
        file = client.get(address)
        assert hashlib.sha256(b"".join(file.streaming_content)).hexdigest() == row.checksum
        assert file["Content-Disposition"].startswith("attachment")
        assert file["X-Content-Type-Options"] == "nosniff"
        assert file["Cache-Control"] == "no-store"
    assert ready.index("Rapport (PDF)") < ready.index("Excel-bestand") < ready.index("JSON")
    assert str(export.pk) in client.get(url).content.decode()


def test_another_year_from_the_same_page_is_another_export(client, member):
    client.force_login(member.user)
    url = reverse("monitoring:coalition_exports", args=[member.coalition.slug])
    fields = {"idempotency_key": str(uuid.uuid4())}
    answers = [client.post(url, fields | {"year": year}).url for year in (YEAR, YEAR, YEAR + 1)]
    assert answers[0] == answers[1] != answers[2]
    assert {one.year for one in Export.objects.all()} == {YEAR, YEAR + 1}


def test_the_form_on_the_own_page_offers_only_own_subjects(client, member):
    other = make.CoalitionFactory.create(name="Andere coalitie")
    client.force_login(member.user)
    url = reverse("monitoring:exports")
    assert "Andere coalitie" not in client.get(url).content.decode()
    fields = {"year": YEAR, "idempotency_key": str(uuid.uuid4())}
    page = client.post(url, fields | {"subject": f"coalition:{other.slug}"})
    assert "ks-error-summary" in page.content.decode()
    assert not Export.objects.exists()
    assert client.post(url, fields | {"subject": f"coalition:{member.coalition.slug}"}).url
    assert Export.objects.get().coalition == member.coalition


def test_somebody_elses_export_does_not_exist(client, member):
    export = done(member)
    client.force_login(make.MembershipFactory.create().user)
    for url in addresses(export):
        assert client.get(url).status_code == 404
    assert client.post(reverse("monitoring:export_again", args=[export.pk])).status_code == 404


def addresses(export):
    return [
        reverse("monitoring:export_detail", args=[export.pk]),
        reverse("monitoring:export_file", args=[export.pk, "rapport.pdf"]),
    ]


def test_access_that_ended_ends_downloads_too(client, member):
    export = done(member)
    client.force_login(member.user)
    assert [client.get(url).status_code for url in addresses(export)] == [200, 200]
    member.since, member.until = date(2024, 1, 1), clock.today() - timedelta(days=1)
    member.save()
    assert [client.get(url).status_code for url in addresses(export)] == [404, 404]


def test_a_member_who_became_adviser_does_not_keep_the_download(client, member):
    export = done(member)
    member.since, member.until = date(2024, 1, 1), clock.today() - timedelta(days=1)
    member.save()
    make.CaseloadFactory.create(adviser=member.user, coalition=member.coalition)
    client.force_login(member.user)
    assert [client.get(url).status_code for url in addresses(export)] == [404, 404]


@pytest.mark.parametrize("name", ["../manifest.json", "niets.csv", "a/b"])
def test_a_name_that_is_no_file_of_it_is_not_found(client, member, name):
    export = done(member)
    client.force_login(member.user)
    page = client.get(f"/exports/{export.pk}/{name}")
    assert page.status_code == 404


def test_old_files_go_and_can_be_made_again(client, member, django_capture_on_commit_callbacks):
    export = done(member)
    remove_old_exports()
    assert export.files.exists()  # within its term
    paths = [row.path for row in export.files.all()]
    old = clock.now() - timedelta(days=settings.EXPORT_FILE_DAYS, minutes=1)
    Job.objects.filter(pk=export.job_id).update(finished_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        remove_old_exports()
    assert not export.files.exists()
    assert not any(default_storage.exists(path) for path in paths)
    assert exports_tidy() == 0
    client.force_login(member.user)
    page = client.get(reverse("monitoring:export_detail", args=[export.pk])).content.decode()
    assert "Maak opnieuw" in page
    assert "bewaartermijn" in page
    response = client.post(reverse("monitoring:export_again", args=[export.pk]))
    assert response.url != reverse("monitoring:export_detail", args=[export.pk])
    assert Export.objects.count() == 2


def test_what_cannot_be_made_again_says_why(client, member):
    export = ask(member)
    Export.objects.filter(pk=export.pk).update(year=2018)  # there are no figures of that year now
    client.force_login(member.user)
    page = client.post(reverse("monitoring:export_again", args=[export.pk]), follow=True)
    here = reverse("monitoring:export_detail", args=[export.pk])
    assert page.redirect_chain == [(here, 302)]
    assert "Kies een jaar uit de lijst" in page.content.decode()
    assert Export.objects.count() == 1


@pytest.mark.parametrize("route", ["exports", "coalition_exports"])
def test_the_list_costs_the_same_for_one_export_as_for_twenty(client, member, route):
    client.force_login(member.user)
    slug = [member.coalition.slug] if route == "coalition_exports" else []
    url = reverse(f"monitoring:{route}", args=slug)

    client.get(url)  # the first page of a session writes the session down

    def cost(count):
        for _number in range(count):
            job = Job.objects.create(kind="monitoring.export", owner=member.user)
            Export.objects.create(
                job=job,
                scope="coalition",
                coalition=member.coalition,
                year=YEAR,
                requested_by=member.user,
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    assert cost(1) == cost(18)


# The command


def test_the_command_writes_the_same_bytes_as_the_job_and_as_before(member, tmp_path):
    """It has no reader, so it gives what a partner gets with whom no advice is shared."""
    partner = make.MembershipFactory.create(coalition=member.coalition, role="partner")
    export = done(partner)
    slug = member.coalition.slug
    for folder in ("een", "twee"):
        call_command("export_year", YEAR, scope=f"coalition:{slug}", out=tmp_path / folder)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("een", "twee")
    )
    assert first == second
    made = {name: hashlib.sha256(content).hexdigest() for name, content in first.items()}
    assert made == {row.name: row.checksum for row in export.files.all()}


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("region:bestaat-niet", "bestaat-niet"),
        ("coalition:bestaat-niet", "bestaat-niet"),
        ("coalition", "“”"),
        ("provincie:brabant", "national"),
        ("national:x", "national"),
    ],
)
def test_the_command_says_what_is_wrong(scope, words, tmp_path):
    with pytest.raises(CommandError, match=words):
        call_command("export_year", YEAR, scope=scope, out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_command_refuses_an_impossible_year_and_place(member, tmp_path):
    for year in (24, 1800, 2101):
        words = f"Van {year} kan geen export worden gemaakt. Gebruik een jaar van 2018 tot en met"
        with translation.override("nl"), pytest.raises(CommandError, match=words):
            call_command("export_year", year, out=tmp_path)
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(CommandError, match="bestand"):
        call_command("export_year", YEAR, out=tmp_path / "bestand")


@pytest.mark.django_db(transaction=True)
def test_reading_at_one_moment_works_in_a_transaction_of_its_own():
    with pghistory.context(user=None):
        assert list(Bundle(Target("national", YEAR)).files())


def test_a_region_of_fifteen_municipalities_takes_seconds():
    """A ceiling far above what it takes; the benchmark measures, this catches a blow-up."""
    region = make.RegionFactory.create()
    for number in range(15):
        _coalition, place = coalition_with_everything(f"gemeente {number}", f"G{number}")
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
        make.ConsentFactory.create(municipality=place, kind="agreements_region")
        make.ConsentFactory.create(municipality=place, kind="interventions_region")
    started = time.process_time()
    assert list(Bundle(Target("region", YEAR, region=region)).files())
    assert time.process_time() - started < 5
