"""A coalition's overview, and the same on one page of paper."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from coalitions import registry
from coalitions.choices import Scope
from coalitions.registry import Reading, StepState
from coalitions.selectors.history import feeds_for, last_change
from coalitions.selectors.overview import (
    principles_of,
    round_line,
    shared_advice,
    steps_of,
)
from coalitions.selectors.record import municipalities_of
from coalitions.services.coalition import visit_record
from coalitions.views.mixins import CoalitionMixin, start_path
from kansrijkestart.dashboard.coalition_report import coalition_report


class CoalitionDetailView(CoalitionMixin, TemplateView):
    template_name = "dashboard/coalition.html"
    page_title = gettext_lazy("Overview")
    tab = "overview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        visit_record(coalition=self.coalition, user=user)  # type: ignore[arg-type]
        reading = Reading(self.coalition, user)
        steps, suggestions = steps_of(reading), registry.next_steps_for(reading)
        begun = [row for row in steps if row.fact.state != StepState.NOT_RECORDED]
        return super().get_context_data(**kwargs) | {
            "breadcrumb": [*start_path(), (self.coalition.name, "")],
            "page_meta": _meta(reading),
            "steps": steps,
            "is_nearly_empty": not begun,
            "next_step": suggestions[0] if suggestions else None,
            "principles": principles_of(reading),
            "round_line": round_line(reading),
            "advice": next(iter(shared_advice(reading)), None),
            "blocks": registry.blocks_for(reading),
            "report_url": self.page_url("report"),
            "may_change": reading.may_change,
            "is_adviser": user.has_perm("coalitions.give_advice", self.coalition),
        }


def place_line(reading: Reading) -> str:
    """Return "Local coalition · Best"."""
    coalition = reading.coalition
    kind = _("Local coalition") if coalition.scope == Scope.LOCAL else _("Regional coalition")
    rows = municipalities_of(reading)
    if not rows:
        return kind
    if len(rows) > 3:
        where = _("%(number)s municipalities") % {"number": len(rows)}
    else:
        where = ", ".join(row.municipality.name for row in rows)
    return f"{kind} · {where}"


def _meta(reading: Reading) -> str:
    newest = last_change(feeds_for(reading))
    if newest is None:
        return place_line(reading)
    moment, who = newest
    changed = _("last changed on %(date)s by %(who)s") % {
        "date": date_format(moment, "j F Y"),
        "who": who,
    }
    return f"{place_line(reading)} · {changed}"


class CoalitionReportView(CoalitionMixin, View):
    """Stand van zaken: a PDF of one page while the record is small."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        reading = Reading(self.coalition, request.user)
        pdf = coalition_report(reading, place_line(reading))
        response = HttpResponse(pdf, content_type="application/pdf", status=HTTPStatus.OK)
        name = f"stand-van-zaken-{self.coalition.slug}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
