"""Many agendas, items, decisions and organisations, for what a page may cost."""

from coalitions.models import Agenda, AgendaDecision, AgendaItem, AgendaPresence
from kansrijkestart.core import clock


def crowd_of_agendas(meeting, organisation, user) -> None:
    """One more on every list: an agenda, an item of the first one, minutes with a put-off item."""
    today = clock.today()
    kept = {"coalition": meeting.coalition, "day": today}
    Agenda.objects.create(**kept)
    first = Agenda.objects.filter(coalition=meeting.coalition, state="prepared").earliest("pk")
    _fill(first, organisation, user)
    held = Agenda.objects.create(**kept)
    _fill(held, organisation, user)
    Agenda.objects.filter(pk=held.pk).update(state="held", meeting=meeting)


def _fill(agenda, organisation, user) -> None:
    place = agenda.items.count() + 1
    said = {"outcome": "postponed", "decided_at": clock.now()}
    item = AgendaItem.objects.create(agenda=agenda, title="Vakantie", position=place, **said)
    AgendaDecision.objects.create(item=item, kind="action_add", title="Bel", assigned_to=user)
    AgendaPresence.objects.get_or_create(
        agenda=agenda, organisation=organisation, defaults={"name": organisation.name}
    )
