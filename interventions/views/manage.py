"""Keeping the catalogue: pages of a national analyst."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.selectors.history import Feed
from coalitions.views.mixins import HistoryFileMixin, HistoryMixin
from interventions.forms.manage import (
    InterventionForm,
    RecognitionAddForm,
    RecognitionUpdateForm,
)
from interventions.models import Intervention, Recognition
from interventions.selectors.story import story_of
from interventions.services.manage import (
    intervention_update,
    recognition_add,
    recognition_update,
)
from interventions.views.catalogue import MANAGE, catalogue_path
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class KeeperMixin(PageMixin, LoginRequiredMixin, PermissionRequiredMixin):
    """A page for whoever keeps the catalogue."""

    permission_required = MANAGE
    kwargs: dict[str, Any]

    def get_permission_object(self) -> None:
        """The permission is about the catalogue as such."""

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return catalogue_path()


class ManagedMixin(KeeperMixin):
    """A page about one intervention, for whoever keeps the catalogue."""

    @cached_property
    def intervention(self) -> Intervention:
        return get_object_or_404(Intervention, slug=self.kwargs["slug"])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        item = self.intervention
        return [*catalogue_path(), (Dutch(item.name), item.get_absolute_url())]

    def get_success_url(self) -> str:
        return self.intervention.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"intervention": self.intervention}
        if self.intervention.name not in context["page_title"]:
            context["place"] = self.intervention.name  # titles of windows tell pages apart
        return context


class InterventionUpdateView(ManagedMixin, ServiceFormMixin, FormView):
    template_name = "interventions/manage_form.html"
    form_class = InterventionForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        name = self.intervention.name
        return Dutch(_("Change: %(title)s") % {"title": name}, name)

    def get_form_kwargs(self) -> dict[str, Any]:
        found = Intervention.objects.get(pk=self.intervention.pk)
        return super().get_form_kwargs() | {"instance": found}

    def perform(self, form: InterventionForm) -> Intervention:
        return intervention_update(
            intervention=self.intervention,
            expected_version=form.seen_version,
            **form.values(),
        )


class RecognitionAddView(ManagedMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    template_name = "interventions/manage_form.html"
    form_class = RecognitionAddForm
    page_title = gettext_lazy("Add a recognition")
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = Recognition(intervention=self.intervention)
        return super().get_form_kwargs() | {"instance": instance}

    def perform(self, form: RecognitionAddForm) -> Recognition:
        return recognition_add(intervention=self.intervention, **form.values())


class RecognitionUpdateView(ManagedMixin, ServiceFormMixin, FormView):
    template_name = "interventions/manage_form.html"
    form_class = RecognitionUpdateForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return f"{_('Change a recognition')}: {self.recognition.get_level_display()}"

    @cached_property
    def recognition(self) -> Recognition:
        return get_object_or_404(self.intervention.recognitions, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.recognition}

    def perform(self, form: RecognitionUpdateForm) -> Recognition:
        return recognition_update(
            recognition=self.recognition,
            expected_version=form.seen_version,
            **form.values(),
        )


class InterventionHistoryView(HistoryMixin, ManagedMixin, TemplateView):
    """Who changed what of this intervention, and when."""

    page_title = gettext_lazy("History")

    def feeds(self) -> list[Feed]:
        return story_of(self.intervention)


class InterventionHistoryFileView(HistoryFileMixin, InterventionHistoryView):
    pass
