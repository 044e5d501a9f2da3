"""Loading a table for a region after a rehearsal, and undoing one."""

import base64
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.models import Region
from coalitions.querysets import RegionQuerySet
from interventions.exporters import findings_csv, outcomes_csv
from interventions.forms.matrix import MatrixLoadForm
from interventions.importers.matrix_compare import CONFLICT, NEW, SAME, Outcome, shown
from interventions.models import MatrixImport
from interventions.selectors.matrix_undo import Undoing, is_remembered, undoing_of
from interventions.services.matrix import MatrixResult, matrix_import, matrix_rehearse
from interventions.services.matrix_undo import matrix_undo
from kansrijkestart.accounts.rules import is_administrator
from kansrijkestart.core.downloads import download
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.forms import KsForm
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.dashboard.views.region import RegionPageMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin

MOST_TABLES = 50
DOWNLOAD = "download"


@dataclass
class RehearsedRow:
    """What the table says of one municipality, cell by cell."""

    name: str
    new: list[Outcome] = field(default_factory=list)
    same: list[Outcome] = field(default_factory=list)
    conflict: list[Outcome] = field(default_factory=list)
    is_hidden: bool = False


def rehearsed_rows(result: MatrixResult) -> list[RehearsedRow]:
    """Return a row per municipality; what one does not share is not shown to who loads."""
    found: dict[int, RehearsedRow] = {}
    for one in result.outcomes:
        place = one.line.municipality
        row = found.setdefault(place.pk, RehearsedRow(place.name))
        if one.is_hidden:
            row.is_hidden = True
        else:
            {NEW: row.new, SAME: row.same, CONFLICT: row.conflict}[one.kind].append(one)
    return list(found.values())


class _LoadMixin(RegionPageMixin, PermissionRequiredMixin):
    """For the lead of the region and the administrator, who sees no other page of it."""

    permission_required = "interventions.load_matrix"

    def get_regions(self) -> RegionQuerySet:
        if is_administrator.test(self.request.user):
            return Region.objects.all()
        return super().get_regions()

    def get_permission_object(self) -> Region:
        return self.region

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        path = super().get_breadcrumb()
        if not Region.objects.visible_to(self.request.user).filter(pk=self.region.pk).exists():
            return path[:1]
        url = reverse("dashboard:region_matrix", args=[self.region.slug])
        return [*path, (_("Interventions per municipality"), url)]

    def get_success_url(self) -> str:
        return reverse("dashboard:region_matrix_load", args=[self.region.slug])


class RegionMatrixLoadView(_LoadMixin, IdempotentPostMixin, FormView):
    """First shows what a table would change; then, when it is confirmed, stores it."""

    form_class = MatrixLoadForm
    template_name = "dashboard/region_matrix_load.html"
    page_title = gettext_lazy("Load a table")

    def form_valid(self, form: MatrixLoadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        if file:
            return self._rehearse(form, file.read(), PurePosixPath(file.name).name)
        data, name = form.cleaned_data["content"], form.cleaned_data["file_name"]
        if DOWNLOAD in self.request.POST:
            return self._download(self._look(form, data, name))
        return self._store(form, data, name)

    def _look(self, form: MatrixLoadForm, data: bytes, name: str) -> MatrixResult:
        return matrix_rehearse(
            region=self.region, data=data, file_name=name, source=form.cleaned_data["source"]
        )

    def _rehearse(self, form: MatrixLoadForm, data: bytes, name: str) -> HttpResponse:
        """Show what the table says; what was read goes along, to be stored with one click."""
        result = self._look(form, data, name)
        if not result.is_stored and not form.errors:
            form.add_error("file", _("The table is not right yet. Nothing is stored."))
        sent = self.request.POST.copy()
        sent["content"], sent["file_name"] = base64.b64encode(data).decode(), name
        sent["plan"] = result.digest
        form.data = sent
        return self.render_to_response(self.get_context_data(form=form, result=result))

    def _store(self, form: MatrixLoadForm, data: bytes, name: str) -> HttpResponse:
        asked = form.cleaned_data
        try:
            result = matrix_import(
                region=self.region,
                data=data,
                file_name=name,
                source=asked["source"],
                reported_on=asked["reported_on"],
                note=asked["note"],
                imported_by=self.request.user,  # type: ignore[arg-type]
                expected=asked["plan"] or "-",
            )
        except DomainError as error:
            form.add_error(None, error)
            return self._rehearse(form, data, name)
        if result.earlier is not None or not result.is_stored:
            return self._rehearse(form, data, name)
        messages.success(self.request, _stored_words(result))
        return HttpResponseRedirect(self.get_success_url())

    def _download(self, result: MatrixResult) -> HttpResponse:
        is_good = result.is_stored
        body = outcomes_csv(shown(result.outcomes)) if is_good else findings_csv(result.findings)
        word = "proef" if is_good else "bevindingen"
        return download(body, f"{word}-{self.region.slug}.csv")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        result: MatrixResult | None = kwargs.get("result")
        tables = MatrixImport.objects.filter(region=self.region).order_by("-created_at", "-pk")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if result is not None:
            cells = shown(result.outcomes)
            context |= {
                "is_good": result.is_stored and result.earlier is None and result.outcomes,
                "rows": rehearsed_rows(result),
                "conflicts": [one for one in cells if one.kind == CONFLICT],
                "numbers": [sum(one.kind == kind for one in cells) for kind in (NEW, SAME)],
                "has_hidden": len(cells) < len(result.outcomes),
                "changes_something": result.has_news,
            }
        return context | {"tables": list(tables[:MOST_TABLES])}


def _stored_words(result: MatrixResult) -> str:
    number = sum(one.kind == NEW for one in shown(result.outcomes))
    return ngettext(
        "The table is stored: %(number)s cell is new.",
        "The table is stored: %(number)s cells are new.",
        number,
    ) % {"number": number}


class RegionMatrixUndoView(_LoadMixin, ServiceFormMixin, FormView):
    """Asks once more before a whole table is taken back."""

    form_class = KsForm
    template_name = "dashboard/region_matrix_undo.html"
    page_title = gettext_lazy("Undo this table")

    @cached_property
    def table(self) -> MatrixImport:
        rows = MatrixImport.objects.filter(region=self.region)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remembered = is_remembered(self.table)
        return super().get_context_data(
            table=self.table,
            is_remembered=remembered,
            undoing=undoing_of(self.table) if remembered else Undoing(),
            **kwargs,
        )

    def perform(self, form: KsForm) -> Undoing:
        undoing = matrix_undo(table=self.table, undone_by=self.request.user)  # type: ignore[arg-type]
        messages.success(self.request, _undone_words(undoing))
        return undoing


def _undone_words(undoing: Undoing) -> str:
    number, staying = len(undoing.going), len(undoing.staying)
    said = ngettext(
        "The table is undone: %(number)s thing is taken back.",
        "The table is undone: %(number)s things are taken back.",
        number,
    ) % {"number": number}
    if not staying:
        return said
    names = "; ".join(f"{one.label}, {one.place}" for one in undoing.staying[:10])
    return f"{said} " + ngettext(
        "%(number)s stays, because it was changed since: %(names)s.",
        "%(number)s stay, because they were changed since: %(names)s.",
        staying,
    ) % {"number": staying, "names": names}
