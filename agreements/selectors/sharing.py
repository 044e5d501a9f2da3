"""Which coalitions share their agreements with their region."""

from django.db.models import Exists, OuterRef

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, CoalitionMunicipality, Municipality
from coalitions.querysets import CoalitionQuerySet, open_on
from kansrijkestart.core import clock


def sharing_agreements() -> CoalitionQuerySet:
    """Return the coalitions that share their agreements with the region.

    An agreement belongs to the whole coalition, so every municipality it covers must share.
    """
    coverage = CoalitionMunicipality.objects.filter(
        open_on(clock.today()), coalition=OuterRef("pk")
    )
    sharing = Municipality.objects.sharing(ConsentKind.AGREEMENTS_REGION)
    return Coalition.objects.filter(
        Exists(coverage), ~Exists(coverage.exclude(municipality__in=sharing.values("pk")))
    )
