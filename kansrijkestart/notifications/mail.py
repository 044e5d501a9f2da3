"""Sending one mail. A mail that cannot be sent is logged and never breaks the page."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import get_template, select_template
from django.utils import translation

logger = logging.getLogger(__name__)
NOBODY = "NobodyToMail"


def send_mail(template: str, to: str, context: dict[str, Any], language: str = "") -> bool:
    """Send a mail from ``mail/<template>.subject.txt`` and ``.txt``, as text and as HTML.

    The HTML is ``mail/<template>.html``; without one it has the same words as the text.

    Returns False, and logs the template and the kind of fault (no address, no content), when it
    could not be handed over.
    """
    return not hand_over(template, to, context, language)


def hand_over(
    template: str, to: str, context: dict[str, Any], language: str = "", message_id: str = ""
) -> str:
    """As ``send_mail``; returns the kind of fault, or an empty text when it was handed over.

    With a ``message_id`` the same mail, handed over again after a crash, can be recognised.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        values = {**context, "site_name": settings.SITE_NAME, "demo_mode": settings.DEMO_MODE}
        subject = get_template(f"mail/{template}.subject.txt").render(values)
        body = get_template(f"mail/{template}.txt").render(values).strip() + "\n"
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=body,
            to=[to],
            headers={"Message-ID": message_id} if message_id else None,
        )
        html = _html(template, values | {"subject": message.subject, "paragraphs": _lines(body)})
        message.attach_alternative(html, "text/html")
        return _send(message, template)


def _send(message: EmailMultiAlternatives, template: str) -> str:
    try:
        return "" if message.send() else NOBODY
    except (SMTPException, OSError) as error:
        logger.warning("The mail %s was not sent: %s", template, type(error).__name__)
        return type(error).__name__


def _html(template: str, values: dict[str, Any]) -> str:
    return select_template([f"mail/{template}.html", "mail/letter.html"]).render(values)


def _lines(body: str) -> list[list[str]]:
    """Return the paragraphs of a text, each as its lines."""
    return [part.splitlines() for part in body.strip().split("\n\n") if part.strip()]
