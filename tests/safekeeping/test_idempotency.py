"""The second click gets the first click's answer."""

import uuid
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from coalitions.models import Coalition
from kansrijkestart.safekeeping.models import IdempotencyKey
from tests import factories as make

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
