"""Contact persons of a coalition: who needs another look, and everything of one person."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView, View

from coalitions.forms.partner_lists import ContactFilterForm, PersonAddressForm
from coalitions.selectors.contacts import (
    Person,
    PersonRows,
    contacts_of,
    flag_date,
    flagged_of,
    person_at,
    rows_of_person,
)
from coalitions.services.contacts import contact_confirm, person_erase
from coalitions.views.partners import PartnersSubpage
from kansrijkestart.core.downloads import download
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.spreadsheets import csv_bytes

CSV_COLUMNS = (
    "kind",
    "organisation",
    "name",
    "function",
    "email",
    "phone",
    "last_active_on",
    "since",
    "until",
    "created_at",
)


class ContactListView(NarrowedMixin, PartnersSubpage, ListView):
    """Whoever nobody heard of for two years comes first."""

    template_name = "coalitions/contacts.html"
    page_title = gettext_lazy("Contact persons")
    paginate_by = 40
    filter_class = ContactFilterForm

    def get_queryset(self) -> Any:
        rows = contacts_of(self.coalition, self.filter_form.asked.get("q", ""))
        return self.filter_form.in_order(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "flag_date": flag_date(),
            "flagged": flagged_of(self.coalition).count(),
        }


class ContactConfirmView(PartnersSubpage, View):
    """This contact person is still right."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        contact = get_object_or_404(contacts_of(self.coalition), pk=self.kwargs["pk"])
        contact_confirm(contact=contact)
        messages.success(request, _("Saved. We ask again in two years."))
        return redirect(self.page_url("contacts"))


class _OnePerson(PartnersSubpage):
    """Somebody named in this record, found through one of the rows that name them."""

    @cached_property
    def person(self) -> Person:
        if self.kwargs["kind"] == "contactpersoon":
            contact = get_object_or_404(contacts_of(self.coalition), pk=self.kwargs["pk"])
            return Person(contact.name, contact.email)
        if self.kwargs["kind"] == "trekker":
            return Person(get_object_or_404(self.coalition.leads, pk=self.kwargs["pk"]).name)
        raise Http404

    @cached_property
    def rows(self) -> PersonRows:
        return rows_of_person(self.coalition, self.person)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Contact persons"), self.page_url("contacts"))]


class PersonView(_OnePerson, TemplateView):
    """Everything the record holds of one person; to give away or to erase."""

    template_name = "coalitions/person.html"

    def get_page_title(self) -> str:
        return _("Details of %(name)s") % {"name": self.person.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        where = {"kind": self.kwargs["kind"], "pk": self.kwargs["pk"]}
        return super().get_context_data(**kwargs) | {
            "rows": self.rows,
            "downloads": [
                (f"{_('Download these details')} ({kind.upper()})", self._file(kind, where))
                for kind in ("json", "csv")
            ],
            "erase_url": self.page_url("person", **where),
        }

    def _file(self, form: str, where: dict[str, Any]) -> str:
        return self.page_url("person_file", form=form, **where)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person_erase(coalition=self.coalition, person=self.person)
        messages.success(request, _("The details of this person are erased."))
        return redirect(self.page_url("contacts"))


class PersonFileView(_OnePerson, View):
    """Everything the record holds of one person, as a file."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return _person_file(self.rows, self.kwargs["form"])


class PersonAddressView(PartnersSubpage, FormView):
    """The same of whoever has an address that is typed in: a question may have gone anywhere.

    The address is no part of where the page stands: no log and no browser's history keeps it.
    """

    form_class = PersonAddressForm
    template_name = "coalitions/person_address.html"
    page_title = gettext_lazy("Search by e-mail address")

    def form_valid(self, form: PersonAddressForm) -> HttpResponse:
        address, what = form.cleaned_data["email"], self.request.POST.get("what", "")
        person = person_at(self.coalition, address)
        if what == "erase":
            person_erase(coalition=self.coalition, person=person)
            messages.success(self.request, _("The details of this person are erased."))
            return redirect(self.page_url("contacts"))
        rows = rows_of_person(self.coalition, person)
        if what:
            return _person_file(rows, what)
        context = self.get_context_data(form=form, rows=rows, address=address)
        return self.response_class(
            self.request, "coalitions/person.html", context, using=self.template_engine
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.page_url("contacts"), **kwargs)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Contact persons"), self.page_url("contacts"))]


def _person_file(rows: PersonRows, form: str) -> HttpResponse:
    data = rows.as_data()
    if form == "json":
        body = json.dumps(data, ensure_ascii=False, indent=2).encode()
    elif form == "csv":
        cells = [[row.get(name, "") for name in CSV_COLUMNS] for row in data]
        body = csv_bytes(CSV_COLUMNS, cells, "dutch")
    else:
        raise Http404
    return download(body, f"gegevens-persoon.{form}")
