"""What a coalition, a region's lead or an analyst reads of an edition, down to the source."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.models import Coalition
from coalitions.views.mixins import CoalitionMixin, start_path
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import PageMixin
from monitoring.models import Edition, EditionPart
from monitoring.rules import is_analyst
from monitoring.selectors.drift import drift_of
from monitoring.selectors.edition_pages import Shown, shown_answers, used_records
from monitoring.selectors.frozen import codes_of
from monitoring.views.editions import LIST_TITLE, edition_title


class CoalitionEditionView(CoalitionMixin, TemplateView):
    """A frozen round for the coalition itself: its answers, and what its record says by now."""

    template_name = "monitoring/coalition_edition.html"
    permission = "monitoring.export_coalition"
    tab = "downloads"

    @cached_property
    def edition(self) -> Edition:
        rows = Edition.objects.visible_to(self.request.user).frozen()
        rows = rows.select_related("round__questionnaire_version")
        found: Edition = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def codes(self) -> list[str]:
        found = codes_of(self.edition.content, "coalition", self.coalition.slug)
        if not found:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return edition_title(self.edition)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("monitoring:coalition_exports", args=[self.coalition.slug])
        return [*super().get_breadcrumb(), (_("Downloads"), here)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = EditionPart.objects.filter(edition=self.edition, code__in=self.codes)
        return super().get_context_data(
            edition=self.edition,
            parts=parts.order_by("code").values(
                "code", "content__name", "content__state", "content__counts"
            ),
            drifts=[
                one for one in drift_of(self.edition, self.codes) if one.changes or one.is_other
            ],
            used=used_records(self.edition, self.codes),
            **kwargs,
        )


class PartPage(LoginRequiredMixin, PageMixin):
    """A page about what one municipality said; 404 for who may not read it."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def part(self) -> EditionPart:
        rows = EditionPart.objects.visible_to(self.request.user).select_related(
            "edition__round__questionnaire_version"
        )
        found: EditionPart = get_object_or_404(
            rows, edition=self.kwargs["pk"], code=self.kwargs["code"]
        )
        return found

    @cached_property
    def own_coalition(self) -> Coalition | None:
        """The coalition that gave the answers, when the reader takes part in it."""
        rows = Coalition.objects.taken_part_in_by(self.request.user)  # type: ignore[arg-type]
        return rows.filter(slug=self.part.content["coalition"]).first()

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        """By the page that the reader came from: that of the coalition, or that of the analysts."""
        edition, title = self.part.edition, edition_title(self.part.edition)
        if own := self.own_coalition:
            here = reverse("monitoring:coalition_edition", args=[own.slug, edition.pk])
            return [*start_path(), (own.name, own.get_absolute_url()), (title, here)]
        if is_analyst(self.request.user):
            here = reverse("monitoring:edition", args=[edition.pk])
            editions = reverse("monitoring:editions")
            return [*start_path(), (str(LIST_TITLE), editions), (title, here)]
        return [*start_path(), (_("Downloads"), reverse("monitoring:exports"))]


class EditionPartView(PartPage, TemplateView):
    """Every answer of a municipality as it was frozen."""

    template_name = "monitoring/edition_part.html"

    def get_page_title(self) -> str:
        title = edition_title(self.part.edition)
        words = {"name": self.part.content["name"], "title": title}
        part = self.part.edition.round.questionnaire_version.title
        return Dutch(_("Answers of %(name)s: %(title)s") % words, part)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(part=self.part, answers=shown_answers(self.part), **kwargs)


class EditionAnswerView(PartPage, TemplateView):
    """One answer with the records it came from.

    What those are called, and what they said where the answer is another, is for the coalition.
    """

    template_name = "monitoring/edition_answer.html"
    page_title = gettext_lazy("Where an answer comes from")

    @cached_property
    def answer(self) -> Shown:
        for one in shown_answers(self.part):
            if one.key == self.kwargs["question"]:
                return one
        raise Http404

    def get_page_title(self) -> str:
        question = self.answer.answer.question.text
        words = {"name": self.part.content["name"], "question": question}
        return Dutch(_("%(question)s %(name)s") % words, question)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("monitoring:edition_part", args=[self.part.edition_id, self.part.code])
        return [*super().get_breadcrumb(), (_("Answers of %(name)s") % self.part.content, here)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own, answer = self.own_coalition is not None, self.answer.answer
        may_read_record = is_own or (answer.is_asked and not answer.is_overruled)
        return super().get_context_data(
            place=edition_title(self.part.edition),
            part=self.part,
            shown=self.answer,
            cell=f"{self.part.code}:{self.answer.key}",
            may_read_sources=is_own,
            may_read_record=may_read_record,
            sources=answer.told_by if may_read_record else (),
            **kwargs,
        )
