"""The catalogue, and the choices of one coalition."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView

from coalitions.models import Coalition
from coalitions.views.mixins import CoalitionMixin
from interventions.forms import (
    CatalogueFilter,
    ChoiceAddForm,
    ChoiceUpdateForm,
    OfferAddForm,
    OfferForm,
)
from interventions.models import Choice, Intervention, LocalOffer
from interventions.selectors import (
    best_recognition,
    choices_of,
    recognition_view,
    search_interventions,
)
from interventions.services.choices import FIELDS, choice_add, choice_update
from interventions.services.offers import offer_add, offer_update
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import PageMixin, PartMixin, ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class CatalogueView(PartMixin, PageMixin, ListView):
    """The public catalogue with filters."""

    template_name = "interventions/catalogue.html"
    part_name = "interventions/_catalogue_rows.html"
    context_object_name = "interventions"
    paginate_by = 50
    page_title = gettext_lazy("Recognised interventions and other offers")

    def get_queryset(self) -> QuerySet[Intervention]:
        self.filter_form = CatalogueFilter(self.request.GET or None)
        rows: QuerySet[Intervention] = Intervention.objects.catalogue()
        if self.filter_form.is_valid():
            asked = self.filter_form.cleaned_data
            rows = search_interventions(
                rows,
                text=asked["q"],
                phase=asked["phase"],
                domain=asked["domain"],
                recognition=asked["recognition"],
            )
        return rows.for_list()  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            filter_form=self.filter_form, is_filtered=any(self.request.GET.values()), **kwargs
        )
        shown = context["interventions"]
        context["rows"] = [(item, best_recognition(item)) for item in shown]
        return context


class InterventionDetailView(PageMixin, DetailView):
    """One intervention with its recognitions, what it costs whom, and where it comes from."""

    template_name = "interventions/intervention_detail.html"
    context_object_name = "intervention"

    def get_queryset(self) -> QuerySet[Intervention]:
        return Intervention.objects.prefetch_related("recognitions", "names")

    def get_page_title(self) -> str:
        return Dutch(self.object.name)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Interventions"), reverse("interventions:catalogue"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.recognitions.all()
        return super().get_context_data(
            recognitions=[recognition_view(row) for row in rows],
            page_meta=self._page_meta(),
            **kwargs,
        )

    def _page_meta(self) -> str:
        if self.object.is_local:
            return _("Own offer of a coalition, not in the national list")
        return capfirst(self.object.get_kind_display())


class ChoicesMixin(CoalitionMixin):
    """A page under "Interventions" in the coalition's bar."""

    tab = "interventions"

    def get_success_url(self) -> str:
        return reverse("interventions:choices", args=[self.coalition.slug])


class ChoiceListView(ChoicesMixin, ListView):
    """What a coalition offers, plans, considers and stopped."""

    template_name = "interventions/choice_list.html"
    context_object_name = "choices"

    def get_page_title(self) -> str:
        return _("Interventions of %(coalition)s") % {"coalition": self.coalition.name}

    def get_queryset(self) -> QuerySet[Choice]:
        return choices_of(self.coalition)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            (choice, best_recognition(choice.intervention)) for choice in context["choices"]
        ]
        context["offers"] = LocalOffer.objects.filter(coalition=self.coalition).select_related(
            "municipality"
        )
        user = self.request.user
        context["may_add_offer"] = user.has_perm("interventions.add_offer", self.coalition)
        return context


class ChoiceAddView(ChoicesMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """Put an intervention on the coalition's list."""

    permission = "interventions.add_choice"
    template_name = "interventions/choice_form.html"
    form_class = ChoiceAddForm
    page_title = gettext_lazy("Add an intervention")
    success_message = gettext_lazy("The intervention is on your list.")

    def get_initial(self) -> dict[str, Any]:
        wanted = Intervention.objects.filter(slug=self.request.GET.get("kies", "")).first()
        return {"intervention": wanted, "state": "running"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: ChoiceAddForm) -> Choice:
        asked = form.cleaned_data
        return choice_add(
            coalition=self.coalition,
            intervention=asked["intervention"],
            municipalities=asked["municipalities"],
            **{name: asked[name] for name in FIELDS},
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]


class ChoiceUpdateView(ChoicesMixin, DraftMixin, ServiceFormMixin, FormView):
    """Change a choice, or stop it with its reason."""

    permission = "interventions.change_choice"
    template_name = "interventions/choice_form.html"
    form_class = ChoiceUpdateForm
    success_message = gettext_lazy("The intervention is changed.")
    object: Choice

    def find_coalition(self) -> Coalition:
        rows = Choice.objects.visible_to(self.request.user).for_list()
        self.object = get_object_or_404(
            rows, pk=self.kwargs["pk"], coalition__slug=self.kwargs["slug"]
        )
        return self.object.coalition

    def get_permission_object(self) -> Choice:
        return self.object

    def get_page_title(self) -> str:
        name = self.object.intervention.name
        return Dutch(_("Change: %(title)s") % {"title": name}, name)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "coalition": self.coalition,
            "instance": self.object,
        }

    def perform(self, form: ChoiceUpdateForm) -> Choice:
        asked = form.cleaned_data
        return choice_update(
            choice=self.object,
            expected_version=form.seen_version,
            municipalities=asked["municipalities"],
            **{name: asked[name] for name in FIELDS},
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]


class OfferAddView(ChoicesMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """What a municipality offers beside the catalogue."""

    permission = "interventions.add_offer"
    template_name = "interventions/offer_form.html"
    form_class = OfferAddForm
    page_title = gettext_lazy("Add your own offer")
    success_message = gettext_lazy("The own offer is on your list.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: OfferAddForm) -> LocalOffer:
        asked = form.cleaned_data
        return offer_add(
            coalition=self.coalition,
            municipality=asked["municipality"],
            kind=asked["kind"],
            text=asked["text"],
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]


class OfferUpdateView(ChoicesMixin, DraftMixin, ServiceFormMixin, FormView):
    """The words of one own offer."""

    permission = "interventions.change_offer"
    template_name = "interventions/offer_form.html"
    form_class = OfferForm
    success_message = gettext_lazy("The own offer is changed.")
    object: LocalOffer

    def find_coalition(self) -> Coalition:
        coalition = super().find_coalition()
        rows = LocalOffer.objects.filter(coalition=coalition)
        rows = rows.select_related("coalition", "municipality")
        self.object = get_object_or_404(rows, pk=self.kwargs["pk"])
        return coalition

    def get_permission_object(self) -> LocalOffer:
        return self.object

    def get_page_title(self) -> str:
        words = {
            "kind": self.object.get_kind_display(),
            "name": self.object.municipality.name,
        }
        return _("Change: %(kind)s, %(name)s") % words

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"offer": self.object}

    def perform(self, form: OfferForm) -> LocalOffer:
        return offer_update(
            offer=self.object,
            expected_version=form.seen_version,
            text=form.cleaned_data["text"],
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]
