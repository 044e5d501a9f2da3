"""Who takes part: the list, the tick list, one partner, its contact persons."""

from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, ListView, View

from coalitions.choices import Domain
from coalitions.forms.partner_lists import ACTIVE, PartnerFilterForm
from coalitions.forms.partners import (
    ContactForm,
    PartnerEndForm,
    PartnerForm,
    PartnersAddForm,
)
from coalitions.models import ContactPerson, Municipality, Partnership
from coalitions.registry import Reading, next_steps_for
from coalitions.selectors.contacts import flag_date, flagged_of
from coalitions.selectors.partners import (
    composition_gap,
    filtered_partners,
    partner_counts,
    work_area_of,
)
from coalitions.services.partners import (
    contact_remove,
    contact_save,
    partner_end,
    partner_update,
    partners_add,
)
from coalitions.views.mixins import CoalitionMixin, RecordMixin, organisation_names
from kansrijkestart.core import clock
from kansrijkestart.core.guiding import before_saving, go_on, is_guided
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class PartnerListView(CoalitionMixin, ListView):
    """Who takes part, per domain; filtered and in pages, for coalitions with dozens of partners."""

    template_name = "coalitions/partners.html"
    page_title = gettext_lazy("Who takes part?")
    tab = "partners"
    principle = "samenstelling"
    paginate_by = 40

    @cached_property
    def filter_form(self) -> PartnerFilterForm:
        return PartnerFilterForm(
            self.request.GET or None, coalition=self.coalition, initial={"state": ACTIVE}
        )

    def get_queryset(self) -> QuerySet[Partnership]:
        asked = self.filter_form.cleaned_data if self.filter_form.is_valid() else {}
        rows: QuerySet[Partnership] = filtered_partners(
            self.coalition,
            text=asked.get("q", ""),
            domain=asked.get("domain", ""),
            kind=asked.get("kind"),
            state=asked.get("state", ""),
        )
        rows = self.filter_form.since(rows)
        order = self.filter_form.order
        return rows.order_by(rows.query.order_by[0], *order) if order else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        parents = list(self.coalition.parent_involvement.order_by("-took_place_on", "-pk"))
        return context | {
            "filter_form": self.filter_form,
            "is_filtered": self.filter_form.is_asked,
            "groups": [
                (Domain(domain), list(found))
                for domain, found in groupby(rows, lambda row: row.partner_type.domain)
            ],
            "counts": partner_counts(self.coalition),
            "gap": composition_gap(self.coalition),
            "parents": [row for row in parents if row.ended_on is None],
            "parents_ended": [row for row in parents if row.ended_on is not None],
            "keeps": self.may_change,
            "flagged": flagged_of(self.coalition).count() if self.may_change else 0,
            "today": clock.today(),
        }


class PartnersSubpage(CoalitionMixin):
    """A form below the list of partners."""

    permission = "coalitions.change_coalition"
    tab = "partners"

    @cached_property
    def organisation_names(self) -> list[str]:
        return organisation_names(self.request.user)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *super().get_breadcrumb(),
            (str(PartnerListView.page_title), self.page_url("partners")),
        ]

    def get_success_url(self) -> str:
        return self.page_url("partners")


class PartnersAddView(PartnersSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    form_class = PartnersAddForm
    template_name = "coalitions/partners_add.html"
    page_title = gettext_lazy("Add partners")
    principle = "samenstelling"
    success_message = gettext_lazy("The partners are in the record.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "coalition": self.coalition,
            "known_names": self.organisation_names,
        }

    def get_form(self, form_class: Any = None) -> PartnersAddForm:
        """Offer the municipality itself when nothing has been recorded yet."""
        form = super().get_form(form_class)
        if form.is_bound or not self.coalition.is_local:
            return form
        kind = next((kind for kind in form.types if kind.key == "gemeente"), None)
        if kind and not self.coalition.partners.exists():
            covered = list(Municipality.objects.covered_by(self.coalition)[:2])
            if len(covered) == 1:
                form.initial[f"tick_{kind.pk}"] = True
                # A name in the record, the same for who reads the site in English.
                with override("nl"):
                    own = _("Municipality of %(name)s") % {"name": covered[0].name}
                form.initial[f"name_{kind.pk}"] = own
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "organisation_names": self.organisation_names,
            "is_first": not self.coalition.partners.exists(),
        }

    def get_success_url(self) -> str:
        """Go on to one agreement, the next of the first steps, while there is none yet."""
        if is_guided(self.request):
            return go_on(self.request, super().get_success_url())
        first_agreement = safe_reverse("agreements:create", slug=self.coalition.slug)
        steps = next_steps_for(Reading(self.coalition, self.request.user))
        if first_agreement and first_agreement in [step.url for step in steps]:
            return first_agreement
        return super().get_success_url()

    def perform(self, form: PartnersAddForm) -> list[Partnership]:
        before_saving(self.request)
        return partners_add(coalition=self.coalition, partners=form.partners)


class OnePartner(PartnersSubpage):
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


class PartnerUpdateView(RecordMixin, OnePartner, DraftMixin, ServiceFormMixin, FormView):
    record_kind = "partnership"
    form_class = PartnerForm
    template_name = "coalitions/partner_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return self.partnership.organisation.name

    def record_key(self) -> int:
        return self.partnership.pk

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "instance": self.partnership,
            "known_names": self.organisation_names,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.partnership.organisation
        return super().get_context_data(**kwargs) | {
            "organisation_names": self.organisation_names,
            "work_area": work_area_of(organisation),
            "networks": [row.name for row in organisation.networks.all()],
            "flag_date": flag_date(),
        }

    def perform(self, form: PartnerForm) -> Partnership:
        values = {name: form.cleaned_data[name] for name in PartnerForm.base_fields}
        return partner_update(
            partnership=self.partnership, expected_version=form.seen_version, **values
        )


class PartnerEndView(OnePartner, ServiceFormMixin, FormView):
    form_class = PartnerEndForm
    template_name = "coalitions/partner_end.html"
    success_message = gettext_lazy("The partner no longer takes part. The past stays readable.")

    def get_page_title(self) -> str:
        return _("End the partnership with %(name)s") % {"name": self.partnership.organisation.name}

    def get_initial(self) -> dict[str, Any]:
        return {"until": clock.today()}

    def perform(self, form: PartnerEndForm) -> Partnership:
        return partner_end(
            partnership=self.partnership,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
        )


class _OneContact(OnePartner):
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
