"""Loading figures: the list, the upload, and one release with its rehearsal."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, FormView, ListView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.views.mixins import start_path
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.core.views import ButtonMixin, PageMixin, VisibleMixin, add_service_errors
from monitoring.choices import ReleaseState
from monitoring.forms import ReleasePublishForm, ReleaseUploadForm, ReleaseWithdrawForm
from monitoring.forms.lists import ReleaseFilter
from monitoring.importers.catalogue import example_codes
from monitoring.importers.cells import SIGNS
from monitoring.importers.layout import LONG, WORDS
from monitoring.models import FigureImport, Release
from monitoring.selectors.release_story import release_story
from monitoring.selectors.releases import rehearse
from monitoring.services.figure_imports import figure_import_upload
from monitoring.services.releases import (
    release_open,
    release_publish,
    release_restore,
    release_withdraw,
)

MOST_WAITING = 20
LIST_TITLE = gettext_lazy("Load figures")


class AnalystMixin(PageMixin, LoginRequiredMixin, PermissionRequiredMixin):
    """Pages for whoever may load figures."""

    permission_required = "monitoring.manage_releases"

    def get_permission_object(self) -> None:
        """The permission is about figures as such."""

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (str(LIST_TITLE), reverse("monitoring:releases"))]


class ReleaseListView(NarrowedMixin, AnalystMixin, ListView):
    template_name = "monitoring/releases.html"
    context_object_name = "releases"
    paginate_by = 50
    filter_class = ReleaseFilter
    page_title = LIST_TITLE

    def get_queryset(self) -> QuerySet[Release]:
        rows = Release.objects.visible_to(self.request.user).select_related("created_by")
        found: QuerySet[Release] = self.filter_form.narrow(rows)
        return found

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = FigureImport.objects.visible_to(self.request.user).waiting()
        rows = waiting.select_related("requested_by").order_by("-created_at", "-pk")
        everything = "wachtend" in self.request.GET
        return super().get_context_data(
            waiting=rows if everything else rows[:MOST_WAITING],
            **kwargs,
        )


class ReleaseListFileView(ListFileMixin, ReleaseListView):
    """Which files of figures there are, as a file; without what stands in them."""

    file_name = "bestanden-met-cijfers.csv"
    columns = (
        (gettext_lazy("Source"), lambda row: row.source),
        (gettext_lazy("File"), lambda row: row.file_name),
        (gettext_lazy("Figures"), lambda row: row.row_count),
        (gettext_lazy("Loaded on"), lambda row: localtime(row.created_at).date()),
        (gettext_lazy("State"), lambda row: capfirst(row.get_state_display())),
        (
            gettext_lazy("Published on"),
            lambda row: localtime(row.published_at).date() if row.published_at else None,
        ),
    )


class ReleaseUploadView(AnalystMixin, FormView):
    template_name = "monitoring/release_upload.html"
    form_class = ReleaseUploadForm
    page_title = gettext_lazy("Load a file of figures")

    def form_valid(self, form: ReleaseUploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            wanted = figure_import_upload(
                source=form.cleaned_data["source"],
                source_url=form.cleaned_data["source_url"],
                filename=PurePosixPath(file.name).name,
                data=file.read(),
                user=self.request.user,  # type: ignore[arg-type]
            )
        except ValidationError as error:
            add_service_errors(form, error)
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("monitoring:figure_import", args=[wanted.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "columns": LONG,
            "words": WORDS,
            "example": example_codes(),
            "signs": _signs(),
        }


def _signs() -> list[tuple[str, str]]:
    """Signs that stand for no number, with the kind of value each becomes."""
    return [("<10", "suppressed"), *((text, kind.value) for text, kind in SIGNS.items())]


class ReleaseDetailView(VisibleMixin, PageMixin, DetailView):
    """What is in a release and what publishing it changes; publish and withdraw stand below."""

    model = Release
    template_name = "monitoring/release_detail.html"
    context_object_name = "release"
    publish_form: ReleasePublishForm | None = None
    withdraw_form: ReleaseWithdrawForm | None = None

    def get_queryset(self) -> QuerySet[Release]:
        rows: QuerySet[Release] = super().get_queryset().select_related("created_by")
        return rows

    def get_page_title(self) -> str:
        return self.object.source

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (str(LIST_TITLE), reverse("monitoring:releases"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, total = rehearse(self.object)
        state = self.object.state
        publish = self.publish_form or ReleasePublishForm()
        withdraw = self.withdraw_form or ReleaseWithdrawForm()
        bound = publish if publish.is_bound else withdraw if withdraw.is_bound else None
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "total": total,
            "form": bound,
            "publish_form": publish if state == ReleaseState.DRAFT else None,
            "withdraw_form": withdraw if state != ReleaseState.WITHDRAWN else None,
            "story": release_story(self.object),
            "told": self.object.notices.count(),
        }


class _ReleaseActionView(ReleaseDetailView):
    """One of the two forms of the page, sent; subclasses read it and say what it does."""

    http_method_names = ["post"]
    success_message: Any = ""
    bind: Callable[[HttpRequest], Any]
    perform: Callable[[Any], None]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        form = self.bind(request)
        if form.is_valid():
            try:
                self.perform(form)
            except ValidationError as error:
                add_service_errors(form, error)
            else:
                messages.success(request, str(self.success_message))
                return HttpResponseRedirect(
                    reverse("monitoring:release_detail", args=[self.object.pk])
                )
        self.object.refresh_from_db()
        return self.render_to_response(self.get_context_data())


class ReleasePublishView(_ReleaseActionView):
    success_message = gettext_lazy("The figures are published.")

    def bind(self, request: HttpRequest) -> ReleasePublishForm:
        self.publish_form = ReleasePublishForm(request.POST)
        return self.publish_form

    def perform(self, form: ReleasePublishForm) -> None:
        release_publish(release=self.object, **form.cleaned_data)


class ReleaseWithdrawView(_ReleaseActionView):
    success_message = gettext_lazy("The figures are withdrawn.")

    def bind(self, request: HttpRequest) -> ReleaseWithdrawForm:
        self.withdraw_form = ReleaseWithdrawForm(request.POST)
        return self.withdraw_form

    def perform(self, form: ReleaseWithdrawForm) -> None:
        release_withdraw(release=self.object, **form.cleaned_data)


class ReleaseRestoreView(VisibleMixin, ButtonMixin, View):
    """Undo a withdrawal."""

    model = Release
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        back = reverse("monitoring:release_detail", args=[release.pk])
        done = _("The withdrawal is undone.")
        return self.press(lambda: release_restore(release=release), back, done)


class ReleaseOpenView(VisibleMixin, ButtonMixin, View):
    """The two buttons about open data; ``is_open`` is what this one makes of it."""

    model = Release
    http_method_names = ["post"]
    is_open = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        back = reverse("monitoring:release_detail", args=[release.pk])
        done = _("These figures are open data.") if self.is_open else _("No longer open data.")
        return self.press(lambda: release_open(release=release, is_open=self.is_open), back, done)
