"""Agendas and what was decided in meetings, in the log of their coalition."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.models import Agenda, AgendaDecision, AgendaItem, AgendaPresence
from coalitions.registry import HistorySource
from coalitions.selectors.newest_changes import by_key, of_coalition


@by_key
def _of_agenda(key: Any) -> Q:
    return Q(agenda_id__in=Agenda.objects.filter(coalition=key).values("pk"))


@by_key
def _of_item(key: Any) -> Q:
    items = AgendaItem.objects.filter(agenda__coalition=key)
    return Q(item_id__in=items.values("pk"))


def register_own() -> None:
    """Called once when the app is ready."""
    hidden = frozenset(
        {
            "coalition",
            "agenda",
            "item",
            "meeting",
            "record",
            "source",
            "position",
            "continues",
            "decided_at",  # the log has the moment
            "text",  # the minutes have it, for who may know what it is about
        }
    )
    sources = (
        ("agenda", Agenda, gettext_lazy("Agenda of a meeting"), of_coalition, "day"),
        ("agenda_item", AgendaItem, gettext_lazy("Item on an agenda"), _of_agenda, "title"),
        (
            "agenda_presence",
            AgendaPresence,
            gettext_lazy("Present at the meeting of an agenda"),
            _of_agenda,
            "name",
        ),
        (
            "agenda_decision",
            AgendaDecision,
            gettext_lazy("Decision in a meeting"),
            _of_item,
            "item",
        ),
    )
    for key, model, noun, within, name in sources:
        registry.register_history(HistorySource(key, model, noun, within, name, hidden))
