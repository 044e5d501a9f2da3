"""How far the municipalities of a round are, for analysts: numbers, a list and a file."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from coalitions.models import Municipality, Region
from kansrijkestart.core.downloads import download
from kansrijkestart.core.spreadsheets import csv_bytes
from monitoring.choices import ResponseState
from monitoring.forms.rounds import (
    ASKED,
    COMPLETE,
    HANDED_IN_ALL,
    INCOMPLETE,
    NOT_ASKED,
    LineFilter,
)
from monitoring.models import Response
from monitoring.selectors.round_states import division_day, last_day
from monitoring.selectors.rounds import (
    STATES,
    Line,
    count_of,
    counts_per_region,
    lines_of,
    municipalities_of_round,
)
from monitoring.views.rounds import RoundMixin

PAGE_SIZE = 50
VARIANTS = {"excel": "dutch", "machine": "machine"}


def narrowed(lines: Sequence[Line], asked: LineFilter, within: set[int] | None) -> list[Line]:
    """The lines that were asked for, in the order that was asked for."""
    values = asked.cleaned_data if asked.is_valid() else {}
    state, order = values.get("state", ""), values.get("sort", "")
    rows = [
        line
        for line in lines
        if (not state or _is_in(line, state)) and (within is None or line.municipality.pk in within)
    ]
    if order == "state":
        rows.sort(key=lambda line: STATES.index(ResponseState(line.response.state)))
    if order == "progress":
        rows.sort(key=lambda line: line.progress.share or 0)
    return rows


def _is_in(line: Line, state: str) -> bool:
    """Whether a count of this state counts the municipality; who has no coalition is not asked."""
    if line.response.coalition_id is None:
        return state == NOT_ASKED
    if state == ASKED:
        return True
    if state == HANDED_IN_ALL:
        return line.is_handed_in
    if state in {COMPLETE, INCOMPLETE}:
        return line.progress.is_complete == (state == COMPLETE)
    return bool(line.response.state == state)


def file_of(lines: Sequence[Line], variant: str) -> bytes:
    """The list as a file: how far each municipality is, and no answers."""
    header = [
        *(_("code"), _("municipality"), _("coalition"), _("state")),
        *(_("answered"), _("questions"), _("handed in on"), _("extension until")),
    ]
    rows = [
        [
            line.municipality.code,
            line.municipality.name,
            line.response.coalition.name if line.response.coalition else "",
            line.response.get_state_display(),
            line.progress.answered,
            line.progress.asked,
            _day(line.response.submitted_at),
            last_day(line.until) if line.until else None,
        ]
        for line in lines
    ]
    return csv_bytes(header, rows, VARIANTS[variant])  # type: ignore[arg-type]


def file_links(urls: Sequence[str], query: str) -> list[tuple[str, str]]:
    """The links to both kinds of file (``VARIANTS``), of the list as it stands on the page."""
    labels = (_("List for Excel (CSV)"), _("List for programs (CSV)"))
    return [
        (label, f"{url}?{query}" if query else url) for label, url in zip(labels, urls, strict=True)
    ]


def _day(moment: Any) -> Any:
    return localtime(moment).date() if moment else None


class _OverviewMixin(RoundMixin):
    """The lines of all municipalities, narrowed by what was asked."""

    request: HttpRequest

    @cached_property
    def regions(self) -> QuerySet[Region]:
        rows = Region.objects.filter(memberships__isnull=False)
        return rows.distinct().order_by("name_fold", "slug")

    @cached_property
    def filter_form(self) -> LineFilter:
        return LineFilter(self.request.GET or None, regions=self.regions)

    @cached_property
    def lines(self) -> list[Line]:
        shown = Response.objects.filter(round=self.round).counted_for(self.request.user)
        readable = Response.objects.filter(round=self.round).visible_to(self.request.user)
        return lines_of(self.round, shown, readable=readable.values_list("pk", flat=True))

    def shown(self) -> list[Line]:
        within = None
        if self.filter_form.is_valid() and (slug := self.filter_form.cleaned_data.get("region")):
            region = next(one for one in self.regions if one.slug == slug)
            places = Municipality.objects.in_region(region, division_day(self.round))
            within = set(places.values_list("pk", flat=True))
        return narrowed(self.lines, self.filter_form, within)


class RoundOverviewView(_OverviewMixin, TemplateView):
    """The response of those asked and of all, per region and per municipality."""

    template_name = "monitoring/round_overview.html"
    page_title = gettext_lazy("How far everybody is")

    def files(self) -> list[tuple[str, str]]:
        """The list as it stands here, for two kinds of programs."""
        name = "monitoring:round_overview_csv"
        urls = [reverse(name, args=[self.round.pk, variant]) for variant in VARIANTS]
        return file_links(urls, self.filter_form.file_query.removeprefix("?"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.shown()
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("page"))
        every = municipalities_of_round(self.round).count()
        return super().get_context_data(
            count=count_of(self.lines, every),
            regions=counts_per_region(self.round, self.lines),
            filter_form=self.filter_form,
            is_filtered=bool(self.request.GET),
            found=len(rows),
            page_obj=page,
            lines=page.object_list,
            files=self.files(),
            **kwargs,
        )


class RoundOverviewFileView(_OverviewMixin, View):
    """The same list as a file, in the order and as far as was asked."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["variant"] not in VARIANTS:
            raise Http404
        if self.filter_form.errors:
            raise BadRequest
        version = self.round.questionnaire_version
        content = file_of(self.shown(), kwargs["variant"])
        return download(content, f"stand-{version.questionnaire.key}-{version.year}.csv")
