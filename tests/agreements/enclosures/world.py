"""What is laid beside an agreement."""

import uuid
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make


def upload(name="werkwijze.pdf", content=b"%PDF-1.7 tekst"):
    return SimpleUploadedFile(name, content)


def ended(coalition):
    return make.AgreementFactory.create(
        coalition=coalition, title="Over", state="ended", ended_on=date(2024, 1, 1)
    )


def key(**values):
    return {"idempotency_key": str(uuid.uuid4())} | values
