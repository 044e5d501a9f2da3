"""Evidence (onderbouwing): which records may show what an answer says, and which do.

Every app says what it has to offer with ``register_evidence``; nobody here knows which app keeps
what. Readers see a linked record only as far as they may see that record itself.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.models import Assessment, DocumentEvidence, Evidence, PartnerEvidence, Partnership
from coalitions.registry import Reading
from coalitions.selectors.checklist_history import tell_of_evidence
from kansrijkestart.core.links import Label, safe_reverse

DOCUMENT: Final = "document"


@dataclass(frozen=True)
class Candidate:
    """A record that may stand beside a statement. Its words may be Dutch in every language."""

    pk: int
    words: str
    url: str = ""
    is_dutch: bool = False


Records = Callable[[Reading, Collection[int] | None], Iterable[Candidate]]
"""Give the records to choose from (``None``), or exactly those asked for, also when they are over;
never one that the reader may not see."""


@dataclass(frozen=True)
class EvidenceSource:
    """One kind of record: its heading in the form, its noun in the log, its link model."""

    key: str
    title: Label
    noun: Label
    model: type[Evidence]
    records: Records


@dataclass(frozen=True)
class Linked:
    """A record beside a statement, as one reader sees it; ``key`` names it in the form."""

    key: str
    kind: Label
    words: str
    url: str = ""
    is_dutch: bool = False


_sources: dict[str, EvidenceSource] = {}


def register_evidence(source: EvidenceSource) -> None:
    """Let an app offer its records as evidence; its links come into the log."""
    _sources[source.key] = source
    tell_of_evidence(f"evidence-{source.key}", source.model, source.noun, "record")


def evidence_sources() -> list[EvidenceSource]:
    """Return the kinds of record, in the order in which the form shows them."""
    return list(_sources.values())


def evidence_of(assessment: Assessment, reading: Reading) -> dict[int, list[Linked]]:
    """Return what stands beside each statement of a round, keyed by statement.

    Two queries without evidence, and one more per kind of record that is linked.
    """
    wanted = _links(assessment)
    found: defaultdict[int, list[Linked]] = defaultdict(list)
    for source in evidence_sources():
        links = wanted[source.key]
        known = {}
        if links:
            asked = {record for _statement, record in links}
            known = {one.pk: one for one in source.records(reading, asked)}
        for statement, record in links:
            found[statement].append(_linked(source, record, known.get(record)))
    for row in DocumentEvidence.objects.filter(assessment=assessment).order_by("pk"):
        kind = gettext_lazy("Document")
        linked = Linked(f"{DOCUMENT}-{row.pk}", kind, row.title, row.url)
        found[row.statement_id].append(linked)
    return dict(found)


def _links(assessment: Assessment) -> defaultdict[str, list[tuple[int, int]]]:
    parts = [
        source.model._default_manager.filter(assessment=assessment)
        .annotate(kind=Value(key), of=F("record"))
        .values_list("kind", "statement", "of", "pk")
        for key, source in _sources.items()
    ]
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    rows: Any = parts[0].union(*parts[1:], all=True).order_by("pk") if parts else []
    for kind, statement, record, _pk in rows:
        found[kind].append((statement, record))
    return found


def _linked(source: EvidenceSource, record: int, known: Candidate | None) -> Linked:
    if known is None:
        return Linked("", source.noun, _("not shared with you"))
    return Linked(f"{source.key}-{record}", source.noun, known.words, known.url, known.is_dutch)


def partner_records(reading: Reading, asked: Collection[int] | None) -> list[Candidate]:
    """Partners of the coalition: those of today to choose from."""
    rows = Partnership.objects.filter(coalition=reading.coalition)
    rows = rows.active() if asked is None else rows.filter(pk__in=asked)
    url = safe_reverse("coalitions:partners", slug=reading.coalition.slug)
    return [Candidate(row.pk, row.organisation.name, url) for row in rows.for_list()]


def register_own() -> None:
    """Offer partners and documents. Called once when the app is ready."""
    register_evidence(
        EvidenceSource(
            "partner",
            gettext_lazy("Partners"),
            gettext_lazy("Partner"),
            PartnerEvidence,
            partner_records,
        )
    )
    tell_of_evidence("evidence-document", DocumentEvidence, gettext_lazy("Document"), "title")
