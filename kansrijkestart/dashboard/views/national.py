"""The country in numbers: how far the coalitions are, per municipality."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.choices import Stage
from coalitions.models import Coalition, Municipality
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
from kansrijkestart.dashboard.looks import LOOKS, look_of
from kansrijkestart.dashboard.roles import roles_of
from kansrijkestart.dashboard.selectors.regions import STAGE_WORDS
from kansrijkestart.dashboard.selectors.states import ProvinceCount, division_of, per_province
from kansrijkestart.dashboard.tilemap import Group, Grouping, tile_map
from kansrijkestart.jobs.models import Job, JobState
from kansrijkestart.jobs.registry import label_of
from monitoring.selectors.country_now import figures_now, rounds_now

MOST_JOBS: Final = 5


class NationalView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, TemplateView):
    """Municipalities per stage for analysts; policy viewers see what is public only."""

    template_name = "dashboard/national.html"
    page_title = gettext_lazy("National overview")
    permission_required = "accounts.see_national"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        roles_of(request)  # the menu needs them too: asked first, the rules know them
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = clock.today().year
        public_only = not is_analyst(self.request.user)
        states = municipality_states(division_of(year), public_only=public_only)
        stages = [stage for stage in STAGE_ORDER if stage != Stage.ENDED or _any_ended(states)]
        provinces = per_province(states)
        counts = count_stages(states)
        look = look_of("" if public_only else self.request.GET.get("kaart", ""))
        grouping = look.grouping()
        if not public_only:
            kwargs |= self._for_analyst()
        return super().get_context_data(
            year=year,
            public_only=public_only,
            total=len(states),
            lead=_lead(states, year),
            from_list=sum(state.from_list for state in states),
            map=tile_map(states, grouping, _row_url(look.key)),
            look=look,
            looks=[] if public_only else LOOKS,
            asked=_asked(states, grouping, self.request.GET, public_only=public_only),
            stages=[(stage, STAGE_WORDS[stage]) for stage in stages],
            provinces=[(item, _per_stage(item, stages)) for item in provinces],
            totals=[counts[stage] for stage in stages],
            linked_totals=[(counts[stage], STAGE_WORDS[stage]) for stage in stages],
            through_region=sum(state.is_through_region for state in states),
            regional=_regional(public_only=public_only),
            **kwargs,
        )

    def _for_analyst(self) -> dict[str, Any]:
        user: Any = self.request.user
        unfinished = [JobState.QUEUED, JobState.RUNNING, JobState.FAILED]
        lately = clock.now() - timedelta(days=7)
        jobs = Job.objects.filter(owner=user.pk, state__in=unfinished, created_at__gte=lately)
        return {
            "rounds": rounds_now(),
            "figures": figures_now(user),
            "jobs": [(one, label_of(one.kind)) for one in jobs.order_by("-created_at")[:MOST_JOBS]],
        }


@dataclass(frozen=True)
class Asked:
    """The municipalities behind a number or a tile of this page, by name.

    ``word`` is what the map shows of the one behind a tile.
    """

    words: str
    states: list[MunicipalityState]
    group: Group | None
    word: str = ""


def _asked(
    states: list[MunicipalityState], grouping: Grouping, query: Any, *, public_only: bool
) -> Asked | None:
    """Return the municipalities behind the number or the tile that is asked for; None for none."""
    if code := query.get("gemeente", ""):
        return _of_tile(states, grouping, code)
    if slug := query.get("coalitie", ""):
        return _covered(states, slug, public_only=public_only)
    key, province = query.get("groep", ""), query.get("provincie", "")
    group = next((one for one in grouping.groups.values() if one.key == key), None)
    if group is None and not province:
        return None
    found = [
        state
        for state in states
        if (group is None or grouping.of(state) == group)
        and (not province or state.municipality.province == province)
    ]
    words = [capfirst(str(group.word))] if group else []
    return Asked(", ".join([*words, *([province] if province else [])]), found, group)


def _of_tile(states: list[MunicipalityState], grouping: Grouping, code: str) -> Asked | None:
    one = next((state for state in states if state.municipality.code == code), None)
    if one is None:
        return None
    return Asked(one.municipality.name, [one], None, capfirst(str(grouping.of(one).word)))


def _covered(states: list[MunicipalityState], slug: str, *, public_only: bool) -> Asked | None:
    """Return the municipalities of a regional coalition that the reader may know of."""
    one = regional_coalitions(public_only=public_only).filter(slug=slug).first()
    if one is None:
        return None
    places = set(Municipality.objects.covered_by(one).values_list("pk", flat=True))
    return Asked(one.name, [row for row in states if row.municipality.pk in places], None)


def _row_url(look: str) -> Callable[[MunicipalityState], str]:
    """Return the way from a tile to its row on this page, with the same look of the map."""
    kept = f"kaart={look}&" if look else ""
    return lambda state: f"?{kept}gemeente={state.municipality.code}#gemeenten"


def _per_stage(province: ProvinceCount, stages: list[Stage]) -> list[tuple[int, str]]:
    """Return the counts of a province with the word of their stage in an address."""
    pairs = zip(province.counts, STAGE_ORDER, strict=True)
    return [(count, STAGE_WORDS[stage]) for count, stage in pairs if stage in stages]


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
