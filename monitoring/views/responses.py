"""What a coalition answers in a round, to read: the rounds, the overview, the answers in order."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.models import Coalition
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.accounts.models import User
from kansrijkestart.core.dutch import Dutch
from monitoring.answers import Asked, follows_record
from monitoring.models import Response, Round
from monitoring.selectors.approval import wish_of
from monitoring.selectors.contradictions import contradictions_of
from monitoring.selectors.filled_in import Filling, Part, Place, Shown
from monitoring.selectors.fillings import filling_of, find_round
from monitoring.selectors.response_list import rounds_listed
from monitoring.services.answering import closed_words


class QuestionnaireMixin(CoalitionMixin):
    """A page of the questionnaires of a coalition.

    For who takes part in it, and for who may read some of its answers without opening the rest of
    the record: the lead of a region where a municipality shares them, analysts what was handed in.
    What they get is the answer with its reason and remarks: not what the record says or is called,
    and not who did what.
    """

    tab = "questionnaire"

    def get_coalitions(self) -> QuerySet[Coalition]:
        user = self.user
        shown = Q(pk__in=Coalition.objects.taken_part_in_by(user)) | Q(
            pk__in=Response.objects.visible_to(user).values("coalition")
        )
        return Coalition.objects.filter(shown).select_related("region", "lead_organisation")

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def takes_part(self) -> bool:
        """Whether the reader is of the coalition; others get the page without its menu."""
        mine = Coalition.objects.taken_part_in_by(self.user)
        return mine.filter(pk=self.coalition.pk).exists()

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        path = super().get_breadcrumb()
        return path if self.takes_part else path[:1]

    def page_line(self, note: str = "") -> str:
        """Who changed the record last is of the record, which others do not open."""
        return super().page_line(note) if self.takes_part else note

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        base = "coalitions/dossier.html" if self.takes_part else "base.html"
        return super().get_context_data(**kwargs) | {"base": base, "takes_part": self.takes_part}

    def list_url(self) -> str:
        return reverse("monitoring:responses", args=[self.coalition.slug])


class ResponseListView(QuestionnaireMixin, TemplateView):
    """The rounds of all years, or of one."""

    template_name = "monitoring/responses.html"

    def get_page_title(self) -> str:
        year = self.kwargs.get("year")
        return _("Questionnaires %(year)s") % {"year": year} if year else _("Questionnaires")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        path = super().get_breadcrumb()
        return [*path, (_("Questionnaires"), self.list_url())] if "year" in self.kwargs else path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.kwargs.get("year")
        return super().get_context_data(**kwargs) | {
            "rows": rounds_listed(self.coalition, self.user, year),
            "has_years": year is None,
        }


class RoundMixin(QuestionnaireMixin):
    """A page of one round of one coalition; 404 for who may read none of its answers."""

    needs_opened = True

    @cached_property
    def round(self) -> Round:
        found = find_round(self.kwargs["year"], self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def filling(self) -> Filling:
        return filling_of(self.round, self.coalition, self.user)

    def find_coalition(self) -> Coalition:
        """Also 404 for a part of a round that is not there, or of which nothing may be read."""
        self.coalition = super().find_coalition()
        readable = self.filling.places or (self.takes_part and not self.needs_opened)
        if not readable:
            raise Http404
        return self.coalition

    def url(self, name: str = "response", *more: Any) -> str:
        return reverse(f"monitoring:{name}", args=[*self.address(), *more])

    def address(self) -> tuple[str, int, str]:
        return self.coalition.slug, self.kwargs["year"], self.kwargs["key"]

    @property
    def closed(self) -> str:
        """Why nothing can be written now; empty when it can."""
        until = max((one.until for one in self.filling.places), default=None)
        return "" if self.filling.is_open else closed_words(self.round, until)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Questionnaires"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "round": self.round,
            "version": self.round.questionnaire_version,
            "filling": self.filling,
            "closed": self.closed,
        }


class UnderRoundMixin(RoundMixin):
    """A page below the overview of a round."""

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        version = self.round.questionnaire_version
        return [*super().get_breadcrumb(), (Dutch(version.title), self.url())]


@dataclass(frozen=True)
class PartLine:
    part: Part
    done: int
    total: int
    missing: list[Shown]


class ResponseView(RoundMixin, TemplateView):
    """How far the coalition is: per part and municipality, what is missing or does not agree."""

    template_name = "monitoring/response.html"
    needs_opened = False

    def get_page_title(self) -> str:
        return Dutch(self.round.questionnaire_version.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filling = self.filling
        parts = [
            PartLine(part, *filling.progress(part), filling.missing(part)) for part in filling.parts
        ]
        only_open = self.request.GET.get("gemeenten") == "open"
        return super().get_context_data(**kwargs) | {
            "only_open": only_open,
            "places": [one for one in filling.places if not only_open or one.is_waited_for],
            "parts": [one for one in parts if one.total],
            "contradictions": contradictions_of(filling, names_record=self.takes_part),
            "wish": wish_of(self.coalition) if self.takes_part else None,
            "may_approve": self.user.has_perm("monitoring.approve_answers", self.coalition)
            and any(one.response.state == "submitted" for one in filling.places),
            "has_handed_in": any(one.is_handed_in for one in filling.places),
        }


@dataclass(frozen=True)
class Line:
    """A question with its answer in one municipality."""

    asked: Asked
    help_text: str
    words: str
    is_answered: bool
    sources: list[dict[str, Any]]
    reason: str


class AnswersView(UnderRoundMixin, TemplateView):
    """The answers in the order of the questionnaire, to take over in the institute's own form."""

    template_name = "monitoring/response_answers.html"
    page_title = gettext_lazy("Answers to take over")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.place()
        parts = [
            (part, [self.line(place, shown) for shown in self.filling.shown(part, [place])])
            for part in self.filling.parts
        ]
        return super().get_context_data(**kwargs) | {
            "place": place,
            "parts": [(part, lines) for part, lines in parts if lines],
        }

    def place(self) -> Place:
        """The municipality that the reader asked for, else the first."""
        code = self.request.GET.get("gemeente", "")
        found = [one for one in self.filling.places if one.municipality.code == code]
        return (found or self.filling.places)[0]

    def line(self, place: Place, shown: Shown) -> Line:
        """Return an answer; the records behind it only for whoever takes part."""
        row = shown.row(place)
        shows_sources = self.takes_part and follows_record(row.given, row.derived)
        return Line(
            shown.asked,
            shown.question.help_text,
            place.words(shown.asked),
            place.value(shown.asked.key) is not None,
            row.sources if shows_sources else [],
            row.reason,
        )
