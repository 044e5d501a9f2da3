"""Regional agreements: proposing one, and what a municipality does with it."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from agreements.exporters.uptake import UPTAKE_FILES, UptakeFile
from agreements.forms.narrowing import OfferedFilter
from agreements.forms.uptake import ProposeForm, UptakeForm
from agreements.models import Agreement, Uptake
from agreements.selectors import current_text
from agreements.selectors.uptake import municipalities_asked, offered_tables, uptake_of
from agreements.services.uptake import agreement_propose, uptake_set
from agreements.views.agreements import AgreementPageMixin, AgreementsMixin
from coalitions.models import Coalition, Municipality
from coalitions.registry import Reading
from coalitions.selectors.panels import panels_of
from kansrijkestart.core.downloads import download
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class _OfferedMixin(AgreementsMixin):
    """Regional agreements as a local coalition reads them; a regional one has no such page."""

    def find_coalition(self) -> Coalition:
        coalition = super().find_coalition()
        if not coalition.is_local:
            raise Http404
        return coalition

    def offered(self) -> QuerySet[Agreement]:
        rows: QuerySet[Agreement] = Agreement.objects.offered_to(self.coalition).for_list()
        return rows

    @cached_property
    def may_set(self) -> bool:
        return self.request.user.has_perm("agreements.set_uptake", self.coalition)

    def overview_url(self) -> str:
        return reverse("agreements:regional", args=[self.coalition.slug])


class OfferedListView(NarrowedMixin, _OfferedMixin, ListView):
    """The regional agreements that a local coalition can say something about."""

    template_name = "agreements/regional_list.html"
    page_title = gettext_lazy("Regional agreements")
    paginate_by = 40
    filter_class = OfferedFilter

    def get_queryset(self) -> QuerySet[Agreement]:
        found: QuerySet[Agreement] = self.filter_form.narrow(self.offered())
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"tables": offered_tables(self.coalition, context["object_list"])}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]


class OfferedFileView(OfferedListView):
    """What the own municipalities do with every regional agreement, as a file."""

    http_method_names = ["get", "head"]
    ending = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.get_queryset()
        if self.filter_form.errors:
            raise BadRequest
        tables = offered_tables(self.coalition, found)
        asked = UptakeFile(self.coalition.name, tables, self.coalition.is_demo)
        name = f"overname-{self.coalition.slug}.{self.ending}"
        return download(UPTAKE_FILES[self.ending](asked), name)


class _OneOfferedMixin(_OfferedMixin):
    @cached_property
    def agreement(self) -> Agreement:
        return get_object_or_404(self.offered(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(agreement=self.agreement, **kwargs)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        path = [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]
        return [*path, (_("Regional agreements"), self.overview_url())]


class OfferedDetailView(_OneOfferedMixin, DetailView):
    """One regional agreement, with what the own municipalities do with it."""

    template_name = "agreements/regional_detail.html"

    def get_object(self, queryset: Any = None) -> Agreement:
        return self.agreement

    def get_page_title(self) -> str:
        return self.agreement.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reading = Reading(self.coalition, self.request.user)
        return super().get_context_data(
            table=offered_tables(self.coalition, [self.agreement])[0],
            version=current_text(self.agreement),
            may_set=self.may_set,
            panels=panels_of(reading, "agreement", self.agreement.pk),
            **kwargs,
        )


class UptakeView(_OneOfferedMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """Say what one municipality does with one regional agreement."""

    permission = "agreements.set_uptake"
    template_name = "coalitions/form_page.html"
    form_class = UptakeForm
    success_message = gettext_lazy("Saved. The regional lead reads this too.")

    @cached_property
    def municipality(self) -> Municipality:
        asked = municipalities_asked(self.coalition, self.agreement)
        found = [one for one in asked if one.code == self.kwargs["code"]]
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def known(self) -> Uptake | None:
        rows = Uptake.objects.visible_to(self.request.user).filter(agreement=self.agreement)
        return rows.filter(municipality=self.municipality).first()

    def get_page_title(self) -> str:
        words = {"place": self.municipality.name, "title": self.agreement.title}
        return _("%(place)s: %(title)s") % words

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.known}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.get_success_url(), **kwargs)

    def perform(self, form: UptakeForm) -> Uptake:
        asked = form.cleaned_data
        return uptake_set(
            coalition=self.coalition,
            agreement=self.agreement,
            municipality=self.municipality,
            state=asked["state"],
            note=asked["note"],
            decided_on=asked["decided_on"],
            expected_version=form.seen_version,
        )

    def get_success_url(self) -> str:
        return reverse("agreements:regional_one", args=[self.coalition.slug, self.agreement.pk])


class ProposeView(AgreementPageMixin, ServiceFormMixin, FormView):
    """Lay an agreement of the regional coalition before the municipalities."""

    permission = "agreements.propose_agreement"
    template_name = "agreements/propose.html"
    form_class = ProposeForm
    success_message = gettext_lazy("The municipalities see this agreement now.")

    def get_page_title(self) -> str:
        return _("Propose to the municipalities: %(title)s") % {"title": self.object.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "coalition": self.coalition,
            "instance": self.object,
        }

    def perform(self, form: ProposeForm) -> Agreement:
        asked = form.cleaned_data
        return agreement_propose(
            agreement=self.object,
            owner_organisation=asked["owner_organisation"],
            parts=asked["parts"],
            expected_version=form.seen_version,
        )


class UptakeFileView(AgreementPageMixin, View):
    """What every municipality does with one agreement, as a file."""

    permission = "agreements.read_uptake"
    http_method_names = ["get", "head"]
    ending = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.proposed_at is None:
            raise Http404
        asked = UptakeFile(self.object.title, [uptake_of(self.object)], self.coalition.is_demo)
        name = f"regionale-afspraak-{self.object.pk}.{self.ending}"
        return download(UPTAKE_FILES[self.ending](asked), name)
