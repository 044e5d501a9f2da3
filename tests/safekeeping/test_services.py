"""Drafts, attachments and the hourly clean-up."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.safekeeping import tasks
from kansrijkestart.safekeeping.models import Attachment, Draft, IdempotencyKey, ParkedPost
from kansrijkestart.safekeeping.services import attachments, drafts, parking
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_per_user_and_form_and_replaced_by_the_next():
    user, other = make.UserFactory.create(), make.UserFactory.create()
    drafts.draft_save(user=user, key="form 1", data={"text": "eerst"})
    drafts.draft_save(user=user, key="form 1", data={"text": "later", "password": "geheim"})
    drafts.draft_save(user=other, key="form 1", data={"text": "van een ander"})
    assert Draft.objects.get(user=user).data == {"text": "later"}
    drafts.draft_discard(user=user, key="form 1")
    assert [draft.user for draft in Draft.objects.all()] == [other]


@pytest.mark.parametrize(("key", "data"), [("k" * 201, {}), ("k", {"text": "x" * 600_000})])
def test_a_draft_without_end_is_refused(key, data):
    with pytest.raises(DomainError):
        drafts.draft_save(user=make.UserFactory.create(), key=key, data=data)


def test_one_draft_per_form_in_the_database():
    user = make.UserFactory.create()
    Draft.objects.create(user=user, key="k")
    Draft.objects.create(user=user, key="l")
    with (
        pytest.raises(IntegrityError, match="safekeeping_one_draft_per_form"),
        transaction.atomic(),
    ):
        Draft.objects.create(user=user, key="k")


def docx(*extra, missing=()):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in {"[Content_Types].xml", "word/document.xml", *extra} - set(missing):
            archive.writestr(name, "<x/>")
    return content.getvalue()


def store(name, content):
    return attachments.attachment_store(
        upload=SimpleUploadedFile(name, content), uploaded_by=make.UserFactory.create()
    )


@pytest.mark.parametrize(
    ("name", "content", "stored"),
    [
        ("plan.pdf", b"%PDF-1.7 inhoud", "plan.pdf"),
        ("foto.exe", b"\x89PNG\r\n\x1a\n....", "foto.png"),
        ("C:\\map\\foto.jpeg", b"\xff\xd8\xff\xe0....", "foto.jpg"),
        ("../../etc/passwd", b"%PDF-1.7 inhoud", "passwd.pdf"),
        ("plan\u202efdp.exe", b"%PDF-1.7 inhoud", "plan fdp.pdf"),
        ("verslag.docx", docx(), "verslag.docx"),
        (" .pdf", b"%PDF-1.7", "bijlage.pdf"),
    ],
    # Not the content: a zip holds the time, and every worker must name its tests alike.
    ids=["pdf", "exe", "path", "dots", "direction", "docx", "no-name"],
)
def test_a_file_is_stored_by_its_content_under_a_random_name(name, content, stored):
    attachment = store(name, content)
    assert attachment.name == stored
    assert attachment.size == len(content)
    assert attachment.file.name.startswith("attachments/")
    assert "plan" not in attachment.file.name
    response = attachments.attachment_response(attachment)
    assert response.getvalue() == content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"<html><script>alert(1)</script>"),
        ("plaatje.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("leeg.pdf", b""),
        ("macro.docx", docx("word/vbaProject.bin")),
        ("zip.docx", docx(missing=["word/document.xml"])),
        ("stuk.docx", b"PK\x03\x04 stuk"),
        ("programma.pdf", b"MZ\x90\x00"),
    ],
    ids=["script", "svg", "empty", "macro", "no-document", "broken", "program"],
)
def test_other_content_is_refused_whatever_its_name_says(name, content):
    with pytest.raises(DomainError):
        store(name, content)
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(settings):
    settings.MAX_UPLOAD_BYTES = 10
    with pytest.raises(DomainError):
        store("plan.pdf", b"%PDF-1.7 inhoud")


def test_removing_an_attachment_removes_its_file(django_capture_on_commit_callbacks):
    attachment = store("plan.pdf", b"%PDF-1.7 inhoud")
    storage, name = attachment.file.storage, attachment.file.name
    with django_capture_on_commit_callbacks(execute=True):
        attachments.attachment_remove(attachment_id=attachment.pk)
        assert storage.exists(name)
    assert not storage.exists(name)
    attachments.attachment_remove(attachment_id=attachment.pk)


def test_the_clean_up_removes_what_is_past_its_term_and_nothing_else():
    user = make.UserFactory.create()
    drafts.draft_save(user=user, key="oud", data={})
    IdempotencyKey.objects.create(key=uuid.uuid4(), user=user, path="/oud/")
    parking.post_park(user_id=user.pk, path="/oud/", fields=[("a", ["b"])])
    with clock.travel(clock.now() + timedelta(days=91)):
        drafts.draft_save(user=user, key="nieuw", data={})
        IdempotencyKey.objects.create(key=uuid.uuid4(), user=user, path="/nieuw/")
        parking.post_park(user_id=user.pk, path="/nieuw/", fields=[("a", ["b"])])
        tasks.purge()
        tasks.purge()
    assert [draft.key for draft in Draft.objects.all()] == ["nieuw"]
    assert [key.path for key in IdempotencyKey.objects.all()] == ["/nieuw/"]
    assert [post.path for post in ParkedPost.objects.all()] == ["/nieuw/"]
