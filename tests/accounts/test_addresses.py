"""The address to sign in with: another one counts once its link has been followed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from kansrijkestart.accounts import second_factor
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.services import invitations
from kansrijkestart.accounts.services.addresses import address_prove
from kansrijkestart.accounts.services.passwords import KIND
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "een lang wachtwoord 1000"
NEW = "nieuw@example.org"
PAGE = "/accounts/email/"


@pytest.fixture
def user(client, settings):
    settings.ACCOUNT_RATE_LIMITS = False  # every test mails the same address
    found = make.UserFactory.create(email="oud@example.org")
    found.set_password(PASSWORD)
    found.save()
    address_prove(user=found)
    client.force_login(found)
    return found


def ask(client, email=NEW):
    return client.post(PAGE, {"action_add": "", "email": email}, follow=True)


def links(word):
    """The links in the last mail to the new address."""
    return re.findall(rf"http://testserver(/\S*{word}\S*)", str(mail.outbox[-1].body))


def sign_in(client, email):
    client.logout()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_a_proved_address_takes_the_place_of_the_old_one(client, user):
    page = ask(client).content.decode()
    assert NEW in page
    assert [message.to for message in mail.outbox] == [[NEW]]
    user.refresh_from_db()
    assert user.email == "oud@example.org"
    [link] = links("confirm-email")
    assert client.post(link).status_code == 302
    user.refresh_from_db()
    assert user.email == NEW
    [address] = EmailAddress.objects.filter(user=user)
    assert (address.email, address.verified, address.primary) == (NEW, True, True)
    assert sign_in(client, NEW)
    assert not sign_in(client, "oud@example.org")


@pytest.mark.parametrize("is_proved", [True, False])
def test_an_address_without_proof_never_becomes_primary(client, user, is_proved):
    """Without any proved address allauth itself would allow it."""
    EmailAddress.objects.filter(user=user).update(verified=is_proved)
    EmailAddress.objects.create(user=user, email=NEW)
    client.post(PAGE, {"action_primary": "", "email": NEW})
    user.refresh_from_db()
    assert user.email == "oud@example.org"
    assert not EmailAddress.objects.get(email=NEW).primary


def test_who_has_not_proved_the_own_address_does_that_first(client, user):
    EmailAddress.objects.filter(user=user).update(verified=False, primary=False)
    page = ask(client).content.decode()
    assert "nog niet bevestigd" in page
    client.post(PAGE, {"action_remove": "", "email": user.email})
    user.refresh_from_db()
    assert user.email == "oud@example.org"
    assert EmailAddress.objects.get().email == "oud@example.org"
    client.post(PAGE, {"action_send": "", "email": user.email})
    client.post(links("confirm-email")[0])
    assert EmailAddress.objects.get().verified


def test_a_change_can_be_taken_back(client, user):
    ask(client)
    client.post(PAGE, {"action_remove": "", "email": NEW})
    assert [one.email for one in EmailAddress.objects.all()] == ["oud@example.org"]
    [link] = links("confirm-email")
    client.post(link)
    user.refresh_from_db()
    assert user.email == "oud@example.org"


def ask_password(client, address):
    """Ask, and do what the worker does."""
    client.post("/accounts/password/reset/", {"email": address})
    running.run(Job.objects.get(kind=KIND, state="queued").pk)


def test_a_new_password_goes_to_proved_addresses_only(client, user):
    ask(client)
    client.logout()
    mail.outbox.clear()
    ask_password(client, NEW)
    assert [(message.to, links("password/reset/key")) for message in mail.outbox] == [([NEW], [])]
    ask_password(client, user.email)
    assert mail.outbox[-1].to == [user.email]
    assert links("password/reset/key")


def test_an_invitation_to_an_address_somebody_asked_for_is_for_who_gets_the_mail(
    client, user, django_capture_on_commit_callbacks
):
    ask(client)
    [confirm] = links("confirm-email")
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invitation_send(
            email=NEW, invited_by=None, build_url=lambda path: f"http://testserver{path}"
        )
    token = links("uitnodiging")[0].strip("/").split("/")[1]
    other = invitations.invitation_accept(token=token, name="Noor", password=PASSWORD)
    assert other.email == NEW
    client.post(confirm)
    user.refresh_from_db()
    assert user.email == "oud@example.org"
    assert EmailAddress.objects.get(email=NEW, verified=True).user == other


def test_an_address_that_became_an_account_since_is_refused(client, user):
    ask(client)
    make.UserFactory.create(email=NEW.upper())
    answer = client.post(links("confirm-email")[0], follow=True)
    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.email == "oud@example.org"


def test_the_old_address_is_free_for_a_new_invitation(client, user):
    ask(client)
    client.post(links("confirm-email")[0])
    assert not User.objects.filter(email="oud@example.org").exists()
    assert not EmailAddress.objects.filter(email="oud@example.org").exists()


def test_the_page_is_for_who_signed_in_and_the_second_step_comes_first(client, user, settings):
    client.logout()
    assert client.get(PAGE).url.startswith("/accounts/login/")
    settings.SECOND_FACTOR_REQUIRED = True
    make.NationalRoleFactory.create(user=user, role="analyst")
    assert second_factor.is_required(user)
    client.force_login(user)
    assert client.get(PAGE).url == reverse("mfa_index")
    assert client.get("/accounts/confirm-email/x/").status_code == 200
