"""Who may do what with a coalition, its partners, plan and log, and with the start page."""

from coalitions.models import Action, ContactPerson, ParentInvolvement
from tests.access.rows import Row
from tests.factories import PartnershipFactory

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
POSTERS = WRITERS | {"coordinator": 302}


def _slug(world):
    return {"slug": world.coalition.slug}


def _partner(world):
    return _slug(world) | {"pk": PartnershipFactory.create(coalition=world.coalition).pk}


def _contact(world):
    partnership = PartnershipFactory.create(coalition=world.coalition)
    contact = ContactPerson.objects.create(partnership=partnership, name="Persoon")
    return _slug(world) | {"pk": partnership.pk, "contact": contact.pk}


def _parents(world):
    row = ParentInvolvement.objects.create(coalition=world.coalition, form="panel")
    return _slug(world) | {"pk": row.pk}


def _action(world):
    return {"pk": Action.objects.create(coalition=world.coalition, title="Bellen").pk}


ROWS = [
    # Advisers, regional leads and national roles are sent on to the page where their work is.
    Row(
        "home",
        {
            "nobody": 200,
            "outsider": 200,
            "partner": 200,
            "coordinator": 200,
            "former_member": 200,
            "without_role": 200,
        },
        otherwise=302,
    ),
    Row("coalitions:list", {"nobody": 302}, otherwise=200),
    Row(
        "coalitions:create",
        {
            "nobody": 302,
            "outsider": 200,
            "coordinator": 200,
            "region_lead": 200,
            "other_region_lead": 200,
            "administrator": 200,
        },
        otherwise=403,
    ),
    Row("coalitions:detail", READERS, kwargs=_slug),
    Row("coalitions:report", READERS, kwargs=_slug),
    Row("coalitions:update", WRITERS, kwargs=_slug),
    Row("coalitions:end", WRITERS, kwargs=_slug),
    # Only for a coalition that has ended; a running one answers with its own page for changes.
    Row("coalitions:reopen", WRITERS | {"coordinator": 302}, kwargs=_slug),
    Row("coalitions:log", READERS, kwargs=_slug),
    Row("coalitions:hand_over", WRITERS, kwargs=_slug),
    Row("coalitions:hand_over_summary", READERS, kwargs=_slug),
    Row("coalitions:compare", READERS, kwargs=_slug),
    Row("coalitions:known", READERS, kwargs=_slug),
    Row("coalitions:known", POSTERS, method="POST", kwargs=_slug),
    Row("coalitions:partners", READERS, kwargs=_slug),
    Row("coalitions:partners_add", WRITERS, kwargs=_slug),
    Row("coalitions:partner_update", WRITERS, kwargs=_partner),
    Row("coalitions:partner_end", WRITERS, kwargs=_partner),
    Row("coalitions:contact_add", WRITERS, kwargs=_partner),
    Row("coalitions:contact_update", WRITERS, kwargs=_contact),
    Row("coalitions:contact_remove", POSTERS, method="POST", kwargs=_contact),
    Row("coalitions:parents_add", WRITERS, kwargs=_slug),
    Row("coalitions:parents_update", WRITERS, kwargs=_parents),
    Row("coalitions:actions", READERS, kwargs=_slug),
    Row("coalitions:action_add", WRITERS, kwargs=_slug),
    Row("coalitions:action_update", WRITERS, kwargs=lambda w: _slug(w) | _action(w)),
    Row("coalitions:action_done", WRITERS, kwargs=_action),
    Row("coalitions:my_actions", {"nobody": 302}, otherwise=200),
]
