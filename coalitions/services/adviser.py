"""An adviser's caseload: cover for a colleague until a date."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Caseload, Coalition, Membership
from coalitions.querysets import open_on
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_adviser
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def caseload_cover(
    *,
    adviser: User,
    colleague: User,
    last_day: date,
    coalitions: Iterable[Coalition] = (),
) -> list[Caseload]:
    """Let ``colleague`` look after ``adviser``'s own caseload, or some of it, last day included.

    Coalitions the colleague already looks after or takes part in are skipped; cover is never
    covered again.
    """
    _check_cover(adviser, colleague, last_day)
    until = last_day + timedelta(days=1)
    own = Caseload.objects.current().filter(adviser=adviser, covers_for__isnull=True)
    held = Caseload.objects.current().filter(adviser=colleague).values("coalition")
    chosen = {coalition.pk for coalition in coalitions}
    if chosen:
        own = own.filter(coalition__in=chosen)
        if own.count() != len(chosen):
            raise DomainError({"coalitions": _("Choose coalitions of your own caseload.")})
    joined = Membership.objects.filter(open_on(clock.today()), user=colleague).values("coalition")
    found = Coalition.objects.select_for_update().filter(pk__in=own.values("coalition"))
    rows = []
    for coalition in found.exclude(pk__in=held).exclude(pk__in=joined).order_by("pk"):
        row = Caseload(adviser=colleague, coalition=coalition, covers_for=adviser, until=until)
        row.full_clean()
        row.save()
        rows.append(row)
    if not rows:
        raise DomainError(_("There is nothing to cover: your colleague sees all of it already."))
    return rows


@transaction.atomic
def caseload_cover_end(*, adviser: User, colleague: User) -> int:
    """End the cover of one's own caseload today; returns how many coalitions it was."""
    return (
        Caseload.objects.current()
        .filter(covers_for=adviser, adviser=colleague)
        .update(until=clock.today())
    )


def _check_cover(adviser: User, colleague: User, last_day: date) -> None:
    if colleague == adviser or not is_adviser.test(colleague):
        raise DomainError({"colleague": _("Choose a colleague who is an adviser.")})
    if last_day < clock.today():
        raise DomainError({"last_day": _("Choose today or a later day.")})
    if last_day > clock.today() + timedelta(days=366):
        raise DomainError({"last_day": _("Cover lasts at most a year. Choose an earlier day.")})
