"""Contact persons stay as long as they are in use; erasing leaves nothing of a person."""

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from coalitions.models import (
    Coalition,
    CoalitionLead,
    ContactPerson,
    Partnership,
    PollInvitation,
)
from coalitions.selectors.contacts import Person, rows_of_person
from coalitions.services.polls import PURPOSE
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.links.services import links_revoke


@transaction.atomic
def contact_confirm(*, contact: ContactPerson) -> ContactPerson:
    """Say that a contact person is still right: the two years begin anew."""
    Partnership.objects.select_for_update().get(pk=contact.partnership_id)
    stored = ContactPerson.objects.select_for_update().get(pk=contact.pk)
    stored.last_active_on = clock.today()
    return save_versioned(stored, expected_version=None, fields=["last_active_on"])


@transaction.atomic
def person_erase(*, coalition: Coalition, person: Person) -> int:
    """Remove every row of one person from a coalition's record; returns how many there were.

    Of an invitation to a poll the address goes and the link is dead. Which answers were theirs is
    kept nowhere, so these stay (docs/adr/0015).
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    rows = rows_of_person(coalition, person)
    ContactPerson.objects.filter(pk__in=[row.pk for row in rows.contacts]).delete()
    CoalitionLead.objects.filter(pk__in=[row.pk for row in rows.leads]).delete()
    for row in rows.invitations:
        links_revoke(purpose=PURPOSE, subject_id=row.pk)
    PollInvitation.objects.filter(pk__in=[row.pk for row in rows.invitations]).update(
        email="", sealed="", withdrawn_at=Coalesce("withdrawn_at", Value(clock.now()))
    )
    return len(rows.contacts) + len(rows.leads) + len(rows.invitations)
