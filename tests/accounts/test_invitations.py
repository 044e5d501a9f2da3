"""Invitations: sent, accepted once, and useless afterwards."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from coalitions.models import Membership, RegionMembership
from coalitions.services.members import member_invite, region_lead_invite
from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.accounts.services import invitations as services
from kansrijkestart.accounts.services.addresses import address_prove
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.links.services import new_token
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "een lang wachtwoord 1000"
GOOD = {"name": "Noor", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def build_url(path):
    return f"http://testserver{path}"


def token_in_mail():
    return re.search(r"/uitnodiging/([^/]+)/", str(mail.outbox[-1].body)).group(1)


def invite(committed, **extra):
    values = {"email": "Noor@Example.org", "invited_by": None, "build_url": build_url} | extra
    with committed():
        invitation = services.invitation_send(**values)
    return invitation, token_in_mail()


def page(token):
    return reverse("people:accept", args=[token])


def test_an_invitation_is_mailed_and_stored_as_a_digest(committed):
    invitation, token = invite(committed, national_role="analyst")
    assert mail.outbox[-1].to == ["noor@example.org"]
    assert token not in str(Invitation.objects.values().get())
    assert services.invitation_find(token=token) == invitation


def test_accepting_makes_an_account_with_the_offered_role_and_signs_in(client, committed):
    _invitation, token = invite(committed, national_role="analyst")
    assert client.get(page(token)).status_code == 200
    answer = client.post(page(token), GOOD)
    assert (answer.status_code, answer.url) == (302, "/")
    user = User.objects.get(email="noor@example.org")
    assert user.check_password(PASSWORD)
    assert list(user.national_roles.values_list("role", flat=True)) == ["analyst"]
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(page(token)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"password2": "iets anders 1000"},
        {"password1": "kort", "password2": "kort"},
        {"password1": "123456789012", "password2": "123456789012"},
        {"password1": "noor@example.org", "password2": "noor@example.org"},
    ],
)
def test_a_weak_or_mistyped_password_is_refused(client, committed, change):
    _invitation, token = invite(committed)
    answer = client.post(page(token), GOOD | change)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1>") == 1
    assert not User.objects.exists()
    assert client.post(page(token), GOOD).status_code == 302


def test_every_useless_link_answers_the_same_friendly_404(client, committed):
    tokens = {"unknown": new_token(), "short": "x"}
    for name in ("used", "revoked", "expired", "replaced"):
        invitation, tokens[name] = invite(committed, email=f"{name}@example.org")
        if name == "used":
            services.invitation_accept(token=tokens[name], name="A", password=PASSWORD)
        elif name == "revoked":
            services.invitation_revoke(invitation_id=invitation.pk)
        elif name == "expired":
            Invitation.objects.filter(pk=invitation.pk).update(expires_at=clock.now())
        else:
            with clock.travel(clock.now() + timedelta(minutes=1)), committed():
                services.invitation_resend(invitation_id=invitation.pk, build_url=build_url)
    answers = {name: client.get(page(token)) for name, token in tokens.items()}
    assert {answer.status_code for answer in answers.values()} == {404}
    bodies = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers.values()}
    assert len(bodies) == 1
    assert client.post(page(tokens["used"]), GOOD).status_code == 404


def test_sending_again_gives_a_new_link_with_a_new_term(committed):
    invitation, old = invite(committed)
    with clock.travel(clock.now() + timedelta(days=10)), committed():
        services.invitation_resend(invitation_id=invitation.pk, build_url=build_url)
    with pytest.raises(Http404):
        services.invitation_find(token=old)
    assert services.invitation_find(token=token_in_mail()).pk == invitation.pk


def test_pressing_twice_mails_once_and_a_mail_that_failed_goes_at_once(committed, mailoutbox):
    invitation, first = invite(committed)
    again = {"invitation_id": invitation.pk, "build_url": build_url}
    with committed():
        services.invitation_resend(**again)
    assert len(mailoutbox) == 1
    assert services.invitation_find(token=first).pk == invitation.pk
    Invitation.objects.filter(pk=invitation.pk).update(mail_failed_at=clock.now())
    with committed():
        services.invitation_resend(**again)
        services.invitation_resend(**again)
    assert len(mailoutbox) == 2
    assert services.invitation_find(token=token_in_mail()).pk == invitation.pk


@pytest.mark.parametrize("ended", ["accepted", "revoked"])
def test_an_invitation_that_has_ended_cannot_be_sent_or_withdrawn_again(committed, ended):
    invitation, token = invite(committed)
    if ended == "accepted":
        services.invitation_accept(token=token, name="A", password=PASSWORD)
    else:
        services.invitation_revoke(invitation_id=invitation.pk)
    with pytest.raises(DomainError):
        services.invitation_resend(invitation_id=invitation.pk, build_url=build_url)
    with pytest.raises(DomainError):
        services.invitation_revoke(invitation_id=invitation.pk)


def test_a_mail_that_fails_is_remembered_and_never_an_error(committed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with committed():
        invitation = services.invitation_send(
            email="a@example.org", invited_by=None, build_url=build_url
        )
    invitation.refresh_from_db()
    assert invitation.mail_failed_at


def test_somebody_with_an_account_signs_in_first(client, committed):
    user = make.UserFactory.create()
    coalition = make.CoalitionFactory.create()
    inviter = make.UserFactory.create()
    with committed():
        member_invite(
            coalition_id=coalition.pk,
            email=user.email.upper(),
            name="",
            role="coordinator",
            invited_by=inviter,
            build_url=build_url,
        )
    here = page(token_in_mail())
    assert f"/accounts/login/?next={here.replace('/', '%2F')}" in client.get(here).content.decode()
    assert client.post(here, GOOD).status_code == 200
    assert not Membership.objects.exists()
    client.force_login(inviter)
    assert user.email in client.get(here).content.decode()
    assert client.post(here).status_code == 200
    assert not Membership.objects.exists()
    client.force_login(user)
    assert client.post(here).url == "/"
    assert Membership.objects.get().user == user
    assert client.get(here).status_code == 404


def test_a_closed_account_is_not_opened_by_an_invitation(client, committed):
    user = make.UserFactory.create(is_active=False)
    _invitation, token = invite(committed, email=user.email)
    assert client.post(page(token), GOOD).status_code == 200
    with pytest.raises(ValidationError):
        services.invitation_accept_as(token=token, user=user)


def test_an_invitation_to_lead_a_region_gives_the_region(committed):
    region = make.RegionFactory.create()
    with committed():
        region_lead_invite(
            region_id=region.pk,
            email="a@example.org",
            name="",
            invited_by=make.UserFactory.create(),
            build_url=build_url,
        )
    user = services.invitation_accept(token=token_in_mail(), name="A", password=PASSWORD)
    assert RegionMembership.objects.get().user == user
    assert region.name in mail.outbox[-1].subject


def test_a_new_account_can_set_up_a_second_step(client, sign_in):
    user = sign_in("coordinator", make.CoalitionFactory.create())
    url = reverse("mfa_activate_totp")
    assert client.get(url).status_code == 302  # the address has not been proved
    address_prove(user=user)
    address_prove(user=user)  # twice is once
    assert EmailAddress.objects.get(user=user).verified
    assert client.get(url).url.startswith("/accounts/reauthenticate/")
