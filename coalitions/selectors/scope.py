"""What the page says on which a coalition becomes local, regional or both."""

from coalitions.choices import AssessmentState
from coalitions.models import Assessment, Coalition, Region, RegionMembership
from coalitions.querysets import RegionQuerySet
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_administrator


def regions_to_set(user: User) -> RegionQuerySet:
    """Return the regions of which this user may say what the regional coalition is."""
    rows = Region.objects.order_by("name_fold", "pk")
    if is_administrator.test(user):
        return rows
    led = RegionMembership.objects.current().filter(user=user)
    return rows.filter(pk__in=led.values("region"))


def open_round(coalition: Coalition) -> Assessment | None:
    """Return the round of the checklist that is not closed yet; it goes on with its statements."""
    rounds = Assessment.objects.filter(coalition=coalition).select_related("checklist")
    return rounds.exclude(state=AssessmentState.CLOSED).order_by("-round").first()
