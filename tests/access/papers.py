"""Who may take agreements along: documents, lists, and the calendar behind a personal address."""

from datetime import timedelta

from agreements.services.calendar_links import calendar_link_make
from agreements.services.papers import KIND
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from tests.access.rows import ROLES, Row
from tests.factories import AgreementFactory, AgreementVersionFactory

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
EVERYONE = dict.fromkeys(ROLES, 200)
FORM = {"kind": "docx", "idempotency_key": "7fb2c7f4-3c37-49a8-86d3-3b8f3c3bb111"}


def _agreement(world):
    agreement = AgreementFactory.create(coalition=world.coalition, in_force=True)
    return {"pk": AgreementVersionFactory.create(agreement=agreement).agreement_id}


def _slug(world):
    return {"slug": world.coalition.slug}


def _made(world):
    """A document that the coordinator asked for; its file is past its term."""
    job = Job.objects.create(
        kind=KIND,
        owner=world.users["coordinator"],
        state="done",
        finished_at=clock.now() - timedelta(days=30),
        parameters={"coalition": world.coalition.pk, "agreements": [], "kind": "pdf"},
        result={"path": f"{KIND}/gone", "name": "a.pdf", "content_type": "application/pdf"},
    )
    return {"job": job.pk} | _slug(world)


def _address(world):
    _link, token = calendar_link_make(user=world.users["partner"])
    return {"token": token}


ROWS = [
    Row("agreements:pdf", READERS, kwargs=_agreement),
    Row("agreements:docx", READERS, kwargs=_agreement),
    Row("agreements:list_xlsx", READERS, kwargs=_slug),
    Row("agreements:list_csv", READERS, kwargs=_slug),
    Row("agreements:papers", READERS, kwargs=_slug),
    # Reading is enough to make a document of what one reads.
    Row("agreements:papers", READERS, method="POST", kwargs=_slug, data=lambda w: FORM),
    # Only whoever asked; the file is gone, so they are sent on to make it again.
    Row("agreements:paper", {"nobody": 302, "coordinator": 302}, kwargs=_made),
    Row("agreements:calendar", {"nobody": 302}, otherwise=200),
    Row(
        "agreements:calendar",
        {"nobody": 302},
        otherwise=200,
        method="POST",
        data=lambda w: {"do": "make"},
    ),
    # The address is the right: it opens for whatever program holds it.
    Row("agreements:feed", EVERYONE, kwargs=_address),
]
