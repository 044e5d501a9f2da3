"""What a new text brought about, said to whoever saved it."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.choices import AgreementState
from agreements.models import Agreement
from agreements.selectors import current_text
from agreements.selectors.confirmations import not_asked_again

MOST_NAMES: Final = 5


def say_new_text(request: HttpRequest, agreement: Agreement, before: int) -> None:
    """Say how many are asked again, and who is not; nothing when number ``before`` stayed."""
    version = current_text(agreement)
    if version is None or version.number == before or not before:
        return
    asked = version.requests.filter(withdrawn_at=None).count()
    words = ngettext(
        "The text is version %(version)s now. %(number)s partner is asked again.",
        "The text is version %(version)s now. %(number)s partners are asked again.",
        asked,
    )
    messages.success(request, words % {"version": version.number, "number": asked})
    left_out = [party.organisation.name for party in not_asked_again(agreement, version)]
    if left_out and agreement.state != AgreementState.DRAFT:
        messages.warning(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _not_asked(left_out),
                reverse("agreements:ask", args=[agreement.pk]),
                _("Ask them too"),
            ),
        )


def _not_asked(names: list[str]) -> str:
    shown, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    if more <= 0:
        return _("Not asked again about the new text: %(names)s.") % {"names": shown}
    words = _("Not asked again about the new text: %(names)s and %(number)s more.")
    return words % {"names": shown, "number": more}
