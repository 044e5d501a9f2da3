"""Versions of a region's framework. Each function is one transaction. See docs/adr/0022."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.choices import Maturity
from agreements.models import FrameworkVersion
from coalitions.models import Coalition
from coalitions.services.running import locked_running
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS = ("number", "maturity", "adopted_on", "note")


@transaction.atomic
def framework_add(*, coalition: Coalition, **values: Any) -> FrameworkVersion:
    """Record a version of the framework.

    Raises ValidationError for a number that is taken, and DomainError when the level goes back and
    nobody says why, and for a coalition that ended or is not regional.
    """
    row = FrameworkVersion(coalition=_locked(coalition), **values)
    _refuse_silence(row)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def framework_change(
    *, framework: FrameworkVersion, expected_version: int, **values: Any
) -> FrameworkVersion:
    """Change a version of the framework. Raises EditConflict when somebody else was first."""
    _locked(framework.coalition)
    stored = FrameworkVersion.objects.select_for_update().get(pk=framework.pk)
    reached = stored.maturity
    for name, value in values.items():
        setattr(stored, name, value)
    _refuse_silence(stored, reached)
    return save_versioned(stored, expected_version=expected_version, fields=FIELDS)


def _locked(coalition: Coalition) -> Coalition:
    stored = locked_running(coalition)
    if not stored.is_regional:
        raise DomainError(_("A framework is of a regional coalition."))
    return stored


def _refuse_silence(row: FrameworkVersion, before: str = "") -> None:
    """A level never goes back in silence: below one that was reached, the note says why."""
    others = FrameworkVersion.objects.filter(coalition=row.coalition_id).exclude(pk=row.pk)
    earlier = others.filter(_before(row), maturity=Maturity.AGREEMENT)
    reached = before == Maturity.AGREEMENT or earlier.exists()
    if row.maturity == Maturity.PROCESS and reached and not row.note.strip():
        raise DomainError(
            {"note": _("The framework was at agreement level before. Write why it goes back.")}
        )


def _before(row: FrameworkVersion) -> Q:
    """Return what comes before a version, in the order of the page: without a day first of all."""
    written = Q(pk__lt=row.pk) if row.pk else Q()
    undated = Q(adopted_on=None)
    if row.adopted_on is None:
        return undated & written
    return undated | Q(adopted_on__lt=row.adopted_on) | (Q(adopted_on=row.adopted_on) & written)
