"""What stands in the documents of agreements: text, parties, answers per text, and how it went.

Read at once for as many agreements as asked; the number of queries is always the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.timezone import localdate

from agreements.models import Agreement, AgreementVersion, Party, PartyConfirmation
from agreements.querysets import AgreementQuerySet


@dataclass(frozen=True)
class Answer:
    """What one party said of one text. ``name`` is of the person who answered: its signature."""

    organisation: str
    number: int
    answer: str
    on: date | None = None
    name: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Moment:
    """A day on which the agreement came into a state, or got a new text (its number)."""

    at: datetime
    state: str = ""
    number: int = 0

    @property
    def on(self) -> date:
        return localdate(self.at)


@dataclass(frozen=True)
class Paper:
    """One agreement, ready to be put on paper."""

    agreement: Agreement
    version: AgreementVersion | None
    parties: list[Party]
    answers: list[Answer]
    moments: list[Moment] = field(default_factory=list)

    @property
    def confirmed(self) -> int:
        """How many of the parties confirmed the newest text."""
        number = self.version.number if self.version else 0
        return confirmed_count(self.parties, number)


def for_papers(rows: AgreementQuerySet) -> AgreementQuerySet:
    """Return agreements with their texts, parties and answers, in the order of the rows."""
    more = ("instruments", "documents", "interventions__intervention")
    whole = _with_parties(rows).select_related("ambition")
    return whole.prefetch_related("versions", *more)


def for_list_file(rows: AgreementQuerySet) -> AgreementQuerySet:
    """Return agreements with their themes, parties and answers, in the order of the rows.

    Of their texts the number only: a list of all of them does not need the words.
    """
    numbers = AgreementVersion.objects.defer("text")
    return _with_parties(rows).prefetch_related(Prefetch("versions", numbers))


def _with_parties(rows: AgreementQuerySet) -> AgreementQuerySet:
    answers = PartyConfirmation.objects.select_related("version")
    parties = Party.objects.select_related("organisation").order_by("organisation__name_fold", "pk")
    return rows.select_related("coalition", "owner_organisation").prefetch_related(
        "themes__theme",
        Prefetch("parties", parties),
        Prefetch("parties__confirmations", answers.order_by("answered_at", "pk")),
    )


def papers_of(rows: AgreementQuerySet) -> list[Paper]:
    """Return what the documents of these agreements hold."""
    agreements = list(for_papers(rows))
    moments = _moments(agreements)
    return [_paper(agreement, moments[agreement.pk]) for agreement in agreements]


def _paper(agreement: Agreement, states: list[Moment]) -> Paper:
    versions = list(agreement.versions.all())
    newest = versions[-1] if versions else None
    texts = [Moment(one.created_at, number=one.number) for one in versions]
    return Paper(
        agreement=agreement,
        version=newest,
        parties=current_parties(agreement),
        answers=_answers(agreement, newest),
        moments=sorted([*states, *texts], key=lambda one: (one.at, one.number)),
    )


def current_parties(agreement: Agreement) -> list[Party]:
    """Return who is party now, in order of name. Asks nothing when parties were looked up."""
    return [party for party in agreement.parties.all() if party.left_on is None]


def confirmed_count(parties: Iterable[Party], number: int) -> int:
    """Return how many of these parties confirmed the text with this number."""
    latest = (_latest(party, number) for party in parties)
    return sum(one is not None and one.answer.startswith("confirmed") for one in latest)


def _latest(party: Party, number: int) -> PartyConfirmation | None:
    said = [one for one in party.confirmations.all() if one.version.number == number]
    return said[-1] if said else None


def _answers(agreement: Agreement, newest: AgreementVersion | None) -> list[Answer]:
    """Return all answers, those to the newest text first; who said nothing of it is there too."""
    found = []
    for party in agreement.parties.all():
        found += [_answer(one) for one in party.confirmations.all()]
        if newest and party.left_on is None and _latest(party, newest.number) is None:
            found.append(Answer(party.organisation.name, newest.number, "none"))
    return sorted(found, key=lambda one: -one.number)


def _answer(given: PartyConfirmation) -> Answer:
    return Answer(
        organisation=given.organisation_name,
        number=given.version.number,
        answer=given.answer,
        on=localdate(given.answered_at),
        name=given.signature,
        remark=given.remark,
    )


def _moments(agreements: list[Agreement]) -> dict[int, list[Moment]]:
    """Return when each agreement came into a state, as its history tells. One query."""
    found: dict[int, list[Moment]] = {agreement.pk: [] for agreement in agreements}
    events: Any = Agreement.events.field.model  # type: ignore[attr-defined]
    rows = events.objects.filter(pgh_obj_id__in=list(found)).order_by("pgh_id")
    for pk, at, state in rows.values_list("pgh_obj_id", "pgh_created_at", "state"):
        before = found[pk][-1].state if found[pk] else ""
        if state != before:
            found[pk].append(Moment(at, state=state))
    return found
