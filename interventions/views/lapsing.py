"""Why a coalition goes on although a recognition lapses."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.models import Coalition
from interventions.forms.lapsing import LapsedReasonForm
from interventions.models import Choice
from interventions.selectors import best_recognition
from interventions.services.lapsing import lapsed_reason_record
from interventions.views.choices import ChoicesMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin


class LapsedReasonView(ChoicesMixin, DraftMixin, ServiceFormMixin, FormView):
    """One text field. The intervention goes on with or without it."""

    permission = "interventions.change_choice"
    template_name = "interventions/lapsed_reason.html"
    form_class = LapsedReasonForm
    success_message = gettext_lazy("Saved.")
    object: Choice

    def find_coalition(self) -> Coalition:
        rows = Choice.objects.visible_to(self.request.user).for_list()
        self.object = get_object_or_404(
            rows, pk=self.kwargs["pk"], coalition__slug=self.kwargs["slug"]
        )
        return self.object.coalition

    def get_permission_object(self) -> Choice:
        return self.object

    def get_page_title(self) -> str:
        name = self.object.intervention.name
        return Dutch(_("Why you go on: %(title)s") % {"title": name}, name)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = best_recognition(self.object.intervention)
        return super().get_context_data(**kwargs) | {"view": view}

    def perform(self, form: LapsedReasonForm) -> Choice:
        return lapsed_reason_record(
            choice=self.object,
            reason=form.cleaned_data["lapsed_reason"],
            expected_version=form.seen_version,
        )
