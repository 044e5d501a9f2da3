"""What coalitions itself brings into the log."""

from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import Exact
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.models import (
    Action,
    Bottleneck,
    BottleneckResponse,
    Coalition,
    CoalitionLead,
    CoalitionLink,
    CoalitionMunicipality,
    CoalitionStage,
    ContactCoalition,
    ContactMoment,
    ContactPerson,
    Grant,
    HandOver,
    KnownAnswer,
    Meeting,
    MeetingOrganisation,
    OrganisationMunicipality,
    OrganisationNetwork,
    OrganisationRegion,
    ParentInvolvement,
    Partnership,
    Poll,
    PracticeExample,
)
from coalitions.registry import HistorySource, Reading
from coalitions.selectors.newest_changes import Told, by_key, of_coalition


def _said_here(reading: Reading) -> Q:
    """Changes of a shared organisation that this coalition made; who did so elsewhere is theirs."""
    return Q(pgh_context__metadata__coalition=reading.coalition.pk)


def _advised(reading: Reading) -> QuerySet[Coalition] | None:
    """Contact with the adviser is for who keeps the record and who advises it."""
    user = reading.user
    if user is None or not user.is_authenticated:
        return None
    own = Coalition.objects.coordinated_by(user) | Coalition.objects.in_caseload_of(user)
    return own.filter(pk=reading.coalition.pk)


ADVISED: Final = Told("told_advised", _advised)


@ADVISED.within
def _contacts(coalitions: Any) -> Q:
    return Q(coalition__in=coalitions)


@ADVISED.within
def _contact_moments(coalitions: Any) -> Q:
    """Return what was recorded of a contact while it was about this coalition, and only that.

    A contact moved from one coalition to another leaves its earlier text with the first.
    """
    links = ContactCoalition.events.field.model.objects  # type: ignore[attr-defined]
    newest = links.filter(
        coalition__in=coalitions,
        contact=OuterRef("pgh_obj_id"),
        pgh_created_at__lte=OuterRef("pgh_created_at"),
    ).order_by("-pgh_id")
    return Q(Exact(Subquery(newest.values("pgh_label")[:1]), Value("insert")))


def _bottlenecks_and_meetings(parent: frozenset[str]) -> tuple[HistorySource, ...]:
    hidden = parent | {"bottleneck", "meeting"}
    return (
        HistorySource(
            "bottleneck", Bottleneck, gettext_lazy("Bottleneck"), of_coalition, "title", parent
        ),
        HistorySource(
            "bottleneck_response",
            BottleneckResponse,
            gettext_lazy("What the region does with a bottleneck"),
            by_key(
                lambda key: (
                    Q(coalition=key)
                    | Q(bottleneck_id__in=Bottleneck.objects.filter(coalition=key).values("pk"))
                )
            ),
            "bottleneck",
            hidden,
        ),
        HistorySource("meeting", Meeting, gettext_lazy("Meeting"), of_coalition, "held_on", parent),
        HistorySource(
            "meeting_organisation",
            MeetingOrganisation,
            gettext_lazy("Present at a meeting"),
            by_key(
                lambda key: Q(meeting_id__in=Meeting.objects.filter(coalition=key).values("pk"))
            ),
            "organisation",
            hidden,
        ),
    )


def register_own() -> None:
    """Bring the models of this app into the log. Called once when the app is ready."""
    parent = frozenset({"coalition", "partnership"})
    sources = (
        HistorySource(
            "coalition",
            Coalition,
            gettext_lazy("Coalition"),
            by_key(lambda key: Q(pgh_obj_id=key)),
        ),
        HistorySource(
            "coverage",
            CoalitionMunicipality,
            gettext_lazy("Municipality"),
            of_coalition,
            "municipality",
            parent,
        ),
        HistorySource(
            "stage",
            CoalitionStage,
            gettext_lazy("Stage of the coalition"),
            of_coalition,
            "stage",
            parent,
        ),
        HistorySource(
            "link_regional",
            CoalitionLink,
            gettext_lazy("Takes part in the regional coalition"),
            by_key(lambda key: Q(local=key)),
            "regional",
            parent | {"local"},
        ),
        HistorySource(
            "link_local",
            CoalitionLink,
            gettext_lazy("Local coalition that takes part"),
            by_key(lambda key: Q(regional=key)),
            "local",
            parent | {"regional"},
        ),
        HistorySource("grant", Grant, gettext_lazy("Grant"), of_coalition, "regulation", parent),
        HistorySource(
            "lead",
            CoalitionLead,
            gettext_lazy("Lead"),
            of_coalition,
            "organisation",
            parent,
            has_personal=True,
        ),
        HistorySource(
            "partner", Partnership, gettext_lazy("Partner"), of_coalition, "organisation", parent
        ),
        HistorySource(
            "contact",
            ContactPerson,
            gettext_lazy("Contact person"),
            by_key(
                lambda key: Q(
                    partnership_id__in=Partnership.objects.filter(coalition=key).values("pk")
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
            of_coalition,
            "form",
            parent,
        ),
        HistorySource(
            "organisation-municipality",
            OrganisationMunicipality,
            gettext_lazy("Work area"),
            _said_here,
            "municipality",
            about_field="organisation",
        ),
        HistorySource(
            "organisation-region",
            OrganisationRegion,
            gettext_lazy("Work area"),
            _said_here,
            "region",
            about_field="organisation",
        ),
        HistorySource(
            "organisation-network",
            OrganisationNetwork,
            gettext_lazy("Network"),
            _said_here,
            "name",
            frozenset({"name_fold"}),
            about_field="organisation",
        ),
        HistorySource(
            "known",
            KnownAnswer,
            gettext_lazy("Answer to what was known already"),
            of_coalition,
            "topic",
            parent | {"topic", "fingerprint"},
        ),
        HistorySource(
            "hand_over",
            HandOver,
            gettext_lazy("Hand-over"),
            of_coalition,
            "leaving",
            parent | {"note", "handed_over_at"},
        ),
        HistorySource("action", Action, gettext_lazy("Action"), of_coalition, "title", parent),
        HistorySource(
            "poll",
            Poll,
            gettext_lazy("Poll among partners"),
            of_coalition,
            "title",
            parent | {"checklist"},
        ),
        HistorySource(
            "example",
            PracticeExample,
            gettext_lazy("Practice example"),
            of_coalition,
            "title",
            parent | {"slug", "is_demo"},
        ),
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
        *_bottlenecks_and_meetings(parent),
    )
    for source in sources:
        registry.register_history(source)
    registry.register_label(ContactMoment, _contact_words)
    registry.register_label(Partnership, lambda row: row.organisation.name, "organisation")


def _contact_words(contact: ContactMoment) -> str:
    return f"{contact.get_kind_display()}, {date_format(contact.held_on, 'j F Y')}"
