"""Files, policy documents and instruments: the happy path, each refusal, and who reads a file."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import AgreementDocument, DetectionInstrument
from agreements.selectors.changes import history_of
from agreements.services import enclosures
from agreements.services.enclosures import (
    attachment_add,
    document_add,
    document_update,
    enclosure_remove,
    instrument_add,
    instrument_update,
)
from agreements.views import enclosures as views
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agreements.enclosures.world import ended, key, upload
from tests.at_once import while_uncommitted

pytestmark = pytest.mark.django_db
VALUES = {"name": "Vragenlijst", "is_validated": None, "used_by": "", "follow_up": ""}


@pytest.fixture
def detecting(agreement):
    agreement.themes.create(theme=make.ThemeFactory.create(key="vroegsignalering"))
    return agreement


def test_a_document_is_linked_changed_and_taken_off(client, agreement):
    add = reverse("agreements:document_add", args=[agreement.pk])
    assert client.post(add, key(title="Beleid", url="example.org/beleid")).status_code == 302
    document = agreement.documents.get()
    assert document.url == "https://example.org/beleid"
    change = reverse("agreements:document_update", args=[agreement.pk, document.pk])
    client.post(change, {"title": "Nota", "url": document.url, "version": 1})
    stale = client.post(change, {"title": "Later", "url": document.url, "version": 1})
    assert stale.status_code == 409
    assert "Nota" in client.get(agreement.get_absolute_url()).content.decode()
    remove = reverse("agreements:document_remove", args=[agreement.pk, document.pk])
    assert client.post(remove, {"version": 1}).status_code == 409
    assert client.post(remove, {"version": 2}).status_code == 302
    assert not AgreementDocument.objects.exists()
    entries = {(entry.kind, entry.noun, entry.name) for entry in history_of(agreement)}
    assert ("removed", "Document bij een afspraak", "Nota") in entries


@pytest.mark.parametrize(
    ("route", "names"),
    [
        ("attachment_add", ["file"]),
        ("document_add", ["title", "url"]),
        ("instrument_add", ["name", "is_validated", "used_by", "follow_up"]),
    ],
)
def test_the_page_asks_every_field(client, agreement, route, names):
    page = client.get(reverse(f"agreements:{route}", args=[agreement.pk])).content.decode()
    for name in [*names, "idempotency_key"]:
        assert f'name="{name}"' in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "nee"])
def test_only_a_web_address_is_linked(client, agreement, url):
    add = reverse("agreements:document_add", args=[agreement.pk])
    assert client.post(add, key(title="Beleid", url=url)).status_code == 200
    assert not AgreementDocument.objects.exists()


def test_an_address_is_linked_once(agreement):
    document_add(agreement=agreement, title="Beleid", url="https://example.org/")
    with pytest.raises(Exception, match="al gekoppeld"):
        document_add(agreement=agreement, title="Nog eens", url="https://example.org/")
    with pytest.raises(IntegrityError, match="document_once"), transaction.atomic():
        AgreementDocument.objects.create(
            agreement=agreement, title="Nog eens", url="https://example.org/"
        )


@pytest.mark.parametrize(
    ("sent", "stored", "word"),
    [("", None, "Niet bekend"), ("yes", True, "Ja"), ("no", False, "Nee")],
)
def test_an_instrument_says_yes_no_or_not_known(client, detecting, sent, stored, word):
    url = reverse("agreements:instrument_add", args=[detecting.pk])
    asked = {"name": "Vragenlijst", "is_validated": sent, "used_by": "JGZ", "follow_up": "Bellen"}
    assert client.post(url, key(**asked)).status_code == 302
    instrument = detecting.instruments.get()
    assert instrument.is_validated is stored
    page = client.get(detecting.get_absolute_url()).content.decode()
    assert word in page.split('id="instruments"')[1].split("</section>")[0]
    change = reverse("agreements:instrument_update", args=[detecting.pk, instrument.pk])
    assert client.get(change).context["form"]["is_validated"].value() == sent
    client.post(change, asked | {"name": "Andere lijst", "version": 1})
    answer = client.post(change, asked | {"is_validated": "yes", "version": 1})
    assert answer.status_code == 409
    instrument.refresh_from_db()
    assert instrument.name == "Andere lijst"
    remove = reverse("agreements:instrument_remove", args=[detecting.pk, instrument.pk])
    client.post(remove, {"version": 2})
    assert not DetectionInstrument.objects.exists()


def test_an_instrument_belongs_to_early_detection_and_stands_there_once(agreement):
    with pytest.raises(DomainError):
        instrument_add(agreement=agreement, **VALUES)
    agreement.themes.create(theme=make.ThemeFactory.create(key="vroegsignalering"))
    first = instrument_add(agreement=agreement, **VALUES)
    with pytest.raises(Exception, match="staat er al"):
        instrument_add(agreement=agreement, **VALUES)
    with pytest.raises(IntegrityError, match="instrument_once"), transaction.atomic():
        DetectionInstrument.objects.create(agreement=agreement, name="Vragenlijst")
    with pytest.raises(EditConflict):
        instrument_update(instrument=first, expected_version=7, **VALUES)


def test_what_goes_with_an_ended_agreement_stays_as_it_was(agreement, user):
    over = ended(agreement.coalition)
    document = AgreementDocument.objects.create(
        agreement=over, title="Beleid", url="https://example.org/"
    )
    with pytest.raises(DomainError):
        attachment_add(agreement=over, upload=upload(), user=user)
    with pytest.raises(DomainError):
        document_add(agreement=over, title="Nog een", url="https://example.org/2")
    with pytest.raises(DomainError):
        document_update(document=document, expected_version=1, title="x", url=document.url)
    with pytest.raises(DomainError):
        enclosure_remove(row=document, expected_version=1)


def test_what_somebody_took_off_meanwhile_is_told_and_keeps_what_was_typed(
    client, detecting, monkeypatch
):
    document = document_add(agreement=detecting, title="Beleid", url="https://example.org/")
    instrument = instrument_add(agreement=detecting, **VALUES)
    for row, typed in ((document, {"title": "Nota", "url": document.url}), (instrument, VALUES)):
        name = "document" if row is document else "instrument"
        service = getattr(enclosures, f"{name}_update")

        def late(row=row, service=service, **values):
            """The other is first, between the look of the page and the save."""
            type(row).objects.filter(pk=row.pk).delete()
            return service(**values)

        monkeypatch.setattr(views, f"{name}_update", late)
        url = reverse(f"agreements:{name}_update", args=[detecting.pk, row.pk])
        answer = client.post(url, typed | {"is_validated": "", "version": 1})
        assert answer.status_code == 200
        assert "van de afspraak afgehaald" in str(answer.context["form"].non_field_errors())
        assert (typed.get("title") or typed["name"]) in answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["document", "instrument"])
def test_two_people_at_one_row_are_both_answered(kind):
    """Changing and taking off take the same locks in the same order: neither sees a fault."""
    agreement = make.AgreementFactory.create()
    agreement.themes.create(theme=make.ThemeFactory.create(key="vroegsignalering"))
    row: Any
    change: Any
    if kind == "document":
        row = document_add(agreement=agreement, title="Beleid", url="https://example.org/")
        change = partial(document_update, document=row, title="Nota", url=row.url)
    else:
        row = instrument_add(agreement=agreement, name="Vragenlijst", used_by="JGZ")
        change = partial(instrument_update, instrument=row, name="Andere lijst")
    answer = while_uncommitted(
        lambda: type(agreement).objects.select_for_update().get(pk=agreement.pk),
        lambda: change(expected_version=1),
        lambda: enclosure_remove(row=row, expected_version=1),
    )
    assert isinstance(answer, DomainError)
