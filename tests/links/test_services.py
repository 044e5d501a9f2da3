"""One-time links."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection
from django.http import Http404

from kansrijkestart.core import clock
from kansrijkestart.links import services
from kansrijkestart.links.models import OneTimeLink

DAY = timedelta(days=1)


def make_link(purpose="confirm", subject_id=7, valid_for=DAY):
    return services.link_create(purpose=purpose, subject_id=subject_id, valid_for=valid_for)


@pytest.mark.django_db
def test_a_link_opens_its_own_purpose_and_is_stored_as_a_digest():
    link, token = make_link()
    assert services.link_resolve(token=token, purpose="confirm") == link
    assert len(token) == 43
    assert token not in str(OneTimeLink.objects.values().get())
    with pytest.raises(Http404):
        services.link_resolve(token=token, purpose="poll")


@pytest.mark.django_db
def test_a_link_works_once():
    _link, token = make_link()
    assert services.link_use(token=token, purpose="confirm").subject_id == 7
    with pytest.raises(Http404):
        services.link_use(token=token, purpose="confirm")
    with pytest.raises(Http404):
        services.link_resolve(token=token, purpose="confirm")


@pytest.mark.django_db
def test_an_expired_and_a_revoked_link_answer_like_an_unknown_one():
    _old, expired = make_link(subject_id=1)
    _mine, revoked = make_link(subject_id=2)
    _other, kept = make_link(subject_id=3)
    assert services.links_revoke(purpose="confirm", subject_id=2) == 1
    said = set()
    for token in (revoked, services.new_token(), "x", "é" * 43, "a" * 5000):
        with pytest.raises(Http404) as refusal:
            services.link_resolve(token=token, purpose="confirm")
        said.add(str(refusal.value))
    with clock.travel(clock.now() + DAY), pytest.raises(Http404) as refusal:
        services.link_resolve(token=expired, purpose="confirm")
    assert said | {str(refusal.value)} == {"link"}
    assert services.link_resolve(token=kept, purpose="confirm")


@pytest.mark.django_db
def test_a_link_that_expires_before_it_was_made_is_refused():
    link, _token = make_link()
    with pytest.raises(IntegrityError, match="links_expire_later"):
        OneTimeLink.objects.filter(pk=link.pk).update(expires_at=link.created_at)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_use_a_link_once():
    _link, token = make_link()
    together, used = Barrier(8), []

    def click():
        together.wait()
        try:
            used.append(services.link_use(token=token, purpose="confirm"))
        except Http404:
            pass
        finally:
            connection.close()

    threads = [Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(used) == 1


@pytest.mark.django_db
def test_a_link_with_another_secret_opens_with_that_one_only():
    link, first = make_link()
    with clock.travel(clock.now() + DAY / 2):
        second = services.link_replace(link=link, valid_for=DAY)
    assert services.link_resolve(token=second, purpose="confirm") == link
    with pytest.raises(Http404):
        services.link_resolve(token=first, purpose="confirm")
    with clock.travel(clock.now() + DAY), pytest.raises(Http404):
        services.link_resolve(token=first, purpose="confirm")
    assert OneTimeLink.objects.count() == 1
