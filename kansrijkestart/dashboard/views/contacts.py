"""What an adviser and coalitions spoke about, recorded for several at once."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.db.models import Prefetch, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.models import ContactCoalition, ContactMoment
from coalitions.services.contact_moments import contact_record
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.dashboard.forms import ContactForm
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
        found: QuerySet[ContactMoment] = (
            ContactMoment.objects.visible_to(self.request.user)
            .select_related("adviser")
            .prefetch_related(Prefetch("links", named))
        )
        return found


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
        names = ("coalitions", "held_on", "kind", "question", "text", "learning_track")
        values = {name: form.cleaned_data[name] for name in names}
        return contact_record(adviser=user, **values)
