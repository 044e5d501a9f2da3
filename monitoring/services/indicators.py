"""Keeping indicators, sets and definitions: what a national analyst changes.

Each function is one transaction. From the first change on the reference files leave the indicator,
or the set, alone.
"""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from kansrijkestart.core.concurrency import save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import Definition, Indicator, IndicatorMembership, IndicatorSet

SET_FIELDS: Final = ("name", "valid_from", "valid_until", "stated_size", "note")
INDICATOR_FIELDS: Final = ("name", "name_en", "phase", "kind", "opposite")
MEMBERSHIP_FIELDS: Final = ("number", "is_official_number", "note", "provenance")
DEFINITION_FIELDS: Final = (
    "numerator",
    "denominator",
    "source",
    "unit",
    "direction",
    "aggregation",
    "minimum_count",
    "first_year",
    "last_year",
    "break_note",
    "provenance",
)
# What figures are figures of. Once there are any, another meaning takes a new version.
COUNTED: Final = ("numerator", "denominator", "unit")
RESERVED_KEYS: Final = frozenset({"nieuw", "sets"})  # words at this place in an address


@transaction.atomic
def indicator_set_add(*, key: str, **values: Any) -> IndicatorSet:
    """Add a set of indicators, under a key that never changes."""
    _refuse_reserved(key)
    row = IndicatorSet(key=key, is_edited=True, **values)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def indicator_set_update(
    *, indicator_set: IndicatorSet, expected_version: int | None, **values: Any
) -> IndicatorSet:
    """Change what a set is called, when it holds and how large it is said to be."""
    stored = IndicatorSet.objects.select_for_update().get(pk=indicator_set.pk)
    for name in SET_FIELDS:
        setattr(stored, name, values[name])
    stored.is_edited = True
    fields = [*SET_FIELDS, "is_edited"]
    return save_versioned(stored, expected_version=expected_version, fields=fields)


@transaction.atomic
def indicator_add(*, key: str, **values: Any) -> Indicator:
    """Add an indicator, under a key that never changes."""
    _refuse_reserved(key)
    row = Indicator(key=key, is_edited=True, **values)
    _refuse_own_opposite(row)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def indicator_update(
    *, indicator: Indicator, expected_version: int | None, **values: Any
) -> Indicator:
    """Change the words of an indicator, or which one counts the same the other way round."""
    stored = Indicator.objects.select_for_update().get(pk=indicator.pk)
    for name in INDICATOR_FIELDS:
        setattr(stored, name, values[name])
    stored.is_edited = True
    _refuse_own_opposite(stored)
    fields = [*INDICATOR_FIELDS, "is_edited"]
    return save_versioned(stored, expected_version=expected_version, fields=fields)


def _refuse_reserved(key: str) -> None:
    if key in RESERVED_KEYS:
        raise DomainError({"key": _("This word is taken by a page. Choose another key.")})


def _refuse_own_opposite(row: Indicator) -> None:
    """Pairs are pairs: not with itself, and not with one that has another opposite."""
    other = row.opposite
    if other is None:
        return
    others = Indicator.objects.filter(opposite=row.pk) if row.pk else Indicator.objects.none()
    chained = other.opposite_id not in (None, row.pk) or others.exclude(pk=other.pk).exists()
    if other.pk == row.pk or chained:
        raise DomainError(
            {"opposite": _("An indicator has one opposite, and never itself. Choose another one.")}
        )


@transaction.atomic
def membership_add(
    *, indicator: Indicator, indicator_set: IndicatorSet, **values: Any
) -> IndicatorMembership:
    """Put an indicator in a set, last, with the number it has there or none that is known."""
    _keep_from_the_files(indicator)
    last = indicator_set.memberships.order_by("-position").values_list("position", flat=True)
    row = IndicatorMembership(
        indicator=indicator,
        indicator_set=indicator_set,
        position=(last.first() or 0) + 1,
        **values,
    )
    _refuse_unnumbered(row)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def membership_update(
    *, membership: IndicatorMembership, expected_version: int | None, **values: Any
) -> IndicatorMembership:
    """Correct the number of an indicator in a set, or what is known about it."""
    _keep_from_the_files(membership.indicator)
    stored = still_there(IndicatorMembership.objects.all(), membership.pk)
    for name in MEMBERSHIP_FIELDS:
        setattr(stored, name, values[name])
    _refuse_unnumbered(stored)
    return save_versioned(stored, expected_version=expected_version, fields=MEMBERSHIP_FIELDS)


@transaction.atomic
def membership_remove(*, membership: IndicatorMembership) -> None:
    """Take an indicator out of a set; the history keeps that it was in it."""
    _keep_from_the_files(membership.indicator)
    IndicatorMembership.objects.filter(pk=membership.pk).delete()


def _refuse_unnumbered(row: IndicatorMembership) -> None:
    if row.is_official_number and not row.number:
        raise DomainError({"number": _("Fill in the official number, or do not call it official.")})


@transaction.atomic
def definition_add(*, indicator: Indicator, **values: Any) -> Definition:
    """Add a version of the definition: the figures counted this way are figures of this version."""
    _keep_from_the_files(indicator)
    numbers = indicator.definitions.order_by("-number").values_list("number", flat=True)
    row = Definition(indicator=indicator, number=(numbers.first() or 0) + 1, **values)
    _refuse_unexplained(row)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def definition_update(
    *, definition: Definition, expected_version: int | None, **values: Any
) -> Definition:
    """Correct a version. One that has figures keeps what it counts and the years of its figures."""
    _keep_from_the_files(definition.indicator)
    stored = Definition.objects.select_for_update().get(pk=definition.pk)
    before = {name: getattr(stored, name) for name in COUNTED}
    for name in DEFINITION_FIELDS:
        setattr(stored, name, values[name])
    _refuse_unexplained(stored)
    if stored.observations.exists():
        _refuse_other_count(stored, before)
        _refuse_shorter(stored)
    return save_versioned(stored, expected_version=expected_version, fields=DEFINITION_FIELDS)


def _refuse_unexplained(row: Definition) -> None:
    if row.number > 1 and not row.break_note.strip():
        raise DomainError(
            {"break_note": _("Say what differs from the definition before: the series breaks.")}
        )


def _refuse_other_count(stored: Definition, before: dict[str, str]) -> None:
    changed = [name for name, old in before.items() if old and getattr(stored, name) != old]
    if changed:
        words = _("There are figures of this definition. Another way of counting is a new version.")
        raise DomainError(dict.fromkeys(changed, words))


def _refuse_shorter(stored: Definition) -> None:
    """Figures outside the years of their definition would belong to nothing."""
    found: dict[str, str] = {}
    rows = stored.observations
    if stored.first_year and rows.filter(period_start__lt=stored.first_year).exists():
        found["first_year"] = _("There are figures of before this year.")
    if stored.last_year and rows.filter(period_end__gt=stored.last_year).exists():
        found["last_year"] = _("There are figures of after this year.")
    if found:
        raise DomainError(found)


def _keep_from_the_files(indicator: Indicator) -> None:
    """Hold the indicator, and let the reference files leave it and its parts alone."""
    stored = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if not stored.is_edited:
        stored.is_edited = True
        save_versioned(stored, expected_version=None, fields=["is_edited"])
