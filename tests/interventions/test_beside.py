"""Practice examples and figures on the page of an intervention."""

import pytest
from django.urls import reverse

from coalitions.models import PracticeExample
from interventions.models import ExampleIntervention
from monitoring.models import InterventionIndicator
from tests import factories as make

pytestmark = pytest.mark.django_db


def example_of(coalition, state):
    return PracticeExample.objects.create(
        coalition=coalition,
        slug=f"voorbeeld-{state}",
        title=f"Koffie {state}",
        what="Koffie.",
        for_whom="ouders",
        brought="Contact.",
        state=state,
        offered_on="2026-01-01",
        published_on="2026-01-02",
    )


def test_a_coalition_ticks_what_its_example_is_about(client):
    coalition = make.CoalitionFactory.create()
    user = make.UserFactory.create()
    make.MembershipFactory.create(user=user, coalition=coalition, role="coordinator")
    item, other = make.InterventionFactory.create_batch(2)
    client.force_login(user)
    for state in ("published", "draft"):
        example = example_of(coalition, state)
        url = reverse("interventions:example_about", args=[coalition.slug, example.pk])
        assert client.post(url, {"interventions": [other.pk]}).status_code == 302
        assert client.post(url, {"interventions": [item.pk]}).status_code == 302
        assert client.post(url, {"interventions": [0]}).status_code == 200
    rows = ExampleIntervention.objects.values_list("intervention", flat=True)
    assert list(rows) == [item.pk, item.pk]
    client.logout()
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Koffie published" in page
    assert "Koffie draft" not in page


def test_an_analyst_chooses_figures_and_everybody_reads_them(client):
    item = make.InterventionFactory.create()
    indicator = make.IndicatorFactory.create()
    user = make.UserFactory.create()
    make.NationalRoleFactory.create(user=user, role="analyst")
    url = reverse("monitoring:related", args=[item.slug])
    client.force_login(user)
    assert client.post(url, {"indicators": [indicator.pk]}).status_code == 302
    assert client.post(url, {"indicators": [0]}).status_code == 200
    client.logout()
    page = client.get(item.get_absolute_url()).content.decode()
    assert indicator.name in page
    assert url not in page
    client.force_login(user)
    client.post(url, {"indicators": []})
    assert not InterventionIndicator.objects.exists()
