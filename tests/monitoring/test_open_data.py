"""An analyst decides per release whether its figures are open data."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from monitoring.models import Release
from monitoring.selectors.release_story import release_story
from monitoring.services.releases import release_open, release_restore, release_withdraw
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def release():
    return make.ReleaseFactory.create(published=True, is_protected=False)


def press(client, release, name):
    return client.post(reverse(f"monitoring:release_{name}", args=[release.pk]), follow=True)


def test_an_analyst_makes_figures_open_data_and_ends_it(client, sign_in, release):
    sign_in("analyst")
    page = press(client, release, "open").content.decode()
    assert "Deze cijfers zijn open data." in page
    assert "Stop met open data" in page
    release.refresh_from_db()
    assert release.is_open
    page = press(client, release, "close").content.decode()
    assert "Maak er open data van" in page
    release.refresh_from_db()
    assert not release.is_open


def test_its_history_tells_who_decided(client, sign_in, release):
    user = sign_in("analyst")
    press(client, release, "open")
    press(client, release, "close")
    told = [(turn.words, turn.who) for turn in release_story(release)][-2:]
    assert told == [("Open data gemaakt", str(user)), ("Geen open data meer", str(user))]


def test_pressing_twice_changes_nothing_the_second_time(release):
    first = release_open(release=release, is_open=True)
    second = release_open(release=release, is_open=True)
    assert first.version == second.version


def test_a_draft_cannot_be_open_data_and_says_why(client, sign_in):
    draft = make.ReleaseFactory.create()
    with pytest.raises(ValidationError, match="gepubliceerd"):
        release_open(release=draft, is_open=True)
    sign_in("analyst")
    html = client.get(reverse("monitoring:release_detail", args=[draft.pk])).content.decode()
    assert "Maak er open data van" not in html
    assert "gepubliceerd" in press(client, draft, "open").content.decode()


def test_the_database_refuses_an_open_draft():
    with pytest.raises(IntegrityError, match="monitoring_open_was_published"), transaction.atomic():
        make.ReleaseFactory.create(is_open=True)
    make.ReleaseFactory.create(published=True, is_open=True)


def test_what_is_taken_back_and_put_back_keeps_the_decision(release):
    release_open(release=release, is_open=True)
    release_withdraw(release=release, reason="fout")
    release_restore(release=release)
    assert Release.objects.get(pk=release.pk).is_open


def test_open_data_of_a_release_that_was_taken_back_can_be_ended(client, sign_in, release):
    release_open(release=release, is_open=True)
    release_withdraw(release=release, reason="fout")
    sign_in("analyst")
    html = client.get(reverse("monitoring:release_detail", args=[release.pk])).content.decode()
    assert "Deze cijfers waren open data toen ze werden ingetrokken" in html
    assert "Stop met open data" in html
    html = press(client, release, "close").content.decode()
    assert "Maak er open data van" not in html
    assert not Release.objects.get(pk=release.pk).is_open


def test_no_release_is_open_data_by_itself():
    assert not make.ReleaseFactory.create(published=True).is_open
