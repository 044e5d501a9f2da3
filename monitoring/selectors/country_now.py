"""What goes on in the country now, for the first page of an analyst: the rounds and the figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, IntegerField, Max, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import ngettext

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.sentences import Sentence
from monitoring.choices import HANDED_IN, ReleaseState, ValueKind
from monitoring.models import FigureImport, Observation, Release, Round
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
    """Files of figures: when the last one was published, and what waits for an analyst.

    ``newest`` names the source of the newest file that anyone may read and that is about
    municipalities; ``places`` are the keys of those that have a figure in it. A hidden figure is
    one, what is not available is none.
    """

    published_at: datetime | None
    drafts: int
    waiting: int
    newest: str
    places: frozenset[int]


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
    """Return how the files of figures are that this reader works on (one query)."""
    releases = Release.objects.visible_to(user).order_by()
    published = releases.filter(state=ReleaseState.PUBLISHED)
    drafts = releases.filter(state=ReleaseState.DRAFT)
    waiting = FigureImport.objects.visible_to(user).waiting().order_by()
    of_places = Observation.objects.filter(municipality__isnull=False)
    newest = Release.objects.public().filter(pk__in=of_places.values("release"))
    newest = newest.order_by("-published_at", "-pk")
    with_figure = of_places.filter(
        release=Subquery(newest.values("pk")[:1]), kind__in=(ValueKind.VALUE, ValueKind.SUPPRESSED)
    )
    row = User.objects.filter(pk=user.pk).values(
        published_on_top=Subquery(published.order_by("-published_at").values("published_at")[:1]),
        draft_files=_number_of(drafts),
        waiting_files=_number_of(waiting),
        newest_source=Subquery(newest.values("source")[:1]),
        newest_places=ArraySubquery(with_figure.order_by().values("municipality").distinct()),
    )
    found = row.get()
    return FiguresNow(
        found["published_on_top"],
        found["draft_files"],
        found["waiting_files"],
        found["newest_source"] or "",
        frozenset(found["newest_places"] or ()),
    )


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows there are, within another query."""
    counted = rows.values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# The same as ``answers.asked_in_order`` with what stands there, for thousands of answers at once:
# a question comes by when it follows none, or when one that came by has one of these answers.
_COMPLETE: Final = """
WITH RECURSIVE come_by AS (
  SELECT r.id AS response, r.round_id, q.id AS question, q.is_required,
    coalesce(a.given, a.derived) AS value
  FROM monitoring_response r
  JOIN monitoring_round asked ON asked.id = r.round_id
  JOIN monitoring_question q ON q.questionnaire_version_id = asked.questionnaire_version_id
  LEFT JOIN monitoring_responseanswer a ON a.response_id = r.id AND a.question_id = q.id
  WHERE r.round_id = ANY(%(rounds)s) AND r.coalition_id IS NOT NULL AND q.asked_after_id IS NULL
  UNION ALL
  SELECT before.response, before.round_id, q.id, q.is_required, coalesce(a.given, a.derived)
  FROM come_by before
  JOIN monitoring_question q ON q.asked_after_id = before.question
  LEFT JOIN monitoring_responseanswer a
    ON a.response_id = before.response AND a.question_id = q.id
  WHERE NOT before.value ? 'unknown' AND before.value->'options' ?| q.asked_when
)
SELECT round_id, count(*) FROM (
  SELECT round_id, response FROM come_by GROUP BY round_id, response
  HAVING count(*) FILTER (WHERE is_required AND value IS NULL) = 0
) AS complete GROUP BY round_id
"""


def complete_in(rounds: Iterable[RoundNow]) -> dict[int, int]:
    """Return per round how many municipalities have all that must be answered (one query).

    Of those that are asked; "not known" is an answer. Without rounds nothing is asked.
    """
    keys = [one.round.pk for one in rounds]
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETE, {"rounds": keys})
        return dict.fromkeys(keys, 0) | dict(cursor.fetchall())
