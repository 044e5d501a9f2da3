"""What agreements keep of one person: where a question went, who answered it, who is named."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from agreements.models import (
    ConfirmationRequest,
    FrameworkVersion,
    Party,
    PartyConfirmation,
    PathwayLine,
    Uptake,
)
from agreements.selectors.pathways_record import pathway_words
from coalitions.models import Coalition, Municipality
from coalitions.selectors.persons import PersonLine, Who
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.models import Fold, Lower


def questions_to(coalition: Coalition, who: Who) -> QuerySet[ConfirmationRequest]:
    """Return questions that were mailed to an address of this person."""
    rows = ConfirmationRequest.objects.filter(party__agreement__coalition=coalition)
    return rows.filter(_to(who)).order_by("pk")


def signed_as(coalition: Coalition, who: Who) -> QuerySet[PartyConfirmation]:
    """Return answers by the link that went to this person, or under which this name stands.

    Whatever the case and accents of the name. One by a link that went to another address is of
    somebody else of that name.
    """
    rows = _answers(coalition).exclude(answered_by_name="")
    asked = ConfirmationRequest.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=OuterRef("answered_at")),
        party=OuterRef("party"),
        version=OuterRef("version"),
        asked_at__lte=OuterRef("answered_at"),
    )
    by_link = Q(answered_by=None)
    asked_them, asked_another = Exists(asked.filter(_to(who))), Exists(asked.exclude(email=""))
    named = Q(pk__in=_named(rows, "answered_by_name", who, whole=True).values("pk"))
    theirs = (by_link & Q(asked_them)) | (named & ~(by_link & Q(asked_another)))
    return rows.filter(theirs)


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


def _to(who: Who) -> Q:
    """Within questions: those to an address of this person."""
    lowered = ConfirmationRequest.objects.exclude(email="").annotate(lowered=Lower("email"))
    return Q(pk__in=lowered.filter(lowered__in=[one.lower() for one in who.emails]).values("pk"))


def _named(rows: QuerySet[Any], field: str, who: Who, *, whole: bool = False) -> QuerySet[Any]:
    """Return rows with this name in a field, or with ``whole`` as all of it."""
    if not who.name.strip():
        return rows.none()
    folded = rows.annotate(folded=Fold(field), wanted=Fold(Value(who.name.strip())))
    same = Q(folded=F("wanted")) if whole else Q(folded__contains=F("wanted"))
    return folded.filter(same).order_by("pk")


def mentions(coalition: Coalition, who: Who) -> list[PersonLine]:
    """Return texts in which the person may be named: somebody has to look."""
    return [
        *_in_agreements(coalition, who),
        *_in_the_region(coalition, who),
        *_to_reach(coalition, who),
    ]


def _in_agreements(coalition: Coalition, who: Who) -> Iterator[PersonLine]:
    parties = Party.objects.filter(agreement__coalition=coalition)
    for party in _named(parties, "role", who).select_related("agreement"):
        title = f"{_('Role in an agreement')} · {party.agreement.title}"
        url = safe_reverse("agreements:update", pk=party.agreement_id)
        yield PersonLine("role in an agreement", title, party.role, url=url)
    answers = PartyConfirmation.objects.filter(party__agreement__coalition=coalition)
    signed = _named(answers, "answered_by_name", who, whole=True)
    signed = signed.exclude(pk__in=answers_of(coalition, who).values("pk"))
    remarks = _named(answers, "remark", who)
    found = answers.filter(Q(pk__in=signed.values("pk")) | Q(pk__in=remarks.values("pk")))
    for one in found.select_related("party__agreement").order_by("pk"):
        title = f"{_('Answer about an agreement')} · {one.party.agreement.title}"
        words = " · ".join(filter(None, [one.answered_by_name, one.remark]))
        url = safe_reverse("agreements:confirmations", pk=one.party.agreement_id)
        yield PersonLine("answer about an agreement", title, words, url=url)


def _in_the_region(coalition: Coalition, who: Who) -> Iterator[PersonLine]:
    covered = Municipality.objects.covered_by(coalition)
    uptake = Uptake.objects.filter(municipality__in=covered.values("pk"))
    for one in _named(uptake, "note", who).select_related("agreement", "municipality"):
        where = {"pk": one.agreement_id, "code": one.municipality.code}
        url = safe_reverse("agreements:uptake", slug=coalition.slug, **where)
        yield PersonLine(
            "note", f"{_('Note or reason')} · {one.agreement.title}", one.note, url=url
        )
    for version in _named(FrameworkVersion.objects.filter(coalition=coalition), "note", who):
        where = {"slug": coalition.slug, "pk": version.pk}
        url = safe_reverse("agreements:framework_update", **where)
        title = f"{_('Regional framework')} · {version.number}"
        yield PersonLine("note", title, version.note, url=url)


def _to_reach(coalition: Coalition, who: Who) -> Iterator[PersonLine]:
    """Answers in care pathways with an address or the name of the person in them."""
    lines = PathwayLine.objects.filter(pathway__coalition=coalition)
    same = Q(pk__in=[])
    for address in who.emails:
        same |= Q(contact__icontains=address) | Q(text__icontains=address)
    for field in ("contact", "text"):
        same |= Q(pk__in=_named(lines, field, who).values("pk"))
    related = ("pathway__theme", "pathway__municipality")
    for line in lines.filter(same).select_related(*related).order_by("pk"):
        where = {"slug": coalition.slug, "pk": line.pathway_id, "line": line.pk}
        url = safe_reverse("agreements:pathway_line_update", **where)
        words = " · ".join(filter(None, [line.text, line.contact]))
        title = f"{_('Care pathway')} · {pathway_words(line.pathway)}"
        yield PersonLine("answer in a care pathway", title, words, url=url)


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
