"""The first account of an installation: by a command, as the guide for operators says."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command

from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.accounts.rules import is_administrator

PASSWORD = "een lang wachtwoord 1000"


def test_the_first_administrator_comes_in_by_a_mailed_link(client, transactional_db, settings):
    settings.SITE_URL = "https://dossier.example.org/"
    said = StringIO()
    call_command("invite_administrator", "Noor@Example.org", "--name=Noor", stdout=said)
    assert "noor@example.org" in said.getvalue()
    assert "uitnodiging" not in said.getvalue(), "the link is theirs, not the operator's"
    body = str(mail.outbox[-1].body)
    path = re.search(r"https://dossier\.example\.org(/uitnodiging/\S+)", body).group(1)
    client.post(path, {"name": "Noor", "password1": PASSWORD, "password2": PASSWORD})
    user = User.objects.get()
    assert is_administrator.test(user)
    assert not user.is_superuser
    assert EmailAddress.objects.get(user=user).verified, "else no second step can be set up"


def test_without_a_mail_server_the_operator_gets_the_link(transactional_db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    said = StringIO()
    call_command("invite_administrator", "noor@example.org", stdout=said)
    assert re.search(r"^http\S+/uitnodiging/\S+/$", said.getvalue(), re.MULTILINE)


def test_what_is_no_address_is_refused(db):
    with pytest.raises(CommandError, match="e-mailadres"):
        call_command("invite_administrator", "noor")
    assert not Invitation.objects.exists()


def test_nobody_is_made_above_the_rules(db):
    """Django's own command would give an account that reads everything and administers nothing."""
    with pytest.raises(CommandError, match="invite_administrator"):
        call_command("createsuperuser", "--noinput", "--email=noor@example.org")
    assert not User.objects.exists()
