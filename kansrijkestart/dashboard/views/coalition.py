"""A coalition's overview, and the same on one page of paper."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from coalitions import registry
from coalitions.registry import Reading, StepState
from coalitions.selectors.overview import (
    StepRow,
    principles_of,
    round_line,
    shared_advice,
    steps_of,
)
from coalitions.selectors.page_head import place_line
from coalitions.selectors.record import municipalities_of
from coalitions.services.coalition import visit_record
from coalitions.views.mixins import CoalitionMixin, start_path
from kansrijkestart.accounts.choices import GuideKind
from kansrijkestart.core.downloads import download
from kansrijkestart.core.sentences import Sentence
from kansrijkestart.dashboard.caseload import changes_since
from kansrijkestart.dashboard.coalition_report import coalition_report
from kansrijkestart.dashboard.guide import paper_made
from kansrijkestart.dashboard.hand_over_report import hand_over_report
from kansrijkestart.dashboard.talk_sheet import talk_sheet

# Figures and a regional table begin two steps before the coalition wrote anything itself.
MOST_BEGUN: Final = 2


class CoalitionDetailView(CoalitionMixin, TemplateView):
    template_name = "dashboard/coalition.html"
    page_title = gettext_lazy("Overview")
    tab = "overview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        visit = visit_record(coalition=self.coalition, user=user)  # type: ignore[arg-type]
        reading = Reading(self.coalition, user)
        steps, suggestions = steps_of(reading), registry.next_steps_for(reading)
        is_adviser = user.has_perm("coalitions.give_advice", self.coalition)
        return super().get_context_data(**kwargs) | {
            "breadcrumb": [*start_path(), (self.coalition.name, "")],
            "steps": steps,
            "is_nearly_empty": self.may_go_on and _is_nearly_empty(steps),
            "next_step": suggestions[0] if suggestions else None,
            "principles": principles_of(reading),
            "round_line": round_line(reading),
            "advice": next(iter(shared_advice(reading)), None),
            "blocks": registry.blocks_for(reading),
            "report_url": self.page_url("report"),
            "may_change": reading.may_change,
            "is_adviser": is_adviser,
            "seen_before": visit.previous_at if is_adviser else None,
            "changes": self.changes(visit.previous_at) if is_adviser else [],
        }

    def changes(self, since: datetime | None) -> list[Sentence]:
        """Return what changed since the visit before this one."""
        user: Any = self.request.user
        return changes_since(self.coalition, user, since) if since else []


def _is_nearly_empty(steps: list[StepRow]) -> bool:
    """Say whether no step is recorded and few have begun."""
    states = [row.fact.state for row in steps]
    begun = len(states) - states.count(StepState.NOT_RECORDED)
    return StepState.RECORDED not in states and begun <= MOST_BEGUN


class _ReportView(CoalitionMixin, View):
    """A PDF of one page about the coalition, as its reader may see it."""

    http_method_names = ["get", "head"]
    file_name = ""
    guide: GuideKind | None = None  # the guide that ends with this paper

    make: Callable[[Reading, str], bytes]
    """Return the PDF for this reader, with the line about kind and place."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        reading = Reading(self.coalition, request.user)
        names = [row.municipality.name for row in municipalities_of(reading)]
        pdf = self.make(reading, place_line(self.coalition, names))
        if self.guide:
            paper_made(request, self.guide)
        return download(pdf, f"{self.file_name}-{self.coalition.slug}.pdf")


class CoalitionReportView(_ReportView):
    """Stand van zaken: a PDF of one page while the record is small."""

    file_name = "stand-van-zaken"

    guide = GuideKind.COORDINATOR

    def make(self, reading: Reading, place: str) -> bytes:
        return coalition_report(reading, place)


class HandOverSummaryView(_ReportView):
    """What a successor must know, on one page."""

    file_name = "overdracht"

    def make(self, reading: Reading, place: str) -> bytes:
        return hand_over_report(reading, place)


class TalkSheetView(_ReportView):
    """Gespreksblad: what an adviser takes along to a talk, on one page."""

    permission = "coalitions.give_advice"
    file_name = "gespreksblad"
    guide = GuideKind.ADVISER

    def make(self, reading: Reading, place: str) -> bytes:
        return talk_sheet(reading, place)
