"""Where an intervention runs, for one reader: what was shared with them, and nothing more."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from coalitions.choices import ConsentKind
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    Municipality,
    Region,
    RegionMunicipality,
)
from coalitions.querysets.record import open_on
from interventions.choices import ChoiceState
from interventions.models import ChoiceMunicipality, Intervention
from kansrijkestart.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


def places_running(
    intervention: Intervention, user: "User | AnonymousUser"
) -> QuerySet[Municipality]:
    """Return the municipalities where it runs, as far as this reader may know.

    Those of coalitions whose record they open; and those that share their interventions with a
    region whose table they open. A visitor was promised nothing of this: they get none.
    """
    if not user.is_authenticated:
        return Municipality.objects.none()
    running = ChoiceMunicipality.objects.filter(
        choice__intervention=intervention,
        choice__state=ChoiceState.RUNNING,
        municipality=OuterRef("pk"),
    )
    today = clock.today()
    covering = CoalitionMunicipality.objects.filter(
        open_on(today),
        coalition=OuterRef("choice__coalition"),
        municipality=OuterRef("municipality"),
    )
    running = running.filter(Exists(covering))
    own = running.filter(choice__coalition__in=Coalition.objects.visible_to(user))
    inside = RegionMunicipality.objects.filter(
        open_on(today), region__in=Region.objects.visible_to(user)
    )
    sharing = Municipality.objects.sharing(ConsentKind.INTERVENTIONS_REGION).filter(
        pk__in=inside.values("municipality")
    )
    return Municipality.objects.filter(
        Q(Exists(own)) | Q(Exists(running), pk__in=sharing.values("pk"))
    ).order_by("name_fold", "code")
