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
from django.utils.functional import Promise, cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import FormView, TemplateView, View

from coalitions.models import Caseload, Coalition, HandOver
from coalitions.selectors.municipalities import fold
from coalitions.services.adviser import caseload_cover, caseload_cover_end
from kansrijkestart.accounts.models import User
from kansrijkestart.core.lists import ListFileMixin
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.dashboard.caseload import CaseRow, caseload_of
from kansrijkestart.dashboard.forms import CoverForm
from kansrijkestart.dashboard.list_forms import CaseloadFilter
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

    @cached_property
    def filter_form(self) -> CaseloadFilter:
        return CaseloadFilter(self.request.GET)

    @cached_property
    def every(self) -> list[CaseRow]:
        user: Any = self.request.user
        return caseload_of(user)

    @property
    def within(self) -> list[CaseRow]:
        """The coalitions of the region and with the name that were asked for."""
        asked = self.filter_form.asked
        region, text = asked.get("regio", ""), fold(asked.get("q", ""))
        return [
            row
            for row in self.every
            if (not region or _region(row) == region) and text in row.coalition.name_fold
        ]

    @property
    def shown(self) -> str:
        asked = self.filter_form.asked.get("toon", "")
        return asked if asked in FILTERS else ""

    def found(self) -> list[CaseRow]:
        """Return what the page lists, in the order that was asked for."""
        keep = FILTERS[self.shown][1]
        return self.filter_form.sorted(row for row in self.within if keep(row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        asked = self.filter_form.asked
        kept = {name: asked.get(name, "") for name in ("regio", "q", "sort")}
        return super().get_context_data(**kwargs) | {
            "rows": self.found(),
            "total": len(self.every),
            "page_meta": _meta(len(self.every)),
            "waiting": sum(row.is_waiting for row in self.every),
            "filters": _filters(self.within, self.shown, kept),
            "regions": _regions(self.every, kept["regio"]),
            "filter_form": self.filter_form,
            "is_filtered": self.filter_form.is_asked,
            "without_coordinator": HandOver.objects.waiting().filter(
                coalition__in=Coalition.objects.in_caseload_of(user)
            ),
            "covered": Caseload.objects.current()
            .filter(covers_for=user)
            .select_related("adviser")
            .order_by("adviser__name", "until")
            .distinct("adviser__name", "until"),
        }


class CaseloadFileView(ListFileMixin, CaseloadView):
    """The list as a file."""

    file_name = "mijn-coalities.csv"
    columns = (
        (gettext_lazy("Coalition"), lambda row: row.coalition.name),
        (gettext_lazy("Region"), lambda row: str(row.coalition.region or "") or None),
        (
            pgettext_lazy("coalition stage", "Stage"),
            lambda row: sign_for("stage", row.coalition.stage).word,
        ),
        (
            gettext_lazy("Last seen"),
            lambda row: localtime(row.seen_at).date() if row.seen_at else None,
        ),
        (
            gettext_lazy("Changed since"),
            lambda row: " ".join(map(str, row.changes)) if row.seen_at else None,
        ),
        (gettext_lazy("Advice"), lambda row: _advice(row)),
    )

    def get_rows(self) -> list[CaseRow]:
        return self.found()


def _advice(row: CaseRow) -> str:
    word = sign_for("checklist", row.advice_state).word if row.advice_state else _("Not asked")
    return ": ".join(filter(None, [str(word), "; ".join(map(str, row.waiting_said))]))


def _meta(number: int) -> str:
    return ngettext(
        "%(number)s coalition · longest not seen on top",
        "%(number)s coalitions · longest not seen on top",
        number,
    ) % {"number": number}


def _region(row: CaseRow) -> str:
    return row.coalition.region.slug if row.coalition.region else ""


def _filters(rows: list[CaseRow], shown: str, kept: dict[str, str]) -> list[FilterLink]:
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
