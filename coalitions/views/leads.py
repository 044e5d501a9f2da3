"""Who leads the coalition (trekker): persons with any organisation, apart from accounts."""

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from coalitions.forms.organisations import LeadEndForm, LeadForm
from coalitions.models import CoalitionLead
from coalitions.services.leads import lead_end, lead_save
from coalitions.views.mixins import CoalitionMixin
from coalitions.views.partners import PartnersSubpage
from kansrijkestart.core import clock
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class LeadListView(CoalitionMixin, TemplateView):
    template_name = "coalitions/leads.html"
    page_title = gettext_lazy("Who leads the coalition?")
    tab = "partners"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = F("since").desc(nulls_last=True)
        rows = list(self.coalition.leads.select_related("organisation").order_by(order, "pk"))
        today = clock.today()
        current = [row for row in rows if row.until is None or row.until > today]
        return super().get_context_data(**kwargs) | {
            "leads": current,
            "former": [row for row in rows if row not in current],
        }


class _LeadPage(PartnersSubpage):
    def get_breadcrumb(self) -> list[tuple[str, str]]:
        title = str(LeadListView.page_title)
        return [*super().get_breadcrumb(), (title, self.page_url("leads"))]

    def get_success_url(self) -> str:
        return self.page_url("leads")

    @cached_property
    def lead(self) -> CoalitionLead | None:
        if "pk" not in self.kwargs:
            return None
        rows = self.coalition.leads.select_related("organisation")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.lead}


class LeadSaveView(_LeadPage, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Serves both adding and changing."""

    form_class = LeadForm
    template_name = "coalitions/lead_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        if self.lead is None:
            return _("Add a lead")
        return _("Change the lead %(name)s") % {"name": self.lead.name}

    def changes_existing(self) -> bool:
        return self.lead is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "instance": self.lead,
            "known_names": self.organisation_names,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"organisation_names": self.organisation_names}

    def perform(self, form: LeadForm) -> CoalitionLead:
        values = {name: form.cleaned_data[name] for name in ("name", "organisation", "since")}
        return lead_save(
            coalition=self.coalition,
            lead=self.lead,
            expected_version=form.seen_version,
            **values,
        )


class LeadEndView(_LeadPage, ServiceFormMixin, FormView):
    form_class = LeadEndForm
    template_name = "coalitions/lead_end.html"
    success_message = gettext_lazy("Saved.")
    lead: CoalitionLead

    def get_page_title(self) -> str:
        return _("%(name)s no longer leads the coalition") % {"name": self.lead.name}

    def get_initial(self) -> dict[str, Any]:
        return {"until": clock.today()}

    def perform(self, form: LeadEndForm) -> CoalitionLead:
        return lead_end(lead=self.lead, until=form.cleaned_data["until"])
