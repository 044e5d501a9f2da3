"""Files with an agreement: judged by content, read by its readers, removed with a trace."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import AgreementAttachment
from agreements.selectors.changes import history_of
from agreements.services.enclosures import (
    MOST_FILES,
    attachment_add,
    attachment_take_off,
)
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make
from tests.agreements.enclosures.world import key, upload

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def docx() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "stored"),
    [
        ("werkwijze.pdf", b"%PDF-1.7 tekst", "werkwijze.pdf"),
        ("plaat.png", PNG, "plaat.png"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0 foto", "foto.jpg"),
        ("afspraak.docx", docx(), "afspraak.docx"),
        ("vermomd.pdf", PNG, "vermomd.png"),
    ],
    # The moment stands in the archive; every worker must give the test the same name.
    ids=["pdf", "png", "jpeg", "docx", "disguised"],
)
def test_a_file_is_kept_and_downloaded_by_what_is_in_it(client, agreement, name, content, stored):
    url = reverse("agreements:attachment_add", args=[agreement.pk])
    assert client.post(url, key(file=upload(name, content))).status_code == 302
    link = agreement.attachments.get()
    assert link.attachment.name == stored
    assert stored not in link.attachment.file.name
    assert stored in client.get(agreement.get_absolute_url()).content.decode()
    answer = client.get(reverse("agreements:attachment", args=[agreement.pk, link.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"] == f'attachment; filename="{stored}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", b"MZ programma"),
        ("x.pdf", b""),
        ("x.docx", b"PK\x03\x04 stuk"),
        ("x.svg", b"<svg/>"),
    ],
)
def test_another_file_is_refused_at_its_field(client, agreement, name, content):
    url = reverse("agreements:attachment_add", args=[agreement.pk])
    page = client.post(url, key(file=upload(name, content)))
    assert page.status_code == 200
    assert "file" in page.context["form"].errors
    assert not AgreementAttachment.objects.exists()


def test_a_file_that_is_too_large_and_one_too_many_are_refused(agreement, user, settings):
    settings.MAX_UPLOAD_BYTES = 5
    with pytest.raises(DomainError) as refused:
        attachment_add(agreement=agreement, upload=upload(), user=user)
    assert "file" in refused.value.message_dict
    settings.MAX_UPLOAD_BYTES = 500
    for _number in range(MOST_FILES):
        attachment_add(agreement=agreement, upload=upload(), user=user)
    with pytest.raises(DomainError):
        attachment_add(agreement=agreement, upload=upload(), user=user)


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_is_gone_and_the_history_says_that_it_was_there(client, agreement):
    client.post(reverse("agreements:attachment_add", args=[agreement.pk]), key(file=upload()))
    link = agreement.attachments.get()
    file = link.attachment.file
    assert file.storage.exists(file.name)
    remove = reverse("agreements:attachment_remove", args=[agreement.pk, link.pk])
    assert client.get(remove).status_code == 200
    assert file.storage.exists(file.name)
    assert client.post(remove, key()).status_code == 302
    assert not file.storage.exists(file.name)
    address = reverse("agreements:attachment", args=[agreement.pk, link.pk])
    assert client.get(address).status_code == 404
    assert "werkwijze.pdf" in {entry.name for entry in history_of(agreement)}
    attachment_take_off(link=link)  # twice is once


def test_a_file_is_read_under_its_own_agreement_and_by_its_readers_only(
    client, agreement, user, sign_in
):
    link = attachment_add(agreement=agreement, upload=upload(), user=user)
    other = make.AgreementFactory.create(coalition=agreement.coalition, title="Anders")
    address = reverse("agreements:attachment", args=[other.pk, link.pk])
    assert client.get(address).status_code == 404
    sign_in("outsider", agreement.coalition)
    own = reverse("agreements:attachment", args=[agreement.pk, link.pk])
    assert client.get(own).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_file_is_removed_from_an_agreement_that_has_ended(client, agreement, user):
    link = attachment_add(agreement=agreement, upload=upload(), user=user)
    type(agreement).objects.update(state="in_force", starts_on=date(2024, 1, 1))
    type(agreement).objects.update(state="ended", ended_on=date(2024, 2, 1))
    file: Any = link.attachment.file
    remove = reverse("agreements:attachment_remove", args=[agreement.pk, link.pk])
    assert remove in client.get(agreement.get_absolute_url()).content.decode()
    assert client.post(remove, key()).status_code == 302
    assert not file.storage.exists(file.name)
    link.refresh_from_db()
    assert link.removed_at is not None


@pytest.mark.parametrize(("who", "may_remove"), [("coordinator", True), ("partner", False)])
def test_a_file_that_the_store_has_lost_gets_a_page(
    client, agreement, user, sign_in, who, may_remove
):
    link = attachment_add(agreement=agreement, upload=upload(), user=user)
    file: Any = link.attachment.file
    file.storage.delete(file.name)
    sign_in(who, agreement.coalition)
    answer = client.get(reverse("agreements:attachment", args=[agreement.pk, link.pk]))
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "werkwijze.pdf" in page
    assert "niet meer te vinden" in page
    remove = reverse("agreements:attachment_remove", args=[agreement.pk, link.pk])
    assert (remove in page) == may_remove
