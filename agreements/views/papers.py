"""Agreements as documents: one at once, many of a coalition as one document."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from agreements.exporters.papers import (
    agreement_file_name,
    agreement_paper,
    set_file_name,
    set_paper,
)
from agreements.forms.papers import PapersForm
from agreements.models import Agreement
from agreements.selectors.papers import papers_of
from agreements.services.papers import AT_ONCE, KIND, papers_request
from agreements.views.agreements import AgreementListView, AgreementPageMixin
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.downloads import download
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import Job, JobState


class AgreementFileView(AgreementPageMixin, View):
    """One agreement as a document: an accessible PDF, or Word to go on with."""

    http_method_names = ["get", "head"]
    ending = ""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        [paper] = papers_of(Agreement.objects.filter(pk=self.object.pk))
        content = agreement_paper(paper, self.ending)
        return download(content, agreement_file_name(paper, self.ending))


class PapersView(AgreementListView):
    """The agreements of a coalition as one document, narrowed as on the list.

    Without a state in the question only what applies is in it: a draft is not agreed yet.
    """

    template_name = "agreements/papers.html"
    page_title = gettext_lazy("Agreements as one document")
    changes_record = False

    def get_queryset(self) -> QuerySet[Agreement]:
        rows: Any = super().get_queryset()
        return rows if self.request.GET.get("state") else rows.in_force()

    def get_paginate_by(self, _queryset: Any) -> None:
        """All of them, however many: the document has them all."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.urlencode()
        kwargs.setdefault("form", PapersForm())
        return super().get_context_data(
            in_background=len(self.object_list) > AT_ONCE,
            list_url=self.list_url() + (f"?{query}" if query else ""),
            **kwargs,
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        rows: Any = self.get_queryset()
        self.object_list = list(rows)
        form = PapersForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        kind = form.cleaned_data["kind"]
        if 0 < len(self.object_list) <= AT_ONCE:
            content = set_paper(self.coalition, papers_of(rows), kind)
            return download(content, set_file_name(self.coalition, kind))
        return self._in_background(form)

    def _in_background(self, form: PapersForm) -> HttpResponseBase:
        try:
            job = papers_request(
                user=signed_in(self.request),
                coalition=self.coalition,
                agreements=[one.pk for one in self.object_list],
                kind=form.cleaned_data["kind"],
                key=form.cleaned_data["idempotency_key"],
            )
        except DomainError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form))
        return HttpResponseRedirect(reverse("jobs:detail", args=[job.pk]))


class PaperFileView(CoalitionMixin, View):
    """A document that was made in the background: only for who asked and still may read it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        own = Job.objects.filter(owner=signed_in(request), kind=KIND, state=JobState.DONE)
        job = get_object_or_404(own, pk=kwargs["job"], parameters__coalition=self.coalition.pk)
        made = job.result
        try:
            content = default_storage.open(made["path"])
        except FileNotFoundError:
            messages.info(request, _("This document was removed, its term is over. Make it again."))
            return HttpResponseRedirect(reverse("agreements:papers", args=[self.coalition.slug]))
        return FileResponse(
            content, as_attachment=True, filename=made["name"], content_type=made["content_type"]
        )
