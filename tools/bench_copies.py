"""A hundred times as many figures in the scratch database of `make bench`: 18 million, some 5 GB.

Copies every figure of the benchmark release to 99 invented countries. Indexes and references of the
table are taken away first and made again at the end: keeping them up row by row takes an hour. One
transaction, so a run that is broken off leaves everything as it was; what stood there already from
an earlier run is not copied again.
"""

import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COPIES = 99
TABLE = "monitoring_observation"
# Every invented or real municipality with all its figures, under codes nobody uses.
COPY_PLACES = """
INSERT INTO coalitions_municipality (code, name, province, note)
SELECT 'Z' || lpad(to_hex(copy * 4096 + place), 5, '0'), name, province, 'meting'
FROM (SELECT name, province, row_number() OVER (ORDER BY id) AS place
      FROM coalitions_municipality WHERE note <> 'meting') AS known
CROSS JOIN generate_series(1, %(copies)s) AS copy
ON CONFLICT (code) DO NOTHING
"""
COPY_FIGURES = """
INSERT INTO monitoring_observation (release_id, definition_id, municipality_id, division_year,
  period_start, period_end, numerator, denominator, value, kind, is_provisional)
SELECT o.release_id, o.definition_id, copied.id, o.division_year, o.period_start, o.period_end,
  o.numerator, o.denominator, o.value, o.kind, o.is_provisional
FROM monitoring_observation o
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM coalitions_municipality
      WHERE note <> 'meting') AS known ON known.id = o.municipality_id
JOIN (SELECT id, ('x' || lpad(substr(code, 2), 8, '0'))::bit(32)::int %% 4096 AS place
      FROM coalitions_municipality AS made WHERE note = 'meting' AND NOT EXISTS (
        SELECT 1 FROM monitoring_observation AS there WHERE there.municipality_id = made.id
      )) AS copied ON copied.place = known.place
JOIN monitoring_release r ON r.id = o.release_id AND r.checksum LIKE 'scale-%%'
"""
CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %(table)s::regclass AND contype IN ('f', 'u') ORDER BY contype DESC
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %(table)s
AND indexname NOT IN (
  SELECT conname FROM pg_constraint WHERE conrelid = %(table)s::regclass
)
"""


def copy_all(cursor: Any) -> None:
    """Copy what is not there yet, with nothing to keep up meanwhile."""
    cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB'")
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute(COPY_PLACES, {"copies": COPIES})
    cursor.execute(CONSTRAINTS, {"table": TABLE})
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, {"table": TABLE})
    indexes = cursor.fetchall()
    for name, _made in constraints:
        cursor.execute(f'ALTER TABLE {TABLE} DROP CONSTRAINT "{name}"')
    for name, _made in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(COPY_FIGURES, {})
    for _name, made in indexes:
        cursor.execute(made)
    for name, made in constraints:
        cursor.execute(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {made}')


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
    import django

    from kansrijkestart.embedded import prepare_for_command

    prepare_for_command(["manage.py", "shell"])
    django.setup()
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        copy_all(cursor)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE")
    return 0


if __name__ == "__main__":
    sys.exit(main())
