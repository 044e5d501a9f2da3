"""The municipalities a coalition works for, each from a day and until a day.

A period that is over is never changed: who worked where on a day in the past stays the answer.
``until`` is the first day after.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import LOCAL_SCOPES, REGIONAL_SCOPES, Stage
from coalitions.models import Coalition, CoalitionMunicipality, Municipality, Region
from coalitions.querysets import open_on
from coalitions.rules import sets_region
from coalitions.services.running import locked_running
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def coverage_add(
    *, coalition: Coalition, municipalities: Iterable[Municipality], since: date
) -> list[CoalitionMunicipality]:
    """Let a coalition work for more municipalities from a day on."""
    stored = locked_running(coalition)
    wanted = locked_municipalities(municipalities)
    for municipality in wanted:
        check_exists(municipality, since)
    if stored.region and stored.is_regional:
        check_in_region(stored.region, wanted, since)
    if stored.is_local:
        check_free(wanted, since=since, apart_from=stored)
    rows = []
    for municipality in wanted:
        row = start(stored, municipality, since)
        if row is None:
            message = _("The coalition works for %(name)s on that day already.")
            raise DomainError({"municipalities": message % {"name": municipality.name}})
        rows.append(row)
    return rows


@transaction.atomic
def coverage_end(*, row: CoalitionMunicipality, until: date) -> CoalitionMunicipality:
    """Let a coalition work for a municipality until a day. What is over already stays."""
    stored = locked_running(row.coalition)
    ending = CoalitionMunicipality.objects.select_for_update().get(pk=row.pk)
    if ending.until and ending.until <= clock.today():
        raise DomainError(_("This period is over. The past stays as it was."))
    if ending.since and until <= ending.since:
        raise DomainError({"until": _("Choose a day after the first one.")})
    others = stored.coverage.filter(Q(until__isnull=True) | Q(until__gt=until))
    if not others.exclude(pk=ending.pk).exists():
        raise DomainError(
            _(
                "A coalition works for at least one municipality. First add the other one, or end "
                "the coalition."
            )
        )
    ending.until = until
    ending.full_clean()
    ending.save(update_fields=["until"])
    return ending


def locked_municipalities(municipalities: Iterable[Municipality]) -> list[Municipality]:
    """Lock the municipalities, so that two people cannot register the same one at once."""
    keys = [m.pk for m in municipalities]
    return list(Municipality.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def check_scope(
    user: User, scope: str, region: Region | None, municipalities: list[Municipality]
) -> None:
    if not municipalities:
        raise DomainError({"municipalities": _("Name at least one municipality.")})
    if scope in REGIONAL_SCOPES:
        _check_regional(user, region, municipalities)
    if scope in LOCAL_SCOPES:
        check_free(municipalities)


def check_update(stored: Coalition, region: Region | None, added: list[Municipality]) -> None:
    """Refuse municipalities that a running coalition may not take, and another region."""
    if stored.is_local:
        check_free(added)
    if not stored.is_regional:
        return
    if region is None or region.pk != stored.region_id:
        raise DomainError({"region": _("A regional coalition keeps its region.")})
    check_in_region(region, added)


def _check_regional(user: User, region: Region | None, municipalities: list[Municipality]) -> None:
    if region is None:
        raise DomainError({"region": _("A regional coalition needs a region.")})
    if not sets_region.test(user, region):
        raise DomainError(
            {"region": _("Only the lead of this region registers its regional coalition.")}
        )
    check_in_region(region, municipalities)


def check_in_region(
    region: Region, municipalities: list[Municipality], on: date | None = None
) -> None:
    inside = set(Municipality.objects.in_region(region, on).values_list("pk", flat=True))
    outside = [m.name for m in municipalities if m.pk not in inside]
    if inside and outside:
        raise DomainError(
            {
                "municipalities": _("Not in the region %(region)s: %(names)s.")
                % {"region": region.name, "names": ", ".join(outside)}
            }
        )


def check_exists(municipality: Municipality, on: date) -> None:
    """Refuse a day on which the municipality did not exist yet, or no longer."""
    said = {"name": municipality.name}
    if municipality.valid_from and on < municipality.valid_from:
        said["day"] = date_format(municipality.valid_from, "j F Y")
        raise DomainError({"since": _("%(name)s exists since %(day)s.") % said})
    if municipality.valid_until and on >= municipality.valid_until:
        said["day"] = date_format(municipality.valid_until, "j F Y")
        raise DomainError({"since": _("%(name)s exists no longer since %(day)s.") % said})


def elsewhere(
    municipalities: Iterable[Municipality], since: date, apart_from: Coalition | None = None
) -> set[int]:
    """Return those (by key) that another running local coalition works for on or after a day."""
    rows = CoalitionMunicipality.objects.filter(
        Q(until__isnull=True) | Q(until__gt=since),
        ~Q(coalition__stage=Stage.ENDED),
        coalition__scope__in=LOCAL_SCOPES,
        municipality__in=list(municipalities),
    )
    if apart_from:
        rows = rows.exclude(coalition=apart_from)
    return set(rows.values_list("municipality", flat=True))


def check_free(
    municipalities: list[Municipality],
    *,
    since: date | None = None,
    apart_from: Coalition | None = None,
) -> None:
    """Refuse a municipality that has a local coalition: its record is kept in one place."""
    taken = elsewhere(municipalities, since or clock.today(), apart_from)
    names = sorted(m.name for m in municipalities if m.pk in taken)
    if names:
        raise DomainError(
            {
                "municipalities": ngettext(
                    "%(names)s already has a local coalition. Ask the administrator for access.",
                    "%(names)s already have a local coalition. Ask the administrator for access.",
                    len(names),
                )
                % {"names": ", ".join(names)}
            }
        )


def open_coverage(coalition: Coalition) -> list[CoalitionMunicipality]:
    return list(CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition=coalition))


def cover(coalition: Coalition, municipalities: Iterable[Municipality]) -> None:
    for municipality in municipalities:
        start(coalition, municipality, clock.today())


def start(
    coalition: Coalition, municipality: Municipality, since: date
) -> CoalitionMunicipality | None:
    """Begin a period, until the next one of this municipality begins; None: it runs already."""
    rows = CoalitionMunicipality.objects.filter(coalition=coalition, municipality=municipality)
    if rows.filter(open_on(since)).exists():
        return None
    later = rows.filter(since__gt=since).order_by("since").first()
    row = CoalitionMunicipality(
        coalition=coalition,
        municipality=municipality,
        since=since,
        until=later.since if later else None,
    )
    row.full_clean()
    row.save()
    return row


def leave(rows: Iterable[CoalitionMunicipality], on: date) -> None:
    """End periods on a day; one that would begin then or later never was."""
    for row in rows:
        if row.since and row.since >= on:
            row.delete()
            continue
        row.until = on
        row.full_clean()
        row.save(update_fields=["until"])


def end_coverage(coalition: Coalition, on: date) -> None:
    """End what a coalition works for on the day on which it stops."""
    rows = list(coalition.coverage.filter(Q(until__isnull=True) | Q(until__gt=on)))
    if any(row.since and on < row.since < clock.today() for row in rows):
        raise DomainError(
            {"ended_on": _("The coalition began to work for a municipality after that day.")}
        )
    leave(rows, on)
