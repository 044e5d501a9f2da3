"""Loading a file of the catalogue: all of it or nothing."""

from collections.abc import Iterable

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from interventions.importers.catalogue import read_catalogue
from interventions.importers.catalogue_plan import NEW, SAME, CatalogueLine, CataloguePlan
from interventions.models import Intervention, InterventionName, Recognition
from interventions.services.manage import RECOGNITION_FIELDS, intervention_create
from interventions.services.names import hold_the_catalogue
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def catalogue_import(*, data: bytes, file_name: str, expected_plan: str) -> CataloguePlan:
    """Do what the rehearsal showed. What is not in the file stays as it is.

    ``expected_plan`` is the digest of the plan the user saw: when the catalogue changed since,
    nothing is stored and the new plan has to be looked at.
    """
    hold_the_catalogue()
    plan = read_catalogue(data, file_name)
    if not plan.is_good:
        raise DomainError(_("The file cannot be loaded. Correct what is listed, and try again."))
    if plan.digest != expected_plan:
        raise DomainError(
            _("The catalogue changed in the meantime. Look once more at what changes.")
        )
    news = [(line, line.state) for line in plan.lines if line.state != SAME]
    with pghistory.context(command="catalogue_import"):
        _drop_names(line for line, _state in news)  # first: a name may go to another one
        for line, state in news:
            item = intervention_create(line.values) if state == NEW else _change(line)
            _write_names(item, line)
            _write_recognitions(item, line)
    return plan


def _change(line: CatalogueLine) -> Intervention:
    stored = Intervention.objects.get(pk=line.item.pk)  # type: ignore[union-attr]
    for name, value in line.values.items():
        setattr(stored, name, value)
    stored.is_edited = True  # the reference files leave it alone from now on
    return save_versioned(stored, expected_version=None, fields=[*line.values, "is_edited"])


def _drop_names(lines: Iterable[CatalogueLine]) -> None:
    for line in lines:
        if line.item is not None and line.names is not None:
            gone = line.stored_names.keys() - line.names.keys()
            line.item.names.filter(name__in=gone).delete()


def _write_names(item: Intervention, line: CatalogueLine) -> None:
    stored = line.stored_names
    for name, is_former in (line.names or {}).items():
        if name not in stored:
            row = InterventionName(intervention=item, name=name, is_former=is_former)
            row.full_clean()
            row.save()
        elif stored[name] is not is_former:
            row = item.names.get(name=name)
            row.is_former = is_former
            save_versioned(row, expected_version=None, fields=["is_former"])


def _write_recognitions(item: Intervention, line: CatalogueLine) -> None:
    for one in line.recognitions:
        if one.stored is None:
            row = Recognition(intervention=item, **one.values)
            row.full_clean()
            row.save()
        elif one.changes:
            row = Recognition.objects.select_for_update().get(pk=one.stored.pk)
            for name in RECOGNITION_FIELDS:
                setattr(row, name, one.values[name])
            save_versioned(row, expected_version=None, fields=RECOGNITION_FIELDS)
