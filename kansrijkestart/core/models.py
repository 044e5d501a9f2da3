"""Abstract building blocks, and the one table of this package: which reference files are loaded."""

import unicodedata
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core import clock


class Fold(models.Func):
    """A name without case and accents, for sorting and searching without database extensions.

    NFKD splits a letter from its accent, the pattern drops combining marks.
    """

    template = (
        "lower(regexp_replace(normalize(%(expressions)s, NFKD), '[\\u0300-\\u036f]', '', 'g'))"
    )
    output_field = models.CharField()


@lru_cache(maxsize=4096)
def stored_fold(name: str) -> str:
    """Write a name exactly as the stored fold column does, but for blanks that say nothing."""
    letters = unicodedata.normalize("NFKD", " ".join(name.split()))
    return "".join(sign for sign in letters if not "\u0300" <= sign <= "\u036f").lower()


def fold_field(source: str = "name") -> models.GeneratedField:
    """Return a stored column holding the folded form of ``source``."""
    return models.GeneratedField(
        expression=Fold(source), output_field=models.CharField(max_length=400), db_persist=True
    )


class Editable(models.Model):
    """A record that people edit: knows its version, so that no edit is lost in silence."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=clock.now, editable=False)

    class Meta:
        abstract = True


class Period(models.Model):
    """From and until (exclusive); either side may be unknown."""

    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


class DateRange(models.Func):
    """``daterange(since, until)`` for exclusion constraints."""

    function = "daterange"


class Int8Point(models.Func):
    """A one-point range of a key: makes ``&&`` work as equality in a GiST index.

    The embedded PostgreSQL has no btree_gist extension, so keys are compared as ranges.
    """

    template = "int8range(%(expressions)s, %(expressions)s, '[]')"

    def as_sql(self, *args: Any, **context: Any) -> tuple[str, Any]:
        """Give a value twice too: ``full_clean`` compares with a parameter, not with a column."""
        sql, params = super().as_sql(*args, **context)
        return sql, [*params, *params]


__all__ = [
    "DateRange",
    "Editable",
    "Fold",
    "Int8Point",
    "Lower",
    "Period",
    "fold_field",
    "stored_fold",
]


class ReferenceFile(models.Model):
    """A reference file as ``load_reference`` last read it; its digest is the version."""

    name = models.CharField(max_length=200, unique=True)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
