"""Organisations are shared between coalitions: one row per name, one work area, its networks."""

from collections.abc import Iterable, Sequence
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from coalitions.models import (
    Coalition,
    Municipality,
    Organisation,
    OrganisationMunicipality,
    OrganisationNetwork,
    OrganisationRegion,
    Partnership,
    Region,
)
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.models import Fold, stored_fold


@transaction.atomic
def organisation_named(*, name: str) -> Organisation:
    """Return the organisation of this name, whatever its case and accents; make it when new."""
    name = " ".join(name.split())
    same = Organisation.objects.filter(name_fold=Fold(Value(name)))
    if found := same.first():
        return found
    organisation = Organisation(name=name)
    organisation.full_clean(exclude=["name_fold"], validate_constraints=False)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:  # somebody else made it in the meantime
        return same.get()
    return organisation


@transaction.atomic
def organisation_update(
    *,
    organisation: Organisation,
    coalition: Coalition,
    expected_version: int | None,
    municipalities: Iterable[Municipality] = (),
    regions: Iterable[Region] = (),
    networks: Sequence[str] = (),
) -> Organisation:
    """Say where an organisation works and which networks it belongs to, for every coalition.

    ``coalition`` is the one whose coordinator says so: the change stands in its log only.
    """
    stored = Organisation.objects.select_for_update().get(pk=organisation.pk)
    active = Partnership.objects.active().filter(coalition=coalition, organisation=stored)
    if not active.exists():
        raise DomainError(_("This organisation does not take part in the coalition."))
    with pghistory.context(coalition=coalition.pk):
        save_versioned(stored, expected_version=expected_version, fields=[])
        _set_links(stored, OrganisationMunicipality, "municipality", municipalities)
        _set_links(stored, OrganisationRegion, "region", regions)
        _set_networks(stored, networks)
    return stored


def _set_links(organisation: Organisation, model: Any, name: str, wanted: Iterable[Any]) -> None:
    keys = {row.pk: row for row in wanted}
    current = model.objects.filter(organisation=organisation)
    current.exclude(**{f"{name}__in": keys}).delete()
    there = set(current.values_list(name, flat=True))
    for key, row in keys.items():
        if key not in there:
            link = model(organisation=organisation, **{name: row})
            link.full_clean()
            link.save()


def _set_networks(organisation: Organisation, names: Sequence[str]) -> None:
    wanted = {
        stored_fold(name): name for name in reversed([" ".join(n.split()) for n in names]) if name
    }
    current = {row.name_fold: row for row in organisation.networks.all()}
    OrganisationNetwork.objects.filter(
        pk__in=[row.pk for key, row in current.items() if key not in wanted]
    ).delete()
    for key in sorted(wanted.keys() - current.keys()):
        row = OrganisationNetwork(organisation=organisation, name=wanted[key])
        row.full_clean(exclude=["name_fold"])
        row.save()


def check_takes_part(
    coalition: Coalition, organisation: Organisation | None, now: Organisation | None = None
) -> None:
    """Refuse an organisation that takes no part in the coalition, unless it is there already."""
    if organisation is None or organisation == now:
        return
    partners = Partnership.objects.active().filter(coalition=coalition)
    if not partners.filter(organisation=organisation).exists():
        raise DomainError({"organisation": _("Choose somebody of this coalition.")})
