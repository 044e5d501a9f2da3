"""What a coalition offers beside the catalogue."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.models import Coalition
from interventions.forms import (
    OfferAddForm,
    OfferForm,
)
from interventions.models import LocalOffer
from interventions.services.offers import offer_add, offer_update
from interventions.views.choices import ChoicesMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


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
