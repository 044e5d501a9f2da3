"""Frozen editions for analysts: the list, one edition, its exports and drift."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, ListView

from coalitions.views.mixins import start_path
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ButtonMixin, PageMixin
from kansrijkestart.jobs.models import JobState
from kansrijkestart.jobs.views import progress_text
from monitoring.choices import BatchState, EditionState
from monitoring.forms.lists import DriftFilter, EditionFilter, EditionPlaceFilter
from monitoring.models import Edition, EditionPart, ExportBatch
from monitoring.rules import is_analyst
from monitoring.selectors.batches import progress_of
from monitoring.selectors.drift import Drift, drift_counts, drift_of
from monitoring.selectors.exports import subjects_of
from monitoring.selectors.unreached import refused_of
from monitoring.services import batches
from monitoring.services.edition_exports import edition_export_request

LIST_TITLE = gettext_lazy("Frozen rounds")
PER_PAGE = 50
Step = Callable[..., ExportBatch]
STEPS: dict[str, Step] = {
    "pauze": batches.batch_pause,
    "verder": batches.batch_resume,
    "stop": batches.batch_cancel,
    "opnieuw": batches.batch_retry,
}


class KeptEditionMixin(LoginRequiredMixin):
    """Editions as such are the analysts' work; for others these pages do not exist."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def get_queryset(self) -> QuerySet[Edition]:
        rows = Edition.objects.visible_to(self.request.user)
        return rows if is_analyst(self.request.user) else rows.none()

    def get_edition(self) -> Edition:
        rows = self.get_queryset().select_related(
            "round__questionnaire_version", "made_by", "job", "batch"
        )
        found: Edition = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found


def edition_title(edition: Edition) -> str:
    title = edition.round.questionnaire_version.title
    words = {"title": title, "number": edition.number}
    return Dutch(_("%(title)s, edition %(number)s") % words, title)


class EditionListView(NarrowedMixin, KeptEditionMixin, PageMixin, ListView):
    """Every round that was frozen, with its editions."""

    template_name = "monitoring/editions.html"
    context_object_name = "editions"
    paginate_by = PER_PAGE
    filter_class = EditionFilter
    page_title = LIST_TITLE

    def get_queryset(self) -> QuerySet[Edition]:
        rows = super().get_queryset().for_list()  # type: ignore[attr-defined]
        found: QuerySet[Edition] = self.filter_form.narrow(
            rows.order_by("-round__closes_at", "-number", "-pk")
        )
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse here and not in ``get``: the file of the list has a ``get`` of its own."""
        if request.user.is_authenticated and not is_analyst(request.user):
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()


class EditionPage(KeptEditionMixin, PageMixin):
    """What the pages of one edition share."""

    def get_object(self, queryset: Any = None) -> Edition:
        return self.get_edition()

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (str(LIST_TITLE), reverse("monitoring:editions"))]


class UnderEdition(EditionPage):
    """A page under that of its edition."""

    object: Edition

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("monitoring:edition", args=[self.object.pk])
        return [*super().get_breadcrumb(), (edition_title(self.object), here)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(place=edition_title(self.object), **kwargs)


class EditionView(NarrowedMixin, EditionPage, DetailView):
    """Checksum, who is in it, its process indicators, its exports."""

    template_name = "monitoring/edition.html"
    filter_class = EditionPlaceFilter
    context_object_name = "edition"

    def get_page_title(self) -> str:
        return edition_title(self.object)

    def places(self, edition: Edition) -> Any:
        parts = EditionPart.objects.filter(edition=edition).order_by("content__name", "code")
        rows = parts.values("code", "content__name", "content__state", "content__counts")
        return self.filter_form.narrow(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition, job = self.object, self.object.job
        batch = ExportBatch.objects.filter(edition=edition).first()
        is_frozen = edition.state == EditionState.FROZEN
        return super().get_context_data(
            is_frozen=is_frozen,
            is_failed=job is not None and job.state == JobState.FAILED,
            job=job,
            poll_url=reverse("jobs:state", args=[job.pk]) if job else "",
            progress_text=progress_text(job) if job else "",
            progress_total=(job.progress_total if job else 0) or 1,
            batch=batch,
            batch_progress=progress_of(batch) if batch else None,
            refused=refused_of(batch) if batch else None,
            batch_states=BatchState,
            page_obj=Paginator(self.places(edition), PER_PAGE).get_page(
                self.request.GET.get("page")
            ),
            others=Edition.objects.filter(round=edition.round)
            .exclude(pk=edition.pk)
            .for_list()
            .order_by("number"),
            **kwargs,
        )


class DriftView(NarrowedMixin, UnderEdition, DetailView):
    """What changed since: which questions and in how many municipalities, not what they say now.

    What the record says after the round was not handed in to the country.
    """

    template_name = "monitoring/drift.html"
    context_object_name = "edition"
    page_title = gettext_lazy("What changed since")
    filter_class = DriftFilter

    def drifts(self) -> list[Drift]:
        is_frozen = self.object.state == EditionState.FROZEN
        return drift_of(self.object) if is_frozen else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drifts = self.drifts()
        changed = changed_of(drifts)
        rows = self.filter_form.narrow(changed)
        return super().get_context_data(
            total=len(drifts),
            changed=len(changed),
            others=sum(1 for one in drifts if one.is_other),
            counts=drift_counts(drifts),
            page_obj=Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page")),
            **kwargs,
        )


def changed_of(drifts: Sequence[Drift]) -> list[Drift]:
    """Return the municipalities of which something changed, those with most of it first."""
    return sorted(
        (one for one in drifts if one.changes), key=lambda one: (-len(one.changes), one.code)
    )


class EditionExportView(LoginRequiredMixin, ButtonMixin, View):
    """Ask for the files of an edition; what is there already is given."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Edition.objects.visible_to(request.user).select_related(
            "round__questionnaire_version"
        )
        edition = get_object_or_404(rows, pk=kwargs["pk"])
        offered = {one.key: one for one in subjects_of(request.user)}  # type: ignore[arg-type]

        def do() -> str:
            subject = offered.get(request.POST.get("subject", ""))
            if subject is None:
                raise DomainError(_("You may not make this download."))
            export = edition_export_request(
                user=request.user,  # type: ignore[arg-type]
                edition=edition,
                scope=subject.scope,
                coalition=subject.coalition,
                region=subject.region,
            )
            return reverse("monitoring:export_detail", args=[export.pk])

        return self.press(do, reverse("monitoring:exports"))


class BatchStartView(KeptEditionMixin, ButtonMixin, View):
    """Begin with all exports of an edition."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        edition = self.get_edition()
        here = reverse("monitoring:edition", args=[edition.pk])

        def do() -> str:
            batches.batch_start(edition=edition, user=request.user)  # type: ignore[arg-type]
            return here

        return self.press(do, here)


class BatchStepView(KeptEditionMixin, ButtonMixin, View):
    """Pause, go on, stop, or try again what did not work."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        edition = self.get_edition()
        batch = get_object_or_404(ExportBatch, edition=edition)
        step = STEPS.get(kwargs["step"])
        if step is None:
            raise Http404
        here = reverse("monitoring:edition", args=[edition.pk])

        def do() -> str:
            step(batch=batch)
            return here

        return self.press(do, here)
