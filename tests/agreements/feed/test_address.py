"""The address of one's own calendar: made, seen once, replaced, taken back, and over."""

import re
from datetime import timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory
from django.urls import reverse

from agreements.services.calendar_links import (
    VALID_FOR,
    calendar_link_make,
    calendar_link_revoke,
    calendars_remind,
)
from agreements.tasks import tell_about_calendars
from agreements.views import calendar_feed
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.links.models import OneTimeLink
from kansrijkestart.notifications.models import Notification
from tests import factories as make
from tests.agreements.feed.world import address, applying, feed_of
from tests.notifications.world import mail_now
from tests.soak.racing import at_once

pytestmark = pytest.mark.django_db
PAGE = "/agenda/"


def test_the_page_shows_the_address_once_and_keeps_a_digest(client, member):
    applying(member)
    page = client.get(PAGE).content.decode()
    assert "Maak een adres" in page
    assert "1 afspraak" in page
    made = client.post(PAGE, {"do": "make"})
    assert made["Cache-Control"] == "no-store"
    [token] = re.findall(r"/agenda/([A-Za-z0-9_-]{43})\.ics", made.content.decode())
    title = re.search(r"<title>(.*?)</title>", made.content.decode(), re.DOTALL)
    assert token not in title[1]
    assert client.get(feed_of(token)).status_code == 200
    later = client.get(PAGE).content.decode()
    assert token not in later
    assert "Trek het adres in" in later
    assert token not in str(list(OneTimeLink.objects.values()))
    assert token not in str(list(client.session.items()))


def test_a_new_address_replaces_the_old_one_and_can_be_taken_back(client, member):
    def made():
        answer = client.post(PAGE, {"do": "make"}).content.decode()
        return feed_of(re.findall(r"/agenda/([A-Za-z0-9_-]{43})\.ics", answer)[0])

    first, second = made(), made()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    mine = address(make.MembershipFactory.create())
    answer = client.post(PAGE, {"do": "revoke"}, follow=True)
    assert "Het adres werkt niet meer." in answer.content.decode()
    assert client.get(second).status_code == 404
    assert client.get(mine).status_code == 200  # somebody else's
    assert client.post(PAGE, {"do": "iets"}).status_code == 302


def test_a_pile_of_new_addresses_is_refused(client, member):
    limit = int(calendar_feed.LIMITS["make"].split("/")[0])
    said = [client.post(PAGE, {"do": "make"}).status_code for _ in range(limit + 1)]
    assert said == [200] * limit + [429]


@pytest.mark.parametrize(("who", "shown"), [("partner", True), ("analyst", False)])
def test_the_menu_leads_to_it(client, member, sign_in, who, shown):
    sign_in(who, member.coalition)
    assert (f'href="{PAGE}"' in client.get(PAGE).content.decode()) == shown


def tell_later(days):
    with clock.travel(clock.now() + timedelta(days=days)):
        told = calendars_remind()
        mail_now()
        return told


def test_its_owner_is_told_a_month_before_it_ends_and_once(client, member, mailoutbox):
    address(member)
    nights = [tell_later(days) for days in range(365, 405) for _twice in range(2)]
    assert (sum(nights), nights.index(1)) == (1, 2 * 5)
    [mail] = mailoutbox
    assert mail.to == [member.user.email]
    assert Notification.objects.get().path == PAGE
    until = clock.today() + VALID_FOR
    assert f"{until.day} " in mail.subject
    assert str(until.year) in mail.subject


def test_whose_address_was_made_anew_or_taken_back_or_is_closed_is_not_told(member, mailoutbox):
    others = make.MembershipFactory.create_batch(2)
    for one in (member, *others):
        address(one)
    calendar_link_revoke(user=member.user)
    User.objects.filter(pk=others[0].user_id).update(is_active=False)
    with clock.travel(clock.now() + timedelta(days=380)):
        calendar_link_make(user=others[1].user)
        assert calendars_remind() == 0
    assert tell_later(380 + 375) == 1  # the new one has a mail of its own


def test_a_refused_mail_about_it_is_tried_the_next_night(member, settings, mailoutbox):
    address(member)
    settings.EMAIL_BACKEND = "tests.agreements.confirm_world.Refusing"
    assert tell_later(371) == 1
    assert mailoutbox == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [tell_later(days) for days in (372, 373)] == [0, 0]
    assert len(mailoutbox) == 1


def test_who_made_a_new_address_after_being_told_is_not_mailed_about_the_old(member, mailoutbox):
    address(member)
    with clock.travel(clock.now() + timedelta(days=371)):
        tell_about_calendars()
        calendar_link_make(user=member.user)
        assert mail_now() == 0


def change_password(client, user):
    user.set_password("het-oude-wachtwoord-1")
    user.save()
    client.force_login(user)
    sent = {"oldpassword": "het-oude-wachtwoord-1"}
    sent |= dict.fromkeys(("password1", "password2"), "een-heel-nieuw-woord")
    client.post(reverse("account_change_password"), sent)
    user.refresh_from_db()
    assert user.check_password("een-heel-nieuw-woord")


def reset_password(client, user):
    path = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(user), default_token_generator.make_token(user)],
    )
    page = client.get(path, follow=True)
    sent = dict.fromkeys(("password1", "password2"), "een-heel-nieuw-woord")
    client.post(page.request["PATH_INFO"], sent)
    user.refresh_from_db()
    assert user.check_password("een-heel-nieuw-woord")


def remove_second_factor(client, user):
    kept = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user)
    request = RequestFactory().post("/")
    request.user = user
    delete_and_cleanup(request, kept)


@pytest.mark.parametrize("change", [change_password, reset_password, remove_second_factor])
def test_who_changes_how_they_sign_in_gets_a_new_address(client, member, change):
    url, other = address(member), address(make.MembershipFactory.create())
    assert client.get(url).status_code == 200
    change(client, member.user)
    assert client.get(url).status_code == 404
    assert client.get(other).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_leave_one_address():
    user = make.UserFactory.create()
    made = at_once([lambda: calendar_link_make(user=user)[1] for _ in range(20)])
    assert OneTimeLink.objects.filter(purpose="calendar").count() == 1
    works = [token for token in made if Client().get(feed_of(token)).status_code == 200]
    assert len(works) == 1
