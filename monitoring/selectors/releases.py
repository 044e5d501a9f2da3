"""What publishing a release would do: new, the same, changed, and hidden, per indicator.

Compared by key: definition, area, division and period. The same question for a release that is
stored and for rows that were only read. Hidden is by the first step: the second is known after
publication, when a protection run has looked at everything together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from monitoring.models import Definition, Release

if TYPE_CHECKING:
    from monitoring.importers.figures import FigureRow

# A figure of `f` (under the definition `d`) that may not be shown, so that it is hidden.
_HIDDEN = """(f.kind = 'suppressed' OR (f.kind = 'value' AND d.minimum_count IS NOT NULL AND (
      coalesce(f.numerator, CASE WHEN d.unit = 'count' THEN f.value END) < d.minimum_count
      OR f.denominator - coalesce(f.numerator,
          round(f.value * f.denominator / CASE d.unit WHEN 'per_1000' THEN 1000 ELSE 100 END))
        < d.minimum_count
      OR (f.numerator IS NULL AND round(f.value * f.denominator
          / CASE d.unit WHEN 'per_1000' THEN 1000 ELSE 100 END) < d.minimum_count)
      OR (d.unit <> 'count' AND d.minimum_count > 0 AND (f.value = 0
          OR f.value >= CASE d.unit WHEN 'per_1000' THEN 1000 ELSE 100 END)))))"""
# Joined on numbers, not on "is not distinct from", which would compare every pair of rows.
_REHEARSAL = """
WITH incoming AS (SELECT * FROM {incoming}), now AS (
  SELECT DISTINCT ON (o.definition_id, o.municipality_id, o.region_id, o.division_year,
                      o.period_start, o.period_end)
    o.id, o.definition_id, coalesce(o.municipality_id, 0) AS m, coalesce(o.region_id, 0) AS r,
    o.division_year, o.period_start, o.period_end, o.numerator, o.denominator, o.value, o.kind,
    o.is_provisional
  FROM monitoring_observation o JOIN monitoring_release p ON p.id = o.release_id
  WHERE p.state = 'published' AND p.id <> %(release)s
    AND (%(before)s::timestamptz IS NULL OR p.published_at < %(before)s)
    AND o.definition_id IN (SELECT DISTINCT definition_id FROM incoming)
  ORDER BY o.definition_id, o.municipality_id, o.region_id, o.division_year, o.period_start,
    o.period_end, p.published_at DESC, p.id DESC
)
SELECT o.definition_id, count(*),
  count(*) FILTER (WHERE now.id IS NULL),
  count(*) FILTER (WHERE now.id IS NOT NULL AND (now.kind, now.numerator, now.denominator,
    now.value, now.is_provisional) IS NOT DISTINCT FROM
    (o.kind, o.numerator, o.denominator, o.value, o.is_provisional)),
  count(*) FILTER (WHERE {hidden}),
  count(*) FILTER (WHERE o.kind NOT IN ('value', 'suppressed')),
  count(*) FILTER (WHERE {hidden} AND now.kind = 'value' AND NOT coalesce({hidden_now}, false))
FROM incoming o
JOIN monitoring_definition d ON d.id = o.definition_id
LEFT JOIN now ON now.definition_id = o.definition_id AND now.m = coalesce(o.municipality_id, 0)
  AND now.r = coalesce(o.region_id, 0) AND now.division_year = o.division_year
  AND now.period_start = o.period_start AND now.period_end = o.period_end
GROUP BY o.definition_id
"""
# The size of a group that an incoming percentage does not tell is that of what it replaces.
_SIZE = "coalesce(o.denominator, now.denominator)"
_WORDS = {
    "hidden": _HIDDEN.replace("f.denominator", _SIZE).replace("f.", "o."),
    "hidden_now": _HIDDEN.replace("f.", "now."),
}
OF_RELEASE = _REHEARSAL.format(
    incoming="monitoring_observation WHERE release_id = %(release)s", **_WORDS
)
OF_ROWS = _REHEARSAL.format(incoming="monitoring_rehearsed", **_WORDS)
TABLE = """
CREATE TEMPORARY TABLE monitoring_rehearsed (definition_id bigint, municipality_id bigint,
  region_id bigint, division_year smallint, period_start smallint, period_end smallint,
  numerator integer, denominator integer, value numeric(14, 4), kind varchar(18),
  is_provisional boolean) ON COMMIT DROP
"""
COPY = "COPY monitoring_rehearsed FROM STDIN"


@dataclass(frozen=True)
class Rehearsal:
    """Counts of figures of one definition in a release."""

    definition: Definition | None
    total: int
    new: int
    same: int
    hidden: int
    without: int
    becomes_hidden: int = 0

    @property
    def changed(self) -> int:
        return self.total - self.new - self.same


Found = tuple[list[Rehearsal], Rehearsal]


def rehearse(release: Release) -> Found:
    """Every definition in the release against what was public before it, and the sum."""
    with connection.cursor() as cursor:
        before = release.published_at
        cursor.execute(OF_RELEASE, {"release": release.pk, "before": before})
        return as_rehearsal(cursor.fetchall())


@transaction.atomic
def rehearse_rows(rows: "Sequence[FigureRow]") -> list[list[int]]:
    """The same for rows that are not stored: counts per definition, as plain data to keep."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        with cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row(row[1:])
        cursor.execute("ANALYZE monitoring_rehearsed")
        cursor.execute(OF_ROWS, {"release": 0, "before": None})
        found = [list(row) for row in cursor.fetchall()]
        cursor.execute("DROP TABLE monitoring_rehearsed")
    return found


def as_rehearsal(rows: Iterable[Sequence[Any]]) -> Found:
    """Counts per definition with their definitions, in the order of names, and the sum."""
    kept = list(rows)
    definitions = Definition.objects.select_related("indicator").in_bulk([row[0] for row in kept])
    found = [Rehearsal(definitions[row[0]], *row[1:]) for row in kept if row[0] in definitions]
    found.sort(key=_by_name)
    return found, _sum(found)


def _by_name(row: Rehearsal) -> tuple[str, int]:
    definition = row.definition
    return (definition.indicator.name_fold, definition.number) if definition else ("", 0)


def _sum(rows: Sequence[Rehearsal]) -> Rehearsal:
    return Rehearsal(
        None,
        sum(row.total for row in rows),
        sum(row.new for row in rows),
        sum(row.same for row in rows),
        sum(row.hidden for row in rows),
        sum(row.without for row in rows),
        sum(row.becomes_hidden for row in rows),
    )
