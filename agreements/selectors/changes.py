"""What changed about agreements: for the coalition's log, and for one agreement's own history."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import (
    Agreement,
    AgreementAttachment,
    AgreementDocument,
    AgreementIntervention,
    AgreementTheme,
    AgreementVersion,
    BottleneckAgreement,
    ConfirmationRequest,
    DetectionInstrument,
    Party,
    PartyConfirmation,
)
from coalitions import registry
from coalitions.registry import HistorySource
from coalitions.selectors.history import Entry, Feed, entries_for
from coalitions.selectors.newest_changes import by_key

PARENTS = frozenset({"agreement", "bottleneck", "coalition", "party", "version"})
LIMIT = 30


def _of_coalition(key: Any) -> Any:
    return Agreement.objects.filter(coalition=key).values("pk")


def _own(agreements: Any) -> Q:
    return Q(pgh_obj_id__in=agreements)


def _under(agreements: Any) -> Q:
    return Q(agreement__in=agreements)


def _asked(agreements: Any) -> Q:
    """When a question was asked; that its mail left is no news."""
    return _of_parties(agreements) & Q(pgh_label="insert")


def _taken_back(agreements: Any) -> Q:
    """When a question was taken back; what changed after that, as its address, is no news."""
    events: Any = ConfirmationRequest.events.field.model  # type: ignore[attr-defined]
    before = events.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"),
        pgh_id__lt=OuterRef("pgh_id"),
        withdrawn_at__isnull=False,
    )
    news = Q(pgh_label="update", withdrawn_at__isnull=False) & Q(~Exists(before))
    return _of_parties(agreements) & news


def _of_parties(agreements: Any) -> Q:
    return Q(party__in=Party.objects.filter(agreement__in=agreements).values("pk"))


Condition = Callable[[Any], Q]


def _source(
    key: str, model: Any, noun: Any, condition: Condition, name: str, about: str = ""
) -> tuple[HistorySource, Condition]:
    within = by_key(lambda key: condition(_of_coalition(key)))
    personal = model in (PartyConfirmation, ConfirmationRequest)
    said = "answer" if model is PartyConfirmation else ""
    source = HistorySource(key, model, noun, within, name, PARENTS, personal, about, said)
    return source, condition


SOURCES = (
    _source("agreement", Agreement, _("Agreement"), _own, "title"),
    _source("agreement-theme", AgreementTheme, _("Theme"), _under, "theme", "agreement"),
    _source("agreement-text", AgreementVersion, _("Text of an agreement"), _under, "agreement"),
    _source(
        "agreement-intervention",
        AgreementIntervention,
        _("Intervention of an agreement"),
        _under,
        "intervention",
        "agreement",
    ),
    _source(
        "agreement-attachment",
        AgreementAttachment,
        _("Attachment of an agreement"),
        _under,
        "attachment",
        "agreement",
    ),
    _source(
        "agreement-document",
        AgreementDocument,
        _("Document of an agreement"),
        _under,
        "title",
        "agreement",
    ),
    _source(
        "agreement-instrument",
        DetectionInstrument,
        _("Instrument for early detection"),
        _under,
        "name",
        "agreement",
    ),
    _source("party", Party, _("Partner of an agreement"), _under, "organisation", "agreement"),
    _source(
        "bottleneck-agreement",
        BottleneckAgreement,
        _("Agreement for a bottleneck"),
        _under,
        "agreement",
        "bottleneck",
    ),
    _source(
        "party-answer", PartyConfirmation, _("Answer of a partner"), _of_parties, "party", "version"
    ),
    _source(
        "party-question",
        ConfirmationRequest,
        _("Question to a partner"),
        _asked,
        "party",
        "version",
    ),
    _source(
        "party-question-back",
        ConfirmationRequest,
        _("Question that was taken back"),
        _taken_back,
        "party",
        "version",
    ),
)


def _version_words(version: AgreementVersion) -> str:
    return gettext("%(title)s, version %(number)s") % {
        "title": version.agreement.title,
        "number": version.number,
    }


def history_of(agreement: Agreement) -> list[Entry]:
    """Return the newest changes of one agreement, its text, parties and their answers."""
    feeds = [Feed(source, condition([agreement.pk])) for source, condition in SOURCES]
    return entries_for(feeds, LIMIT)


def register_own() -> None:
    """Bring agreements into the log. Called once when the app is ready."""
    registry.register_label(Party, lambda row: row.organisation.name, "organisation")
    registry.register_label(AgreementVersion, _version_words, "agreement")
    for source, _condition in SOURCES:
        registry.register_history(source)
