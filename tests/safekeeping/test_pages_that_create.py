"""Every page that shows a key takes the second click for the first."""

import uuid
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from agreements.models import Agreement
from interventions.models import Choice
from kansrijkestart.core import clock
from kansrijkestart.core.forms import IdempotentFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from tests import factories as make

# The export's service takes the key itself; a change of an action is guarded by its version.
HEEDED_ELSEWHERE = {
    "ExportListView",
    "CoalitionExportsView",
    # Changes of one record, which heed its version.
    "ActionUpdateView",
    "BottleneckUpdateView",
    "InterpretationUpdateView",
    "MeetingUpdateView",
}


def views(resolver):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from views(entry)
        else:
            yield getattr(entry.callback, "view_class", None)


def test_a_form_with_a_key_is_taken_by_a_view_that_heeds_it():
    asking = {
        view
        for view in views(get_resolver())
        if issubclass(getattr(view, "form_class", None) or object, IdempotentFormMixin)
    }
    assert len(asking) >= 8
    heedless = {view.__name__ for view in asking if not issubclass(view, IdempotentPostMixin)}
    assert heedless == HEEDED_ELSEWHERE


def agreement_fields(coalition):
    return {
        "title": "Prenataal huisbezoek",
        "themes": [make.ThemeFactory.create().pk],
        "organisations": [make.PartnershipFactory.create(coalition=coalition).organisation_id],
        "review_on": (clock.today() + timedelta(days=365)).isoformat(),
        "state": "draft",
        "practice": "unknown",
    }


def choice_fields(coalition):
    return {"intervention": make.InterventionFactory.create().pk, "state": "planned"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "model", "fields"),
    [
        ("agreements:create", Agreement, agreement_fields),
        ("interventions:choice_add", Choice, choice_fields),
    ],
)
def test_the_second_click_makes_no_second_record(client, sign_in, page, model, fields):
    coalition = make.CoalitionMunicipalityFactory.create().coalition
    sign_in("coordinator", coalition)
    data = fields(coalition) | {"idempotency_key": str(uuid.uuid4())}
    url = reverse(page, args=[coalition.slug])
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == 302
    assert first.url == second.url
    assert model.objects.count() == 1
