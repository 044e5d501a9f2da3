"""Agreements that are to solve a bottleneck: the link, both pages, and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import BottleneckAgreement
from agreements.services import agreement_set_state, bottleneck_agreements_change
from coalitions.models import Bottleneck
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bottleneck():
    return Bottleneck.objects.create(coalition=make.CoalitionFactory.create(), title="Wachttijd")


@pytest.fixture
def agreement(bottleneck):
    return make.AgreementFactory.create(coalition=bottleneck.coalition, title="Snelle overdracht")


def page(bottleneck):
    return reverse("agreements:for_bottleneck", args=[bottleneck.coalition.slug, bottleneck.pk])


def test_it_is_linked_once_and_taken_away(bottleneck, agreement):
    for _time in range(2):
        bottleneck_agreements_change(bottleneck=bottleneck, add=[agreement.pk])
    assert BottleneckAgreement.objects.get().agreement == agreement
    bottleneck_agreements_change(bottleneck=bottleneck, remove=[agreement.pk])
    assert not BottleneckAgreement.objects.exists()


def test_an_agreement_of_another_coalition_is_refused(bottleneck):
    foreign = make.AgreementFactory.create()
    with pytest.raises(ValidationError):
        bottleneck_agreements_change(bottleneck=bottleneck, add=[foreign.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        BottleneckAgreement.objects.create(bottleneck=bottleneck, agreement=foreign)


def test_what_a_colleague_linked_meanwhile_stays(client, sign_in, bottleneck, agreement):
    sign_in("coordinator", bottleneck.coalition)
    mine = make.AgreementFactory.create(coalition=bottleneck.coalition)
    bottleneck_agreements_change(bottleneck=bottleneck, add=[agreement.pk])
    client.post(page(bottleneck), {"seen": "", "agreements": [mine.pk]})  # made before that
    links = BottleneckAgreement.objects.filter(bottleneck=bottleneck)
    assert set(links.values_list("agreement", flat=True)) == {agreement.pk, mine.pk}
    for seen in (f"{agreement.pk} {mine.pk} x -1 9999999999999", str(mine.pk)):
        assert client.post(page(bottleneck), {"seen": seen}).status_code == 302
    assert not links.exists()


def test_both_pages_and_the_list_show_it(client, sign_in, bottleneck, agreement):
    sign_in("coordinator", bottleneck.coalition)
    assert client.post(page(bottleneck), {"agreements": [agreement.pk]}).status_code == 302
    slug = bottleneck.coalition.slug
    for address in (
        reverse("coalitions:bottlenecks", args=[slug]),
        reverse("coalitions:bottleneck_update", args=[slug, bottleneck.pk]),
    ):
        assert "Snelle overdracht" in client.get(address).content.decode()
    assert "Wachttijd" in client.get(agreement.get_absolute_url()).content.decode()
    log = client.get(reverse("coalitions:log", args=[slug])).content.decode()
    assert "Afspraak bij een knelpunt" in log


def test_what_cannot_be_chosen_is_told(client, sign_in, bottleneck, agreement):
    sign_in("coordinator", bottleneck.coalition)
    foreign = make.AgreementFactory.create()
    answer = client.post(page(bottleneck), {"agreements": [foreign.pk]})
    assert answer.status_code == 200
    assert "agreements" in answer.context["form"].errors


def test_without_agreements_the_page_says_what_to_do_first(client, sign_in, bottleneck):
    sign_in("coordinator", bottleneck.coalition)
    create = reverse("agreements:create", args=[bottleneck.coalition.slug])
    assert create in client.get(page(bottleneck)).content.decode()


def test_an_ended_agreement_stays_only_where_it_was_linked(client, sign_in, bottleneck, agreement):
    sign_in("coordinator", bottleneck.coalition)
    bottleneck_agreements_change(bottleneck=bottleneck, add=[agreement.pk])
    for state in ("in_force", "ended"):
        agreement_set_state(
            agreement_id=agreement.pk, state=state, expected_version=None, reason="Klaar."
        )
    other = Bottleneck.objects.create(coalition=bottleneck.coalition, title="Vervoer")
    assert "Snelle overdracht" in client.get(page(bottleneck)).content.decode()
    assert "Snelle overdracht" not in client.get(page(other)).content.decode()


def test_a_region_lead_sees_no_agreement_of_a_record_that_is_closed_to_them(
    client, sign_in, bottleneck, agreement
):
    bottleneck_agreements_change(bottleneck=bottleneck, add=[agreement.pk])
    from agreements.selectors.solutions import linked_to

    assert linked_to([bottleneck.pk], make.UserFactory.create()) == {}
