"""Bottlenecks of a coalition, and what a region does with those that were brought to it."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import BottleneckState
from coalitions.models import (
    Bottleneck,
    BottleneckResponse,
    Coalition,
    Municipality,
    Organisation,
    Partnership,
)
from coalitions.selectors.page_head import mark_when_stored
from coalitions.services.actions import check_who
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = (
    "title",
    "text",
    "municipality",
    "place",
    "assigned_to",
    "organisation",
    "state",
    "why_not",
    "solution",
    "solved_on",
)


@transaction.atomic
def bottleneck_add(
    *,
    coalition: Coalition,
    title: str,
    text: str = "",
    municipality: Municipality | None = None,
    place: str = "",
    assigned_to: User | None = None,
    organisation: Organisation | None = None,
) -> Bottleneck:
    """Record what goes wrong, where, and who picks it up."""
    check_who(coalition, assigned_to, organisation)
    _check_where(coalition, municipality)
    bottleneck = Bottleneck(
        coalition=coalition,
        title=title,
        text=text,
        municipality=municipality,
        place=place,
        assigned_to=assigned_to,
        organisation=organisation,
    )
    bottleneck.full_clean()
    bottleneck.save()
    return bottleneck


@transaction.atomic
def bottleneck_update(
    *,
    bottleneck: Bottleneck,
    expected_version: int | None,
    title: str,
    state: str,
    text: str = "",
    municipality: Municipality | None = None,
    place: str = "",
    assigned_to: User | None = None,
    organisation: Organisation | None = None,
    why_not: str = "",
    solution: str = "",
    solved_on: date | None = None,
) -> Bottleneck:
    """Change a bottleneck, solve it, say that it will not be solved, or open it again."""
    stored = Bottleneck.objects.select_for_update().get(pk=bottleneck.pk)
    if (assigned_to, organisation) != (stored.assigned_to, stored.organisation):
        check_who(stored.coalition, assigned_to, organisation)
    if municipality != stored.municipality:
        _check_where(stored.coalition, municipality)
    stored.title, stored.text = title, text
    stored.municipality, stored.place = municipality, place
    stored.assigned_to, stored.organisation = assigned_to, organisation
    stored.state, stored.why_not, stored.solution = state, why_not, solution
    is_solved = state == BottleneckState.SOLVED
    stored.solved_on = (solved_on or clock.today()) if is_solved else None
    return save_versioned(stored, expected_version=expected_version, fields=FIELDS)


@transaction.atomic
def bottleneck_bring(*, bottleneck: Bottleneck) -> Bottleneck:
    """Bring a bottleneck to the region. A second click changes nothing."""
    stored = Bottleneck.objects.select_for_update().get(pk=bottleneck.pk)
    if not stored.coalition.is_local:
        raise DomainError(_("This bottleneck stands with the region already."))
    if stored.brought_on is not None:
        return stored
    stored.brought_on = clock.today()
    return save_versioned(stored, expected_version=None, fields=["brought_on"])


@transaction.atomic
def bottleneck_respond(
    *,
    bottleneck: Bottleneck,
    coalition: Coalition,
    text: str,
    state: str,
    organisation: Organisation | None = None,
    expected_version: int | None = None,
) -> BottleneckResponse:
    """Say for a region what it does with a bottleneck; the coalition's own words stay."""
    stored = Bottleneck.objects.select_for_update().get(pk=bottleneck.pk)
    if not coalition.is_regional or coalition.region is None:
        raise DomainError(_("Only a regional coalition answers for its region."))
    if not Bottleneck.objects.for_region(coalition.region).filter(pk=stored.pk).exists():
        raise DomainError(_("This bottleneck was not brought to this region."))
    response = BottleneckResponse.objects.filter(bottleneck=stored, coalition=coalition).first()
    if response is None:
        response = BottleneckResponse(bottleneck=stored, coalition=coalition)
    if organisation != response.organisation:
        _check_partner(coalition, organisation)
    response.text, response.state, response.organisation = text, state, organisation
    mark_when_stored([stored.coalition_id, coalition.pk])
    if response.pk is None:
        response.full_clean()
        response.save()
        return response
    return save_versioned(
        response, expected_version=expected_version, fields=["text", "state", "organisation"]
    )


def _check_where(coalition: Coalition, municipality: Municipality | None) -> None:
    covered = Municipality.objects.covered_by(coalition)
    if municipality and not covered.filter(pk=municipality.pk).exists():
        raise DomainError({"where": _("Choose a municipality of this coalition.")})


def _check_partner(coalition: Coalition, organisation: Organisation | None) -> None:
    partners = Partnership.objects.active().filter(coalition=coalition)
    if organisation and not partners.filter(organisation=organisation).exists():
        raise DomainError({"organisation": _("Choose a partner of the regional coalition.")})
