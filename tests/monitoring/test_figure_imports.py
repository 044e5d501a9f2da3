"""Files on their way in: checked and rehearsed by a job, stored by another, or thrown away."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from monitoring.models import FigureImport, IndicatorSet, Observation, Release
from monitoring.selectors.releases import rehearse
from monitoring.services.figure_imports import (
    figure_import_again,
    figure_import_discard,
    figure_import_store,
    figure_import_upload,
    figure_imports_tidy,
)
from monitoring.services.releases import release_publish
from monitoring.tasks import remove_old_imports
from tests import factories as make
from tests.monitoring.test_releases import BAD, GOOD, content, known, load, upload

__all__ = ["known"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage", "known")]


def send(data=GOOD, filename="cijfers.csv", user=None, **more):
    user = user or make.UserFactory.create()
    return figure_import_upload(user=user, source="RIVM", filename=filename, data=data, **more)


def checked(data=GOOD, **more):
    wanted = send(data, **more)
    running.run(wanted.job_id)
    wanted.refresh_from_db()
    return wanted


def stored(wanted, user=None):
    wanted = figure_import_store(figure_import=wanted, user=user or make.UserFactory.create())
    running.run(wanted.store_job_id)
    wanted.refresh_from_db()
    return wanted


def test_a_good_file_is_rehearsed_before_anything_is_stored():
    wanted = checked()
    assert (wanted.state, wanted.row_count, wanted.findings) == ("ready", 4, [])
    assert not Release.objects.exists()
    assert not Observation.objects.exists()
    assert default_storage.exists(wanted.path)


def test_the_rehearsal_of_a_file_is_that_of_the_draft_it_becomes():
    release_publish(release=load())
    data = content(
        "big2;GM0772;2023;2021;2021;4;200;;;nee",
        "big2;GG2207;2023;2021;2021;80;400;;;nee",
        "big2;GM0003;2023;2022;2022;3;200;;;nee",
        "big2;NL;2023;2022;2022;;;n.b.;;nee",
    )
    wanted = stored(checked(data))
    _rows, total = rehearse(wanted.release)
    [kept] = wanted.rehearsal
    assert kept[1:] == [
        total.total,
        total.new,
        total.same,
        total.hidden,
        total.without,
        total.becomes_hidden,
    ]
    assert kept[1:] == [4, 2, 1, 2, 1, 1]


def test_storing_makes_a_draft_of_who_stored_it_and_drops_the_file():
    wanted = checked()
    user = make.UserFactory.create()
    path = wanted.path
    with transaction.atomic():
        wanted = stored(wanted, user)
    assert (wanted.state, wanted.path) == ("stored", "")
    assert (wanted.release.state, wanted.release.row_count) == ("draft", 4)
    assert wanted.release.created_by == user
    assert Observation.objects.filter(release=wanted.release).count() == 4
    assert path


def test_every_mistake_is_kept_and_nothing_is_stored():
    wanted = checked(BAD)
    assert (wanted.state, [row[:3] for row in wanted.findings]) == (
        "refused",
        [[3, "numerator", "numerator_too_big"]],
    )
    with pytest.raises(ValidationError):
        figure_import_store(figure_import=wanted, user=make.UserFactory.create())
    assert not Release.objects.exists()


def test_each_job_run_twice_does_its_work_once():
    wanted = checked()
    Job.objects.filter(pk=wanted.job_id).update(state="queued")
    running.run(wanted.job_id)
    wanted = stored(wanted)
    Job.objects.filter(pk=wanted.store_job_id).update(state="queued")
    running.run(wanted.store_job_id)
    assert Job.objects.get(pk=wanted.store_job_id).state == "done"
    assert Release.objects.count() == 1
    assert Observation.objects.count() == 4


def test_the_job_of_a_vanished_file_ends_quietly():
    wanted = send()
    FigureImport.objects.filter(pk=wanted.pk).delete()
    running.run(wanted.job_id)
    assert Job.objects.get(pk=wanted.job_id).state == "done"


def test_the_same_file_twice_is_recognised():
    wanted = send()
    assert send() == wanted
    wanted = stored(checked(content("big2;NL;2023;2021;2021;;;14,8;;nee")))
    with pytest.raises(ValidationError, match="RIVM"):
        send(content("big2;NL;2023;2021;2021;;;14,8;;nee"))


def test_a_file_that_was_loaded_meanwhile_is_not_stored_again():
    wanted = checked()
    job = figure_import_store(figure_import=wanted, user=make.UserFactory.create()).store_job
    load()
    running.run(job.pk)
    wanted.refresh_from_db()
    job.refresh_from_db()
    assert (wanted.state, job.state, Release.objects.count()) == ("ready", "failed", 1)
    assert "RIVM" in job.error


def test_what_a_file_refers_to_is_looked_at_again_when_it_is_stored(known):
    wanted = checked()
    known.last_year = 2020
    known.save()
    assert stored(wanted).state == "refused"
    assert not Release.objects.exists()
    known.last_year = None
    known.save()
    wanted = figure_import_again(figure_import=wanted)
    running.run(wanted.job_id)
    wanted.refresh_from_db()
    assert wanted.state == "ready"


def test_a_file_is_thrown_away_also_while_it_is_checked(django_capture_on_commit_callbacks):
    wanted = send()
    path = wanted.path
    with django_capture_on_commit_callbacks(execute=True):
        figure_import_discard(figure_import=wanted)
    assert not default_storage.exists(path)
    running.run(wanted.job_id)
    wanted.refresh_from_db()
    assert (wanted.state, wanted.path) == ("discarded", "")
    assert Job.objects.get(pk=wanted.job_id).state == "done"
    done = stored(checked())
    with pytest.raises(ValidationError):
        figure_import_discard(figure_import=done)


def test_what_nobody_stores_is_thrown_away_after_its_term():
    wanted = checked(BAD)
    assert figure_imports_tidy() == 0
    with clock.travel(clock.now() + timedelta(days=31)):
        remove_old_imports()
        remove_old_imports()
    wanted.refresh_from_db()
    assert wanted.state == "discarded"


@pytest.mark.parametrize(
    "values", [{"state": "stored"}, {"path": ""}, {"state": "storing"}, {"state": "elders"}]
)
def test_the_database_refuses_a_file_that_cannot_be(values):
    wanted = send()
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureImport.objects.filter(pk=wanted.pk).update(**values)


def page_of(wanted):
    return reverse("monitoring:figure_import", args=[wanted.pk])


def test_an_analyst_follows_a_file_from_upload_to_draft(client, sign_in):
    sign_in("analyst")
    answer = upload(client, GOOD)
    wanted = FigureImport.objects.get()
    assert answer.url == page_of(wanted)
    busy = client.get(answer.url)
    assert busy.context["is_busy"]
    assert reverse("jobs:state", args=[wanted.job_id]) in busy.content.decode()
    assert wanted.file_name in client.get(reverse("monitoring:releases")).content.decode()
    running.run(wanted.job_id)
    ready = client.get(answer.url)
    assert ready.context["total"].total == 4
    client.post(reverse("monitoring:figure_import_store", args=[wanted.pk]))
    wanted.refresh_from_db()
    assert client.get(answer.url).context["is_busy"]
    assert wanted.store_job_id
    running.run(wanted.store_job_id)
    release = Release.objects.get()
    assert client.get(answer.url).url == reverse("monitoring:release_detail", args=[release.pk])


def test_the_findings_stand_on_the_page_and_in_a_file(client, sign_in):
    user = sign_in("analyst")
    rows = ["zz;GM9999;2023;2021;2021;=1+1;0;x;soms;wie weet", "big2;NL;2023;2021;2021;9;2;;;"]
    wanted = checked(content(*rows), user=user)
    page = client.get(page_of(wanted))
    shown = page.content.decode()
    answer = client.get(reverse("monitoring:figure_import_findings", args=[wanted.pk]))
    text = answer.content.decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert found[0] == ["rij", "kolom", "soort", "wat te doen"]
    assert {row[2] for row in found[1:]} >= {
        "unknown_indicator",
        "unknown_area",
        "not_whole",
        "unknown_status",
        "unknown_provisional",
        "numerator_too_big",
    }
    assert len(found) - 1 == len(page.context["findings"]) == len(wanted.findings)
    assert all(len(row) == 4 for row in found)
    assert "wie weet" in shown


def test_a_colleague_follows_the_work_and_nobody_else_does(client, sign_in):
    wanted = send()
    state = reverse("jobs:state", args=[wanted.job_id])
    sign_in("analyst")
    page = client.get(page_of(wanted)).content.decode()
    assert f'data-poll-url="{state}"' in page
    assert "progress.js" in page
    assert client.get(state).json()["done"] is False
    assert client.get(reverse("jobs:detail", args=[wanted.job_id])).status_code == 404
    sign_in("administrator")
    assert client.get(state).status_code == 404


def test_work_that_failed_is_tried_again(client, sign_in):
    user = sign_in("analyst")
    wanted = send(user=user)
    Job.objects.filter(pk=wanted.job_id).update(
        state="failed", error="De opslag is vol.", finished_at=clock.now()
    )
    assert "De opslag is vol." in client.get(page_of(wanted)).content.decode()
    client.post(reverse("monitoring:figure_import_again", args=[wanted.pk]))
    wanted.refresh_from_db()
    running.run(wanted.job_id)
    wanted.refresh_from_db()
    assert wanted.state == "ready"
    client.post(reverse("monitoring:figure_import_discard", args=[wanted.pk]))
    assert "weggegooid" in client.get(page_of(wanted)).content.decode().lower()


def test_a_file_with_mistakes_cannot_be_stored_by_hand(client, sign_in):
    user = sign_in("analyst")
    wanted = checked(BAD, user=user)
    address = reverse("monitoring:figure_import_store", args=[wanted.pk])
    assert "zonder fouten" in client.post(address, follow=True).content.decode()


def book(rows):
    out, made = io.BytesIO(), Workbook()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


HOSTILE = {
    "empty": (b"", "a.csv"),
    "zeros": (b"\x00\x01\xff", "a.csv"),
    "nul in a cell": (content("big2;GM07\x0072;2023;2021;2021;4;200;;;"), "a.csv"),
    "cut off": (book([["a", "b"]])[:200], "a.xlsx"),
    "only a beginning": (b"PK\x03\x04", "a.xlsx"),
    "a program": (b"x", "a.exe"),
    "a million columns": (b";" * 1_000_000 + b"\nx", "a.csv"),
    "a million columns with names": (b"a;" * 1_000_000 + b"\nx", "a.csv"),
    "one endless line": (b"x" * 3_000_000, "a.csv"),
    "a formula": (book([["indicator", "area"], ["=1+1", "=cmd|' /C calc'!A0"]]), "a.xlsx"),
    "quotes": (b'"' * 100_001, "a.csv"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_words(client, sign_in, kind):
    data, name = HOSTILE[kind]
    sign_in("analyst")
    assert upload(client, data, name).status_code == 302
    wanted = FigureImport.objects.get()
    running.run(wanted.job_id)
    wanted.refresh_from_db()
    assert (wanted.job.state, wanted.job.error) == ("done", "")
    assert wanted.state == "refused"
    page = client.get(page_of(wanted))
    assert all(one.message for one in page.context["findings"])
    assert client.get(
        reverse("monitoring:figure_import_findings", args=[wanted.pk])
    ).content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["releases", "indicators", "about"])
def test_pages_of_analysts_ask_the_same_for_one_and_for_many(client, sign_in, name, known):
    sign_in("analyst")
    asked = []
    for many in (1, 12):
        for number in range(many):
            send(content(f"big2;NL;2023;2021;2021;;;{many}{number},8;;nee"))
            held = IndicatorSet.objects.create(
                key=f"set-{many}-{number}", name="Set", valid_from=2020
            )
            for one in (known.indicator, make.IndicatorFactory.create()):
                held.memberships.create(indicator=one, position=1, provenance="test")
            version = 100 * many + number
            make.DefinitionFactory.create(
                indicator=known.indicator, number=version, break_note="anders"
            )
        place = (
            reverse("monitoring:indicator_about", args=["big2"])
            if name == "about"
            else reverse(f"monitoring:{name}")
        )
        client.get(place)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(place).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
