"""Downloads: asking for a yearly export, following it, and fetching its files."""

from pathlib import PurePath
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, FormView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.views.mixins import CoalitionMixin, start_path
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ButtonMixin, PageMixin, ServiceFormMixin
from kansrijkestart.jobs.models import JobState
from kansrijkestart.jobs.views import progress_text
from monitoring.choices import ExportScope
from monitoring.exporters import guide
from monitoring.forms import ExportForm
from monitoring.forms.lists import ExportFilter
from monitoring.models import Export, ExportFile
from monitoring.rules import is_analyst
from monitoring.selectors.edition_pages import offers_of
from monitoring.selectors.exports import (
    Subject,
    exports_of,
    find_subject,
    is_closed_to,
    subjects_of,
)
from monitoring.services.edition_exports import edition_export_request
from monitoring.services.exports import BUSY, export_request

TITLE = gettext_lazy("Downloads")
PER_PAGE = 20
# What people want first comes first.
NAME_WORDS = {
    "raadsversie.pdf": gettext_lazy("Report for the council, two pages (PDF)"),
    "gegevens.json": gettext_lazy("All data (JSON)"),
    "gegevens.schema.json": gettext_lazy("Schema of the data (JSON)"),
}
FILE_WORDS = {
    ".pdf": gettext_lazy("Report (PDF)"),
    ".xlsx": gettext_lazy("Excel workbook"),
    ".txt": gettext_lazy("Guide to the files (text)"),
    ".json": gettext_lazy("Contents and checksums (JSON)"),
}


def subject_of(export: Export) -> Subject:
    return Subject(export.scope, export.coalition, export.region)


class RequestMixin(NarrowedMixin, ServiceFormMixin):
    """The form that asks for an export, above the exports made before."""

    form_class: Any = ExportForm
    filter_class = ExportFilter
    object: Export

    def ask(self, form: ExportForm, subject: Subject) -> Export:
        return export_request(
            user=self.request.user,  # type: ignore[arg-type]
            scope=subject.scope,
            coalition=subject.coalition,
            region=subject.region,
            year=form.cleaned_data["year"],
            key=form.cleaned_data["idempotency_key"],
        )

    def get_success_url(self) -> str:
        return reverse("monitoring:export_detail", args=[self.object.pk])

    def asked_for(self) -> QuerySet[Export]:
        """Return what the reader asked for before, narrowed and in order."""
        coalition = getattr(self, "coalition", None)
        rows = exports_of(self.request.user, coalition)  # type: ignore[arg-type]
        found: QuerySet[Export] = self.filter_form.narrow(rows)
        return found

    def exports_page(self) -> Page:
        return Paginator(self.asked_for(), PER_PAGE).get_page(self.request.GET.get("page"))


class ExportListView(
    LoginRequiredMixin, PermissionRequiredMixin, RequestMixin, PageMixin, FormView
):
    """Everything the user asked for, and the form to ask for more."""

    template_name = "monitoring/exports.html"
    permission_required = "monitoring.see_exports"
    page_title = TITLE

    def get_permission_object(self) -> None:
        """The permission is about exports as such."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"subjects": subjects_of(self.request.user)}  # type: ignore[arg-type]

    def perform(self, form: ExportForm) -> Export:
        return self.ask(form, find_subject(form.cleaned_data["subject"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offers = offers_of(self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(
            page_obj=self.exports_page(),
            offers=offers,
            keeps_editions=is_analyst(self.request.user),
            **kwargs,
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()


class CoalitionExportsView(CoalitionMixin, RequestMixin, FormView):
    """The same for one coalition; an adviser reads that the coalition makes them itself."""

    template_name = "monitoring/coalition_exports.html"
    page_title = TITLE
    tab = "downloads"

    def may_export(self) -> bool:
        return self.request.user.has_perm("monitoring.export_coalition", self.coalition)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_export():
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def perform(self, form: ExportForm) -> Export:
        return self.ask(form, Subject(ExportScope.COALITION, coalition=self.coalition))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_export = self.may_export()
        return super().get_context_data(
            may_export=may_export,
            holds=guide.holds_words(),
            left_out=guide.left_out_words(),
            page_obj=self.exports_page(),
            offers=offers_of(self.request.user, self.coalition) if may_export else [],  # type: ignore[arg-type]
            **kwargs,
        )


class OwnExportMixin(LoginRequiredMixin):
    """An export of somebody else, or of what the user may see no more, answers 404."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def get_queryset(self) -> QuerySet[Export]:
        return Export.objects.visible_to(self.request.user).for_list()

    def get_export(self) -> Export:
        """Rights are asked again at every turn: they may have ended since the export was made."""
        export = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        if not self.request.user.has_perm("monitoring.make_export", export):
            raise Http404
        return export


