"""What agreements keep of one person: where a question went, and who answered it."""

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from agreements.models import ConfirmationRequest, PartyConfirmation
from coalitions.models import Coalition
from coalitions.selectors.persons import PersonLine, Who
from kansrijkestart.core.models import Fold, Lower


def questions_to(coalition: Coalition, who: Who) -> QuerySet[ConfirmationRequest]:
    """Return questions that were mailed to an address of this person."""
    rows = ConfirmationRequest.objects.filter(party__agreement__coalition=coalition)
    lowered = rows.annotate(lowered=Lower("email")).exclude(email="")
    return lowered.filter(lowered__in=[one.lower() for one in who.emails]).order_by("pk")


def signed_as(coalition: Coalition, who: Who) -> QuerySet[PartyConfirmation]:
    """Return answers under which somebody wrote this name, whatever its case and accents."""
    same = Q(folded=Fold(Value(who.name))) & ~Q(answered_by_name="")
    return _answers(coalition).annotate(folded=Fold("answered_by_name")).filter(same)


def written_by(coalition: Coalition, who: Who) -> QuerySet[PartyConfirmation]:
    """Return answers given or written down with an account of this name or of these addresses."""
    addresses = [one.lower() for one in who.emails]
    same = Q(folded=Fold(Value(who.name))) | Q(lowered__in=addresses)
    rows = _answers(coalition).annotate(
        folded=Fold("account_name"), lowered=Lower("answered_by__email")
    )
    return rows.filter(same).exclude(account_name="")


def answers_of(coalition: Coalition, who: Who) -> QuerySet[PartyConfirmation]:
    """Return answers that keep the name of this person."""
    signed, written = signed_as(coalition, who), written_by(coalition, who)
    either = Q(pk__in=signed.values("pk")) | Q(pk__in=written.values("pk"))
    return _answers(coalition).filter(either)


def _answers(coalition: Coalition) -> QuerySet[PartyConfirmation]:
    return PartyConfirmation.objects.filter(party__agreement__coalition=coalition).order_by("pk")


def find(coalition: Coalition, who: Who) -> list[PersonLine]:
    """Return a line per question and per answer."""
    related = ("party__organisation", "party__agreement")
    questions = questions_to(coalition, who).select_related(*related)
    answers = answers_of(coalition, who).select_related(*related)
    return [
        *(
            PersonLine(
                kind="question to confirm an agreement",
                title=f"{_('Question about an agreement')} · {one.party.agreement.title}",
                words=" · ".join(filter(None, [one.name, one.email, one.party.organisation.name])),
                values={
                    "organisation": one.party.organisation.name,
                    "name": one.name,
                    "email": one.email,
                    "created_at": one.asked_at.isoformat(),
                },
            )
            for one in questions
        ),
        *(
            PersonLine(
                kind="answer about an agreement",
                title=f"{_('Answer about an agreement')} · {one.party.agreement.title}",
                words=" · ".join(filter(None, [*_names(one), one.organisation_name])),
                values={
                    "organisation": one.organisation_name,
                    "name": ", ".join(_names(one)),
                    "created_at": one.answered_at.isoformat(),
                },
            )
            for one in answers
        ),
    ]


def _names(one: PartyConfirmation) -> list[str]:
    return [name for name in (one.answered_by_name, one.account_name) if name]
