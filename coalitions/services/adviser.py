"""An adviser's caseload: cover for a colleague until a date."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Caseload, Coalition
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_adviser
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def caseload_cover(*, adviser: User, colleague: User, last_day: date) -> list[Caseload]:
    """Let ``colleague`` look after everything in ``adviser``'s own caseload, last day included.

    Coalitions the colleague already looks after are skipped; cover is never covered again.
    """
    _check_cover(adviser, colleague, last_day)
    until = last_day + timedelta(days=1)
    own = Caseload.objects.current().filter(adviser=adviser, covers_for__isnull=True)
    held = Caseload.objects.current().filter(adviser=colleague).values("coalition")
    coalitions = Coalition.objects.select_for_update().filter(pk__in=own.values("coalition"))
    rows = []
    for coalition in coalitions.exclude(pk__in=held).order_by("pk"):
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
