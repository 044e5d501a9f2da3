"""The page behind a personal link: what it shows, what it never does, and who tries to guess."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pghistory.models
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.services import confirm_by_link
from agreements.services.confirmations import request_of_link, request_withdraw
from kansrijkestart.core import clock
from kansrijkestart.core.secret_paths import HideSecrets, without_secret
from kansrijkestart.links.models import OneTimeLink
from kansrijkestart.links.services import digest_of, link_create, new_token
from tests.agreements.confirm_world import agreement_of, ask, page, rewrite, tokens
from tests.test_access_matrix import page_of

pytestmark = pytest.mark.django_db
# The first names the address itself, the second the moment.
CHANGING = ("Content-Length", "Expires")
FIELDS = {"answer": "confirmed", "remark": "", "name": "Noor"}


def test_somebody_without_an_account_reads_this_text_only_and_confirms(client):
    agreement = agreement_of(2)
    token, _other = tokens(agreement)
    shown = client.get(page(token)).content.decode()
    mine, others = agreement.parties.order_by("pk")
    assert "Wij spreken af." in shown
    assert agreement.title in shown
    assert agreement.coalition.name in shown
    assert mine.organisation.name in shown
    assert others.organisation.name not in shown
    answer = client.post(page(token), FIELDS)
    assert (answer.status_code, answer["Location"]) == (302, "/bevestigd/")
    assert "vastgelegd" in client.get("/bevestigd/").content.decode()
    assert client.get(page(token)).status_code == 404


def test_reading_confirms_nothing_however_often(client):
    (token,) = tokens(agreement_of(1))
    for method in ("get", "head", "options", "put", "delete", "patch"):
        for _time in range(3):
            getattr(client, method)(page(token))
    assert not PartyConfirmation.objects.exists()
    assert OneTimeLink.objects.get().used_at is None


def test_a_missing_reason_is_said_and_what_was_typed_stays(client):
    (token,) = tokens(agreement_of(1))
    answer = client.post(page(token), FIELDS | {"answer": "declined"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "ks-error-summary" in shown
    assert 'value="Noor"' in shown
    assert not PartyConfirmation.objects.exists()


def test_a_remark_beside_a_confirmation_is_not_lost(client):
    (token,) = tokens(agreement_of(1))
    client.post(page(token), FIELDS | {"remark": "Graag per mail."})
    assert PartyConfirmation.objects.get().answer == "confirmed_with_remark"


def dead_links():
    """Return secrets that do not work, each for another reason."""
    agreement = agreement_of(5)
    used, withdrawn, expired, left, changed = tokens(agreement)
    confirm_by_link(token=used, answer="confirmed", name="Noor")
    asked = list(ConfirmationRequest.objects.order_by("pk"))
    request_withdraw(request=asked[1])
    past = clock.now() - timedelta(days=1)
    expire = OneTimeLink.objects.filter(digest=digest_of(expired))
    expire.update(created_at=past - timedelta(days=1), expires_at=past)
    agreement.parties.filter(pk=asked[3].party_id).update(left_on=clock.today())
    other = agreement_of(1)
    (changed,) = tokens(other)
    rewrite(other)
    _row, poll = link_create(purpose="poll", subject_id=1, valid_for=timedelta(days=1))
    return [used, withdrawn, expired, left, changed, poll, new_token(), changed[:-1], "x"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_link_that_does_not_work_gives_the_same_answer(client, method):
    found = set()
    for token in dead_links():
        cache.clear()
        answer = getattr(client, method)(page(token), FIELDS)
        headers = {
            k: v for k, v in answer.headers.items() if k not in ("Content-Length", "Expires")
        }
        found.add((answer.status_code, page_of(answer, page(token)), str(sorted(headers.items()))))
    assert len(found) == 1
    assert next(iter(found))[0] == 404


def test_a_page_with_a_secret_address_is_kept_nowhere(client):
    (token,) = tokens(agreement_of(1))
    good, wrong = client.get(page(token)), client.get(page(new_token()))
    for answer in (good, wrong):
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
    # With no-referrer a browser sends a form as if from nowhere, and it is refused.
    assert good["Referrer-Policy"] == "strict-origin"
    assert wrong["Referrer-Policy"] == "no-referrer"
    assert token not in good.content.decode().partition("</title>")[0]


def test_the_form_is_taken_with_what_a_browser_sends_along():
    (token,) = tokens(agreement_of(1))
    client = Client(enforce_csrf_checks=True)
    form = client.get(page(token)).context["csrf_token"]
    data = FIELDS | {"csrfmiddlewaretoken": str(form)}
    answer = client.post(page(token), data, headers={"origin": "http://testserver"})
    assert answer.status_code == 302


def test_the_secret_stands_in_no_history_and_in_no_table(client):
    (token,) = tokens(agreement_of(1))
    client.post(page(token), FIELDS)
    urls = {c.metadata.get("url") for c in pghistory.models.Context.objects.all()}
    assert "/bevestigen/…/" in urls
    assert not any(token in str(c.metadata) for c in pghistory.models.Context.objects.all())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text LIKE %s", [f"%{token}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/bevestigen/abc/", "/bevestigen/…/"),
        ("GET https://x.nl/peiling/abc.def?a=1", "GET https://x.nl/peiling/…?a=1"),
        ("/uitnodiging/abc", "/uitnodiging/…"),
        ("/afspraken/3/bevestigen/7/", "/afspraken/3/bevestigen/7/"),
        ("/coalities/best/", "/coalities/best/"),
    ],
)
def test_what_is_told_of_an_address(text, told):
    assert without_secret(text) == told


def test_the_log_hides_the_secret():
    record = logging.LogRecord("x", 40, "f", 1, "Fault: %s", ("/bevestigen/geheim/",), None)
    assert HideSecrets().filter(record)
    assert record.getMessage() == "Fault: /bevestigen/…/"


def test_who_tries_many_links_has_to_wait_and_who_has_a_good_one_is_not_counted(client):
    (token,) = tokens(agreement_of(1))
    for _time in range(40):
        assert client.get(page(token)).status_code == 200
    statuses = [client.get(page(new_token())).status_code for _time in range(32)]
    assert (statuses.count(404), statuses[-1]) == (30, 429)
    assert client.post(page(token), FIELDS).status_code == 429
    assert client.get(page(token), REMOTE_ADDR="10.0.0.9").status_code == 200


@pytest.fixture
def token():
    return tokens(agreement_of(1))[0]


LETTERS = st.characters(codec="ascii", categories=["L", "N"], include_characters="-_.")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_wrong_changed_or_shortened_secret_never_opens_anything(token, data):
    place = data.draw(st.integers(0, len(token) - 1))
    wrong = data.draw(
        st.one_of(
            st.just(token[:place]),
            st.just(token[place + 1 :]),
            LETTERS.map(lambda one: token[:place] + one + token[place + 1 :]),
            st.text(LETTERS, max_size=90),
            st.text(LETTERS, min_size=1, max_size=3).map(lambda tail: token + tail),
            st.just(token.swapcase()),
            st.just(digest_of(token)),
        )
    )
    if wrong == token:
        assert request_of_link(wrong)
        return
    with pytest.raises(Http404):
        request_of_link(wrong)
    with pytest.raises(Http404):
        confirm_by_link(token=wrong, answer="confirmed", name="Noor")
    assert not PartyConfirmation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_confirmations_at_once_give_one():
    (token,) = tokens(agreement_of(1))
    start = Barrier(20)

    def answer(number: int) -> int:
        try:
            client = Client()
            start.wait(timeout=30)
            data = FIELDS | {"name": f"Noor {number}"}
            return client.post(page(token), data, REMOTE_ADDR=f"10.0.0.{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(answer, range(20)))
    assert sorted(statuses) == [302] + [404] * 19
    assert PartyConfirmation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_asks_each_party_once():
    agreement = agreement_of(5)

    def go(_number: int) -> int:
        try:
            return len(ask(agreement))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(go, range(4)))
    assert sorted(made) == [0, 0, 0, 5]
    assert ConfirmationRequest.objects.count() == 5
