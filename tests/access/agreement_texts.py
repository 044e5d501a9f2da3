"""Who begins from an example, compares texts, and adds what goes with an agreement."""

import uuid

from django.core.files.base import ContentFile

from agreements.models import AgreementAttachment, AgreementDocument, DetectionInstrument
from kansrijkestart.safekeeping.models import Attachment
from tests.access.agreements import READERS, WRITERS, full_or_new
from tests.access.public import LEAD_ONLY
from tests.access.rows import Row
from tests.factories import AgreementVersionFactory

POSTERS = WRITERS | {"coordinator": 302}


def _slug(world):
    return {"slug": world.coalition.slug}


def _region(world):
    return {"slug": world.region.slug}


def _agreement(world):
    return {"pk": full_or_new(world).pk}


def _version(world):
    agreement = full_or_new(world)
    if not agreement.versions.exists():
        AgreementVersionFactory.create(agreement=agreement)
    return {"pk": agreement.pk, "number": agreement.versions.last().number}


def _document(world):
    agreement = full_or_new(world)
    number = AgreementDocument.objects.count()
    row = AgreementDocument.objects.create(
        agreement=agreement, title="Beleid", url=f"https://example.org/beleid/{number}"
    )
    return {"pk": agreement.pk, "row": row.pk}


def _instrument(world):
    agreement = full_or_new(world)
    name = f"Instrument {DetectionInstrument.objects.count()}"
    row = DetectionInstrument.objects.create(agreement=agreement, name=name)
    return {"pk": agreement.pk, "row": row.pk}


def _attachment(world):
    agreement = full_or_new(world)
    stored = Attachment.objects.create(
        file=ContentFile(b"%PDF-1.7 x", name="x"),
        name="werkwijze.pdf",
        content_type="application/pdf",
        size=10,
        checksum="a" * 64,
    )
    link = AgreementAttachment.objects.create(agreement=agreement, attachment=stored)
    return {"pk": agreement.pk, "row": link.pk}


def _seen(world):
    return {"version": 1}


def _once(world):
    return {"idempotency_key": str(uuid.uuid4())}


ROWS = [
    Row("agreements:templates", WRITERS, kwargs=_slug),
    Row("agreements:versions", READERS, kwargs=_agreement),
    Row("agreements:version", READERS, kwargs=_version),
    Row("agreements:attachment", READERS, kwargs=_attachment),
    Row("agreements:attachment_add", WRITERS, kwargs=_agreement),
    Row("agreements:attachment_remove", WRITERS, kwargs=_attachment),
    Row("agreements:attachment_remove", POSTERS, method="POST", kwargs=_attachment, data=_once),
    Row("agreements:document_add", WRITERS, kwargs=_agreement),
    Row("agreements:document_update", WRITERS, kwargs=_document),
    Row("agreements:document_remove", WRITERS, kwargs=_document),
    Row("agreements:document_remove", POSTERS, method="POST", kwargs=_document, data=_seen),
    Row("agreements:instrument_add", WRITERS, kwargs=_agreement),
    Row("agreements:instrument_update", WRITERS, kwargs=_instrument),
    Row("agreements:instrument_remove", WRITERS, kwargs=_instrument),
    Row("agreements:instrument_remove", POSTERS, method="POST", kwargs=_instrument, data=_seen),
    Row("dashboard:region_instruments", LEAD_ONLY, kwargs=_region),
]
