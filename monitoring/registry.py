"""What the figures say of a coalition's record: a step, facts, a block and a next step."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final

from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalitions import registry
from coalitions.choices import Stage
from coalitions.models import Municipality
from coalitions.selectors.earned import Asked, register_rule
from coalitions.selectors.newest_changes import by_key, of_coalition
from coalitions.selectors.record import municipalities_of as coverage_of
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.sentences import Sentence, in_a_row
from monitoring.choices import ValueKind
from monitoring.models import Interpretation, OwnFigure, OwnIndicator
from monitoring.selectors.newest import Newest, newest_of
from monitoring.selectors.pages import Line
from monitoring.selectors.sources import sources_of
from monitoring.selectors.tables import telling_lines

KEY = "monitoring.lines"
FRESH_MONTHS: Final = 18


def look_up_together(readings: Sequence[registry.Reading]) -> None:
    """Look up the lines of several coalitions whose coverage is known, for a page with them all.

    One query, and more only for figures that changed since they were last read.
    """
    covered = {reading: _covered(reading) for reading in readings}
    figures = newest_of(dict.fromkeys(one for rows in covered.values() for one in rows))
    for reading, rows in covered.items():
        reading.remember(KEY, partial(_lines_in, figures, rows))


def _covered(reading: registry.Reading) -> list[Municipality]:
    return [row.municipality for row in coverage_of(reading)]


def _lines_in(figures: Newest, municipalities: Iterable[Municipality]) -> list[Line]:
    return [line for one in municipalities for line in figures.lines(one)]


def _lines(reading: registry.Reading) -> list[Line]:
    """Every line of every municipality of the coalition, looked up once per reading."""

    def look_up() -> list[Line]:
        figures = newest_of(_covered(reading))
        return _lines_in(figures, figures.municipalities)

    return reading.remember(KEY, look_up)


def _url(reading: registry.Reading) -> str:
    return safe_reverse("monitoring:coalition", slug=reading.coalition.slug)


def _indicators(lines: Iterable[Line]) -> int:
    return len({line.indicator.pk for line in lines})


def _newest(lines: Iterable[Line]) -> int:
    return max((line.figure.last_year for line in lines), default=0)


def information_step(reading: registry.Reading) -> registry.StepFact | None:
    """The step of gathering information: figures are there, or they are not."""
    count = _indicators(_lines(reading))
    if not count:
        return None
    text = ngettext("%(count)s figure", "%(count)s figures", count) % {"count": count}
    return registry.StepFact(registry.StepState.STARTED, text)


def figure_facts(reading: registry.Reading) -> list[registry.Fact]:
    """The newest figures, as the first fact of the principle about figures."""
    lines = _lines(reading)
    count = _indicators(lines)
    if not count:
        text = _("No figures have been loaded yet.")
        if reading.coalition.stage == Stage.ENDED:
            text = _("This coalition ended and has no municipalities any more.")
        return [registry.Fact(text, _url(reading), is_known=False, position=10)]
    text = ngettext(
        "%(count)s figure is loaded; the newest is about %(year)s.",
        "%(count)s figures are loaded; the newest is about %(year)s.",
        count,
    ) % {"count": count, "year": _newest(lines)}
    return [registry.Fact(text, _url(reading), position=10)]


def figures_asked(count: int, discussed_on: date | None, today: date) -> list[Asked]:
    """Figures that are published, and what the coalition read in them in the last 18 months."""
    is_fresh = discussed_on is not None and discussed_on >= _months_before(today, FRESH_MONTHS)
    return [
        Asked(_("published figures about the municipality"), count > 0),
        Asked(_("an interpretation of the figures younger than 18 months"), is_fresh),
    ]


def _months_before(day: date, months: int) -> date:
    """Return the same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _discussed_on(reading: registry.Reading) -> date | None:
    def look_up() -> date | None:
        rows = Interpretation.objects.filter(coalition=reading.coalition)
        newest: date | None = rows.aggregate(newest=Max("discussed_on"))["newest"]
        return newest

    return reading.remember("monitoring.discussed_on", look_up)


def interpretation_facts(reading: registry.Reading) -> list[registry.Fact]:
    """When the coalition last talked about its figures, as the second fact of that principle."""
    newest = _discussed_on(reading)
    url = safe_reverse("monitoring:interpretations", slug=reading.coalition.slug)
    if newest is None:
        text = _("What you read in the figures: not recorded yet.")
        return [registry.Fact(text, url, is_known=False, position=20)]
    day = date_format(newest, "j F Y")
    return [
        registry.Fact(
            _("The figures were last discussed on %(day)s.") % {"day": day}, url, position=20
        )
    ]


def figure_rule(reading: registry.Reading) -> list[Asked]:
    """Principle 4: figures are published, and an interpretation of them is of late."""
    return figures_asked(_indicators(_lines(reading)), _discussed_on(reading), clock.today())


