"""The adviser's start page: the caseload, what waits, and cover for a colleague."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View

from coalitions.models import Caseload, Coalition, HandOver
from coalitions.selectors.municipalities import fold
from coalitions.services.adviser import caseload_cover, caseload_cover_end
from kansrijkestart.accounts.models import User
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.dashboard.caseload import CaseRow, caseload_of
from kansrijkestart.dashboard.forms import CaseloadFilterForm, CoverForm
from kansrijkestart.dashboard.roles import roles_of

FILTERS: Final[dict[str, tuple[str | Promise, Callable[[CaseRow], bool]]]] = {
    "": (gettext_lazy("All"), lambda row: True),
    "wacht": (gettext_lazy("Waits for me"), lambda row: row.is_waiting),
    "veranderd": (gettext_lazy("Changed since my last visit"), lambda row: bool(row.changes)),
    "advies": (gettext_lazy("Advice asked"), lambda row: bool(row.open_requests)),
}


@dataclass(frozen=True)
class FilterLink:
    """A link that narrows the list, with its count."""

    label: str
    query: str
    number: int
    is_current: bool


class CaseloadView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, TemplateView):
    permission_required = "coalitions.see_caseload"
    template_name = "dashboard/caseload.html"
    page_title = gettext_lazy("My coalitions")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        roles_of(request)  # the menu needs them too: asked first, the rules know them
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        rows = caseload_of(user)
        region, shown = self.request.GET.get("regio", ""), self.request.GET.get("toon", "")
        form = CaseloadFilterForm(self.request.GET)
        text = fold(form.cleaned_data["q"]) if form.is_valid() else ""
        within = [
            row
            for row in rows
            if (not region or _region(row) == region) and text in row.coalition.name_fold
        ]
        keep = FILTERS.get(shown, FILTERS[""])[1]
        found = [row for row in within if keep(row)]
        return super().get_context_data(**kwargs) | {
            "rows": found,
            "total": len(rows),
            "page_meta": _meta(len(rows)),
            "waiting": sum(row.is_waiting for row in rows),
            "filters": _filters(within, shown if shown in FILTERS else "", region, text),
            "regions": _regions(rows, region),
            "filter_form": form,
            "shown": shown,
            "region_slug": region,
            "without_coordinator": HandOver.objects.waiting().filter(
                coalition__in=Coalition.objects.in_caseload_of(user)
            ),
            "covered": Caseload.objects.current()
            .filter(covers_for=user)
            .select_related("adviser")
            .order_by("adviser__name", "until")
            .distinct("adviser__name", "until"),
        }


def _meta(number: int) -> str:
    return ngettext(
        "%(number)s coalition · longest not seen on top",
        "%(number)s coalitions · longest not seen on top",
        number,
    ) % {"number": number}


def _region(row: CaseRow) -> str:
    return row.coalition.region.slug if row.coalition.region else ""


def _filters(rows: list[CaseRow], shown: str, region: str, text: str) -> list[FilterLink]:
    kept = {"regio": region, "q": text}
    return [
        FilterLink(
            str(label), _query(toon=key, **kept), sum(keep(row) for row in rows), key == shown
        )
        for key, (label, keep) in FILTERS.items()
    ]


def _regions(rows: list[CaseRow], current: str) -> list[FilterLink]:
    """Return a link per region; none when there is only one."""
    found = {r.coalition.region.slug: r.coalition.region.name for r in rows if r.coalition.region}
    if len(found) < 2 and not current:
        return []
    return [
        FilterLink(
            _("Region: %(name)s") % {"name": name},
            _query(regio="" if slug == current else slug),
            sum(_region(row) == slug for row in rows),
            slug == current,
        )
        for slug, name in sorted(found.items(), key=lambda item: item[1])
    ]


def _query(**values: str) -> str:
    return "?" + urlencode({key: value for key, value in values.items() if value})


class CoverView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, ServiceFormMixin, FormView):
    """Let a colleague look after the own caseload until a date."""

    permission_required = "coalitions.see_caseload"
    template_name = "dashboard/caseload_cover.html"
    page_title = gettext_lazy("Let a colleague cover for you")
    form_class = CoverForm
    success_url = reverse_lazy("dashboard:caseload")
    success_message = gettext_lazy("Your colleague now sees your coalitions, until that day.")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("My coalitions"), reverse("dashboard:caseload"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form: CoverForm) -> list[Caseload]:
        user: Any = self.request.user
        return caseload_cover(adviser=user, **form.cleaned_data)


class CoverEndView(LoginRequiredMixin, PermissionRequiredMixin, View):
    """Stop the cover by a colleague before its day."""

    permission_required = "coalitions.see_caseload"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        colleague = get_object_or_404(User, pk=pk)
        if caseload_cover_end(adviser=user, colleague=colleague):
            messages.success(request, _("The cover has ended."))
        return HttpResponseRedirect(reverse("dashboard:caseload"))
