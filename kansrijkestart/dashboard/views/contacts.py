"""What an adviser and coalitions spoke about, recorded for several at once."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.models import Coalition, ContactCoalition, ContactMoment
from coalitions.services.contact_moments import contact_change, contact_record
from kansrijkestart.core.lists import ListFileMixin
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.dashboard.forms import ContactChangeForm, ContactForm
from kansrijkestart.dashboard.list_forms import ContactsFilter
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class ContactsView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, ListView):
    """Contact with the coalitions of the caseload, the newest first."""

    permission_required = "coalitions.see_caseload"
    template_name = "dashboard/contacts.html"
    page_title = gettext_lazy("Contacts")
    paginate_by = 40

    def get_queryset(self) -> QuerySet[ContactMoment]:
        links = ContactCoalition.objects.visible_to(self.request.user)
        named = links.select_related("coalition").order_by("coalition__name_fold")
        self.filter_form = ContactsFilter(self.request.GET)
        rows = (
            ContactMoment.objects.visible_to(self.request.user)
            .select_related("adviser")
            .prefetch_related(Prefetch("links", named))
        )
        found: QuerySet[ContactMoment] = self.filter_form.narrow_to(rows, links)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        cases = Coalition.objects.in_caseload_of(user)
        return super().get_context_data(
            filter_form=self.filter_form,
            is_filtered=self.filter_form.is_asked,
            has_cases=cases.exists(),
            **kwargs,
        )


class ContactsFileView(ListFileMixin, ContactsView):
    """The list as a file, with the coalitions that the reader may know of."""

    file_name = "contacten.csv"
    columns = (
        (gettext_lazy("Date"), lambda row: row.held_on),
        (gettext_lazy("Kind of contact"), lambda row: capfirst(row.get_kind_display())),
        (gettext_lazy("Learning track"), lambda row: row.learning_track or None),
        (
            gettext_lazy("Coalitions"),
            lambda row: "; ".join(link.coalition.name for link in row.links.all()) or None,
        ),
        (gettext_lazy("Question about"), lambda row: capfirst(row.get_question_display())),
        (gettext_lazy("What was discussed"), lambda row: row.text or None),
    )


class ContactAddView(
    PageMixin,
    LoginRequiredMixin,
    PermissionRequiredMixin,
    IdempotentPostMixin,
    DraftMixin,
    ServiceFormMixin,
    FormView,
):
    permission_required = "coalitions.see_caseload"
    template_name = "dashboard/contact_form.html"
    page_title = gettext_lazy("Record contact")
    form_class = ContactForm
    success_url = reverse_lazy("dashboard:contacts")
    success_message = gettext_lazy("The contact is recorded.")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Contacts"), reverse("dashboard:contacts"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form: ContactForm) -> ContactMoment:
        user: Any = self.request.user
        return contact_record(adviser=user, **_values(form))


class ContactChangeView(
    PageMixin,
    LoginRequiredMixin,
    PermissionRequiredMixin,
    DraftMixin,
    ServiceFormMixin,
    FormView,
):
    """Who recorded it puts it right; the log of each coalition keeps what stood there."""

    permission_required = "coalitions.see_caseload"
    template_name = "dashboard/contact_form.html"
    form_class = ContactChangeForm
    success_url = reverse_lazy("dashboard:contacts")
    success_message = gettext_lazy("Saved.")

    @cached_property
    def contact(self) -> ContactMoment:
        """Return a contact that the reader may know of; only who recorded it goes on."""
        rows = ContactMoment.objects.visible_to(self.request.user)
        contact = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.request.user.has_perm("coalitions.change_contact", contact):
            raise PermissionDenied
        return contact

    def get_page_title(self) -> str:
        return _("Change the contact of %(day)s") % {
            "day": date_format(self.contact.held_on, "j F Y")
        }

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Contacts"), reverse("dashboard:contacts"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "instance": self.contact}

    def perform(self, form: ContactChangeForm) -> ContactMoment:
        user: Any = self.request.user
        return contact_change(
            contact=self.contact,
            adviser=user,
            expected_version=form.seen_version,
            **_values(form),
        )


def _values(form: ContactForm | ContactChangeForm) -> dict[str, Any]:
    names = ("coalitions", "held_on", "kind", "question", "text", "learning_track")
    return {name: form.cleaned_data[name] for name in names}
