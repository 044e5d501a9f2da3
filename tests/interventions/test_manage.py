"""Analysts keep the catalogue; the reference files leave alone what they changed."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from interventions.models import Intervention, Recognition
from interventions.services.manage import (
    FIELDS,
    intervention_update,
    recognition_add,
    recognition_update,
)
from kansrijkestart.core import reference
from kansrijkestart.core.exceptions import EditConflict
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    user = make.UserFactory.create()
    make.NationalRoleFactory.create(user=user, role="analyst")
    client.force_login(user)
    return user


def values_of(item):
    return {name: getattr(item, name) for name in FIELDS}


def test_an_analyst_changes_an_intervention_and_reads_it_back(client, analyst):
    item = make.InterventionFactory.create()
    url = reverse("interventions:intervention_update", args=[item.slug])
    sent = values_of(item) | {"executor": "De GGD", "version": 1, "earliest_week": ""}
    assert client.post(url, sent | {"name": ""}).status_code == 200
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 409
    item.refresh_from_db()
    assert (item.executor, item.is_edited, item.version) == ("De GGD", True, 2)
    page = client.get(reverse("interventions:history", args=[item.slug])).content.decode()
    assert "De GGD" in page
    assert analyst.name in page


def test_a_recognition_is_added_once_and_corrected(client, analyst):
    item = make.InterventionFactory.create()
    url = reverse("interventions:recognition_add", args=[item.slug])
    sent = {
        "level": "well_founded",
        "source": "https://example.org/besluit",
        "expires_on": "2028-01-01",
        "idempotency_key": str(uuid.uuid4()),
    }
    client.post(url, sent)
    client.post(url, sent)
    row = Recognition.objects.get(intervention=item)
    url = reverse("interventions:recognition_update", args=[item.slug, row.pk])
    assert client.post(url, sent | {"version": 1, "expires_on": ""}).status_code == 302
    row.refresh_from_db()
    assert row.expires_on is None
    other = make.InterventionFactory.create()
    url = reverse("interventions:recognition_update", args=[other.slug, row.pk])
    assert client.get(url).status_code == 404


def test_services_refuse_what_cannot_be(client):
    item = make.InterventionFactory.create(kind="intervention")
    values = values_of(item) | {"route": "na een signaal"}
    with pytest.raises(ValidationError):
        intervention_update(intervention=item, expected_version=1, **values)
    with pytest.raises(EditConflict):
        intervention_update(intervention=item, expected_version=7, **values_of(item))
    wrong = {
        "level": "well_founded",
        "source": "x",
        "recognised_on": date(2026, 1, 1),
        "expires_on": date(2025, 1, 1),
    }
    with pytest.raises(ValidationError):
        recognition_add(intervention=item, **wrong)
    right = wrong | {"expires_on": None, "database": "", "checked_on": None}
    row = recognition_add(intervention=item, **right)
    with pytest.raises(EditConflict):
        recognition_update(recognition=row, expected_version=7, **right)


def test_the_files_leave_alone_what_a_person_changed():
    reference.load()
    item, other = Intervention.objects.filter(recognitions__isnull=False)[:2]
    values = values_of(item) | {"executor": "Anders"}
    intervention_update(intervention=item, expected_version=None, **values)
    row = item.recognitions.get()
    changed: dict[str, Any] = {"level": row.level, "source": row.source, "database": row.database}
    changed |= {"recognised_on": date(2020, 2, 2), "expires_on": None, "checked_on": None}
    recognition_update(recognition=row, expected_version=None, **changed)
    Intervention.objects.filter(pk=other.pk).update(executor="Anders")
    reference.load()
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.executor, item.recognitions.count()) == ("Anders", 1)
    assert other.executor != "Anders"
