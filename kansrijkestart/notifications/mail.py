"""Sending one mail. A mail that cannot be sent is logged and never breaks the page."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

logger = logging.getLogger(__name__)


def send_mail(template: str, to: str, context: dict[str, Any], language: str = "") -> bool:
    """Send a mail from ``mail/<template>.subject.txt``, ``.txt`` and, if it exists, ``.html``.

    Returns False, and logs the template and the kind of fault (no address, no content), when it
    could not be handed over.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        values = {**context, "site_name": settings.SITE_NAME, "demo_mode": settings.DEMO_MODE}
        subject = get_template(f"mail/{template}.subject.txt").render(values)
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=get_template(f"mail/{template}.txt").render(values).strip() + "\n",
            to=[to],
        )
        html = _html(template, values)
        if html:
            message.attach_alternative(html, "text/html")
        try:
            return bool(message.send())
        except (SMTPException, OSError) as error:
            logger.warning("The mail %s was not sent: %s", template, type(error).__name__)
            return False


def _html(template: str, values: dict[str, Any]) -> str:
    try:
        return str(get_template(f"mail/{template}.html").render(values))
    except TemplateDoesNotExist:
        return ""
