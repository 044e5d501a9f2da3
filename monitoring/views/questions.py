"""Parts and questions of a draft: forms, and buttons to move and remove."""

from abc import ABC, abstractmethod
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from coalitions.selectors.history import Feed
from coalitions.views.mixins import HistoryFileMixin, HistoryMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ButtonMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.choices import VersionState
from monitoring.forms.questionnaires import (
    QuestionAddForm,
    QuestionForm,
    SectionAddForm,
    SectionForm,
)
from monitoring.models import Question, QuestionnaireVersion, QuestionSection
from monitoring.selectors.questionnaires import story_of_version
from monitoring.services import questions as services
from monitoring.views.questionnaires import VersionFormView, VersionMixin


class SectionAddView(IdempotentPostMixin, VersionFormView):
    form_class = SectionAddForm
    page_title = gettext_lazy("Add a part")

    def get_instance(self) -> QuestionSection:
        return QuestionSection(questionnaire_version=self.version)

    def perform(self, form: SectionAddForm) -> QuestionSection:
        return services.section_add(version=self.version, **form.values())


class _OneSectionMixin:
    version: QuestionnaireVersion
    kwargs: dict[str, Any]

    @cached_property
    def section(self) -> QuestionSection:
        return get_object_or_404(self.version.sections, pk=self.kwargs["section"])


class SectionUpdateView(_OneSectionMixin, VersionFormView):
    form_class = SectionForm

    def get_instance(self) -> QuestionSection:
        return self.version.sections.get(pk=self.section.pk)

    def get_page_title(self) -> str:
        title = self.section.title
        return Dutch(_("Change the part: %(title)s") % {"title": title}, title)

    def perform(self, form: SectionForm) -> QuestionSection:
        return services.section_update(
            section=self.section, expected_version=form.seen_version, **form.values()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("monitoring:section_remove", args=[self.version.pk, self.section.pk])
        return super().get_context_data(remove_url=url, **kwargs)


class _QuestionFormView(VersionFormView):
    """A question with its answers and its route."""

    template_name = "monitoring/question_form.html"


class QuestionAddView(_OneSectionMixin, IdempotentPostMixin, _QuestionFormView):
    """A new question, at the end of the part that it was asked for."""

    form_class = QuestionAddForm

    def get_page_title(self) -> str:
        title = self.section.title
        return Dutch(_("Add a question in: %(title)s") % {"title": title}, title)

    def get_instance(self) -> Question:
        return Question(questionnaire_version=self.version, section=self.section)

    def perform(self, form: QuestionAddForm) -> Question:
        return services.question_add(version=self.version, **form.values())

    def get_success_url(self) -> str:
        return f"{self.version_url()}#vraag-{self.object.pk}"


class _OneQuestionMixin:
    version: QuestionnaireVersion
    kwargs: dict[str, Any]

    @cached_property
    def question(self) -> Question:
        rows = self.version.questions.select_related("section", "questionnaire_version")
        return get_object_or_404(rows, pk=self.kwargs["question"])


class QuestionUpdateView(_OneQuestionMixin, _QuestionFormView):
    form_class = QuestionForm

    def get_instance(self) -> Question:
        return self.version.questions.select_related("questionnaire_version").get(
            pk=self.question.pk
        )

    def get_page_title(self) -> str:
        text = self.question.text
        return Dutch(_("Change the question: %(title)s") % {"title": text}, text)

    def perform(self, form: QuestionForm) -> Question:
        return services.question_update(
            question=self.question, expected_version=form.seen_version, **form.values()
        )

    def get_success_url(self) -> str:
        return f"{self.version_url()}#vraag-{self.question.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("monitoring:question_remove", args=[self.version.pk, self.question.pk])
        return super().get_context_data(remove_url=url, **kwargs)


class _DraftMixin(VersionMixin):
    """Of a published version nothing is moved or removed."""

    def get_versions(self) -> QuerySet[QuestionnaireVersion]:
        return super().get_versions().filter(state=VersionState.DRAFT)


class _MoveView(ABC, _DraftMixin, ButtonMixin, View):
    """A button up or down; the page comes back at the row that was moved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        way = services.UP if request.POST.get("way") == services.UP else services.DOWN
        seen = request.POST.get("seen", "")
        back = self.version_url()
        return self.press(lambda: f"{back}#{self.move(way, seen)}", back)

    @abstractmethod
    def move(self, way: str, seen: str) -> str:
        """Move it from where the reader saw it, and return the mark of its place on the page."""


class SectionMoveView(_OneSectionMixin, _MoveView):
    def move(self, way: str, seen: str) -> str:
        services.section_move(section=self.section, way=way, seen=seen)
        return f"deel-{self.section.pk}"


class QuestionMoveView(_OneQuestionMixin, _MoveView):
    def move(self, way: str, seen: str) -> str:
        services.question_move(question=self.question, way=way, seen=seen)
        return f"vraag-{self.question.pk}"


class _RemoveView(ABC, _DraftMixin, ButtonMixin, TemplateView):
    """Asks before something goes out of a draft."""

    template_name = "monitoring/questionnaire_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=self.version_url(), asks=self.words(), action=_("Remove"), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.press(self.remove, self.version_url())

    @abstractmethod
    def words(self) -> str:
        """What is asked."""

    @abstractmethod
    def remove(self) -> None:
        """Remove it. Raises ValidationError with the words why not."""


class SectionRemoveView(_OneSectionMixin, _RemoveView):
    def get_page_title(self) -> str:
        title = self.section.title
        return Dutch(_("Remove the part: %(title)s") % {"title": title}, title)

    def words(self) -> str:
        return _("The part “%(title)s” goes. Only an empty part can be removed.") % {
            "title": self.section.title
        }

    def remove(self) -> None:
        services.section_remove(section=self.section)


class QuestionRemoveView(_OneQuestionMixin, _RemoveView):
    def get_page_title(self) -> str:
        text = self.question.text
        return Dutch(_("Remove the question: %(title)s") % {"title": text}, text)

    def words(self) -> str:
        return _("The question “%(title)s” goes, with its answers to choose from.") % {
            "title": self.question.text
        }

    def remove(self) -> None:
        services.question_remove(question=self.question)


class VersionHistoryView(HistoryMixin, VersionMixin, TemplateView):
    """Who changed what of this version, its parts, questions and answers."""

    page_title = gettext_lazy("History")

    def feeds(self) -> list[Feed]:
        return story_of_version(self.version)


class VersionHistoryFileView(HistoryFileMixin, VersionHistoryView):
    pass
