"""Organisations are shared between coalitions: one row per name."""

from django.db import IntegrityError, transaction
from django.db.models import Value

from coalitions.models import Organisation
from kansrijkestart.core.models import Fold


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
