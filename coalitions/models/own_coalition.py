"""Nobody advises the coalition they are a member of: in words, and in the database."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

# The lock lets two people who write the two rows at one moment wait for each other.
_REFUSE: Final = """
PERFORM pg_advisory_xact_lock(7104, NEW.{person}::integer);
IF (NEW.until IS NULL OR NEW.until > NEW.since) AND EXISTS (
    SELECT 1 FROM {table} o
    WHERE o.{other} = NEW.{person} AND o.coalition_id = NEW.coalition_id
        AND (o.until IS NULL OR o.until > o.since)
        AND (o.until IS NULL OR o.until > NEW.since)
        AND (NEW.until IS NULL OR NEW.until > o.since)
) THEN
    RAISE EXCEPTION 'nobody advises their own coalition' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
NOT_ALSO_ADVISER: Final = _REFUSE.format(
    person="user_id", table="coalitions_caseload", other="adviser_id"
)
NOT_ALSO_MEMBER: Final = _REFUSE.format(
    person="adviser_id", table="coalitions_membership", other="user_id"
)


def refuse_both(row: Any, others: QuerySet[Any]) -> None:
    """Refuse a period that overlaps with the other way of being there."""
    if row.until is not None and row.until <= row.since:
        return
    found = others.filter(Q(until__isnull=True) | Q(until__gt=F("since")))
    found = found.filter(Q(until__isnull=True) | Q(until__gt=row.since), coalition=row.coalition_id)
    if row.until is not None:
        found = found.filter(since__lt=row.until)
    if found.exists():
        raise ValidationError(
            _("Nobody advises the coalition they are a member of. Choose somebody else.")
        )
