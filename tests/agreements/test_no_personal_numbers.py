"""A number that may be a BSN is refused in the text of an agreement and the reason of a choice."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement
from agreements.services import agreement_create, agreement_update
from interventions.models import Choice
from interventions.services.choices import choice_add, choice_stop, choice_update
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
NUMBER = "Mevrouw 1234.56.782"


def refused(change, **values):
    with pytest.raises(ValidationError) as found:
        change(**values)
    return set(found.value.message_dict)


def test_an_agreement_holds_none():
    member = make.MembershipFactory.create()
    themes, parties = [make.ThemeFactory.create()], [make.OrganisationFactory.create()]
    common: dict[str, Any] = {"user": member.user, "themes": themes, "organisations": parties}
    new: dict[str, Any] = {"coalition": member.coalition, "title": "Overdracht"} | common
    new["review_on"] = clock.today() + timedelta(days=365)
    assert refused(agreement_create, **new, text=NUMBER) == {"text"}
    assert refused(agreement_create, **new, practice_note=NUMBER) == {"practice_note"}
    assert not Agreement.objects.exists()
    agreement = agreement_create(**new, text="Bel 040 123 45 67")
    change = common | {"agreement": agreement, "expected_version": agreement.version}
    assert refused(agreement_update, **change, text=NUMBER) == {"text"}


def test_a_choice_holds_none():
    coalition = make.CoalitionMunicipalityFactory.create().coalition
    new: dict[str, Any] = {
        "coalition": coalition,
        "intervention": make.InterventionFactory.create(),
    }
    assert refused(choice_add, **new, state="running", reason=NUMBER) == {"reason"}
    assert not Choice.objects.exists()
    choice = choice_add(**new, state="running", reason="Bel 040 123 45 67")
    change: dict[str, Any] = {
        "choice": choice,
        "expected_version": choice.version,
        "municipalities": [],
    }
    assert refused(choice_update, **change, reason=NUMBER) == {"reason"}
    assert refused(choice_stop, choice_id=choice.pk, on=None, reason=NUMBER) == {"reason"}
