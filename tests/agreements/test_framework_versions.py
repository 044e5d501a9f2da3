"""The versions of a regional framework: which is the current one, and who records them."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.importers.reference import load
from agreements.models import FrameworkVersion
from agreements.selectors.framework import framework_of, framework_versions
from agreements.services.framework import framework_add, framework_change
from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.core.reference import Sync
from tests import factories as make
from tests.agreements.regional import BOTH, region_of

pytestmark = pytest.mark.django_db


def test_a_level_never_goes_back_in_silence():
    regional, [one] = region_of("Best")
    first = framework_add(coalition=regional, number="1.0", maturity="process", note="")
    second = framework_add(coalition=regional, number="2.0", maturity="agreement", note="")
    with pytest.raises(DomainError, match="waarom het teruggaat"):
        framework_add(coalition=regional, number="3.0", maturity="process", note=" ")
    with pytest.raises(DomainError, match="waarom het teruggaat"):
        framework_change(
            framework=second, expected_version=1, number="2.0", maturity="process", note=""
        )
    framework_change(framework=first, expected_version=1, number="1.1", maturity="process", note="")
    third = framework_add(
        coalition=regional,
        number="3.0",
        maturity="process",
        note="De helft van de afspraken liep af.",
    )
    assert framework_versions(regional)[0] == third
    with pytest.raises(EditConflict):
        framework_change(
            framework=first, expected_version=1, number="1.2", maturity="process", note=""
        )
    with pytest.raises(ValidationError, match="al een versie"):
        framework_add(coalition=regional, number="2.0", maturity="agreement", note="")
    with pytest.raises(IntegrityError, match="of a regional coalition"), transaction.atomic():
        FrameworkVersion.objects.create(coalition=one, number="1.0", maturity="process")


def version(regional, number, adopted, maturity="process", note=""):
    return framework_add(
        coalition=regional, number=number, maturity=maturity, adopted_on=adopted, note=note
    )


def test_the_current_version_is_the_one_adopted_last(client, sign_in):
    load(Sync())
    regional, _locals = region_of("Best")
    today = clock.today()

    def current():
        return framework_of(regional.region, regional).current

    to_come = version(regional, "9", today + timedelta(days=1), "agreement")
    assert current() is None
    sign_in("region_lead", regional)
    url = reverse("dashboard:region_framework", args=[regional.region.slug])
    assert "nog geen versie van het kader vastgesteld" in client.get(url).content.decode()
    undated = version(regional, "concept", None)
    assert current() == undated
    old = version(regional, "1", today - timedelta(days=400))
    assert current() == old
    newest = version(regional, "2", today)
    version(regional, "0", today - timedelta(days=800))
    assert current() == newest
    with clock.travel(clock.now() + timedelta(days=1)):
        assert current() == to_come


def test_levels_are_compared_in_the_order_of_adoption():
    regional, _locals = region_of("Best")
    today = clock.today()
    version(regional, "2", today, "agreement")
    version(regional, "1", today - timedelta(days=400))
    undated = version(regional, "concept", None)
    with pytest.raises(DomainError, match="waarom het teruggaat"):
        version(regional, "3", today + timedelta(days=30))
    values = {"number": "concept", "maturity": "process", "note": ""}
    with pytest.raises(DomainError, match="waarom het teruggaat"):
        framework_change(framework=undated, expected_version=1, adopted_on=today, **values)


def test_a_coalition_that_ended_or_became_local_has_no_new_version():
    regional, _locals = region_of("Best")
    first = version(regional, "1", None)
    values = {"number": "1", "maturity": "agreement", "adopted_on": None, "note": ""}
    for changed in ({"scope": "local"}, {"stage": "ended", "ended_on": clock.today()}):
        with transaction.atomic():
            Coalition.objects.filter(pk=regional.pk).update(**changed)
            with pytest.raises(DomainError):
                version(regional, "2", None)
            with pytest.raises(DomainError):
                framework_change(framework=first, expected_version=1, **values)
            transaction.set_rollback(True)


def test_who_keeps_the_regional_record_keeps_its_versions_there(client, sign_in):
    """What municipalities share with the lead of the region stays with that lead."""
    regional, [one] = region_of("Best", shares=BOTH)
    make.AgreementFactory.create(coalition=one, in_force=True, title="Van Best")
    sign_in("coordinator", regional)
    url = reverse("agreements:framework_add", args=[regional.slug])
    page = client.get(url).content.decode()
    assert reverse("dashboard:region_framework", args=[regional.region.slug]) not in page
    fields = {"number": "1.0", "maturity": "process", "adopted_on": "", "note": "", "version": 0}
    answer = client.post(url, fields | {"idempotency_key": str(uuid.uuid4())}, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    row = FrameworkVersion.objects.get()
    change = reverse("agreements:framework_update", args=[regional.slug, row.pk])
    assert change in page
    assert client.get(change).status_code == 200
    for name in ("agreements", "cube", "cube_xlsx", "uptake_xlsx", "framework", "framework_pdf"):
        asked = reverse(f"dashboard:region_{name}", args=[regional.region.slug])
        assert client.get(asked).status_code in (403, 404)
    for who in ("partner", "adviser"):
        sign_in(who, regional)
        page = client.get(reverse("agreements:list", args=[regional.slug])).content.decode()
        assert "Versie 1.0" in page
        assert change not in page
        assert client.get(change).status_code == 403
        assert client.get(url).status_code == 403


def test_the_lead_records_a_version_on_the_page(client, sign_in):
    regional, [one] = region_of("Best")
    sign_in("region_lead", regional)
    url = reverse("agreements:framework_add", args=[regional.slug])
    fields = {
        "number": "1.0",
        "maturity": "process",
        "adopted_on": "",
        "note": "",
        "version": 0,
        "idempotency_key": str(uuid.uuid4()),
    }
    assert client.post(url, fields | {"maturity": ""}).status_code == 200
    answer = client.post(url, fields)
    page = client.get(answer.url).content.decode()
    assert "Versie 1.0" in page
    assert "Procesniveau" in page
    assert "Dag van vaststelling niet vastgelegd" in page
    sign_in("coordinator", one)
    assert client.get(reverse("agreements:framework_add", args=[one.slug])).status_code == 404
