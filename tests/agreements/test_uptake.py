"""Regional agreements: who answers, once, and what stays as it was answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import Agreement, Uptake
from agreements.selectors.uptake import uptake_of
from agreements.services.agreements import agreement_update
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agreements.regional import place_of, proposed, region_of, say
from tests.at_once import while_uncommitted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "not_taken_over"}, "agreements_not_taken_over_has_a_reason"),
        ({"state": "nonsense"}, "agreements_uptake_state"),
        ({"state": "taken_over", "twice": True}, "agreements_uptake_once"),
    ],
)
def test_the_database_refuses(values, name):
    regional, [coalition] = region_of("Best")
    agreement, place = proposed(regional), place_of(coalition)
    row = {"agreement": agreement, "municipality": place}
    if values.pop("twice", False):
        Uptake.objects.create(**row, **values)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Uptake.objects.create(**row, **values)
    Uptake.objects.filter(**row).delete()
    Uptake.objects.create(**row, state="not_taken_over", note="Wij hebben er al een.")


def test_a_local_agreement_is_never_taken_over():
    regional, [coalition] = region_of("Best")
    own = make.AgreementFactory.create(coalition=regional)
    with pytest.raises(IntegrityError, match="only a regional agreement"), transaction.atomic():
        Uptake.objects.create(agreement=own, municipality=place_of(coalition), state="taken_over")
    with pytest.raises(DomainError):
        say(coalition, own)


def test_a_municipality_says_what_it_does_and_says_it_anew():
    regional, [coalition, other] = region_of("Best", "Oirschot")
    agreement = proposed(regional)
    row = say(coalition, agreement, "in_discussion", "Besproken.")
    changed = say(coalition, agreement, "adapted", "Met een eigen folder.", version=row.version)
    assert (changed.state, changed.note, changed.version) == ("adapted", "Met een eigen folder.", 2)
    found = {row.municipality.name: row.state for row in uptake_of(agreement).rows}
    assert found == {"Best": "adapted", "Oirschot": "none"}
    with pytest.raises(EditConflict):
        say(coalition, agreement, "taken_over", version=1)
    with pytest.raises(EditConflict):
        say(coalition, agreement, "taken_over")
    assert Uptake.objects.get().state == "adapted"
    say(other, agreement)
    assert dict(uptake_of(agreement).counts) == {"taken_over": 1, "adapted": 1}


def test_only_the_own_municipality_and_a_day_that_was():
    regional, [coalition, other] = region_of("Best", "Oirschot")
    agreement = proposed(regional)
    refused = [
        {"municipality": place_of(other)},
        {"decided_on": clock.today() + timedelta(days=1)},
        {"state": "not_taken_over", "note": " "},
    ]
    for values in refused:
        with pytest.raises(DomainError):
            say(coalition, agreement, **values)
    with pytest.raises(DomainError):
        say(regional, agreement, municipality=place_of(coalition))
    stranger = make.CoalitionMunicipalityFactory.create().coalition
    with pytest.raises(DomainError):
        say(stranger, agreement)
    assert not Uptake.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_one_moment_the_second_is_shown_the_first():
    regional, [coalition] = region_of("Best")
    agreement = proposed(regional)
    second = while_uncommitted(
        lambda: say(coalition, agreement, "adapted"), lambda: say(coalition, agreement)
    )
    assert isinstance(second, EditConflict)
    assert Uptake.objects.get().state == "adapted"


@pytest.mark.django_db(transaction=True)
def test_what_is_answered_while_it_becomes_local_stays_regional():
    regional, [coalition] = region_of("Best")
    agreement = proposed(regional)
    values: dict[str, Any] = {
        "themes": [make.ThemeFactory.create()],
        "organisations": [],
        "text": "",
    }
    user = make.UserFactory.create()
    refused = while_uncommitted(
        lambda: say(coalition, agreement),
        lambda: agreement_update(
            agreement=agreement, user=user, expected_version=1, scope="local", **values
        ),
    )
    assert isinstance(refused, DomainError)
    assert Agreement.objects.get().scope == "regional"


def test_what_municipalities_answered_stays_regional(client, sign_in):
    regional, [coalition] = region_of("Best")
    agreement, other = proposed(regional), proposed(regional)
    say(coalition, agreement)
    with pytest.raises(IntegrityError, match="answered"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(scope="local", proposed_at=None)
    with pytest.raises(IntegrityError, match="proposed_is_regional"), transaction.atomic():
        Agreement.objects.filter(pk=other.pk).update(scope="local")
    sign_in("region_lead", regional)
    for one in (agreement, other):
        themes = [make.ThemeFactory.create().pk]
        owner = one.owner_organisation_id
        answer = client.post(
            reverse("agreements:update", args=[one.pk]),
            {
                "title": "Anders",
                "themes": themes,
                "scope": "local",
                "owner_organisation": owner,
                "starts_on": "2024-01-05",
                "review_on": "2027-01-05",
                "practice": "unknown",
                "text": "",
                "version": 1,
            },
        )
        if one == agreement:
            assert "beëindig" in str(answer.context["form"].errors["scope"]).lower()
            assert answer.context["form"]["title"].value() == "Anders"
    other.refresh_from_db()
    agreement.refresh_from_db()
    assert (other.scope, other.proposed_at) == ("local", None)
    assert (agreement.scope, agreement.proposed_at is None) == ("regional", False)
