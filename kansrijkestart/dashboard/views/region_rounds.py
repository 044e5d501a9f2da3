"""The regional lead's view of the yearly rounds: who is ready, and no answers unless shared."""

from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from rules.contrib.views import PermissionRequiredMixin

from coalitions.models import Municipality, Region
from kansrijkestart.core import clock
from kansrijkestart.core.downloads import download
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.dashboard.views.region import RegionMixin, RegionPageMixin
from monitoring.forms.rounds import LineFilter
from monitoring.models import Response, Round
from monitoring.selectors.fillings import find_round
from monitoring.selectors.round_states import division_day, state_at
from monitoring.selectors.rounds import Line, count_of, lines_of, rounds_listed
from monitoring.views.round_overview import VARIANTS, file_links, file_of, narrowed


class _LeadOnly(PermissionRequiredMixin):
    """Who has handed in is between the municipalities and their region."""

    permission_required = "coalitions.lead_region"
    region: Region

    def get_permission_object(self) -> Region:
        return self.region


class RegionRoundsView(RegionPageMixin, _LeadOnly, TemplateView):
    """Every round, each leading to the municipalities of this region."""

    template_name = "dashboard/region_rounds.html"
    page_title = gettext_lazy("Questionnaires of municipalities")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rounds=rounds_listed(clock.now()), **kwargs)


class _OneRoundMixin(RegionMixin, _LeadOnly):
    """The municipalities of the region in one round, narrowed by what was asked."""

    @cached_property
    def round(self) -> Round:
        found = find_round(self.kwargs["year"], self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def places(self) -> set[int]:
        inside = Municipality.objects.in_region(self.region, division_day(self.round))
        return set(inside.values_list("pk", flat=True))

    @cached_property
    def lines(self) -> list[Line]:
        rows = Response.objects.filter(round=self.round, municipality__in=self.places)
        readable = rows.visible_to(self.request.user).values_list("pk", flat=True)
        return lines_of(self.round, rows, readable=readable)

    @cached_property
    def filter_form(self) -> LineFilter:
        return LineFilter(self.request.GET or None)

    def shown(self) -> list[Line]:
        return narrowed(self.lines, self.filter_form, None)

    def address(self, *more: str) -> str:
        name = "dashboard:region_round_csv" if more else "dashboard:region_round"
        return reverse(name, args=[self.region.slug, *self.named(), *more])

    def named(self) -> tuple[int, str]:
        version = self.round.questionnaire_version
        return version.year, version.questionnaire.key


class RegionRoundView(_OneRoundMixin, RegionPageMixin, TemplateView):
    """Not started, busy or handed in, per municipality of the region."""

    template_name = "dashboard/region_round.html"

    def get_page_title(self) -> str:
        title = self.round.questionnaire_version.title
        return Dutch(_("Who is ready: %(title)s") % {"title": title}, title)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        rounds = reverse("dashboard:region_rounds", args=[self.region.slug])
        return [*super().get_breadcrumb(), (_("Questionnaires"), rounds)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        urls = [self.address(name) for name in VARIANTS]
        return super().get_context_data(
            round=self.round,
            state=state_at(self.round, clock.now()),
            count=count_of(self.lines, len(self.places)),
            lines=self.shown(),
            shares_any=any(line.answers_url for line in self.lines),
            filter_form=self.filter_form,
            is_filtered=bool(self.request.GET),
            url=self.address(),
            files=file_links(urls, self.filter_form.file_query.removeprefix("?")),
            **kwargs,
        )


class RegionRoundFileView(_OneRoundMixin, View):
    """The same list as a file."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["variant"] not in VARIANTS:
            raise Http404
        if self.filter_form.errors:
            raise BadRequest
        year, key = self.named()
        content = file_of(self.shown(), kwargs["variant"])
        return download(content, f"stand-{key}-{year}-{self.region.slug}.csv")
