"""The state of all figures together, under which pages keep what they made of them."""

from django.db import connection

from coalitions.models import Coalition
from kansrijkestart.core import clock

# Every write of a row, whoever makes it, gives it another xmin or ctid.
STAMP = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
  SELECT concat('r', id, ':', xmin, ctid, embargo_until <= %(now)s) AS part FROM monitoring_release
  UNION ALL SELECT concat('d', id, ':', xmin, ctid) FROM monitoring_definition
  UNION ALL SELECT concat('i', id, ':', xmin, ctid) FROM monitoring_indicator
  UNION ALL SELECT concat('p', max(id)) FROM monitoring_protectionrun WHERE state = 'finished'
  UNION ALL SELECT concat('s', id, ':', xmin, ctid) FROM coalitions_municipalitysuccession
) AS parts
"""


# The same of one coalition: itself, the places it works for, and what it counts itself.
RECORD_STAMP = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
  SELECT concat('c', id, ':', xmin, ctid) AS part
  FROM coalitions_coalition WHERE id = %(coalition)s
  UNION ALL SELECT concat('m', c.id, ':', c.xmin, c.ctid, ' ', m.xmin, m.ctid)
  FROM coalitions_coalitionmunicipality AS c
  JOIN coalitions_municipality AS m ON m.id = c.municipality_id
  WHERE c.coalition_id = %(coalition)s
  UNION ALL SELECT concat('o', id, ':', xmin, ctid)
  FROM monitoring_ownindicator WHERE coalition_id = %(coalition)s
  UNION ALL SELECT concat('f', f.id, ':', f.xmin, f.ctid, ' ', m.xmin, m.ctid)
  FROM monitoring_ownindicator AS o
  JOIN monitoring_ownfigure AS f ON f.indicator_id = o.id
  LEFT JOIN coalitions_municipality AS m ON m.id = f.municipality_id
  WHERE o.coalition_id = %(coalition)s
) AS parts
"""


def figures_stamp() -> str:
    """A text that changes whenever any figure anyone may see could change; holds no figure itself.

    Figures come and go with their release: a file is stored as a draft and never added to.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP, {"now": clock.now()})
        return str(cursor.fetchone()[0])


def record_stamp(coalition: Coalition) -> str:
    """The same for what the page of figures takes from the record; with the day it is exact.

    Periods of places begin and end by the calendar, without a write.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECORD_STAMP, {"coalition": coalition.pk})
        return f"{cursor.fetchone()[0]}:{clock.today()}"
