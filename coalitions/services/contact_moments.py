"""Contact of an adviser with coalitions, recorded once for all it was about."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, ContactCoalition, ContactMoment
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_adviser
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def contact_record(
    *,
    adviser: User,
    coalitions: Iterable[Coalition],
    held_on: date,
    kind: str,
    question: str,
    text: str = "",
    learning_track: str = "",
) -> ContactMoment:
    """Record contact with one coalition or several, all from the adviser's own caseload."""
    chosen = {coalition.pk for coalition in coalitions}
    _check(adviser, chosen, held_on)
    contact = ContactMoment(
        adviser=adviser,
        held_on=held_on,
        kind=kind,
        question=question,
        text=text,
        learning_track=learning_track,
    )
    contact.full_clean()
    contact.save()
    for key in sorted(chosen):
        link = ContactCoalition(contact=contact, coalition_id=key)
        link.full_clean()
        link.save()
    return contact


def _check(adviser: User, chosen: set[int], held_on: date) -> None:
    if not is_adviser.test(adviser):
        raise DomainError(_("Only an adviser records contact."))
    if not chosen:
        raise DomainError({"coalitions": _("Choose at least one coalition.")})
    own = Coalition.objects.in_caseload_of(adviser).filter(pk__in=chosen)
    if own.count() != len(chosen):
        raise DomainError({"coalitions": _("Choose coalitions that you advise.")})
    if held_on > clock.today():
        raise DomainError({"held_on": _("Choose today or an earlier day.")})
