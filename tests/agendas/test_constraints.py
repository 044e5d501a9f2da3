"""What the database refuses of agendas, and what it allows."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from coalitions.models import Agenda, AgendaDecision, AgendaItem, AgendaPresence, Meeting
from coalitions.services.agendas import agenda_close
from kansrijkestart.core import clock
from tests import factories as make
from tests.agendas.world import TODAY, TOMORROW

pytestmark = pytest.mark.django_db


def refused(do):
    with pytest.raises(DatabaseError), transaction.atomic():
        do()


def test_only_a_held_agenda_is_a_meeting(table):
    meeting = Meeting.objects.create(coalition=table.coalition, held_on=TODAY)
    kept = {"coalition": table.coalition, "day": TODAY}
    refused(lambda: Agenda.objects.create(**kept, state="held"))
    refused(lambda: Agenda.objects.create(**kept, meeting=meeting))
    refused(lambda: Agenda.objects.create(**kept, state="cancelled", meeting=meeting))
    refused(lambda: Agenda.objects.create(**kept, state="ooit"))
    refused(lambda: Agenda.objects.create(**kept, kind="feest"))
    refused(lambda: Agenda.objects.create(**kept, next_on=TODAY))
    Agenda.objects.create(**kept, state="held", meeting=meeting, next_on=TOMORROW)
    refused(lambda: Agenda.objects.create(**kept, state="held", meeting=meeting))


def test_an_agenda_stays_with_its_coalition_and_its_meeting_too(table):
    other = make.CoalitionFactory.create()
    elsewhere = Meeting.objects.create(coalition=other, held_on=TODAY)
    kept = {"coalition": table.coalition, "day": TODAY}
    refused(lambda: Agenda.objects.create(**kept, state="held", meeting=elsewhere))
    agenda = Agenda.objects.create(**kept)
    refused(lambda: Agenda.objects.filter(pk=agenda.pk).update(coalition=other))


def test_an_item_is_a_record_or_an_own_point_once_and_in_its_own_place(table):
    agenda = table.prepare()
    kept = {"agenda": agenda, "title": "Iets"}
    refused(lambda: AgendaItem.objects.create(**kept, position=1, source="actions"))
    refused(lambda: AgendaItem.objects.create(**kept, position=1, record=4))
    refused(lambda: AgendaItem.objects.create(agenda=agenda, position=1, title=""))
    refused(lambda: AgendaItem.objects.create(**kept, position=1, outcome="decided"))
    refused(lambda: AgendaItem.objects.create(**kept, position=1, decided_at=clock.now()))
    refused(lambda: AgendaItem.objects.create(**kept, position=1, outcome="misschien"))
    AgendaItem.objects.create(**kept, position=1)
    AgendaItem.objects.create(**kept, position=2)  # own points may have the same words
    AgendaItem.objects.create(**kept, position=3, source="actions", record=4)
    refused(lambda: AgendaItem.objects.create(**kept, position=4, source="actions", record=4))

    def in_a_place_that_is_taken():
        AgendaItem.objects.create(**kept, position=3)
        connection.check_constraints()

    refused(in_a_place_that_is_taken)
    AgendaPresence.objects.create(agenda=agenda, organisation=table.organisation, name="A")
    refused(
        lambda: AgendaPresence.objects.create(
            agenda=agenda, organisation=table.organisation, name="B"
        )
    )


def test_the_minutes_of_a_closed_meeting_never_change(table):
    agenda = table.prepare(own=("Vakantie",))
    AgendaPresence.objects.create(agenda=agenda, organisation=table.organisation, name="A")
    item = agenda.items.get()
    AgendaDecision.objects.create(item=item, kind="action_add", title="Bellen")
    agenda_close(agenda=agenda, held_on=TODAY, expected_version=None)
    for model, values in (
        (Agenda, {"day": TODAY - timedelta(days=1)}),
        (Agenda, {"state": "prepared", "meeting": None}),
        (AgendaItem, {"text": "Anders"}),
        (AgendaItem, {"title": "Anders"}),
        (AgendaItem, {"position": 9}),
        (AgendaItem, {"outcome": "decided"}),
        (AgendaPresence, {"name": "B"}),
        (AgendaDecision, {"title": "Anders"}),
        (AgendaDecision, {"due_on": TODAY}),
        (AgendaDecision, {"who": "B"}),
    ):
        refused(lambda model=model, values=values: model.objects.update(**values))
    for model in (AgendaPresence, AgendaDecision):
        refused(lambda model=model: model.objects.all().delete())
    refused(lambda: AgendaItem.objects.create(agenda=agenda, title="Later", position=7))
    refused(lambda: AgendaDecision.objects.create(item=item, kind="action_add"))
    refused(
        lambda: AgendaPresence.objects.create(
            agenda=agenda, organisation=make.OrganisationFactory.create(), name="C"
        )
    )
    # A person who is erased leaves no name behind: who is pointed to may be taken out.
    AgendaDecision.objects.update(assigned_to=None)
