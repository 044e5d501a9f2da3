"""Who approves the answers, on the page with members."""

from html import unescape

import pytest
from django.urls import reverse

from monitoring.models import ApprovalWish
from tests.factories import CoalitionFactory, MembershipFactory
from tests.monitoring.test_response_pages import Site

pytestmark = pytest.mark.django_db


def test_the_page_of_members_shows_and_sets_who_approves(client):
    site = Site(client)
    members = reverse("coalitions:members", args=[site.coalition.slug])
    boss = MembershipFactory.create(coalition=site.coalition, role="partner").user
    wish = reverse("monitoring:approval_wish", args=[site.coalition.slug])
    page = client.get(members).content.decode()
    assert "Wie geeft akkoord op de antwoorden?" in page
    assert f'action="{wish}?terug=leden"' in page
    sent = client.post(f"{wish}?terug=leden", {"approver": boss.pk, "version": 0})
    assert sent.url == members
    assert ApprovalWish.objects.get().approver == boss
    page = unescape(client.get(members).content.decode())
    assert f"{boss.name} geeft akkoord" in page
    assert "geeft akkoord nadat" in site.read()
    assert f'<option value="{boss.pk}" selected' in page
    refused = client.post(f"{wish}?terug=leden", {"approver": 0, "version": 1})
    assert refused.status_code == 200
    assert f'href="{members}"' in refused.content.decode()  # cancelling leads back there too
    assert client.post(wish, {"approver": "", "version": 1}).url == reverse(
        "monitoring:responses", args=[site.coalition.slug]
    )
    assert ApprovalWish.objects.get().approver is None
    assert "Niemand: indienen is genoeg." in client.get(members).content.decode()
    assert "geeft akkoord nadat" not in client.get(members).content.decode()
    assert "geeft akkoord nadat" not in site.read()


@pytest.mark.parametrize(
    ("who", "shows", "sets"), [("partner", True, False), ("adviser", False, False)]
)
def test_who_does_not_keep_the_record_does_not_set_who_approves(client, sign_in, who, shows, sets):
    coalition = CoalitionFactory.create()
    sign_in(who, coalition)
    page = client.get(reverse("coalitions:members", args=[coalition.slug])).content.decode()
    assert ("Wie geeft akkoord op de antwoorden?" in page) is shows
    assert ("?terug=leden" in page) is sets
