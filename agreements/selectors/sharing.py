"""Which coalitions share their agreements with their region."""

from datetime import date

from django.db.models import Exists, OuterRef

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, CoalitionMunicipality, Municipality
from coalitions.querysets import CoalitionQuerySet, open_on
from kansrijkestart.core import clock


def sharing_agreements(on: date | None = None) -> CoalitionQuerySet:
    """Return the coalitions that share their agreements of a day, by default today.

    An agreement belongs to the whole coalition, so every municipality it covers must share; of a
    day of the past those of then and those of today, with the consent of today.
    """
    today = clock.today()
    on = on or today
    rows = CoalitionMunicipality.objects.filter(coalition=OuterRef("pk"))
    concerned = rows.filter(open_on(on) | open_on(today))
    sharing = Municipality.objects.sharing(ConsentKind.AGREEMENTS_REGION)
    return Coalition.objects.filter(
        Exists(rows.filter(open_on(on))),
        ~Exists(concerned.exclude(municipality__in=sharing.values("pk"))),
    )
