"""Registering a coalition, keeping its own facts, and remembering who looked."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coalitions.choices import MembershipRole, Stage
from coalitions.models import (
    Coalition,
    CoalitionVisit,
    Membership,
    Municipality,
    Region,
)
from coalitions.services.coverage import (
    check_scope,
    check_update,
    cover,
    end_coverage,
    leave,
    locked_municipalities,
    open_coverage,
)
from coalitions.services.links import close_links
from coalitions.services.organisations import organisation_named
from coalitions.services.running import locked_running
from coalitions.services.stages import keep_current, note_stage
from kansrijkestart.accounts.models import User
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
    if coalition.stage != Stage.UNKNOWN:
        note_stage(coalition)
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
    stored = locked_running(coalition)
    wanted = locked_municipalities(municipalities)
    current = {row.municipality_id: row for row in open_coverage(stored)}
    added = [m for m in wanted if m.pk not in current]
    check_update(stored, values.get("region", stored.region), added)
    if not wanted:
        raise DomainError({"municipalities": _("Name at least one municipality.")})
    is_new_stage = values.get("stage", stored.stage) != stored.stage
    if is_new_stage:
        keep_current(stored)
        # From now on the coalition itself says so, not the table it was read from.
        values |= {"stage_since": clock.today(), "stage_source": ""}
    for field, value in values.items():
        if field not in EDITABLE:
            raise TypeError(field)
        setattr(stored, field, value)
    stored.lead_organisation = _organisation(lead_organisation)
    save_versioned(stored, expected_version=expected_version, fields=EDITABLE)
    if is_new_stage:
        note_stage(stored)
    gone = [row for pk, row in current.items() if pk not in {m.pk for m in wanted}]
    leave(gone, clock.today())
    cover(stored, added)
    return stored


@transaction.atomic
def coalition_end(
    *, coalition: Coalition, ended_on: date, expected_version: int | None
) -> Coalition:
    """Say that a coalition has stopped. The record stays readable.

    What it works for and takes part in ends on the same day.
    """
    stored = Coalition.objects.select_for_update().get(pk=coalition.pk)
    refuse_stale(stored, expected_version)
    if stored.stage == Stage.ENDED:
        raise DomainError(_("This coalition has ended already."))
    if ended_on > clock.today():
        raise DomainError({"ended_on": _("Choose today or a day in the past.")})
    if stored.started_on and ended_on < stored.started_on:
        raise DomainError({"ended_on": _("The end date lies before the start date.")})
    if stored.stage_since and ended_on < stored.stage_since:
        raise DomainError({"ended_on": _("The newest stage is of a later day.")})
    keep_current(stored)
    stored.stage, stored.stage_since, stored.ended_on = Stage.ENDED, ended_on, ended_on
    stored.stage_source = ""
    fields = ["stage", "stage_since", "stage_source", "ended_on"]
    save_versioned(stored, expected_version=expected_version, fields=fields)
    note_stage(stored)
    end_coverage(stored, ended_on)
    close_links(stored, ended_on)
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
