"""What parties answer to the text of an agreement. Each function is one transaction."""

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.choices import PartyAnswer
from agreements.models import (
    Party,
    PartyConfirmation,
)
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def party_confirm(
    *, party: Party, answer: str, user: User | None, remark: str = "", name: str = ""
) -> PartyConfirmation:
    """Record a party's answer to the newest version. Earlier answers stay with their versions."""
    version = party.agreement.versions.order_by("-number").first()
    if version is None:
        raise DomainError(_("Write the text of the agreement first; then it can be confirmed."))
    confirmation = PartyConfirmation(
        party=party,
        version=version,
        answer=PartyAnswer(answer),
        remark=remark,
        answered_at=clock.now(),
        answered_by=user,
        answered_by_name=name,
    )
    confirmation.full_clean()
    confirmation.save()
    return confirmation
