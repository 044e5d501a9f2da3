"""The country in numbers: how far the coalitions are, per municipality."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.choices import Stage
from coalitions.models import Coalition
from coalitions.selectors.states import (
    STAGE_ORDER,
    STARTED,
    MunicipalityState,
    count_stages,
    municipality_states,
    regional_coalitions,
)
from kansrijkestart.accounts.rules import is_analyst
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.states import (
    division_of,
    per_province,
)
from kansrijkestart.dashboard.tilemap import tile_map
from monitoring.selectors.country_now import figures_now, rounds_now


class NationalView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, TemplateView):
    """Municipalities per stage for analysts; policy viewers see what is public only."""

    template_name = "dashboard/national.html"
    page_title = gettext_lazy("National overview")
    permission_required = "accounts.see_national"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = clock.today().year
        public_only = not is_analyst(self.request.user)
        states = municipality_states(division_of(year), public_only=public_only)
        stages = [stage for stage in STAGE_ORDER if stage != Stage.ENDED or _any_ended(states)]
        provinces = per_province(states)
        counts = count_stages(states)
        if not public_only:
            kwargs |= {"rounds": rounds_now(), "figures": figures_now(self.request.user)}  # type: ignore[arg-type]
        return super().get_context_data(
            year=year,
            public_only=public_only,
            total=len(states),
            lead=_lead(states, year),
            from_list=sum(state.from_list for state in states),
            map=tile_map(states),
            stages=stages,
            provinces=[(item, item.counts[: len(stages)]) for item in provinces],
            totals=[counts[stage] for stage in stages],
            through_region=sum(state.is_through_region for state in states),
            regional=_regional(public_only=public_only),
            **kwargs,
        )


def _regional(*, public_only: bool) -> list[tuple[Coalition, str]]:
    """Every regional coalition with the page of its region, for who may open that."""
    rows = regional_coalitions(public_only=public_only).filter(region__isnull=False)
    return [
        (one, "" if public_only else safe_reverse("dashboard:region", slug=one.region.slug))
        for one in rows
        if one.region
    ]


def _any_ended(states: list[MunicipalityState]) -> bool:
    return any(state.stage == Stage.ENDED for state in states)


def _lead(states: list[MunicipalityState], year: int) -> str:
    """Say in one sentence how many municipalities have a coalition that has started."""
    return _(
        "In %(started)s of the %(total)s municipalities of the division of %(year)s a coalition is "
        "formed or being formed. Of %(unknown)s it is not known."
    ) % {
        "started": sum(state.stage in STARTED for state in states),
        "total": len(states),
        "year": year,
        "unknown": sum(state.stage == Stage.UNKNOWN for state in states),
    }
