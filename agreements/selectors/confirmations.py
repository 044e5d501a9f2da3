"""Who was asked to confirm which text, and what they answered; the same cost for eighty parties."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from agreements.choices import PartyAnswer
from agreements.models import (
    Agreement,
    AgreementReminder,
    AgreementVersion,
    ConfirmationRequest,
    Party,
    PartyConfirmation,
)
from agreements.selectors.requests import waiting_for
from coalitions.models import Coalition, ContactPerson
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock

CONFIRMED: Final = (PartyAnswer.CONFIRMED, PartyAnswer.CONFIRMED_WITH_REMARK)


@dataclass(frozen=True)
class AnswerRow:
    """A party with its answer to one version and the question it was asked about that.

    ``answer`` is ``none`` when it said nothing about that version; ``earlier`` names the newest
    version before it that the party answered.
    """

    party: Party
    confirmation: PartyConfirmation | None
    request: ConfirmationRequest | None
    earlier: int | None

    @property
    def answer(self) -> str:
        return self.confirmation.answer if self.confirmation else "none"

    @property
    def is_confirmed(self) -> bool:
        return self.answer in CONFIRMED

    @property
    def asked(self) -> str:
        """Where the question stands: not_asked, taken_back, waiting, failed, over or mailed."""
        request = self.request
        if request is None:
            return "not_asked"
        if request.withdrawn_at is not None:
            return "taken_back"
        if request.mailed_at is None:
            return "waiting"
        if request.mail_failed_at is not None:
            return "failed"
        return "over" if request.expires_at <= clock.now() else "mailed"

    @property
    def is_open(self) -> bool:
        request = self.request
        return request is not None and not (request.withdrawn_at or request.forgotten_at)

    @property
    def has_left(self) -> bool:
        return self.party.left_on is not None

    @property
    def how(self) -> str:
        """How the answer came: by account, by link, or told to whoever wrote it down."""
        given = self.confirmation
        if given is None:
            return ""
        if given.answered_by_id is None:
            return "link" if self.request is not None else ""
        return "told" if given.answered_by_name else "account"


def answer_rows(agreement: Agreement, version: AgreementVersion | None) -> list[AnswerRow]:
    """Return the parties, and who left but was asked or answered, in order of name (4 queries).

    Without a text nobody was asked or answered.
    """
    given = {row.party_id: row for row in _given(version)}
    asked = {row.party_id: row for row in _asked(version)}
    parties = agreement.parties.filter(Q(left_on=None) | Q(pk__in=given.keys() | asked.keys()))
    earlier = dict(
        PartyConfirmation.objects.filter(
            party__agreement=agreement, version__number__lt=version.number if version else 0
        )
        .order_by()
        .values_list("party")
        .annotate(Max("version__number"))
    )
    return [
        AnswerRow(party, given.get(party.pk), asked.get(party.pk), earlier.get(party.pk))
        for party in parties.select_related("organisation").order_by(
            "organisation__name_fold", "pk"
        )
    ]


def _given(version: AgreementVersion | None) -> Any:
    rows = PartyConfirmation.objects.filter(version=version)
    return rows.order_by("answered_at", "pk")


def _asked(version: AgreementVersion | None) -> Any:
    rows = ConfirmationRequest.objects.filter(version=version).select_related("member")
    return rows.order_by("asked_at", "pk")


def answered_by(party: Party, version: AgreementVersion | None) -> PartyConfirmation | None:
    """Return what a party answered last about a text."""
    rows = party.confirmations.filter(version=version).order_by("-answered_at", "-pk")
    return rows.first() if version else None


def parties_to_ask(agreement: Agreement, version: AgreementVersion | None) -> list[Party]:
    """Return parties without an open question about this text that do not confirm it, by name.

    One that declined, or took its confirmation back, may be asked anew.
    """
    said = PartyConfirmation.objects.filter(party=OuterRef("pk"), version=version)
    latest = said.order_by("-answered_at", "-pk").values("answer")[:1]
    asked = ConfirmationRequest.objects.filter(
        party=OuterRef("pk"), version=version, withdrawn_at=None, forgotten_at=None
    )
    rows = agreement.parties.filter(~Exists(asked), left_on=None)
    rows = rows.alias(latest=Coalesce(Subquery(latest), Value(""))).exclude(latest__in=CONFIRMED)
    return list(rows.select_related("organisation").order_by("organisation__name_fold", "pk"))


def not_asked_again(agreement: Agreement, version: AgreementVersion) -> list[Party]:
    """Return parties that know an earlier text and were not asked about this one, by name."""
    party = {"party": OuterRef("pk")}
    said = PartyConfirmation.objects.filter(**party)
    asked = ConfirmationRequest.objects.filter(**party)
    before = Q(version__number__lt=version.number)
    rows = agreement.parties.filter(
        Exists(said.filter(before)) | Exists(asked.filter(before)),
        ~Exists(said.filter(version=version)),
        ~Exists(asked.filter(version=version)),
        left_on=None,
    )
    return list(rows.select_related("organisation").order_by("organisation__name_fold", "pk"))


def told_parties(agreement: Agreement) -> set[int]:
    """Return the keys of parties whose latest answer was told to whoever keeps the record."""
    latest = (
        PartyConfirmation.objects.filter(party__agreement=agreement)
        .order_by("party", "-answered_at", "-pk")
        .distinct("party")
    )
    return {row.party_id for row in latest if row.answered_by_id and row.answered_by_name}


def contacts_of(coalition: Coalition) -> dict[int, ContactPerson]:
    """Return a contact person with an address per organisation that is partner now."""
    rows = ContactPerson.objects.filter(partnership__in=coalition.partners.active())
    rows = rows.exclude(email="").select_related("partnership").order_by("-name", "-pk")
    return {row.partnership.organisation_id: row for row in rows}


@dataclass(frozen=True)
class Progress:
    """How far the confirmation of one version is."""

    asked: int
    confirmed: int
    declined: int
    withdrawn: int
    total: int
    failed: int

    @property
    def silent(self) -> int:
        return self.total - self.confirmed - self.declined - self.withdrawn


def progress_of(rows: list[AnswerRow]) -> Progress:
    current = [row for row in rows if not row.has_left]
    return Progress(
        asked=sum(row.is_open for row in current),
        confirmed=sum(row.is_confirmed for row in current),
        declined=sum(row.answer == PartyAnswer.DECLINED for row in current),
        withdrawn=sum(row.answer == PartyAnswer.WITHDRAWN for row in current),
        total=len(current),
        failed=sum(row.asked == "failed" for row in current),
    )


def reviews_refused(agreement: Agreement) -> list[AgreementReminder]:
    """Return the mails about the coming look that nobody got, the newest of each reader."""
    if not agreement.applies:
        return []
    rows = agreement.reminders.filter(
        due_on=agreement.review_on, reader__isnull=False, failed_at__isnull=False
    )
    newest = rows.order_by("reader", "-failed_at", "pk").distinct("reader")
    return list(newest.select_related("reader"))


def confirming_of(agreement: Agreement, user: User) -> dict[str, Any]:
    """Return the context of the partial ``_confirming.html`` (three queries)."""
    failed = ConfirmationRequest.objects.filter(
        party__agreement=agreement,
        party__left_on=None,
        withdrawn_at=None,
        forgotten_at=None,
        mail_failed_at__isnull=False,
    )
    return {
        "asked_of_reader": list(waiting_for(user).filter(party__agreement=agreement)),
        "mails_failed": failed.count(),
        "reviews_refused": reviews_refused(agreement),
        "may_review": agreement.applies and user.has_perm("agreements.review_agreement", agreement),
    }
