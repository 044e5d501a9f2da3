"""Who takes part: the list, the tick list, one partner, its contact persons, parents."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from coalitions.choices import Domain, Scope
from coalitions.forms.partners import (
    ContactForm,
    ParentsForm,
    PartnerEndForm,
    PartnerForm,
    PartnersAddForm,
)
from coalitions.models import ContactPerson, Municipality, ParentInvolvement, Partnership
from coalitions.services.partners import (
    contact_remove,
    contact_save,
    parents_record,
    partner_end,
    partner_update,
    partners_add,
)
from coalitions.views.mixins import CoalitionMixin, organisation_names
from kansrijkestart.core import clock
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class PartnerListView(CoalitionMixin, TemplateView):
    template_name = "coalitions/partners.html"
    page_title = gettext_lazy("Who takes part?")
    tab = "partners"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.coalition.partners.for_list())
        today = clock.today()
        active = [row for row in rows if row.until is None or row.until > today]
        per_domain = [
            (domain, [row for row in active if row.partner_type.domain == domain])
            for domain in Domain
        ]
        return super().get_context_data(**kwargs) | {
            "groups": [(domain, found) for domain, found in per_domain if found],
            "ended": [row for row in rows if row not in active],
            "parents": self.coalition.parent_involvement.order_by("-took_place_on", "-pk"),
        }


class _PartnersSubpage(CoalitionMixin):
    """A form below the list of partners."""

    permission = "coalitions.change_coalition"
    tab = "partners"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *super().get_breadcrumb(),
            (str(PartnerListView.page_title), self.page_url("partners")),
        ]

    def get_success_url(self) -> str:
        return self.page_url("partners")


class PartnersAddView(
    _PartnersSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView
):
    form_class = PartnersAddForm
    template_name = "coalitions/partners_add.html"
    page_title = gettext_lazy("Add partners")
    success_message = gettext_lazy("The partners are in the record.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def get_form(self, form_class: Any = None) -> PartnersAddForm:
        """Offer the municipality itself when nothing has been recorded yet."""
        form = super().get_form(form_class)
        if form.is_bound or self.coalition.scope != Scope.LOCAL:
            return form
        kind = next((kind for kind in form.types if kind.key == "gemeente"), None)
        if kind and not self.coalition.partners.exists():
            covered = list(Municipality.objects.covered_by(self.coalition)[:2])
            if len(covered) == 1:
                form.initial[f"tick_{kind.pk}"] = True
                form.initial[f"name_{kind.pk}"] = _("Municipality of %(name)s") % {
                    "name": covered[0].name
                }
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "organisation_names": organisation_names(self.request.user),
            "is_first": not self.coalition.partners.exists(),
        }

    def perform(self, form: PartnersAddForm) -> list[Partnership]:
        return partners_add(coalition=self.coalition, partners=form.partners)


class _OnePartner(_PartnersSubpage):
    """A page about one partner of this coalition; another coalition's answers 404."""

    @cached_property
    def partnership(self) -> Partnership:
        rows = Partnership.objects.filter(coalition=self.coalition).select_related(
            "organisation", "partner_type", "coalition"
        )
        contacts = ContactPerson.objects.order_by("pk")
        return get_object_or_404(
            rows.prefetch_related(Prefetch("contacts", queryset=contacts)), pk=self.kwargs["pk"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"partnership": self.partnership}


class PartnerUpdateView(_OnePartner, DraftMixin, ServiceFormMixin, FormView):
    form_class = PartnerForm
    template_name = "coalitions/partner_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return self.partnership.organisation.name

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.partnership}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "organisation_names": organisation_names(self.request.user)
        }

    def perform(self, form: PartnerForm) -> Partnership:
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return partner_update(
            partnership=self.partnership, expected_version=form.seen_version, **values
        )


class PartnerEndView(_OnePartner, ServiceFormMixin, FormView):
    form_class = PartnerEndForm
    template_name = "coalitions/partner_end.html"
    success_message = gettext_lazy("The partner no longer takes part. The past stays readable.")

    def get_page_title(self) -> str:
        return _("End the partnership with %(name)s") % {"name": self.partnership.organisation.name}

    def get_initial(self) -> dict[str, Any]:
        return {"until": clock.today()}

    def perform(self, form: PartnerEndForm) -> Partnership:
        return partner_end(partnership=self.partnership, until=form.cleaned_data["until"])


class _OneContact(_OnePartner):
    """A contact person of this partner, or a new one."""

    @cached_property
    def contact(self) -> ContactPerson | None:
        if "contact" not in self.kwargs:
            return None
        return get_object_or_404(self.partnership.contacts, pk=self.kwargs["contact"])

    def get_success_url(self) -> str:
        return self.page_url("partner_update", pk=self.partnership.pk)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *super().get_breadcrumb(),
            (self.partnership.organisation.name, self.get_success_url()),
        ]


class ContactSaveView(_OneContact, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Serves both adding and changing."""

    form_class = ContactForm
    template_name = "coalitions/contact_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        words = _("Change the contact person at %(name)s")
        if self.contact is None:
            words = _("Add a contact person at %(name)s")
        return words % {"name": self.partnership.organisation.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.contact}

    def changes_existing(self) -> bool:
        return self.contact is not None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"contact": self.contact}

    def perform(self, form: ContactForm) -> ContactPerson:
        values = {name: form.cleaned_data[name] for name in ("name", "function", "email", "phone")}
        return contact_save(
            partnership=self.partnership,
            contact=self.contact,
            expected_version=form.seen_version,
            **values,
        )


class ContactRemoveView(_OneContact, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.contact is not None:
            contact_remove(contact=self.contact)
        return redirect(self.get_success_url())


class ParentsSaveView(
    _PartnersSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView
):
    """Serves both adding and changing."""

    form_class = ParentsForm
    template_name = "coalitions/parents_form.html"
    success_message = gettext_lazy("Saved.")

    @cached_property
    def involvement(self) -> ParentInvolvement | None:
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(self.coalition.parent_involvement, pk=self.kwargs["pk"])

    def changes_existing(self) -> bool:
        return self.involvement is not None

    def get_page_title(self) -> str:
        if self.involvement is None:
            return _("Record how parents take part")
        words = [str(self.involvement.get_form_display())]
        if self.involvement.took_place_on:
            words.append(date_format(self.involvement.took_place_on, "j F Y"))
        return _("Change how parents take part: %(which)s") % {"which": ", ".join(words)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.involvement}

    def perform(self, form: ParentsForm) -> ParentInvolvement:
        return parents_record(
            coalition=self.coalition,
            involvement=self.involvement,
            expected_version=form.seen_version,
            **{name: form.cleaned_data[name] for name in ParentsForm.Meta.fields},
        )
