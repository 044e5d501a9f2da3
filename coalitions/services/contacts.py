"""Contact persons stay as long as they are in use; erasing leaves nothing of a person."""

from django.db import transaction
from django.db.models.functions import Coalesce

from coalitions.models import (
    Coalition,
    CoalitionLead,
    ContactPerson,
    Partnership,
    PollInvitation,
)
from coalitions.selectors.contacts import Person, addresses_of, rows_of_person
from coalitions.selectors.persons import Who, erase_elsewhere
from coalitions.services.polls import PURPOSE
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned, still_there
from kansrijkestart.links.services import links_revoke


@transaction.atomic
def contact_confirm(*, contact: ContactPerson) -> ContactPerson:
    """Say that a contact person is still right: the two years begin anew.

    A second click on the same day changes nothing, so the log tells it once.
    """
    Partnership.objects.select_for_update().get(pk=contact.partnership_id)
    stored = still_there(ContactPerson.objects.all(), contact.pk)
    if stored.last_active_on == clock.today():
        return stored
    stored.last_active_on = clock.today()
    return save_versioned(stored, expected_version=None, fields=["last_active_on"])


@transaction.atomic
def person_erase(*, coalition: Coalition, person: Person) -> int:
    """Remove every row of one person from a coalition's record; returns how many there were.

    Of an invitation to a poll address and link go, as when the poll closes; it counts as withdrawn.
    An answer that was given stays: nothing says whose it is (ADR 0015). Other apps take the person
    out of what they keep (``coalitions.selectors.persons``).
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    rows = rows_of_person(coalition, person)
    ContactPerson.objects.filter(pk__in=[row.pk for row in rows.contacts]).delete()
    CoalitionLead.objects.filter(pk__in=[row.pk for row in rows.leads]).delete()
    for invitation in rows.invitations:
        links_revoke(purpose=PURPOSE, subject_id=invitation.pk)
    PollInvitation.objects.filter(pk__in=[row.pk for row in rows.invitations]).update(
        email="", sealed="", withdrawn_at=Coalesce("withdrawn_at", clock.now())
    )
    addresses = frozenset(addresses_of(person, rows.contacts))
    erase_elsewhere(coalition, Who(person.name, addresses))
    return len(rows.contacts) + len(rows.leads) + len(rows.invitations) + len(rows.others)
