"""The country in numbers: how far the coalitions are, per municipality."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.choices import Stage
from interventions.matrix import STAGE_ORDER, STARTED
from kansrijkestart.accounts.rules import is_analyst
from kansrijkestart.core import clock
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.states import (
    MunicipalityState,
    division_of,
    municipality_states,
    per_province,
)
from kansrijkestart.dashboard.tilemap import tile_map


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
        return super().get_context_data(
            year=year,
            public_only=public_only,
            total=len(states),
            lead=_lead(states, year),
            from_list=sum(state.from_list for state in states),
            map=tile_map(states),
            stages=stages,
            provinces=[(item, item.counts[: len(stages)]) for item in provinces],
            totals=[sum(state.stage == stage for state in states) for stage in stages],
            **kwargs,
        )


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
