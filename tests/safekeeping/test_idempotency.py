"""The second click gets the first click's answer."""

import re
import uuid
from functools import partial
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory

from coalitions.models import Coalition
from kansrijkestart.safekeeping.idempotency import content_digest
from kansrijkestart.safekeeping.models import IdempotencyKey
from tests import factories as make
from tests.soak.racing import at_once

pytestmark = pytest.mark.urls("tests.safekeeping.pages")
PAGE = "/test/notitie/"


def form(note="Eén", key=None):
    return {"note": note, "idempotency_key": key or str(uuid.uuid4())}


@pytest.mark.django_db
def test_the_same_form_twice_has_one_effect_and_one_answer(client, sign_in):
    sign_in("analyst")
    data = form()
    first, second = client.post(PAGE, data), client.post(PAGE, data)
    assert first.url == second.url == "/test/notitie/0/"
    assert Coalition.objects.count() == 1


@pytest.mark.django_db
def test_two_forms_have_two_effects(client, sign_in):
    sign_in("analyst")
    assert client.post(PAGE, form()).url != client.post(PAGE, form()).url


@pytest.mark.django_db
def test_a_form_with_a_mistake_may_be_corrected(client, sign_in):
    sign_in("analyst")
    data = form(note="")
    assert client.post(PAGE, data).status_code == 200
    assert client.post(PAGE, data | {"note": "Goed"}).url == "/test/notitie/0/"


@pytest.mark.django_db
def test_a_key_of_somebody_else_tells_nothing(client, sign_in):
    sign_in("analyst")
    data = form()
    client.post(PAGE, data)
    sign_in("analyst")
    assert client.post(PAGE, data).url == PAGE
    assert Coalition.objects.count() == 1


@pytest.mark.django_db
def test_another_text_under_a_used_key_is_shown_again_and_not_lost(client, sign_in):
    sign_in("analyst")
    key = str(uuid.uuid4())
    client.post(PAGE, form("Actie een", key))
    answer = client.post(PAGE, form("Actie twee & meer", key))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert Coalition.objects.count() == 1
    assert 'href="/test/notitie/0/"' in page
    assert 'name="note" value="Actie twee &amp; meer"' in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert fields["idempotency_key"] not in {"", key}
    assert answer.context["form"]["idempotency_key"].value() == fields["idempotency_key"]
    again = form("Actie twee & meer", fields["idempotency_key"])
    assert client.post(PAGE, again).url == client.post(PAGE, again).url == "/test/notitie/1/"
    assert [one.name for one in Coalition.objects.order_by("pk")] == [
        "Actie een",
        "Actie twee & meer",
    ]


@pytest.mark.django_db
def test_the_token_and_the_mark_of_a_kept_form_are_no_content(client, sign_in):
    sign_in("analyst")
    data = form()
    client.post(PAGE, data | {"csrfmiddlewaretoken": "a", "_parked": "1"})
    assert client.post(PAGE, data | {"csrfmiddlewaretoken": "b"}).url == "/test/notitie/0/"


def test_a_file_counts_by_its_content():
    def digest(content, name="a.csv"):
        upload = SimpleUploadedFile(name, content)
        return content_digest(RequestFactory().post(PAGE, {"note": "x", "bestand": upload}))

    assert digest(b"1") == digest(b"1")
    assert len({digest(b"1"), digest(b"2"), digest(b"1", "b.csv")}) == 3


def test_the_hash_is_keyed(settings):
    request = RequestFactory().post(PAGE, {"note": "x"})
    with_one = content_digest(request)
    settings.SECRET_KEY = "another"
    assert content_digest(request) != with_one


@pytest.mark.django_db(transaction=True)
def test_two_texts_at_the_same_moment_make_one_record_and_lose_none():
    user, key = make.UserFactory.create(), str(uuid.uuid4())

    def post(number):
        client = Client()
        client.force_login(user)
        return client.post(PAGE, form(f"Tekst {number % 2}", key))

    answers = at_once([partial(post, number) for number in range(6)])
    assert sorted(answer.status_code for answer in answers) == [302] * 3 + [409] * 3
    kept = Coalition.objects.get().name
    for answer in answers:
        if answer.status_code == 409:
            assert answer.context["form"]["note"].value() != kept


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_the_same_moment_have_one_effect(settings):
    user = make.UserFactory.create()
    data, together, answers = form(), Barrier(20), []
    clients = [Client() for _ in range(20)]
    for client in clients:
        client.force_login(user)

    def post(client):
        together.wait()
        try:
            answers.append(client.post(PAGE, data))
        finally:
            connection.close()

    threads = [Thread(target=post, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/test/notitie/0/")}
    assert len(answers) == 20
    assert Coalition.objects.count() == 1
    assert IdempotencyKey.objects.count() == 1
