"""An invented meeting with its minutes, and one that is being prepared. Nobody in it is real."""

from datetime import date, timedelta
from typing import Any

from coalitions.models import Agenda, AgendaItem, Coalition
from coalitions.registry import Reading
from coalitions.selectors.agendas import offer_key, offered_for
from coalitions.services.agenda_items import NewAction, item_decide, items_add
from coalitions.services.agendas import agenda_close, agenda_presence_save, agenda_save
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from monitoring.demo.common import COORDINATOR, day, moment, rich_coalition, user

HELD, NEXT = "2026-03-17", "2026-05-12"
MOST_OFFERED = 2
AHEAD = timedelta(days=14)


def is_loaded() -> bool:
    return Agenda.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    coalition, keeper = rich_coalition(), user(COORDINATOR)
    with clock.travel(moment(HELD)):
        held = _prepare(coalition, keeper, day(HELD), ["Folder voor aanstaande ouders"])
        _hold(held, keeper)
    # What is being prepared lies ahead, whenever the demo is loaded.
    soon = clock.today() + AHEAD
    _prepare(coalition, keeper, soon, ["Wie komt er bij de volgende bijeenkomst?"])


def _prepare(coalition: Coalition, keeper: User, on: date, own: list[str]) -> Agenda:
    """Put on what was put off, and the first records of every kind."""
    agenda = agenda_save(coalition=coalition, day=on)
    earlier, offers = offered_for(agenda, Reading(coalition, keeper))
    keys = {offer_key(row) for row in earlier}
    taken: dict[str, int] = {}
    for one in offers:
        taken[one.source.key] = taken.get(one.source.key, 0) + 1
        if taken[one.source.key] <= MOST_OFFERED:
            keys.add(one.key)
    items_add(agenda=agenda, user=keeper, keys=keys, own=own)
    return agenda


def _hold(agenda: Agenda, keeper: User) -> None:
    """Decide about three items; the rest is put off."""
    partners = agenda.coalition.partners.active().select_related("organisation")
    there = list(dict.fromkeys(row.organisation for row in partners.order_by("pk")))[:3]
    agenda_presence_save(agenda=agenda, present=there, parents_present=2, expected_version=None)
    action = NewAction(
        "Eén folder maken uit de drie van nu", organisation=there[0], due_on=day("2026-05-01")
    )
    _decide(
        agenda.items.get(source=""),
        keeper,
        text="Ouders zijn blij met één folder. De partners leveren hun tekst aan.",
        action=action,
    )
    bottleneck = agenda.items.filter(source="bottlenecks").first()
    if bottleneck:
        _decide(
            bottleneck,
            keeper,
            outcome="no_decision",
            text="De wachttijd is besproken. Eerst komt er een overzicht van de groepen.",
        )
    agreement = agenda.items.filter(source="agreements").first()
    if agreement:
        _decide(
            agreement,
            keeper,
            text="De afspraak blijft zoals hij is tot de huisartsen hun ervaring hebben gedeeld.",
        )
    agenda_close(agenda=agenda, held_on=agenda.day, next_on=day(NEXT), expected_version=None)


def _decide(item: AgendaItem, keeper: User, outcome: str = "decided", **said: Any) -> None:
    item_decide(item=item, user=keeper, expected_version=None, outcome=outcome, **said)
