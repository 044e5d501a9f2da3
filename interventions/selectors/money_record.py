"""What money says in the record: the log, the next step, principle 5 and the timeline."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalitions import registry
from coalitions.registry import Fact, HistorySource, NextStep, Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from coalitions.selectors.newest_changes import of_coalition
from coalitions.selectors.timeline import Milestone, register_milestones
from interventions.models import Funding
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.templatetags.ks import day

SOON: Final = timedelta(days=183)
PER_MONTH: Final = 30.44


def _url(reading: Reading) -> str:
    return safe_reverse("dashboard:coalition_money", slug=reading.coalition.slug)


MONEY: Final[LookUp[list[Funding]]] = LookUp(
    "interventions.money",
    lambda _reader: Funding.objects.filter(coalition=THE_COALITION).order_by("ends_on", "pk"),
    ("title", "ends_on", "is_pot", "pot_id"),
    list,
)


def _in_months(ends_on: date, title: str) -> str:
    months = round((ends_on - clock.today()).days / PER_MONTH)
    if not months:
        return _("Within a month “%(title)s” ends") % {"title": title}
    return ngettext(
        "In %(number)s month “%(title)s” ends", "In %(number)s months “%(title)s” ends", months
    ) % {"number": months, "title": title}


def next_steps(reading: Reading) -> list[NextStep]:
    """Say which money ends within six months, the first one only."""
    if not reading.may_change:
        return []
    today = clock.today()
    for row in MONEY.of(reading):
        if row.ends_on and today <= row.ends_on <= today + SOON:
            return [
                NextStep(
                    53,
                    _in_months(row.ends_on, row.title.rstrip(".")),
                    _("The last day of this money is %(date)s. What comes after it?")
                    % {"date": day(row.ends_on)},
                    _url(reading),
                    _("Look at the money"),
                )
            ]
    return []


def money_facts(reading: Reading) -> list[Fact]:
    """Principle 5: who pays along, and what of it is shared."""
    today = clock.today()
    rows = [row for row in MONEY.of(reading) if row.ends_on is None or row.ends_on >= today]
    if not rows:
        return []
    pooled = sum(row.is_pot or row.pot_id is not None for row in rows)
    text = ngettext(
        "%(number)s stream of money recorded, %(pooled)s of them in a pot of the region.",
        "%(number)s streams of money recorded, %(pooled)s of them in a pot of the region.",
        len(rows),
    ) % {"number": len(rows), "pooled": pooled}
    return [Fact(text, _url(reading), position=40)]


def money_milestones(reading: Reading) -> Iterator[Milestone]:
    """When money ended."""
    url = _url(reading)
    for row in MONEY.of(reading):
        if row.ends_on:
            yield Milestone(row.ends_on, _("Money ended"), row.title, url)


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_next_step(next_steps)
    register_look_up(MONEY)
    registry.register_facts("interventies", money_facts)
    registry.register_facts("scharnierpunt", money_facts)
    register_milestones(money_milestones)
    registry.register_history(
        HistorySource(
            "funding",
            Funding,
            gettext_lazy("Money"),
            of_coalition,
            "title",
            frozenset({"coalition"}),
        )
    )
