"""Handing a record over to a successor."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.forms.hand_over import HandOverForm
from coalitions.models import HandOver
from coalitions.services.hand_over import duties_in_words, hand_over
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class HandOverView(CoalitionMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    permission = "coalitions.hand_over"
    form_class = HandOverForm
    template_name = "coalitions/hand_over.html"
    page_title = gettext_lazy("Hand over this record")
    success_message = gettext_lazy("Handed over. Thank you for keeping this record.")
    tab = "members"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        title = str(gettext_lazy("Members and sharing"))
        return [*super().get_breadcrumb(), (title, self.page_url("members"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        user = signed_in(self.request)
        return super().get_form_kwargs() | {"coalition": self.coalition, "user": user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        duties = duties_in_words(self.coalition, signed_in(self.request))
        return super().get_context_data(**kwargs) | {"duties": duties}

    def perform(self, form: HandOverForm) -> HandOver:
        leaving = signed_in(self.request)
        return hand_over(coalition=self.coalition, leaving=leaving, **form.values())

    def get_success_url(self) -> str:
        return reverse("home")
