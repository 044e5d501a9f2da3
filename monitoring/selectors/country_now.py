"""What goes on in the country now, for the first page of an analyst: the rounds and the figures."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import ngettext

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.sentences import Sentence
from monitoring.choices import HANDED_IN, ReleaseState
from monitoring.models import FigureImport, Release, Round
from monitoring.selectors.round_states import closing_words


@dataclass(frozen=True)
class RoundNow:
    """A round that is open: of the municipalities that are asked so many handed in.

    ``is_over`` for everybody but those who have more time, until ``last``.
    """

    round: Round
    asked: int
    handed_in: int
    last: datetime

    @property
    def is_over(self) -> bool:
        return self.round.closes_at <= clock.now()

    @property
    def said(self) -> Sentence:
        """Say how many handed in; both numbers lead to the municipalities of the round."""
        words = ngettext(
            "%(handed_in)s of the %(asked)s municipality that is asked handed in",
            "%(handed_in)s of the %(asked)s municipalities that are asked handed in",
            self.asked,
        )
        page = reverse("monitoring:round_overview", args=[self.round.pk])
        urls = {"handed_in": f"{page}?state=handed_in", "asked": f"{page}?state=asked"}
        return Sentence(words, {"handed_in": self.handed_in, "asked": self.asked}, urls)

    @property
    def until(self) -> str:
        return closing_words(self.last if self.is_over else self.round.closes_at)


@dataclass(frozen=True)
class FiguresNow:
    """Files of figures: when the last one was published, and what waits for an analyst."""

    published_at: datetime | None
    drafts: int
    waiting: int


def rounds_now() -> list[RoundNow]:
    """Return the rounds that are open, the one that closes first on top (one query).

    Asked is who has a coalition, so that somebody can answer, as on the round's own page.
    """
    asked = Q(responses__coalition__isnull=False)
    rows = Round.objects.for_list().open_at(clock.now())
    counted = rows.annotate(
        asked=Count("responses", filter=asked, distinct=True),
        handed_in=Count(
            "responses", filter=asked & Q(responses__state__in=HANDED_IN), distinct=True
        ),
        last=Greatest("closes_at", Max("extensions__until")),
    )
    return [
        RoundNow(one, one.asked, one.handed_in, one.last)
        for one in counted.order_by("closes_at", "pk")
    ]


def figures_now(user: User) -> FiguresNow:
    """Return how the files of figures are that this reader works on (two queries)."""
    rows = Release.objects.visible_to(user).aggregate(
        newest=Max("published_at", filter=Q(state=ReleaseState.PUBLISHED)),
        drafts=Count("pk", filter=Q(state=ReleaseState.DRAFT)),
    )
    waiting = FigureImport.objects.visible_to(user).waiting().count()
    return FiguresNow(rows["newest"], rows["drafts"], waiting)
