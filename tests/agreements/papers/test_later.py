"""Long documents, made in the background: only for who asked, as long as they may read."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from agreements.services.papers import AT_ONCE, papers_tidy
from agreements.tasks import remove_old_papers
from coalitions.models import Membership
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from tests import factories as make
from tests.agreements.papers.world import of_all, read_word

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_storage(settings, tmp_path):
    """Files go to a folder of this test."""
    backend = "django.core.files.storage.FileSystemStorage"
    default = {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": default}


def many(coalition):
    for number in range(AT_ONCE + 1):
        make.AgreementFactory.create(
            coalition=coalition, title=f"Afspraak nummer {number:02}", in_force=True
        )


def made(client, coalition, kind="docx"):
    """Ask for a long document, let the job run, return it and the address of its file."""
    many(coalition)
    answer = of_all(client, coalition, kind=kind)
    job = Job.objects.get(kind="agreements.papers")
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    return job, job.result["url"]


@pytest.mark.usefixtures("own_storage")
def test_a_long_document_is_made_in_the_background(client, coalition):
    job, url = made(client, coalition)
    response = client.get(url)
    assert "attachment" in response["Content-Disposition"]
    assert f"afspraken-{coalition.slug}.docx" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    _paper, text = read_word(response)
    assert all(f"Afspraak nummer {number:02}" in text for number in range(AT_ONCE + 1))
    assert url in client.get(reverse("jobs:detail", args=[job.pk])).content.decode()


@pytest.mark.usefixtures("own_storage")
def test_the_same_form_twice_is_one_job_and_other_agreements_another(client, coalition):
    many(coalition)
    first, again = of_all(client, coalition), of_all(client, coalition)
    assert first.url == again.url
    make.AgreementFactory.create(coalition=coalition, in_force=True)
    assert of_all(client, coalition).url != first.url


@pytest.mark.usefixtures("own_storage")
def test_a_long_document_is_only_for_who_asked_and_may_still_read(client, coalition, sign_in):
    job, url = made(client, coalition)
    other = make.CoalitionFactory.create()
    elsewhere = reverse("agreements:paper", args=[other.slug, job.pk])
    make.MembershipFactory.create(user=job.owner, coalition=other)
    assert client.get(elsewhere).status_code == 404
    sign_in("partner", coalition)
    assert client.get(url).status_code == 404
    yesterday = clock.today() - timedelta(days=1)
    Membership.objects.filter(user=job.owner, coalition=coalition).update(
        since=yesterday - timedelta(days=9), until=yesterday
    )
    client.force_login(job.owner)
    assert client.get(url).status_code == 404


@pytest.mark.usefixtures("own_storage")
def test_a_job_of_somebody_who_lost_access_makes_nothing(client, coalition):
    many(coalition)
    of_all(client, coalition)
    Membership.objects.filter(coalition=coalition).delete()
    job = Job.objects.get(kind="agreements.papers")
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "geen toegang" in job.error
    assert not default_storage.exists("agreement-papers")


@pytest.mark.usefixtures("own_storage")
def test_old_documents_go_and_the_page_says_so(client, coalition):
    job, url = made(client, coalition)
    remove_old_papers()
    assert default_storage.exists(job.result["path"])  # within its term
    old = clock.now() - timedelta(days=settings.EXPORT_FILE_DAYS, minutes=1)
    Job.objects.filter(pk=job.pk).update(finished_at=old)
    assert papers_tidy() == 1
    assert not default_storage.exists(job.result["path"])
    assert papers_tidy() == 0
    answer = client.get(url, follow=True)
    assert "Maak het opnieuw" in answer.content.decode()
