"""Signing in and a new password by mail: nobody learns from the work done who has an account."""

from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kansrijkestart.accounts.services.passwords import KIND, password_reset_ask
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job, JobState
from tests import factories as make

pytestmark = pytest.mark.django_db
NOBODY = "niemand@example.org"


def account(kind):
    """Return the address of somebody: with an account, a closed one, or one without a password."""
    if kind == "none":
        return NOBODY
    user = make.UserFactory.create(is_active=kind != "closed")
    if kind == "no password":
        type(user).objects.filter(pk=user.pk).update(password=make_password(None))
    return user.email


def ask(address, language="nl"):
    headers = {"accept-language": language}
    return Client(headers=headers).post(reverse("account_reset_password"), {"email": address})


def send():
    """Do what the worker does with the one job that waits."""
    job = Job.objects.get(kind=KIND)
    running.run(job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("kind", ["open", "closed", "no password", "none"])
def test_every_sign_in_that_fails_makes_one_hash(client, monkeypatch, kind):
    address, hashed, plain = account(kind), [], MD5PasswordHasher.encode

    def encode(self, password, salt):
        hashed.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    client.post(reverse("account_login"), {"login": address, "password": "niet het wachtwoord"})
    assert len(hashed) == 1


def test_asking_for_a_new_password_does_not_look_for_the_account(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    asked = []
    for address in (account("open"), account("closed"), NOBODY):
        with CaptureQueriesContext(connection) as queries:
            ask(address)
        asked.append(" ".join(query["sql"] for query in queries))
    assert all("jobs_job" in one for one in asked)
    assert not any("accounts_user" in one or "account_emailaddress" in one for one in asked)


def test_the_link_of_the_mail_leads_to_a_new_password(client, mailoutbox):
    user = make.UserFactory.create()
    ask(user.email.upper())
    assert mailoutbox == []
    job = send()
    [mail] = mailoutbox
    assert mail.to == [user.email]
    assert mail.subject == "Een nieuw wachtwoord voor Coalitiedossier Kansrijke Start"
    [link] = [line for line in mail.body.splitlines() if line.startswith("http://testserver/")]
    page = client.get(link, follow=True)
    words = {"password1": "een-heel-nieuw-woord", "password2": "een-heel-nieuw-woord"}
    client.post(page.request["PATH_INFO"], words)
    user.refresh_from_db()
    assert user.check_password("een-heel-nieuw-woord")
    assert (job.state, job.parameters, job.result) == (JobState.DONE, {}, {})


@pytest.mark.parametrize("kind", ["closed", "none"])
def test_somebody_without_an_account_is_told_so_but_not_to_sign_up(mailoutbox, kind):
    ask(account(kind))
    send()
    mail = mailoutbox[0].body
    assert "geen account met dit adres" in mail
    assert "signup" not in mail
    assert "Coalitiedossier Kansrijke Start" in mail


def test_the_mail_speaks_the_language_of_the_page_or_of_the_account(mailoutbox):
    ask(NOBODY, "en")
    send()
    assert "there is no account with this address" in mailoutbox[0].body
    Job.objects.all().delete()
    ask(make.UserFactory.create(language="nl").email, "en")
    send()
    assert "Iemand vroeg een nieuw wachtwoord" in mailoutbox[1].body


def test_a_mail_server_that_is_away_gets_the_mail_later(monkeypatch, mailoutbox):
    def refuse(*_arguments):
        raise SMTPServerDisconnected

    password_reset_ask(email=NOBODY, site="http://testserver/", language="nl")
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        job = send()
    assert (job.state, job.parameters["email"]) == (JobState.QUEUED, NOBODY)
    Job.objects.update(run_after=job.created_at)
    assert send().state == JobState.DONE
    assert len(mailoutbox) == 1


def test_after_the_last_try_the_address_is_forgotten(monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *_: 0)
    password_reset_ask(email=NOBODY, site="http://testserver/", language="nl")
    Job.objects.update(attempt=4)
    job = send()
    assert (job.state, job.parameters) == (JobState.FAILED, {})


def test_a_second_run_mails_nothing(mailoutbox):
    password_reset_ask(email=NOBODY, site="http://testserver/", language="nl")
    send()
    Job.objects.update(state=JobState.QUEUED, finished_at=None)
    send()
    assert len(mailoutbox) == 1
