"""What goes with an agreement: files, policy documents, the instrument for early detection.

The agreement is locked first, then what goes with it. What goes with one that has ended stays as it
was, but for a file: whatever is in it that should not be there can always be removed.
"""

from typing import Any, Final, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.choices import AgreementState
from agreements.models import (
    Agreement,
    AgreementAttachment,
    AgreementDocument,
    DetectionInstrument,
)
from agreements.selectors.enclosures import is_about_detection
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.personal_numbers import refuse_personal_numbers
from kansrijkestart.safekeeping.services.attachments import attachment_empty, attachment_store

MOST_FILES: Final = 20
Row = TypeVar("Row", AgreementDocument, DetectionInstrument)
INSTRUMENT_FIELDS: Final = ("name", "is_validated", "used_by", "follow_up")
INSTRUMENT_PROSE: Final = ("name", "used_by", "follow_up")


def _running(agreement: Agreement) -> Agreement:
    """Return the locked agreement; one that has ended stays as it was."""
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if locked.state == AgreementState.ENDED:
        raise DomainError(_("This agreement has ended. Make a new one instead."))
    return locked


def _still_there(row: Row) -> Row:
    """Return the locked row of a running agreement. Raises DomainError when it was taken off."""
    _running(row.agreement)
    stored = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if stored is None:
        raise DomainError(
            _("Somebody took this off the agreement meanwhile. Copy your text and add it again.")
        )
    return stored


@transaction.atomic
def attachment_add(
    *, agreement: Agreement, upload: UploadedFile, user: User
) -> AgreementAttachment:
    """Keep a file with an agreement. Raises DomainError for what is no PDF, DOCX or picture."""
    locked = _running(agreement)
    if locked.attachments.filter(removed_at=None).count() >= MOST_FILES:
        words = _("There are %(most)s attachments already. Remove one first.")
        raise DomainError({"file": words % {"most": MOST_FILES}})
    try:
        stored = attachment_store(upload=upload, uploaded_by=user)
    except DomainError as refused:
        raise DomainError({"file": refused.messages}) from refused
    return AgreementAttachment.objects.create(agreement=locked, attachment=stored)


@transaction.atomic
def attachment_take_off(*, link: AgreementAttachment) -> None:
    """Remove a file for good, also of an agreement that has ended. Twice is once.

    That it was there stays in the history.
    """
    Agreement.objects.select_for_update().get(pk=link.agreement_id)
    stored = AgreementAttachment.objects.select_for_update().get(pk=link.pk)
    if stored.removed_at is not None:
        return
    stored.removed_at = clock.now()
    stored.save(update_fields=["removed_at"])
    attachment_empty(attachment_id=stored.attachment_id)


@transaction.atomic
def document_add(*, agreement: Agreement, title: str, url: str) -> AgreementDocument:
    """Link a policy document."""
    refuse_personal_numbers(title=title)
    document = AgreementDocument(agreement=_running(agreement), title=title, url=url)
    document.full_clean()
    document.save()
    return document


@transaction.atomic
def document_update(
    *, document: AgreementDocument, expected_version: int, title: str, url: str
) -> AgreementDocument:
    """Change a link. Raises EditConflict when somebody else was first."""
    refuse_personal_numbers(title=title)
    stored = _still_there(document)
    stored.title, stored.url = title, url
    return save_versioned(stored, expected_version=expected_version, fields=["title", "url"])


@transaction.atomic
def instrument_add(*, agreement: Agreement, **values: Any) -> DetectionInstrument:
    """Name an instrument in an agreement on early detection; ``values``: INSTRUMENT_FIELDS."""
    _refuse_numbers(values)
    locked = _running(agreement)
    if not is_about_detection(locked):
        raise DomainError(_("An instrument belongs to an agreement on early detection."))
    instrument = DetectionInstrument(agreement=locked, **values)
    instrument.full_clean()
    instrument.save()
    return instrument


@transaction.atomic
def instrument_update(
    *, instrument: DetectionInstrument, expected_version: int, **values: Any
) -> DetectionInstrument:
    """Change what is said of an instrument. Raises EditConflict when somebody was first."""
    _refuse_numbers(values)
    stored = _still_there(instrument)
    for name, value in values.items():
        setattr(stored, name, value)
    return save_versioned(stored, expected_version=expected_version, fields=values)


def _refuse_numbers(values: dict[str, Any]) -> None:
    refuse_personal_numbers(**{name: values.get(name) or "" for name in INSTRUMENT_PROSE})


@transaction.atomic
def enclosure_remove(
    *, row: AgreementDocument | DetectionInstrument, expected_version: int
) -> None:
    """Take a link or an instrument off the agreement; the history keeps what it was."""
    _running(row.agreement)
    stored = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if stored is not None:
        refuse_stale(stored, expected_version)
        stored.delete()
