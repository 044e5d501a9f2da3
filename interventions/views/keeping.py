"""A new intervention, other names and insured forms: pages of a national analyst."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from interventions.forms.manage import InterventionAddForm
from interventions.forms.names import (
    NameAddForm,
    NameUpdateForm,
    PartRemoveForm,
    VariantAddForm,
    VariantUpdateForm,
)
from interventions.models import InsuredVariant, Intervention, InterventionName
from interventions.services.manage import intervention_add
from interventions.services.names import (
    name_add,
    name_remove,
    name_update,
    variant_add,
    variant_remove,
    variant_update,
)
from interventions.views.manage import KeeperMixin, ManagedMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class InterventionAddView(KeeperMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    template_name = "interventions/add_form.html"
    form_class = InterventionAddForm
    page_title = gettext_lazy("Add an intervention to the catalogue")
    success_message = gettext_lazy("The intervention stands in the catalogue.")
    object: Intervention

    def perform(self, form: InterventionAddForm) -> Intervention:
        return intervention_add(**form.values())

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class _AddView(ManagedMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    template_name = "interventions/manage_form.html"
    success_message = gettext_lazy("Saved.")


class NameAddView(_AddView):
    form_class = NameAddForm
    page_title = gettext_lazy("Add another name")

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = InterventionName(intervention=self.intervention)
        return super().get_form_kwargs() | {"instance": instance}

    def perform(self, form: NameAddForm) -> InterventionName:
        return name_add(intervention=self.intervention, **form.values())


class VariantAddView(_AddView):
    form_class = VariantAddForm
    page_title = gettext_lazy("Add a form")

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = InsuredVariant(intervention=self.intervention)
        return super().get_form_kwargs() | {"instance": instance}

    def perform(self, form: VariantAddForm) -> InsuredVariant:
        return variant_add(intervention=self.intervention, **form.values())


class _PartView(ManagedMixin, ServiceFormMixin, FormView):
    """A page about one name or form; ``parts`` says which of the two."""

    parts = "names"

    @cached_property
    def row(self) -> Any:
        rows = getattr(self.intervention, self.parts)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        found = type(self.row)._default_manager.get(pk=self.row.pk)
        return super().get_form_kwargs() | {"instance": found}


class _ChangeView(_PartView):
    template_name = "interventions/manage_form.html"
    success_message = gettext_lazy("Saved.")
    remove_route = ""

    def get_page_title(self) -> str:
        return Dutch(_("Change: %(title)s") % {"title": self.row.name}, self.row.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse(self.remove_route, args=[self.intervention.slug, self.row.pk])
        return super().get_context_data(**kwargs) | {"remove_url": url}


class NameUpdateView(_ChangeView):
    form_class = NameUpdateForm
    remove_route = "interventions:name_remove"

    def perform(self, form: NameUpdateForm) -> InterventionName:
        return name_update(row=self.row, expected_version=form.seen_version, **form.values())


class VariantUpdateView(_ChangeView):
    parts = "variants"
    form_class = VariantUpdateForm
    remove_route = "interventions:variant_remove"

    def perform(self, form: VariantUpdateForm) -> InsuredVariant:
        return variant_update(row=self.row, expected_version=form.seen_version, **form.values())


class _RemoveView(_PartView):
    template_name = "interventions/manage_remove.html"
    form_class = PartRemoveForm
    success_message = gettext_lazy("Taken away. The history keeps what stood here.")

    def get_page_title(self) -> str:
        return Dutch(_("Take away: %(title)s") % {"title": self.row.name}, self.row.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"row": self.row}


class NameRemoveView(_RemoveView):
    def perform(self, form: PartRemoveForm) -> None:
        name_remove(row=self.row, expected_version=form.seen_version)


class VariantRemoveView(_RemoveView):
    parts = "variants"

    def perform(self, form: PartRemoveForm) -> None:
        variant_remove(row=self.row, expected_version=form.seen_version)