def figures_known(reading: registry.Reading) -> list[registry.KnownFact]:
    """The newest figures with their sentences, for the first visit. Nobody is asked about them."""
    lines = _lines(reading)
    label, url = _("Figures"), _url(reading)
    if not lines:
        text = _("No figures have been loaded yet. That is done nationally.")
        return [registry.KnownFact(label, text, url=url, action=_("Figures"), position=60)]
    newest = sorted(telling_lines(lines, most=2), key=lambda line: -line.figure.last_year)
    return [
        registry.KnownFact(
            label,
            _counted(lines, url),
            _source_of(newest),
            url,
            _("See the figures"),
            60,
            details=[(line.sentence, line.indicator.name) for line in newest],
            has_dutch_source=True,
        )
    ]


def _counted(lines: list[Line], url: str) -> Sentence:
    """Say how many figures there are, how new they are and how many stay hidden."""
    count = _indicators(lines)
    words = ngettext(
        "%(count)s figure is loaded; the newest is about %(year)s.",
        "%(count)s figures are loaded; the newest is about %(year)s.",
        count,
    )
    told = [Sentence(words, {"count": count, "year": _newest(lines)}, {"count": url})]
    hidden = _indicators(line for line in lines if line.figure.kind == ValueKind.SUPPRESSED)
    if hidden:
        more = ngettext(
            "%(count)s figure is hidden, to protect families.",
            "%(count)s figures are hidden, to protect families.",
            hidden,
        )
        told.append(Sentence(more, {"count": hidden}, {"count": f"{url}?toon=verborgen"}))
    return in_a_row(told)


def _source_of(lines: Iterable[Line]) -> str:
    """Name the sources of the releases that the told figures come from, each once."""
    return "; ".join(one.title for one in sources_of(line.figure for line in lines))


def figures_block(reading: registry.Reading) -> registry.Block | None:
    """At most three figures, the most telling first."""
    told = telling_lines(_lines(reading))
    if not told:
        return None
    compared = (one.compared for one in told if one.verdict != "not_compared")
    references = [one.reference for one in compared if one]
    sources = sources_of([*(line.figure for line in told), *references])
    named = _("Sources: %(names)s.") % {
        "names": "; ".join(dict.fromkeys(one.words for one in sources))
    }
    return registry.Block(
        key="figures",
        title=_("Figures in short"),
        template="monitoring/_block.html",
        context={
            "lines": told,
            "slug": reading.coalition.slug,
            "url": _url(reading),
            "sources": sources,
        },
        lines=[*(line.sentence for line in told), named],
        position=30,
    )


def figures_next_step(reading: registry.Reading) -> list[registry.NextStep]:
    """Figures that stand apart from the country are worth talking about; never more than that."""
    if not reading.may_change:
        return []
    apart = _indicators(line for line in _lines(reading) if line.differs)
    if not apart:
        return []
    reason = ngettext(
        "%(count)s figure differs from the Netherlands. What do you see in practice?",
        "%(count)s figures differ from the Netherlands. What do you see in practice?",
        apart,
    )
    url = _url(reading)
    return [
        registry.NextStep(
            priority=80,
            title=_("Look at your figures together"),
            reason=Sentence(reason, {"count": apart}, {"count": f"{url}?toon=afwijkend"}),
            url=url,
            action=_("See the figures"),
        )
    ]


def _register_own_history() -> None:
    """Own figures in the log; a hidden one has no number there either, it was never stored."""
    parents = frozenset({"coalition", "indicator"})
    registry.register_history(
        registry.HistorySource(
            "own_indicator",
            OwnIndicator,
            gettext_lazy("Own figure"),
            of_coalition,
            "name",
            parents,
        )
    )
    registry.register_history(
        registry.HistorySource(
            "own_figure",
            OwnFigure,
            gettext_lazy("Number of an own figure"),
            by_key(
                lambda key: Q(
                    indicator_id__in=OwnIndicator.objects.filter(coalition=key).values("pk")
                )
            ),
            "year",
            parents,
        )
    )


def register() -> None:
    """Fill in what this app knows."""
    registry.register_step("informatie", information_step)
    registry.register_facts("cijfers", figure_facts)
    registry.register_facts("cijfers", interpretation_facts)
    register_rule("cijfers", figure_rule)
    registry.register_history(
        registry.HistorySource(
            "interpretation",
            Interpretation,
            gettext_lazy("Interpretation of figures"),
            of_coalition,
            "discussed_on",
            frozenset({"coalition"}),
            said_field="indicator",
        )
    )
    _register_own_history()
    registry.register_known(figures_known)
    registry.register_block(figures_block)
    registry.register_next_step(figures_next_step)
