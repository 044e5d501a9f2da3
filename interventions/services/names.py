"""Other names of an intervention and its insured forms. Each function is one transaction."""

import re
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from interventions.models import InsuredVariant, Intervention, InterventionName
from interventions.selectors.names import meaning_of
from kansrijkestart.core.concurrency import refuse_stale, save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError

NAME_FIELDS: Final = ("name", "is_former")
VARIANT_FIELDS: Final = ("name", "status", "payer", "source")
SEPARATORS: Final = re.compile(r"[|;]")


def hold_the_catalogue() -> None:
    """Lock every intervention, so that two people never give one name to two of them."""
    list(Intervention.objects.select_for_update().order_by("pk").values_list("pk"))


def refuse_taken_name(name: str, besides: Intervention | None = None) -> None:
    """Raise DomainError when a name stands for another intervention. Hold the catalogue first."""
    if (item := meaning_of(name, besides)) is not None:
        words = _("“%(name)s” is already a name of %(meant)s.")
        raise DomainError({"name": words % {"name": name, "meant": item.name}})


def keep_from_the_files(intervention: Intervention) -> None:
    """A person changed a part of this: from now on the reference files leave it alone."""
    stored = Intervention.objects.select_for_update().get(pk=intervention.pk)
    if not stored.is_edited:
        stored.is_edited = True
        save_versioned(stored, expected_version=None, fields=["is_edited"])


@transaction.atomic
def name_add(*, intervention: Intervention, name: str, is_former: bool) -> InterventionName:
    """Let an intervention be found by another name. A name means one intervention."""
    hold_the_catalogue()
    row = InterventionName(intervention=intervention, name=name, is_former=is_former)
    _check_name(row)
    row.full_clean()
    keep_from_the_files(intervention)
    row.save()
    return row


@transaction.atomic
def name_update(
    *, row: InterventionName, expected_version: int | None, name: str, is_former: bool
) -> InterventionName:
    """Correct another name, or say that it is a former one."""
    hold_the_catalogue()
    stored = still_there(InterventionName.objects.all(), row.pk)
    refuse_stale(stored, expected_version)
    stored.name, stored.is_former = name, is_former
    _check_name(stored)
    save_versioned(stored, expected_version=expected_version, fields=NAME_FIELDS)
    keep_from_the_files(stored.intervention)
    return stored


@transaction.atomic
def name_remove(*, row: InterventionName, expected_version: int | None) -> None:
    """Take another name away. The history keeps it."""
    hold_the_catalogue()
    stored = still_there(InterventionName.objects.all(), row.pk)
    refuse_stale(stored, expected_version)
    keep_from_the_files(stored.intervention)
    stored.delete()


def _check_name(row: InterventionName) -> None:
    if SEPARATORS.search(row.name):
        words = _("A name has no | and no ;. Add every name by itself.")
        raise DomainError({"name": words})
    if row.name == row.intervention.name:
        raise DomainError({"name": _("This is the name of the intervention itself.")})
    refuse_taken_name(row.name, besides=row.intervention)


@transaction.atomic
def variant_add(*, intervention: Intervention, **values: Any) -> InsuredVariant:
    """Add a form with an insured status of its own."""
    keep_from_the_files(intervention)
    row = InsuredVariant(intervention=intervention, **values)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def variant_update(
    *, row: InsuredVariant, expected_version: int | None, **values: Any
) -> InsuredVariant:
    """Correct what is said of a form."""
    stored = still_there(InsuredVariant.objects.all(), row.pk)
    for name in VARIANT_FIELDS:
        setattr(stored, name, values[name])
    save_versioned(stored, expected_version=expected_version, fields=VARIANT_FIELDS)
    keep_from_the_files(stored.intervention)
    return stored


@transaction.atomic
def variant_remove(*, row: InsuredVariant, expected_version: int | None) -> None:
    """Take a form away. The history keeps it."""
    stored = still_there(InsuredVariant.objects.all(), row.pk)
    refuse_stale(stored, expected_version)
    keep_from_the_files(stored.intervention)
    stored.delete()
