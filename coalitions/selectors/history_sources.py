"""What coalitions itself brings into the log."""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.models import (
    Action,
    Coalition,
    CoalitionLead,
    CoalitionMunicipality,
    ContactCoalition,
    ContactMoment,
    ContactPerson,
    KnownAnswer,
    ParentInvolvement,
    Partnership,
)
from coalitions.registry import HistorySource, Reading


def _of_coalition(reading: Reading) -> Q:
    return Q(coalition=reading.coalition)


def _contacts(reading: Reading) -> Q | None:
    """Contact with the adviser is for who keeps the record and who advises it."""
    return _of_coalition(reading) if _reads_contacts(reading) else None


def _contact_moments(reading: Reading) -> Q | None:
    if not _reads_contacts(reading):
        return None
    links = ContactCoalition.objects.filter(coalition=reading.coalition)
    return Q(pgh_obj_id__in=links.values("contact"))


def _reads_contacts(reading: Reading) -> bool:
    def look_up() -> bool:
        user = reading.user
        if user is None or not user.is_authenticated:
            return False
        one = Coalition.objects.filter(pk=reading.coalition.pk)
        return (one.coordinated_by(user) | one.in_caseload_of(user)).exists()

    return reading.remember("coalitions.reads_contacts", look_up)


def register_own() -> None:
    """Bring the models of this app into the log. Called once when the app is ready."""
    parent = frozenset({"coalition", "partnership"})
    sources = (
        HistorySource(
            "coalition",
            Coalition,
            gettext_lazy("Coalition"),
            lambda reading: Q(pgh_obj_id=reading.coalition.pk),
        ),
        HistorySource(
            "coverage",
            CoalitionMunicipality,
            gettext_lazy("Municipality"),
            _of_coalition,
            "municipality",
            parent,
        ),
        HistorySource(
            "lead",
            CoalitionLead,
            gettext_lazy("Lead"),
            _of_coalition,
            "organisation",
            parent,
            has_personal=True,
        ),
        HistorySource(
            "partner", Partnership, gettext_lazy("Partner"), _of_coalition, "organisation", parent
        ),
        HistorySource(
            "contact",
            ContactPerson,
            gettext_lazy("Contact person"),
            lambda reading: Q(
                partnership_id__in=Partnership.objects.filter(coalition=reading.coalition).values(
                    "pk"
                )
            ),
            "partnership",
            parent | {"last_active_on"},
            has_personal=True,
        ),
        HistorySource(
            "parents",
            ParentInvolvement,
            gettext_lazy("Parents who think along"),
            _of_coalition,
            "form",
            parent,
        ),
        HistorySource(
            "known",
            KnownAnswer,
            gettext_lazy("Answer to what was known already"),
            _of_coalition,
            "topic",
            parent | {"topic", "fingerprint"},
        ),
        HistorySource("action", Action, gettext_lazy("Action"), _of_coalition, "title", parent),
        HistorySource(
            "contact-moment",
            ContactMoment,
            gettext_lazy("Contact with the adviser"),
            _contact_moments,
            "kind",
            frozenset({"adviser"}),
            said_field="text",
        ),
        HistorySource(
            "contact-coalition",
            ContactCoalition,
            gettext_lazy("Contact with this coalition"),
            _contacts,
            "contact",
            parent,
        ),
    )
    for source in sources:
        registry.register_history(source)
    registry.register_label(ContactMoment, _contact_words)
    registry.register_label(Partnership, lambda row: row.organisation.name, "organisation")


def _contact_words(contact: ContactMoment) -> str:
    return f"{contact.get_kind_display()}, {date_format(contact.held_on, 'j F Y')}"
