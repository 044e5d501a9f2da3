"""Correcting a frozen round: letting a municipality change its answers, and the next edition."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.forms.editions import AllowForm, CorrectionForm
from monitoring.models import Edition, RoundExtension
from monitoring.services.corrections import correction_allow
from monitoring.services.editions import edition_correct
from monitoring.views.editions import UnderEdition


class _CorrectionPage(UnderEdition, IdempotentPostMixin, ServiceFormMixin, FormView):
    template_name = "monitoring/edition_correct.html"
    lead: Any = ""
    button: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.edition = self.object = self.get_edition()

    def get_success_url(self) -> str:
        return reverse("monitoring:edition", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=self.lead, button=self.button, **kwargs)


class EditionCorrectView(_CorrectionPage):
    """A next edition of the round of this one, with its reason."""

    form_class = CorrectionForm
    page_title = gettext_lazy("Make a corrected edition")
    lead = gettext_lazy(
        "Figures are read anew, and so are answers that were handed in again. A municipality that "
        "did not hand in again keeps its answers of the edition before. The editions before stay "
        "as they are."
    )
    button = gettext_lazy("Make this edition")

    def perform(self, form: CorrectionForm) -> Edition:
        reason = form.cleaned_data["reason"]
        user: Any = self.request.user
        return edition_correct(round=self.edition.round, reason=reason, user=user)


class CorrectionAllowView(_CorrectionPage):
    """Let a municipality change its answers, for the next edition."""

    form_class = AllowForm
    page_title = gettext_lazy("Let a municipality correct its answers")
    lead = gettext_lazy(
        "Its coalition can open the answers again until the moment you choose. What it hands in "
        "counts in the next edition."
    )
    button = gettext_lazy("Allow this")
    success_message = gettext_lazy(
        "The municipality may open its answers again. Make the next edition when it is ready."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"edition": self.edition}

    def perform(self, form: AllowForm) -> RoundExtension:
        found = form.cleaned_data
        return correction_allow(
            round=self.edition.round,
            municipality=found["municipality"],
            until=found["until"],
            reason=found["reason"],
        )

    def get_success_url(self) -> str:
        return reverse("monitoring:edition", args=[self.edition.pk])
