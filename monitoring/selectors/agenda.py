"""Figures that nobody talked about since they came; see coalitions.selectors.agenda_sources."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import (
    DateTimeField,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.translation import gettext_lazy

from coalitions.choices import ItemOutcome
from coalitions.models import AgendaItem, CoalitionMunicipality
from coalitions.querysets import open_on
from coalitions.registry import Reading
from coalitions.selectors.agenda_sources import AgendaSource, Fact, Subject, register_agenda
from coalitions.selectors.one_query import page
from coalitions.selectors.timeline import seen
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from monitoring.models import Indicator, IndicatorMembership, Interpretation, Observation
from monitoring.selectors.newest import newest_of
from monitoring.selectors.pages import municipalities_of

# What is older stands on the page of figures; it is no news for a meeting any more.
NEWS: Final = timedelta(days=365)
_url = page("monitoring:coalition")


def _rows(reading: Reading) -> QuerySet[Any] | None:
    """Indicators with a figure of this year's releases, not discussed since it was published.

    Only that there is a figure is asked here, hidden or not; what it says comes from the pages.
    """
    if reading.user is None:
        return None
    covered = CoalitionMunicipality.objects.filter(
        open_on(clock.today()), coalition=reading.coalition
    )
    published = (
        Observation.objects.published()
        .filter(
            municipality__in=covered.values("municipality"),
            release__published_at__gte=clock.now() - NEWS,
            definition__indicator=OuterRef("pk"),
        )
        .order_by()
        .values("definition__indicator")
        .annotate(newest=Max("release__published_at"))
        .values("newest")
    )
    rows = Indicator.objects.annotate(news_at=Subquery(published, output_field=DateTimeField()))
    found = rows.filter(news_at__isnull=False)
    return found.filter(~Exists(_discussed(reading)), ~Exists(_talked_about(reading)))


def _discussed(reading: Reading) -> QuerySet[Interpretation]:
    """Talks about the indicator, about a set it is in, or about the figures together."""
    sets = IndicatorMembership.objects.filter(indicator=OuterRef(OuterRef("pk")))
    about = (
        Q(indicator=OuterRef("pk"))
        | Q(indicator_set__in=sets.values("indicator_set"))
        | Q(indicator__isnull=True, indicator_set__isnull=True)
    )
    found: QuerySet[Interpretation] = seen(Interpretation, reading).filter(
        about, discussed_on__gte=OuterRef("news_at__date")
    )
    return found


def _talked_about(reading: Reading) -> QuerySet[AgendaItem]:
    """Items of meetings in which the figure came up, whether or not a conclusion came of it."""
    return AgendaItem.objects.filter(
        agenda__coalition=reading.coalition,
        source="figures",
        record=OuterRef("pk"),
        outcome__in=[ItemOutcome.DECIDED, ItemOutcome.NO_DECISION],
        decided_at__gte=OuterRef("news_at"),
    )


def _look(reading: Reading, pk: int) -> Subject | None:
    """The sentence of each municipality, protected as on its own page."""
    row = Indicator.objects.filter(pk=pk).first()
    if row is None or reading.user is None:
        return None
    places = municipalities_of(reading.coalition)
    newest = newest_of(places)
    found = ((one.name, newest.line(row, one)) for one in places)
    lines: list[Fact] = [(name, line.sentence) for name, line in found if line]
    url = safe_reverse("monitoring:indicator", slug=reading.coalition.slug, key=row.key)
    return Subject(lines, ("figures_discussed",), url=url or _url(reading, pk))


def register_own() -> None:
    """Called once when the app is ready."""
    register_agenda(
        AgendaSource(
            key="figures",
            words=gettext_lazy("New figures you have not talked about yet"),
            noun=gettext_lazy("New figure"),
            rows=_rows,
            name="name",
            on="news_at",
            why=gettext_lazy("published on"),
            url=_url,
            look=_look,
            position=40,
            is_dutch=True,
        )
    )
