"""Contact of an adviser with coalitions, recorded once for all it was about."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, ContactCoalition, ContactMoment
from coalitions.rules import recorded
from coalitions.selectors.page_head import mark_when_stored
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_adviser
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = ("held_on", "kind", "question", "text", "learning_track")


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
    mark_when_stored(chosen)
    return contact


@transaction.atomic
def contact_change(
    *,
    contact: ContactMoment,
    adviser: User,
    expected_version: int | None,
    coalitions: Iterable[Coalition],
    **values: Any,
) -> ContactMoment:
    """Put right what an adviser recorded; the log keeps what stood there.

    A coalition that left the caseload stays with the contact: its adviser of then spoke to it.
    Raises EditConflict when it was changed on another page meanwhile.
    """
    stored = ContactMoment.objects.select_for_update().get(pk=contact.pk)
    if not recorded.test(adviser, stored):
        raise DomainError(_("Only who recorded this contact changes it."))
    refuse_stale(stored, expected_version)
    chosen = {coalition.pk for coalition in coalitions}
    links = {link.coalition_id: link for link in stored.links.all()}
    own = set(Coalition.objects.in_caseload_of(adviser).values_list("pk", flat=True))
    _check(adviser, chosen, values["held_on"], is_with_others=bool(set(links) - own))
    for name in FIELDS:
        setattr(stored, name, values[name])
    save_versioned(stored, expected_version=expected_version, fields=FIELDS)
    for key in sorted((set(links) & own) - chosen):
        links[key].delete()
    for key in sorted(chosen - set(links)):
        link = ContactCoalition(contact=stored, coalition_id=key)
        link.full_clean()
        link.save()
    mark_when_stored(chosen | set(links))
    return stored


def _check(adviser: User, chosen: set[int], held_on: date, *, is_with_others: bool = False) -> None:
    if not is_adviser.test(adviser):
        raise DomainError(_("Only an adviser records contact."))
    if not chosen and not is_with_others:
        raise DomainError({"coalitions": _("Choose at least one coalition.")})
    own = Coalition.objects.in_caseload_of(adviser).filter(pk__in=chosen)
    if own.count() != len(chosen):
        raise DomainError({"coalitions": _("Choose coalitions that you advise.")})
    if held_on > clock.today():
        raise DomainError({"held_on": _("Choose today or an earlier day.")})
