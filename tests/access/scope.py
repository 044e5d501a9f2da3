"""Who may do what with one invitation to a poll, and with contact that an adviser recorded."""

from coalitions.models import ContactCoalition, ContactMoment, PollInvitation
from tests.access.poll import POSTERS, WRITERS, _poll
from tests.access.rows import Row


def _invitation(world):
    where = _poll(world)
    return where | {"invitation": PollInvitation.objects.filter(poll=where["pk"]).latest("pk").pk}


def _contact(world):
    contact = ContactMoment.objects.create(
        adviser=world.users["adviser"], kind="visit", question="role"
    )
    ContactCoalition.objects.create(contact=contact, coalition=world.coalition)
    return {"pk": contact.pk}


def _contact_of_a_colleague(world):
    contact = ContactMoment.objects.create(
        adviser=world.users["other_adviser"], kind="visit", question="role"
    )
    ContactCoalition.objects.create(contact=contact, coalition=world.coalition)
    return {"pk": contact.pk}


ROWS = [
    Row("coalitions:poll_invited", WRITERS, kwargs=_poll),
    Row("coalitions:poll_resend", POSTERS, method="POST", kwargs=_invitation),
    Row("coalitions:poll_withdraw", POSTERS, method="POST", kwargs=_invitation),
    # Other advisers do not know of it; one with the same coalition reads it and does not change it.
    Row(
        "dashboard:contact_change",
        {"nobody": 302, "adviser": 200, "other_adviser": 404},
        otherwise=403,
        kwargs=_contact,
    ),
    Row(
        "dashboard:contact_change",
        {"nobody": 302, "adviser": 403, "other_adviser": 200},
        otherwise=403,
        kwargs=_contact_of_a_colleague,
    ),
]
