"""A file of figures on its way in: how far it is, what is wrong with it, what it would change."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView

from coalitions.views.mixins import start_path
from kansrijkestart.core.downloads import download
from kansrijkestart.core.spreadsheets import csv_bytes
from kansrijkestart.core.views import ButtonMixin, PageMixin, VisibleMixin
from kansrijkestart.jobs.models import Job, JobState
from kansrijkestart.jobs.views import progress_text
from monitoring.choices import ImportState
from monitoring.importers.findings import from_data
from monitoring.models import FigureImport
from monitoring.selectors.releases import as_rehearsal
from monitoring.services.figure_imports import (
    BUSY,
    figure_import_again,
    figure_import_discard,
    figure_import_store,
)
from monitoring.views.releases import LIST_TITLE

MOST_SHOWN = 200  # findings on the page; the file has them all


class FigureImportMixin(VisibleMixin):
    """Files on their way in are the analysts' work; for others they do not exist."""

    model = FigureImport
    kwargs: dict[str, Any]

    def get_import(self) -> FigureImport:
        rows = self.get_queryset().select_related("job", "store_job", "requested_by")
        found: FigureImport = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found


class FigureImportView(FigureImportMixin, PageMixin, DetailView):
    """The page that a reader may leave and come back to; it leads on when the draft is there."""

    template_name = "monitoring/figure_import.html"
    context_object_name = "figure_import"

    def get_object(self, queryset: Any = None) -> FigureImport:
        return self.get_import()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.release_id is not None:
            return HttpResponseRedirect(
                reverse("monitoring:release_detail", args=[self.object.release_id])
            )
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return _("File: %(name)s") % {"name": self.object.file_name}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (str(LIST_TITLE), reverse("monitoring:releases"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.job()
        is_busy = self.object.state in (ImportState.CHECKING, ImportState.STORING)
        findings = from_data(self.object.findings)
        rows, total = as_rehearsal(self.object.rehearsal)
        asked = date_format(localtime(self.object.created_at), "j F Y H:i")
        return super().get_context_data(**kwargs) | {
            "page_meta": _("Uploaded on %(moment)s") % {"moment": asked},
            "job": job,
            "is_busy": is_busy and job.state in BUSY,
            "is_failed": is_busy and job.state == JobState.FAILED,
            "poll_url": reverse("jobs:state", args=[job.pk]),
            "progress_text": progress_text(job),
            "progress_total": job.progress_total or 1,
            "findings": findings[:MOST_SHOWN],
            "more": max(0, len(findings) - MOST_SHOWN),
            "rows": rows,
            "total": total,
        }

    def job(self) -> Job:
        is_storing = self.object.state == ImportState.STORING
        store = self.object.store_job
        return store if is_storing and store is not None else self.object.job


class FindingsView(FigureImportMixin, View):
    """Everything that is wrong, as a file: to work through beside the spreadsheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = self.get_import()
        header = [_("row"), _("column"), _("kind"), _("what to do")]
        rows = [[one.row, one.column, one.code, one.message] for one in from_data(wanted.findings)]
        content = csv_bytes(header, rows, "dutch")
        return download(content, f"bevindingen-{wanted.pk}.csv")


class _ActionView(ABC, FigureImportMixin, ButtonMixin, View):
    """One button of the page."""

    http_method_names = ["post"]
    success_message: Any = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = self.get_import()
        here = self.next_url(wanted)
        return self.press(lambda: self.perform(wanted), here, self.success_message)

    @abstractmethod
    def perform(self, wanted: FigureImport) -> None:
        """Do what the button says. Raises ValidationError with the words why not."""

    def next_url(self, wanted: FigureImport) -> str:
        return reverse("monitoring:figure_import", args=[wanted.pk])


class FigureImportStoreView(_ActionView):
    def perform(self, wanted: FigureImport) -> None:
        figure_import_store(figure_import=wanted, user=self.request.user)  # type: ignore[arg-type]


class FigureImportAgainView(_ActionView):
    def perform(self, wanted: FigureImport) -> None:
        figure_import_again(figure_import=wanted)


class FigureImportDiscardView(_ActionView):
    success_message = gettext_lazy("The file is thrown away. Nothing of it was stored.")

    def perform(self, wanted: FigureImport) -> None:
        figure_import_discard(figure_import=wanted)

    def next_url(self, wanted: FigureImport) -> str:
        return reverse("monitoring:releases")
