"""The state of all figures together, under which pages keep what they made of them."""

from django.db import connection

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


def figures_stamp() -> str:
    """A text that changes whenever any figure anyone may see could change; holds no figure itself.

    Figures come and go with their release: a file is stored as a draft and never added to.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP, {"now": clock.now()})
        return str(cursor.fetchone()[0])
