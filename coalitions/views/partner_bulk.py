"""Several partners at once, and what is known of one organisation."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from coalitions.forms.organisations import OrganisationForm
from coalitions.forms.partner_lists import PartnersEndForm
from coalitions.models import Organisation, Partnership
from coalitions.selectors.municipalities import municipality_names
from coalitions.services.organisations import organisation_update
from coalitions.services.partners import partners_end
from coalitions.views.partners import OnePartner, PartnersSubpage
from kansrijkestart.core import clock
from kansrijkestart.core.views import ServiceFormMixin


class PartnersEndView(PartnersSubpage, ServiceFormMixin, FormView):
    """Asks to confirm which of the ticked partners leave, when and why."""

    form_class = PartnersEndForm
    template_name = "coalitions/partners_end.html"
    page_title = gettext_lazy("End partnerships")
    object: list[Partnership]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs() | {"coalition": self.coalition}
        kwargs["initial"] = {"until": clock.today(), "partners": self.ticked}
        return kwargs

    @property
    def ticked(self) -> list[str]:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return [key for key in sent.getlist("partners") if key.isascii() and key.isdigit()][:2000]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = [key for key in self.ticked if len(key) < 18]
        rows = Partnership.objects.filter(coalition=self.coalition, pk__in=keys, until__isnull=True)
        return super().get_context_data(**kwargs) | {"partners": rows.for_list()}

    def perform(self, form: PartnersEndForm) -> list[Partnership]:
        return partners_end(
            coalition=self.coalition,
            partnerships=list(form.cleaned_data["partners"]),
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
        )

    def form_valid(self, form: PartnersEndForm) -> HttpResponse:
        number = len(form.cleaned_data["partners"])
        self.success_message = ngettext(
            "%(number)s partner no longer takes part. The past stays readable.",
            "%(number)s partners no longer take part. The past stays readable.",
            number,
        ) % {"number": number}
        return super().form_valid(form)


class OrganisationView(OnePartner, ServiceFormMixin, FormView):
    """Where an organisation works and its networks; the same for every coalition."""

    form_class = OrganisationForm
    template_name = "coalitions/organisation_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Work area and networks of %(name)s") % {"name": self.partnership.organisation}

    def get_success_url(self) -> str:
        return self.page_url("partner_update", pk=self.partnership.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.partnership.organisation}

    def get_initial(self) -> dict[str, Any]:
        organisation = self.partnership.organisation
        places = organisation.work_municipalities.order_by("municipality__name_fold")
        return {
            "municipalities": ", ".join(places.values_list("municipality__name", flat=True)),
            "networks": "; ".join(organisation.networks.values_list("name", flat=True)),
            "regions": list(organisation.work_regions.values_list("region", flat=True)),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"municipality_names": municipality_names()}

    def perform(self, form: OrganisationForm) -> Organisation:
        return organisation_update(
            organisation=self.partnership.organisation,
            coalition=self.coalition,
            expected_version=form.seen_version,
            municipalities=form.cleaned_data["municipalities"],
            regions=form.cleaned_data["regions"],
            networks=form.cleaned_data["networks"],
        )
