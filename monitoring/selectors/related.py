"""Indicators on the page of an intervention; see interventions.registry."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from interventions.models import Intervention
from interventions.registry import Related, RelatedItem, register_related
from kansrijkestart.core.links import safe_reverse
from monitoring.models import Indicator, InterventionIndicator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


def indicators_beside(intervention: Intervention) -> QuerySet[Indicator]:
    rows = InterventionIndicator.objects.filter(intervention=intervention)
    return Indicator.objects.filter(pk__in=rows.values("indicator"))


def related_indicators(intervention: Intervention, user: "User | AnonymousUser") -> Related:
    """Which figures to read beside it, for everybody; an analyst may change the list."""
    may_change = user.has_perm("interventions.manage_catalogue")
    url = safe_reverse("monitoring:related", slug=intervention.slug) if may_change else ""
    method = safe_reverse("monitoring:method")
    return Related(
        key="indicators",
        title=_("Figures to read beside it"),
        empty=_("No figure stands beside this yet."),
        items=[RelatedItem(row.name, url=method) for row in indicators_beside(intervention)],
        change_url=url,
        change_label=_("Choose figures"),
    )


def register_own() -> None:
    """Called once when the app is ready."""
    register_related(related_indicators)
