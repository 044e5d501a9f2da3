"""Contact persons of a coalition: who needs another look, and every row of one person."""

from calendar import isleap
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from coalitions.models import Coalition, CoalitionLead, ContactPerson, PollInvitation
from coalitions.selectors.persons import PersonLine, Who, lines_of, mentions_of
from kansrijkestart.core import clock
from kansrijkestart.core.models import Fold

# How long a contact person stays without a sign of life before the page asks.
RETENTION_YEARS: Final = 2


@dataclass(frozen=True)
class Person:
    """Somebody as the record names them; the e-mail address says more than the name."""

    name: str
    email: str = ""


@dataclass(frozen=True)
class PersonRows:
    """Everything a coalition's record holds of one person."""

    contacts: list[ContactPerson]
    leads: list[CoalitionLead]
    invitations: list[PollInvitation] = field(default_factory=list)
    others: list[PersonLine] = field(default_factory=list)
    mentions: list[PersonLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be erased."""
        return not (self.contacts or self.leads or self.invitations or self.others)

    def as_data(self) -> list[dict[str, Any]]:
        """Return the rows as plain values, for a file the person may have."""
        contacts = [
            {
                "kind": "contact person",
                "organisation": row.partnership.organisation.name,
                "name": row.name,
                "function": row.function,
                "email": row.email,
                "phone": row.phone,
                "last_active_on": row.last_active_on.isoformat(),
                "created_at": row.created_at.isoformat(),
            }
            for row in self.contacts
        ]
        leads = [
            {
                "kind": "lead",
                "organisation": row.organisation.name if row.organisation else "",
                "name": row.name,
                "since": row.since.isoformat() if row.since else "",
                "until": row.until.isoformat() if row.until else "",
                "created_at": row.created_at.isoformat(),
            }
            for row in self.leads
        ]
        invitations = [
            {
                "kind": "invitation to a poll",
                "organisation": row.organisation.name if row.organisation else "",
                "email": row.email,
                "created_at": row.invited_at.isoformat(),
            }
            for row in self.invitations
        ]
        others = [{"kind": line.kind, **line.values} for line in self.others]
        return contacts + leads + invitations + others


def flag_date() -> date:
    """Return the day before which a sign of life is too long ago."""
    today = clock.today()
    year = today.year - RETENTION_YEARS
    if (today.month, today.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return today.replace(year=year)


def contacts_of(coalition: Coalition, text: str = "") -> QuerySet[ContactPerson]:
    """Return the contact persons of a coalition, longest without a sign of life first."""
    rows = ContactPerson.objects.filter(partnership__coalition=coalition)
    if text.strip():
        wanted = Fold(Value(text.strip()))
        rows = rows.annotate(
            folded_name=Fold("name"), folded_email=Fold("email"), wanted=wanted
        ).filter(
            Q(folded_name__contains=wanted)
            | Q(folded_email__contains=wanted)
            | Q(partnership__organisation__name_fold__contains=wanted)
        )
    return rows.select_related("partnership__organisation", "partnership__partner_type").order_by(
        "last_active_on", "pk"
    )


def flagged_of(coalition: Coalition) -> QuerySet[ContactPerson]:
    """Return the contact persons without a sign of life for two years."""
    return contacts_of(coalition).filter(last_active_on__lte=flag_date())


def rows_of_person(coalition: Coalition, person: Person) -> PersonRows:
    """Find a person by e-mail address and by name, whatever its case and accents.

    Rows with another address are somebody else of the same name. Invitations to a poll have an
    address only, so they are found by the addresses that the contact persons have.
    """
    same_name = Q(folded=Fold(Value(person.name))) & ~Q(name="")
    contacts = ContactPerson.objects.filter(partnership__coalition=coalition)
    contacts = contacts.annotate(folded=Fold("name"))
    if person.email:
        same = Q(email__iexact=person.email) | (same_name & Q(email=""))
    else:
        same = same_name & Q(email="")
    leads = CoalitionLead.objects.filter(coalition=coalition).annotate(folded=Fold("name"))
    found: list[ContactPerson] = list(
        contacts.filter(same).select_related("partnership__organisation").order_by("pk")
    )
    addresses = addresses_of(person, found)
    who = Who(person.name, frozenset(addresses))
    return PersonRows(
        found,
        list(leads.filter(same_name).select_related("organisation").order_by("pk")),
        _invited(coalition, addresses),
        lines_of(coalition, who),
        mentions_of(coalition, who),
    )


def person_at(coalition: Coalition, address: str) -> Person:
    """Return whoever has this address; with the name that a contact person has, or without one."""
    rows = ContactPerson.objects.filter(partnership__coalition=coalition, email__iexact=address)
    return Person(rows.order_by("pk").values_list("name", flat=True).first() or "", address)


def addresses_of(person: Person, contacts: list[ContactPerson]) -> set[str]:
    """Return every address that is known as theirs."""
    return {person.email, *(row.email for row in contacts)} - {""}


def _invited(coalition: Coalition, addresses: set[str]) -> list[PollInvitation]:
    rows = PollInvitation.objects.filter(poll__coalition=coalition).annotate(folded=Lower("email"))
    rows = rows.filter(folded__in=[address.lower() for address in addresses])
    return list(rows.select_related("organisation", "poll").order_by("pk"))
