"""Questionnaires and their versions: pages of a national analyst."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.views.mixins import start_path
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.choices import VersionState
from monitoring.forms.questionnaires import (
    PublishForm,
    QuestionnaireAddForm,
    QuestionnaireForm,
    VersionAddForm,
    VersionForm,
)
from monitoring.models import Questionnaire, QuestionnaireVersion
from monitoring.selectors.questionnaire_checks import faults_of
from monitoring.selectors.questionnaires import (
    changes_since,
    parts_of,
    questionnaires_listed,
)
from monitoring.selectors.rounds import rounds_listed
from monitoring.services import questionnaires as services

TITLE = gettext_lazy("Questionnaires")
SAVED = gettext_lazy("Saved.")


class QuestionnairesMixin(PageMixin, LoginRequiredMixin, PermissionRequiredMixin):
    """Pages for whoever keeps the questionnaires and plans the rounds."""

    permission_required = "monitoring.manage_questionnaires"
    kwargs: dict[str, Any]

    def get_permission_object(self) -> None:
        """The permission is about questionnaires as such."""

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (str(TITLE), reverse("monitoring:questionnaires"))]

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]


class QuestionnaireListView(QuestionnairesMixin, TemplateView):
    """Every questionnaire with its versions, and every round."""

    template_name = "monitoring/questionnaires.html"
    page_title = TITLE

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            questionnaires=questionnaires_listed(self.user),
            rounds=rounds_listed(clock.now()),
            **kwargs,
        )


class QuestionnairesFormView(QuestionnairesMixin, ServiceFormMixin, FormView):
    """A form of these pages; ``instance`` is what it is about."""

    template_name = "monitoring/questionnaire_form.html"
    success_message: Any = SAVED
    object: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.get_instance()}

    def get_instance(self) -> Any:
        return None

    def get_success_url(self) -> str:
        return self.back_url()

    def back_url(self) -> str:
        return reverse("monitoring:questionnaires")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": self.back_url()}


class QuestionnaireAddView(IdempotentPostMixin, QuestionnairesFormView):
    form_class = QuestionnaireAddForm
    page_title = gettext_lazy("Add a questionnaire")

    def perform(self, form: QuestionnaireAddForm) -> Questionnaire:
        return services.questionnaire_add(**form.values())

    def get_success_url(self) -> str:
        return reverse("monitoring:version_add", args=[self.object.key])


class _OneQuestionnaireMixin:
    kwargs: dict[str, Any]

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return get_object_or_404(Questionnaire, key=self.kwargs["key"])


class QuestionnaireUpdateView(_OneQuestionnaireMixin, QuestionnairesFormView):
    form_class = QuestionnaireForm

    def get_instance(self) -> Questionnaire:
        return Questionnaire.objects.get(pk=self.questionnaire.pk)

    def get_page_title(self) -> str:
        name = self.questionnaire.name
        return Dutch(_("Change: %(title)s") % {"title": name}, name)

    def perform(self, form: QuestionnaireForm) -> Questionnaire:
        return services.questionnaire_update(
            questionnaire=self.questionnaire, expected_version=form.seen_version, **form.values()
        )


class VersionAddView(_OneQuestionnaireMixin, IdempotentPostMixin, QuestionnairesFormView):
    """A version of another year; mostly everything of last year's is copied as a start."""

    form_class = VersionAddForm

    def get_form_kwargs(self) -> dict[str, Any]:
        found = super().get_form_kwargs() | {"questionnaire": self.questionnaire}
        del found["instance"]
        return found

    def get_page_title(self) -> str:
        name = self.questionnaire.name
        return Dutch(_("New version: %(title)s") % {"title": name}, name)

    def perform(self, form: VersionAddForm) -> QuestionnaireVersion:
        return services.version_add(questionnaire=self.questionnaire, **form.values())

    def get_success_url(self) -> str:
        return reverse("monitoring:version", args=[self.object.pk])


class VersionMixin(QuestionnairesMixin):
    """Pages about one version, with the way back to it."""

    def get_versions(self) -> QuerySet[QuestionnaireVersion]:
        rows = QuestionnaireVersion.objects.visible_to(self.request.user)
        return rows.select_related("questionnaire", "published_by", "copied_from", "round")

    @cached_property
    def version(self) -> QuestionnaireVersion:
        return get_object_or_404(self.get_versions(), pk=self.kwargs["pk"])

    @property
    def is_draft(self) -> bool:
        return self.version.state == VersionState.DRAFT

    def version_url(self) -> str:
        return reverse("monitoring:version", args=[self.version.pk])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (Dutch(self.version.title), self.version_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["version"] = self.version
        if self.version.title not in context["page_title"]:
            context["place"] = self.version.title  # titles of windows tell pages apart
        return context


class VersionFormView(VersionMixin, QuestionnairesFormView):
    """A form of a draft; of a published version there is none."""

    def get_versions(self) -> QuerySet[QuestionnaireVersion]:
        return super().get_versions().filter(state=VersionState.DRAFT)

    def back_url(self) -> str:
        return self.version_url()


class VersionView(VersionMixin, TemplateView):
    """A draft with what is to be done, or a published version with what it asks otherwise."""

    template_name = "monitoring/questionnaire_version.html"

    def get_page_title(self) -> str:
        return Dutch(self.version.title)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return super().get_breadcrumb()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            parts=parts_of(self.version),
            is_draft=self.is_draft,
            faults=faults_of(self.version) if self.is_draft else [],
            changes=changes_since(self.version),
            form=PublishForm(instance=self.version) if self.is_draft else None,
            round=getattr(self.version, "round", None),
            **kwargs,
        )


class VersionUpdateView(VersionFormView):
    form_class = VersionForm
    page_title = gettext_lazy("Title and introduction")

    def get_instance(self) -> QuestionnaireVersion:
        return QuestionnaireVersion.objects.get(pk=self.version.pk)

    def perform(self, form: VersionForm) -> QuestionnaireVersion:
        return services.version_update(
            version=self.version, expected_version=form.seen_version, **form.values()
        )
