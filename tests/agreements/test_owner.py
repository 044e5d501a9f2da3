"""Who looks after an agreement stays until somebody takes them out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


def saved_again(client, agreement):
    """Save the form as it opens, with another title."""
    url = reverse("agreements:update", args=[agreement.pk])
    form = client.get(url).context["form"]
    fields = {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, "", [], False)
    }
    answer = client.post(url, fields | {"title": "Zonder tikfout", "version": agreement.version})
    assert answer.status_code == 302, answer.context["form"].errors
    agreement.refresh_from_db()
    assert agreement.title == "Zonder tikfout"
    return agreement


@pytest.fixture
def agreement(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    agreement = make.AgreementFactory.create(coalition=coalition, in_force=True)
    agreement.themes.create(theme=make.ThemeFactory.create())
    return agreement


def test_an_owner_without_access_stays_when_something_else_is_changed(client, agreement):
    long_ago = clock.today() - timedelta(days=100)
    member = make.MembershipFactory.create(coalition=agreement.coalition, since=long_ago)
    agreement.owner_user = member.user
    agreement.save()
    member.until = clock.today() - timedelta(days=1)
    member.save()
    assert saved_again(client, agreement).owner_user == member.user


def test_an_organisation_that_left_stays_when_something_else_is_changed(client, agreement):
    partner = make.PartnershipFactory.create(coalition=agreement.coalition)
    agreement.owner_organisation = partner.organisation
    agreement.save()
    partner.until = clock.today()
    partner.save()
    assert saved_again(client, agreement).owner_organisation == partner.organisation


def test_whoever_leads_the_region_can_look_after_a_regional_agreement(client, sign_in):
    regional = make.CoalitionFactory.create(scope="regional", region=make.RegionFactory.create())
    lead = sign_in("region_lead", regional)
    url = reverse("agreements:create", args=[regional.slug])
    assert lead in client.get(url).context["form"].fields["owner_user"].queryset
