"""Registering a coalition, keeping its own facts, and remembering who looked."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import MembershipRole, Scope, Stage
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    CoalitionVisit,
    Membership,
    Municipality,
    Region,
)
from coalitions.querysets import open_on
from coalitions.rules import leads
from coalitions.services.organisations import organisation_named
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_administrator
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError

RESERVED_SLUGS: Final = frozenset({"nieuw"})
EDITABLE: Final = (
    "name",
    "stage",
    "stage_since",
    "stage_source",
    "region",
    "lead_organisation",
    "started_on",
    "description",
)


@transaction.atomic
def coalition_register(
    *,
    user: User,
    name: str,
    scope: str,
    municipalities: Iterable[Municipality],
    lead_organisation: str = "",
    region: Region | None = None,
    stage: str = Stage.UNKNOWN,
    started_on: date | None = None,
) -> Coalition:
    """Open the record of a coalition; whoever does so becomes its coordinator."""
    if not user.has_perm("coalitions.add_coalition"):
        raise DomainError(_("You may not register a coalition."))
    covered = locked_municipalities(municipalities)
    check_scope(user, scope, region, covered)
    coalition = Coalition(
        name=name,
        scope=scope,
        region=region,
        stage=stage,
        stage_since=clock.today() if stage != Stage.UNKNOWN else None,
        started_on=started_on,
        lead_organisation=_organisation(lead_organisation),
    )
    _save_with_free_slug(coalition)
    cover(coalition, covered)
    Membership.objects.create(user=user, coalition=coalition, role=MembershipRole.COORDINATOR)
    return coalition


@transaction.atomic
def coalition_update(
    *,
    coalition: Coalition,
    user: User,
    expected_version: int,
    municipalities: Iterable[Municipality],
    lead_organisation: str = "",
    **values: Any,
) -> Coalition:
    """Change the coalition's own facts and the municipalities it works for.

    A municipality that leaves keeps its period until today; the past stays. Raises EditConflict
    when somebody else saved first.
    """
    stored = Coalition.objects.select_for_update().get(pk=coalition.pk)
    if stored.stage == Stage.ENDED:
        raise DomainError(_("This coalition has ended. Its record can be read, not changed."))
    wanted = locked_municipalities(municipalities)
    current = {row.municipality_id: row for row in _open_coverage(stored)}
    added = [m for m in wanted if m.pk not in current]
    _check_update(user, stored, values.get("region", stored.region), added)
    if not wanted:
        raise DomainError({"municipalities": _("Name at least one municipality.")})
    if values.get("stage", stored.stage) != stored.stage:
        # From now on the coalition itself says so, not the table it was read from.
        values |= {"stage_since": clock.today(), "stage_source": ""}
    for field, value in values.items():
        if field not in EDITABLE:
            raise TypeError(field)
        setattr(stored, field, value)
    stored.lead_organisation = _organisation(lead_organisation)
    save_versioned(stored, expected_version=expected_version, fields=EDITABLE)
    _leave(row for pk, row in current.items() if pk not in {m.pk for m in wanted})
    cover(stored, added)
    return stored


@transaction.atomic
def coalition_end(
    *, coalition: Coalition, ended_on: date, expected_version: int | None
) -> Coalition:
    """Say that a coalition has stopped. The record stays readable, its coverage ends."""
    stored = Coalition.objects.select_for_update().get(pk=coalition.pk)
    refuse_stale(stored, expected_version)
    if stored.stage == Stage.ENDED:
        raise DomainError(_("This coalition has ended already."))
    if ended_on > clock.today():
        raise DomainError({"ended_on": _("Choose today or a day in the past.")})
    if stored.started_on and ended_on < stored.started_on:
        raise DomainError({"ended_on": _("The end date lies before the start date.")})
    stored.stage, stored.stage_since, stored.ended_on = Stage.ENDED, ended_on, ended_on
    fields = ["stage", "stage_since", "ended_on"]
    save_versioned(stored, expected_version=expected_version, fields=fields)
    _leave(_open_coverage(stored))
    return stored


@transaction.atomic
def visit_record(*, coalition: Coalition, user: User) -> CoalitionVisit:
    """Remember that somebody opened a coalition; looks within the hour count as one visit."""
    visit, is_new = CoalitionVisit.objects.select_for_update().get_or_create(
        user=user, coalition=coalition, defaults={"seen_at": clock.now()}
    )
    if not is_new:
        moment = clock.now()
        if (moment - visit.seen_at).total_seconds() > 3600:
            visit.previous_at = visit.seen_at
        visit.seen_at = moment
        visit.save(update_fields=["seen_at", "previous_at"])
    return visit


def _organisation(name: str) -> Any:
    return organisation_named(name=name) if name.strip() else None


def locked_municipalities(municipalities: Iterable[Municipality]) -> list[Municipality]:
    """Lock the municipalities, so that two people cannot register the same one at once."""
    keys = [m.pk for m in municipalities]
    return list(Municipality.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def check_scope(
    user: User, scope: str, region: Region | None, municipalities: list[Municipality]
) -> None:
    if not municipalities:
        raise DomainError({"municipalities": _("Name at least one municipality.")})
    if scope == Scope.REGIONAL:
        _check_regional(user, region, municipalities)
    else:
        _check_free(municipalities)


def _check_update(
    user: User, stored: Coalition, region: Region | None, added: list[Municipality]
) -> None:
    if stored.scope == Scope.LOCAL:
        _check_free(added)
        return
    if region is None or region.pk != stored.region_id:
        raise DomainError({"region": _("A regional coalition keeps its region.")})
    _check_in_region(region, added)


def _check_regional(user: User, region: Region | None, municipalities: list[Municipality]) -> None:
    if region is None:
        raise DomainError({"region": _("A regional coalition needs a region.")})
    if not (leads.test(user, region) or is_administrator.test(user)):
        raise DomainError(
            {"region": _("Only the lead of this region registers its regional coalition.")}
        )
    _check_in_region(region, municipalities)


def _check_in_region(region: Region, municipalities: list[Municipality]) -> None:
    inside = set(Municipality.objects.in_region(region).values_list("pk", flat=True))
    outside = [m.name for m in municipalities if m.pk not in inside]
    if inside and outside:
        raise DomainError(
            {
                "municipalities": _("Not in the region %(region)s: %(names)s.")
                % {"region": region.name, "names": ", ".join(outside)}
            }
        )


def _check_free(municipalities: list[Municipality]) -> None:
    """Refuse a municipality that has a local coalition: its record is kept in one place."""
    taken = CoalitionMunicipality.objects.filter(
        open_on(clock.today()),
        ~Q(coalition__stage=Stage.ENDED),
        coalition__scope=Scope.LOCAL,
        municipality__in=municipalities,
    ).values_list("municipality__name", flat=True)
    names = sorted(set(taken))
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


def _open_coverage(coalition: Coalition) -> list[CoalitionMunicipality]:
    return list(CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition=coalition))


def cover(coalition: Coalition, municipalities: Iterable[Municipality]) -> None:
    for municipality in municipalities:
        row = CoalitionMunicipality(
            coalition=coalition, municipality=municipality, since=clock.today()
        )
        row.full_clean()
        row.save()


def _leave(rows: Iterable[CoalitionMunicipality]) -> None:
    """End periods today; one that began today never was."""
    for row in rows:
        if row.since == clock.today():
            row.delete()
            continue
        row.until = clock.today()
        row.full_clean()
        row.save(update_fields=["until"])


def _save_with_free_slug(coalition: Coalition) -> None:
    base = slugify(coalition.name)[:70] or "coalitie"
    taken = (
        set(Coalition.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        | RESERVED_SLUGS
    )
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        number += 1
        if slug in taken:
            continue
        coalition.slug = slug
        coalition.full_clean(exclude=["name_fold"])
        try:
            with transaction.atomic():
                coalition.save()
        except IntegrityError:
            if not Coalition.objects.filter(slug=slug).exists():
                raise
            taken.add(slug)
            continue
        return