class ExportDetailView(OwnExportMixin, PageMixin, DetailView):
    template_name = "monitoring/export_detail.html"
    context_object_name = "export"

    def get_object(self, queryset: Any = None) -> Export:
        return self.get_export()

    def get_page_title(self) -> str:
        about = {"number": self.object.pk, "year": self.object.year}
        about |= {"name": subject_of(self.object).words}
        if self.object.edition is not None:
            about["edition"] = self.object.edition.number
            return _("Download %(number)s: %(name)s, %(year)s, edition %(edition)s") % about
        return _("Download %(number)s: %(name)s, %(year)s") % about

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        coalition = self.object.coalition
        if coalition is None:
            return [*start_path(), (str(TITLE), reverse("monitoring:exports"))]
        return [
            *start_path(),
            (coalition.name, coalition.get_absolute_url()),
            (str(TITLE), reverse("monitoring:coalition_exports", args=[coalition.slug])),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job, files = self.object.job, list(self.object.files.all())
        asked = date_format(localtime(self.object.created_at), "j F Y H:i")
        return super().get_context_data(
            page_meta=_("Requested on %(moment)s") % {"moment": asked},
            job=job,
            is_busy=job.state in BUSY,
            poll_url=reverse("jobs:state", args=[job.pk]),
            is_expired=job.state == JobState.DONE and not files,
            is_closed=job.state == JobState.DONE and is_closed_to(self.object, self.request.user),  # type: ignore[arg-type]
            progress_text=progress_text(job),
            progress_total=job.progress_total or 1,
            main_files=[_link(one) for one in sorted(files, key=_place) if not _is_csv(one)],
            csv_files=[_link(one) for one in files if _is_csv(one)],
            **kwargs,
        )


def _is_csv(file: ExportFile) -> bool:
    return file.name.endswith(".csv")


def _link(file: ExportFile) -> tuple[str, str]:
    """What it is with its size, and address. CSV files go by their name: there are many."""
    url = reverse("monitoring:export_file", args=[file.export_id, file.name])
    kind = FILE_WORDS.get(PurePath(file.name).suffix)
    words = NAME_WORDS.get(file.name) or kind or file.name
    return f"{words} ({filesizeformat(file.size)})", url


def _place(file: ExportFile) -> tuple[int, str]:
    suffix = PurePath(file.name).suffix
    kinds = list(FILE_WORDS)
    return (kinds.index(suffix) if suffix in kinds else len(kinds), file.name)


class ExportFileView(OwnExportMixin, View):
    """One file, always as a download."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        export = self.get_export()
        if is_closed_to(export, request.user):  # type: ignore[arg-type]
            raise Http404
        file = get_object_or_404(ExportFile, export=export, name=kwargs["name"])
        try:
            content = default_storage.open(file.path)
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(
            content, as_attachment=True, filename=file.name, content_type=file.content_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class ExportAgainView(OwnExportMixin, ButtonMixin, View):
    """Make an export again: its files are past their term, or it did not work."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        old = self.get_export()
        user: Any = request.user
        about: dict[str, Any] = {
            "scope": old.scope,
            "coalition": old.coalition,
            "region": old.region,
        }

        def do() -> str:
            if old.edition is not None:
                export = edition_export_request(user=user, edition=old.edition, **about)
            else:
                export = export_request(user=user, year=old.year, **about)
            return reverse("monitoring:export_detail", args=[export.pk])

        return self.press(do, reverse("monitoring:export_detail", args=[old.pk]))
