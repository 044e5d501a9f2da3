"""A number that may be a BSN is refused wherever somebody writes of an agreement or a choice."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement
from agreements.services import agreement_create, agreement_set_state, agreement_update
from agreements.services.enclosures import (
    document_add,
    document_update,
    instrument_add,
    instrument_update,
)
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
    role = f"role_{parties[0].pk}"
    for field in ("title", "other_theme", "plan_name"):
        assert refused(agreement_create, **new | {field: NUMBER}) == {field}
    assert refused(agreement_create, **new, roles={parties[0].pk: NUMBER}) == {role}
    assert not Agreement.objects.exists()
    agreement = agreement_create(**new, text="Bel 040 123 45 67")
    change = common | {"agreement": agreement, "expected_version": agreement.version}
    assert refused(agreement_update, **change, text=NUMBER) == {"text"}
    same = change | {"text": "Bel 040 123 45 67"}
    assert refused(agreement_update, **same, title=NUMBER) == {"title"}
    assert refused(agreement_update, **same, roles={parties[0].pk: NUMBER}) == {role}
    ending: dict[str, Any] = {"agreement_id": agreement.pk, "state": "in_force"}
    assert refused(agreement_set_state, **ending, expected_version=None, reason=NUMBER) == {
        "reason"
    }


def test_what_goes_with_an_agreement_holds_none():
    agreement = make.AgreementFactory.create()
    agreement.themes.create(theme=make.ThemeFactory.create(key="vroegsignalering"))
    link = document_add(agreement=agreement, title="Beleid", url="https://example.org/a.pdf")
    change: dict[str, Any] = {"url": link.url, "title": NUMBER}
    assert refused(document_add, agreement=agreement, **change) == {"title"}
    assert refused(document_update, document=link, expected_version=1, **change) == {"title"}
    instrument = instrument_add(agreement=agreement, name="Vragenlijst")
    for field in ("name", "used_by", "follow_up"):
        values = {"name": "Andere"} | {field: NUMBER}
        assert refused(instrument_add, agreement=agreement, **values) == {field}
        same = {"instrument": instrument, "expected_version": 1, field: NUMBER}
        assert refused(instrument_update, **same) == {field}


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
