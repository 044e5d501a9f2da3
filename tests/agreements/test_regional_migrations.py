"""What the migrations of regional agreements do with rows that were there before."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps

from agreements.models import Agreement, Uptake
from kansrijkestart.core import clock
from tests import factories as make
from tests.agreements.regional import both, place_of, region_of

pytestmark = pytest.mark.django_db


def run(name, function):
    migration = importlib.import_module(f"agreements.migrations.{name}")
    getattr(migration, function)(apps, None)


def test_agreements_of_a_regional_coalition_became_regional_and_were_proposed_to_nobody():
    regional, [local] = region_of("Best")
    owner = make.PartnershipFactory.create(coalition=regional).organisation
    draft = make.AgreementFactory.create(coalition=regional)
    owned = make.AgreementFactory.create(
        coalition=regional, in_force=True, owner_organisation=owner
    )
    ownerless = make.AgreementFactory.create(coalition=regional, in_force=True)
    others = [make.AgreementFactory.create(coalition=one) for one in (local, both("Aa"))]
    run("0008_regional_scope", "mark_regional")
    found = dict(Agreement.objects.values_list("pk", "scope"))
    assert (found[draft.pk], found[owned.pk]) == ("regional", "regional")
    assert {found[one.pk] for one in (ownerless, *others)} == {"local"}
    run("0012_proposed", "mark_proposed")
    assert not Agreement.objects.exclude(proposed_at=None).exists()
    assert not Agreement.objects.offered_to(local).exists()


def test_what_a_municipality_answered_was_proposed_to_it():
    regional, [one, two] = region_of("Best", "Oirschot")
    owner = make.PartnershipFactory.create(coalition=regional).organisation
    answered, silent = (
        make.AgreementFactory.create(
            coalition=regional, in_force=True, scope="regional", owner_organisation=owner
        )
        for _number in range(2)
    )
    first = clock.now() - timedelta(days=9)
    for coalition, moment in ((one, first), (two, clock.now())):
        Uptake.objects.create(
            agreement=answered,
            municipality=place_of(coalition),
            state="taken_over",
            created_at=moment,
        )
    run("0012_proposed", "mark_proposed")
    found = dict(Agreement.objects.values_list("pk", "proposed_at"))
    assert found == {answered.pk: first, silent.pk: None}
    assert Agreement.objects.offered_to(one).get() == answered
