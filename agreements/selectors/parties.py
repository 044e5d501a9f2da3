"""What pages read of agreements, ready to show."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from agreements.models import Agreement, AgreementVersion, Party, PartyConfirmation
from coalitions.models import Coalition
from kansrijkestart.core import clock


@dataclass(frozen=True)
class PartyRow:
    """A party with the answer that counts for the newest version.

    ``answer`` is ``none`` when the party has said nothing about that version; ``earlier`` names the
    version it confirmed before.
    """

    party: Party
    answer: str
    confirmation: PartyConfirmation | None
    earlier: int | None


def party_rows(agreement: Agreement) -> list[PartyRow]:
    """Return the current parties of an agreement with their answers, in order of name."""
    newest = max((version.number for version in agreement.versions.all()), default=0)
    parties = (
        agreement.parties.filter(left_on=None)
        .select_related("organisation")
        .prefetch_related(
            Prefetch(
                "confirmations",
                PartyConfirmation.objects.select_related("version").order_by("answered_at", "pk"),
            )
        )
        .order_by("organisation__name_fold", "pk")
    )
    return [_party_row(party, newest) for party in parties]


def _party_row(party: Party, newest: int) -> PartyRow:
    answers = list(party.confirmations.all())
    current = [answer for answer in answers if answer.version.number == newest]
    earlier = [answer.version.number for answer in answers if answer.version.number < newest]
    latest = current[-1] if current else None
    return PartyRow(
        party=party,
        answer=latest.answer if latest else "none",
        confirmation=latest,
        earlier=max(earlier) if earlier else None,
    )


def current_text(agreement: Agreement) -> AgreementVersion | None:
    """Return the newest version, or None when no text has been written yet."""
    return agreement.versions.order_by("-number").first()


def agreements_in_force(coalition: Coalition) -> QuerySet[Agreement]:
    """Return the agreements of a coalition that apply now."""
    return Agreement.objects.filter(coalition=coalition).in_force()


def days_until_review(agreement: Agreement) -> int:
    """Return the days until the agreement must be looked at again; negative when past."""
    return (agreement.review_on - clock.today()).days
