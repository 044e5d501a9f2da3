"""What a coalition answered to the statements of the checklist, as a list over its rounds."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from coalitions.forms.answers import AnswerFilter
from coalitions.models import Answer
from coalitions.selectors.answers import answers_of
from coalitions.views.checklist import ChecklistMixin
from kansrijkestart.core.lists import NarrowedMixin


class AnswerListView(NarrowedMixin, ChecklistMixin, ListView):
    """Every statement with an answer; to find what is not in place yet, or what changed."""

    template_name = "coalitions/answers.html"
    page_title = gettext_lazy("Answers to the statements")
    paginate_by = 40
    filter_class = AnswerFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"rounds": self.rounds}

    def get_queryset(self) -> QuerySet[Answer]:
        found: QuerySet[Answer] = self.filter_form.narrow(answers_of(self.rounds))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(newest=self.rounds[0] if self.rounds else None, **kwargs)
