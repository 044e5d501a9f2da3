"""What a changed text brings about, said before it is saved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.choices import AgreementState
from agreements.models import Agreement
from agreements.services.requests import asked_when_text_changes


def new_text_words(agreement: Agreement) -> str:
    """Say what a change of the text does; nothing as long as there is none."""
    if not agreement.versions.exists():
        return ""
    if agreement.state == AgreementState.DRAFT:
        return _("A changed text becomes a new version. It is a draft: nobody is asked or mailed.")
    number = asked_when_text_changes(agreement)
    if not number:
        return _("A changed text becomes a new version. No question is open: nobody is mailed.")
    words = ngettext(
        "A changed text becomes a new version, however small the change: %(number)s organisation "
        "gets a mail and is asked again.",
        "A changed text becomes a new version, however small the change: %(number)s organisations "
        "get a mail and are asked again.",
        number,
    )
    return words % {"number": number}
