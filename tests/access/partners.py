"""Who may do what with long lists of partners, organisations, contact persons and leads."""

from coalitions.models import CoalitionLead
from tests.access.coalition import POSTERS, READERS, WRITERS, _contact, _parents, _partner, _slug
from tests.access.rows import Row


def _lead(world):
    return _slug(world) | {
        "pk": CoalitionLead.objects.create(coalition=world.coalition, name="X").pk
    }


def _contact_alone(world):
    return _slug(world) | {"pk": _contact(world)["contact"]}


def _person(world):
    return {"slug": world.coalition.slug, "kind": "contactpersoon"} | {
        "pk": _contact(world)["contact"]
    }


ERASED = {"email": "noor@example.org", "what": "erase"}
ROWS = [
    Row("coalitions:partners_end", WRITERS, kwargs=_slug),
    Row("coalitions:partners_import", WRITERS, kwargs=_slug),
    Row("coalitions:partners_file", WRITERS, kwargs=lambda w: _slug(w) | {"form": "csv"}),
    Row("coalitions:organisation_update", WRITERS, kwargs=_partner),
    Row("coalitions:parents_end", WRITERS, kwargs=_parents),
    Row("coalitions:contacts", WRITERS, kwargs=_slug),
    Row("coalitions:contact_confirm", POSTERS, method="POST", kwargs=_contact_alone),
    Row("coalitions:person", WRITERS, kwargs=_person),
    Row("coalitions:person", POSTERS, method="POST", kwargs=_person),
    Row("coalitions:person_file", WRITERS, kwargs=lambda w: _person(w) | {"form": "json"}),
    Row("coalitions:person_address", WRITERS, kwargs=_slug),
    Row("coalitions:person_address", POSTERS, method="POST", kwargs=_slug, data=lambda w: ERASED),
    Row("coalitions:leads", READERS, kwargs=_slug),
    Row("coalitions:lead_add", WRITERS, kwargs=_slug),
    Row("coalitions:lead_update", WRITERS, kwargs=_lead),
    Row("coalitions:lead_end", WRITERS, kwargs=_lead),
]
