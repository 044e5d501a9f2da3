"""A link for who answered before, and what was typed on one that died meanwhile."""

from datetime import timedelta

import pytest

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.services.requests import request_resend
from kansrijkestart.core import clock
from kansrijkestart.links.services import new_token
from tests import factories as make
from tests.agreements.confirm_world import (
    SITE,
    agreement_of,
    keeper_of,
    page,
    rewrite,
    send,
    token_of,
    tokens,
)
from tests.agreements.confirming.world import OWN
from tests.test_access_matrix import page_of

pytestmark = pytest.mark.django_db


def test_with_a_new_link_somebody_takes_the_confirmation_back(client):
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    assert "withdrawn" not in client.get(page(token)).content.decode()
    client.post(page(token), {"answer": "confirmed", "name": "Noor"})
    asked = ConfirmationRequest.objects.get()
    with clock.travel(clock.now() + timedelta(hours=2)):
        request_resend(request=asked, sent_by=keeper_of(agreement.coalition), site_url=SITE)
        send()
        again = page(token_of(asked))
        assert "We trekken onze bevestiging in" in client.get(again).content.decode()
        assert client.post(again, {"answer": "withdrawn", "name": "Noor"}).status_code == 302
    assert PartyConfirmation.objects.last().answer == "withdrawn"


def test_what_was_typed_is_shown_back_when_the_link_died_meanwhile(client):
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    rewrite(agreement)
    sent = {"answer": "declined", "name": "Noor", "remark": f"{OWN} <b>"}
    found = set()
    for dead in (token, new_token()):
        answer = client.post(page(dead), sent)
        assert answer.status_code == 404
        found.add(page_of(answer, page(dead)))
    (words,) = found
    assert f"{OWN} &lt;b&gt;</textarea>" in words
    assert "niet opgeslagen" in words
    assert "textarea" not in client.get(page(token)).content.decode()


def test_what_was_typed_is_shown_back_to_who_has_to_wait(client):
    for _time in range(31):
        client.get(page(new_token()))
    answer = client.post(page(new_token()), {"answer": "declined", "remark": OWN})
    assert answer.status_code == 429
    assert f"{OWN}</textarea>" in answer.content.decode()


def test_a_link_opens_for_who_signed_in_without_a_second_step(client, sign_in, settings):
    (token,) = tokens(agreement_of(1))
    sign_in("coordinator", make.CoalitionFactory.create())
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get("/bewaard/").status_code == 302
    assert client.get(page(token)).status_code == 200
    answer = client.post(page(token), {"answer": "confirmed", "name": "Noor"}, follow=True)
    assert answer.status_code == 200
    assert "vastgelegd" in answer.content.decode()
