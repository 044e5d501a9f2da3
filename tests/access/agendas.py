"""Who prepares and leads a meeting, and who reads its agenda and minutes."""

from django.db.models import Count

from coalitions.models import Agenda, AgendaItem, Meeting
from kansrijkestart.core import clock
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
POSTERS = WRITERS | {"coordinator": 302}


def _slug(world):
    return {"slug": world.coalition.slug}


def _found(world, state):
    """The agenda that has most on it, for the pages of a crowd (tests/test_list_costs.py)."""
    rows = Agenda.objects.filter(coalition=world.coalition, state=state)
    return rows.annotate(number=Count("items")).order_by("-number", "pk").first()


def _agenda(world):
    row = _found(world, "prepared")
    if row is None:
        row = Agenda.objects.create(coalition=world.coalition, day=clock.today())
        AgendaItem.objects.create(agenda=row, title="Vakantie", position=1)
    return _slug(world) | {"pk": row.pk}


def _minutes(world):
    row = _found(world, "held")
    if row is None:
        row = Agenda.objects.get(pk=_agenda(world)["pk"])
        meeting = Meeting.objects.create(coalition=world.coalition, held_on=clock.today())
        Agenda.objects.filter(pk=row.pk).update(state="held", meeting=meeting)
    return _slug(world) | {"pk": row.pk}


def _item(world):
    kept = _agenda(world)
    return kept | {"item": AgendaItem.objects.filter(agenda=kept["pk"]).first().pk}


def _place(_world):
    return {"way": "up", "seen": "1"}


ROWS = [
    Row("coalitions:agenda_add", WRITERS, kwargs=_slug),
    Row("coalitions:agenda", READERS, kwargs=_agenda),
    Row("coalitions:agenda_pdf", READERS, kwargs=_minutes),
    Row("coalitions:agenda_update", WRITERS, kwargs=_agenda),
    Row("coalitions:agenda_choose", WRITERS, kwargs=_agenda),
    Row("coalitions:agenda_presence", WRITERS, kwargs=_agenda),
    Row("coalitions:agenda_item", WRITERS, kwargs=_item),
    Row("coalitions:agenda_item_move", POSTERS, method="POST", kwargs=_item, data=_place),
    Row("coalitions:agenda_item_remove", POSTERS, method="POST", kwargs=_item),
    Row("coalitions:agenda_close", WRITERS, kwargs=_agenda),
    Row("coalitions:agenda_cancel", WRITERS, kwargs=_agenda),
    Row("coalitions:agenda_cancel", POSTERS, method="POST", kwargs=_agenda),
]
