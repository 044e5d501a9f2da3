"""Asking municipalities to report what they offer: by a notification, at most once a week."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from coalitions.choices import MembershipRole
from coalitions.models import Membership, Region
from interventions.matrix import region_matrix
from interventions.models import SupplementRequest
from interventions.notifications import ASKED
from interventions.selectors.supplements import Missing, missing_reports
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.notifications.services import Tell, notify

PAUSE: Final = timedelta(days=7)


@dataclass
class Asked:
    """Who was asked, and of the others who was asked lately, cannot be reached, or is complete."""

    asked: list[str] = field(default_factory=list)
    complete: list[str] = field(default_factory=list)
    lately: list[tuple[str, date]] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


@transaction.atomic
def supplements_ask(
    *, region: Region, municipalities: Collection[int], text: str, asked_by: User
) -> Asked:
    """Ask these municipalities, through the coordinators of their coalitions.

    Who was asked in the last seven days, or has no coordinator, is skipped and named.
    """
    Region.objects.select_for_update().get(pk=region.pk)  # one lead at a time
    matrix = region_matrix(region)
    missing = {one.row.municipality.pk: one for one in missing_reports(matrix)}
    chosen = [row.municipality for row in matrix.rows if row.municipality.pk in set(municipalities)]
    if not chosen:
        raise DomainError({"municipalities": _("Tick at least one municipality.")})
    found, made = Asked(), []
    for municipality in chosen:
        name, one = municipality.name, missing.get(municipality.pk)
        if one is None:
            found.complete.append(name)
            continue
        if one.again_from is not None:
            found.lately.append((name, one.again_from))
        elif not one.may_be_asked:
            found.unreachable.append(name)
        else:
            made.append(_store(region, one, text, asked_by))
            found.asked.append(name)
    _tell(made)
    return found


def _store(region: Region, one: Missing, text: str, asked_by: User) -> SupplementRequest:
    today = clock.today()
    row = SupplementRequest(
        region=region,
        municipality=one.row.municipality,
        coalition=one.row.coalition,
        text=text,
        asked_by=asked_by,
        asked_on=today,
        again_from=today + PAUSE,
    )
    row.full_clean()
    row.save()
    return row


def _tell(rows: list[SupplementRequest]) -> int:
    """Tell who keeps the records of the coalitions that are asked: once for all of a coalition."""
    asked: dict[int, list[SupplementRequest]] = defaultdict(list)
    for row in rows:
        asked[row.coalition_id].append(row)
    readers = Membership.objects.current().filter(
        coalition__in=asked, role=MembershipRole.COORDINATOR, user__is_active=True
    )
    pairs = readers.order_by("pk").values_list("coalition", "user")
    return notify(kind=ASKED, tells=[_telling(asked[one], user) for one, user in pairs])


def _telling(rows: list[SupplementRequest], user: int) -> Tell:
    """Say who asks and about which municipalities; what the region writes is on the page."""
    first = rows[0]
    about = {
        "request": first.pk,
        "region": first.region.name,
        "name": first.coalition.name,
        "municipalities": ", ".join(row.municipality.name for row in rows),
    }
    path = reverse("interventions:choices", args=[first.coalition.slug])
    return Tell(recipient=user, occasion=str(first.pk), path=path, about=about)
