"""Sending a mail, and the demo's letter box."""

import smtplib

import pytest
from django.core import mail as django_mail

from kansrijkestart.notifications import mailbox
from kansrijkestart.notifications.mail import send_mail

CONTEXT = {"url": "http://testserver/uitnodiging/abc/", "place": "Son & Breugel", "days": 14}


def test_a_mail_is_written_in_the_language_of_the_reader():
    assert send_mail("invitation", "a@example.org", CONTEXT, "en")
    (message,) = django_mail.outbox
    assert "Son & Breugel" in str(message.subject)
    assert CONTEXT["url"] in str(message.body)


def test_a_mail_that_cannot_be_sent_is_no_error(monkeypatch, caplog):
    def refuse(self, **options):
        raise smtplib.SMTPRecipientsRefused({"geheim@example.org": (550, b"")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert send_mail("invitation", "geheim@example.org", CONTEXT) is False
    assert "invitation" in caplog.text
    assert "geheim" not in caplog.text


@pytest.fixture
def letter_box(settings, tmp_path):
    settings.DEMO_MODE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.ROOT_URLCONF = "tests.notifications.demo_urls"


@pytest.mark.django_db
def test_the_letter_box_shows_mails_with_a_link_to_follow(client, letter_box):
    assert client.get("/demo/mail/").status_code == 200
    send_mail("invitation", "zoë@example.org", CONTEXT)
    page = client.get("/demo/mail/").content.decode()
    (mail,) = mailbox.mails()
    assert f"/demo/mail/{mail.key}/" in page
    assert "zoë@example.org" in page
    detail = client.get(f"/demo/mail/{mail.key}/").content.decode()
    assert f'href="{CONTEXT["url"]}"' in detail
    assert detail.count("<h1>") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("date", "clock"),
    [
        ("Wed, 01 Jul 2026 21:30:00 -0000", "1 juli 2026 23:30"),  # as Django writes it
        ("Thu, 01 Jan 2026 23:30:00 +0000", "2 januari 2026 00:30"),
        ("Thu, 01 Jan 2026 23:30:00 +0100", "1 januari 2026 23:30"),
    ],
)
def test_the_letter_box_shows_amsterdam_time(client, letter_box, tmp_path, date, clock):
    name = "20260101-000000-1"
    (tmp_path / f"{name}.log").write_text(f"Subject: Hoi\nTo: a@example.org\nDate: {date}\n\nHoi\n")
    for page in ("/demo/mail/", f"/demo/mail/{name}-0/"):
        assert clock in client.get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x", "..%2fx", "20260101-000000-1-0", "a" * 500])
def test_a_mail_that_does_not_exist_answers_404(client, letter_box, key):
    assert client.get(f"/demo/mail/{key}/").status_code == 404


@pytest.mark.django_db
def test_outside_demo_mode_there_is_no_letter_box(client, letter_box, settings):
    settings.DEMO_MODE = False
    assert client.get("/demo/mail/").status_code == 404
