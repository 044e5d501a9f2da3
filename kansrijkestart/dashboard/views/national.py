"""The country in numbers: how far the coalitions are, per municipality."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
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
from kansrijkestart.core.lists import Column, ListFileMixin
from kansrijkestart.core.sentences import Sentence
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.behind_numbers import (
    BEGUN,
    EVERY,
    OF_2019,
    THROUGH,
    Behind,
    MunicipalitiesFilter,
    behind_number,
)
from kansrijkestart.dashboard.country_complete import analyst_parts, completeness
from kansrijkestart.dashboard.looks import LOOKS, Look, look_of
from kansrijkestart.dashboard.roles import roles_of
from kansrijkestart.dashboard.selectors.regions import STAGE_WORDS
from kansrijkestart.dashboard.selectors.site_state import site_lines
from kansrijkestart.dashboard.selectors.states import ProvinceCount, division_of, per_province
from kansrijkestart.dashboard.tilemap import Grouping, tile_map
from kansrijkestart.dashboard.views.public_map import OF_MUNICIPALITY
from kansrijkestart.jobs.administration import failed_first
from kansrijkestart.jobs.models import Job, JobState
from kansrijkestart.jobs.registry import label_of
from monitoring.selectors.country_now import FiguresNow, figures_now, rounds_now

MOST_JOBS: Final = 5


class NationalView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, TemplateView):
    """Municipalities per stage for analysts; policy viewers see what is public only."""

    template_name = "dashboard/national.html"
    page_title = gettext_lazy("National overview")
    permission_required = "accounts.see_national"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        roles_of(request)  # the menu needs them too: asked first, the rules know them
        response = super().dispatch(request, *args, **kwargs)
        # Without a question it repeats nothing that another site can choose; docs/adr/0043.
        response.repeats_nothing = not request.GET  # type: ignore[attr-defined]
        return response

    @cached_property
    def public_only(self) -> bool:
        return not is_analyst(self.request.user)

    @cached_property
    def look(self) -> Look:
        return look_of("" if self.public_only else self.request.GET.get("kaart", ""))

    @cached_property
    def filter_form(self) -> MunicipalitiesFilter:
        return MunicipalitiesFilter(self.request.GET)

    def states(self) -> list[MunicipalityState]:
        division = division_of(clock.today().year)
        return municipality_states(division, public_only=self.public_only)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year, public_only, look = clock.today().year, self.public_only, self.look
        states = self.states()
        stages = [stage for stage in STAGE_ORDER if stage != Stage.ENDED or _any_ended(states)]
        provinces = per_province(states)
        counts = count_stages(states)
        grouping = look.grouping()
        if not public_only:
            kwargs |= self._for_analyst(states)
        return super().get_context_data(
            year=year,
            public_only=public_only,
            total=len(states),
            lead=_lead(states, year),
            more=_more(states),
            map=tile_map(states, grouping, _row_url(look.key)),
            look=look,
            looks=[] if public_only else LOOKS,
            asked=self.behind(states, grouping),
            filter_form=self.filter_form,
            is_filtered=self.filter_form.is_list_asked,
            stages=[(stage, STAGE_WORDS[stage]) for stage in stages],
            provinces=[(item, _per_stage(item, stages)) for item in provinces],
            totals=[counts[stage] for stage in stages],
            linked_totals=[(counts[stage], STAGE_WORDS[stage]) for stage in stages],
            regional=_regional(public_only=public_only),
            **kwargs,
        )

    @cached_property
    def figures(self) -> FiguresNow:
        """How the files of figures are; asked for analysts only."""
        return figures_now(self.request.user)  # type: ignore[arg-type]

    def behind(self, states: list[MunicipalityState], grouping: Grouping) -> Behind | None:
        """Return the municipalities that the address asks for."""
        more = {} if self.public_only else analyst_parts(self.figures)
        return behind_number(
            states, grouping, self.filter_form, public_only=self.public_only, more=more
        )

    def _for_analyst(self, states: list[MunicipalityState]) -> dict[str, Any]:
        jobs = Job.objects.filter(
            owner=self.request.user.pk,
            state__in=[JobState.QUEUED, JobState.RUNNING, JobState.FAILED],
            created_at__gte=clock.now() - timedelta(days=7),
        )
        rounds = rounds_now()
        return {
            "rounds": rounds,
            "figures": self.figures,
            "complete": completeness(states, rounds, self.figures),
            "jobs": [(one, label_of(one.kind)) for one in failed_first(jobs)[:MOST_JOBS]],
            "site": site_lines(),
        }


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


def _lead(states: list[MunicipalityState], year: int) -> list[Sentence]:
    """Say in one sentence how many municipalities have a coalition that has started."""
    words = _(
        "In %(started)s of the %(total)s municipalities of the division of %(year)s a coalition is "
        "formed or being formed. Of %(unknown)s it is not known."
    )
    values = {
        "started": sum(state.stage in STARTED for state in states),
        "total": len(states),
        "year": year,
        "unknown": sum(state.stage == Stage.UNKNOWN for state in states),
    }
    urls = {
        "started": f"?deel={BEGUN}#gemeenten",
        "total": f"?deel={EVERY}#gemeenten",
        "unknown": f"?groep={STAGE_WORDS[Stage.UNKNOWN]}#gemeenten",
    }
    return [Sentence(words, values, urls)]


def _more(states: list[MunicipalityState]) -> list[list[Sentence]]:
    """Say what the stages rest on where no coalition of the municipality itself says it."""
    from_list = sum(state.from_list for state in states)
    of_list = ngettext(
        "%(number)s municipality counts as announced because it stood on the lists of June 2019; "
        "nothing newer is known of it here.",
        "%(number)s municipalities count as announced because they stood on the lists of June "
        "2019; nothing newer is known of them here.",
        from_list,
    )
    through = sum(state.is_through_region for state in states)
    of_region = ngettext(
        "In %(number)s municipality the regional coalition counts; no local coalition is known "
        "there.",
        "In %(number)s municipalities the regional coalition counts; no local coalition is known "
        "there.",
        through,
    )
    found = ((of_list, from_list, OF_2019), (of_region, through, THROUGH))
    return [
        [Sentence(words, {"number": number}, {"number": f"?deel={part}#gemeenten"})]
        for words, number, part in found
        if number
    ]


class NationalFileView(ListFileMixin, NationalView):
    """The municipalities behind a number as a file; without a number all of them."""

    file_name = "gemeenten.csv"
    columns = (
        *OF_MUNICIPALITY,
        (
            gettext_lazy("Regional coalition"),
            lambda state: state.regional.name if state.is_through_region else None,
        ),
    )

    def get_columns(self) -> Sequence[Column]:
        """What the map shows stands in a column too when that is something else than the stage."""
        look = self.look
        if not look.key:
            return self.columns
        grouping = look.grouping()
        return (*self.columns, (look.name, lambda state: capfirst(str(grouping.of(state).word))))

    def get_rows(self) -> list[MunicipalityState]:
        states = self.states()
        found = self.behind(states, self.look.grouping())
        return self.filter_form.narrow(states) if found is None else found.states
