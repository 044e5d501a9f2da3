"""What publishing a release would do: new, the same, changed, and hidden, per indicator."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from monitoring.models import Definition, Release

# Joined on numbers, not on "is not distinct from", which would compare every pair of rows.
REHEARSAL = """
WITH now AS (
  SELECT DISTINCT ON (o.definition_id, o.municipality_id, o.region_id, o.division_year,
                      o.period_start, o.period_end)
    o.id, o.definition_id, coalesce(o.municipality_id, 0) AS m, coalesce(o.region_id, 0) AS r,
    o.division_year, o.period_start, o.period_end, o.numerator, o.denominator, o.value, o.kind,
    o.is_provisional
  FROM monitoring_observation o JOIN monitoring_release p ON p.id = o.release_id
  WHERE p.state = 'published' AND p.id <> %(release)s
    AND (%(before)s::timestamptz IS NULL OR p.published_at < %(before)s)
    AND o.definition_id IN
      (SELECT DISTINCT definition_id FROM monitoring_observation WHERE release_id = %(release)s)
  ORDER BY o.definition_id, o.municipality_id, o.region_id, o.division_year, o.period_start,
    o.period_end, p.published_at DESC, p.id DESC
)
SELECT o.definition_id, count(*),
  count(*) FILTER (WHERE now.id IS NULL),
  count(*) FILTER (WHERE now.id IS NOT NULL AND (now.kind, now.numerator, now.denominator,
    now.value, now.is_provisional) IS NOT DISTINCT FROM
    (o.kind, o.numerator, o.denominator, o.value, o.is_provisional)),
  count(*) FILTER (WHERE o.kind = 'suppressed' OR (o.kind = 'value'
    AND d.minimum_count IS NOT NULL AND (
      coalesce(o.numerator, CASE WHEN d.unit = 'count' THEN o.value END) < d.minimum_count
      OR o.denominator - coalesce(o.numerator,
          round(o.value * o.denominator / CASE d.unit WHEN 'per_1000' THEN 1000 ELSE 100 END))
        < d.minimum_count
      OR (o.numerator IS NULL AND round(o.value * o.denominator
          / CASE d.unit WHEN 'per_1000' THEN 1000 ELSE 100 END) < d.minimum_count)))),
  count(*) FILTER (WHERE o.kind NOT IN ('value', 'suppressed'))
FROM monitoring_observation o
JOIN monitoring_definition d ON d.id = o.definition_id
LEFT JOIN now ON now.definition_id = o.definition_id AND now.m = coalesce(o.municipality_id, 0)
  AND now.r = coalesce(o.region_id, 0) AND now.division_year = o.division_year
  AND now.period_start = o.period_start AND now.period_end = o.period_end
WHERE o.release_id = %(release)s GROUP BY o.definition_id
"""


@dataclass(frozen=True)
class Rehearsal:
    """Counts of figures of one definition in a release."""

    definition: Definition | None
    total: int
    new: int
    same: int
    hidden: int
    without: int

    @property
    def changed(self) -> int:
        return self.total - self.new - self.same


def rehearse(release: Release) -> tuple[list[Rehearsal], Rehearsal]:
    """Every definition in the release against what was public before it, and the sum."""
    with connection.cursor() as cursor:
        before = release.published_at
        cursor.execute(REHEARSAL, {"release": release.pk, "before": before})
        rows = cursor.fetchall()
    definitions = Definition.objects.select_related("indicator").in_bulk([row[0] for row in rows])
    found = [Rehearsal(definitions[row[0]], *row[1:]) for row in rows]
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
    )
