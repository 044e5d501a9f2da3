"""What parties answer to the text of an agreement. Each function is one transaction.

A party answers a *version*. A new text takes open requests back, and earlier answers stay with the
version they were given to.
"""

from typing import Any, Final

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, PartyAnswer
from agreements.models import (
    Agreement,
    AgreementVersion,
    ConfirmationRequest,
    Party,
    PartyConfirmation,
)
from agreements.selectors import current_text
from agreements.selectors.confirmations import CONFIRMED
from agreements.selectors.requests import answerable_requests
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.personal_numbers import refuse_personal_numbers
from kansrijkestart.links.services import link_resolve, link_use, links_revoke

PURPOSE: Final = "agreement"
TEXT_CHANGED: Final = "text_changed"


def request_of_link(token: str) -> ConfirmationRequest:
    """Return the open request that this secret opens, to show its page.

    Raises Http404, the same for a wrong, used, withdrawn and expired secret, and for one that asked
    about a text that is no longer the newest.
    """
    link = link_resolve(token=token, purpose=PURPOSE)
    return get_object_or_404(answerable_requests(), pk=link.subject_id)


@transaction.atomic
def confirm_by_link(*, token: str, answer: str, name: str, remark: str = "") -> PartyConfirmation:
    """Answer through a personal link, once: a second click finds the link used.

    ``name`` is that of the person who answers. Raises Http404 for a link that does not work (any
    more) and ValidationError for a remark or reason that is missing.
    """
    request, name = request_of_link(token), name.strip()
    if not name:
        raise DomainError({"name": _("Write your name, so that others know who answered.")})
    party = _locked(request.party)
    link_use(token=token, purpose=PURPOSE)
    given = _answer(party, request.version, answer=answer, remark=remark, name=name, user=None)
    links_revoke(purpose=PURPOSE, subject_id=request.pk)
    return given


@transaction.atomic
def confirm_by_member(
    *, request: ConfirmationRequest, answer: str, user: User, remark: str = ""
) -> PartyConfirmation:
    """Answer after signing in, by the member who was asked.

    The same answer to the same version again changes nothing. Raises DomainError when the text was
    changed since, when the term is over, or for somebody who was not asked.
    """
    party = _locked(request.party)
    stored = answerable_requests().filter(pk=request.pk, member=user).first()
    if stored is None:
        raise DomainError(
            _("The text was changed, the question was taken back or its term is over. Look again.")
        )
    return _answer(party, stored.version, answer=answer, remark=remark, name="", user=user)


@transaction.atomic
def party_confirm(
    *,
    party: Party,
    version: AgreementVersion | None,
    answer: str,
    user: User | None,
    remark: str = "",
    name: str = "",
) -> PartyConfirmation:
    """Record a party's answer to the newest version, as told to whoever keeps the record.

    ``version`` is the text that was answered; raises DomainError when another one is the newest.
    Earlier answers stay with their versions. The same answer again changes nothing.
    """
    locked = _locked(party)
    newest = current_text(locked.agreement)
    if newest is None:
        raise DomainError(_("Write the text of the agreement first; then it can be confirmed."))
    if version is None or version.pk != newest.pk:
        words = _(
            "The text was changed meanwhile: version %(number)s is the newest, and stands below. "
            "Does the answer hold for that text too? Then save again. Otherwise ask first."
        )
        raise DomainError(words % {"number": newest.number}, code=TEXT_CHANGED)
    return _answer(locked, newest, answer=answer, remark=remark, name=name, user=user)


def _locked(party: Party) -> Party:
    """One answer of a party at a time; the agreement first, as a change of its text does."""
    Agreement.objects.select_for_update().get(pk=party.agreement_id)
    return Party.objects.select_for_update().get(pk=party.pk)


def _answer(
    party: Party, version: AgreementVersion, *, answer: str, remark: str, name: str, user: Any
) -> PartyConfirmation:
    refuse_personal_numbers(remark=remark, name=name)
    if party.left_on is not None:
        raise DomainError(_("This organisation is no party to the agreement any more."))
    if party.agreement.state == AgreementState.ENDED:
        raise DomainError(_("This agreement has ended."))
    newest = current_text(party.agreement)
    if newest is None or newest.pk != version.pk:
        raise Http404("version")
    latest = party.confirmations.filter(version=version).order_by("-answered_at", "-pk").first()
    _refuse_odd_withdrawal(answer, latest)
    if latest and (latest.answer, latest.remark, latest.answered_by_name) == (answer, remark, name):
        return latest
    given = PartyConfirmation(
        party=party,
        version=version,
        answer=PartyAnswer(answer),
        remark=remark,
        answered_at=clock.now(),
        answered_by=user,
        answered_by_name=name,
        account_name=user.name if user else "",
        organisation_name=party.organisation.name,
    )
    given.full_clean()
    given.save()
    return given


def _refuse_odd_withdrawal(answer: str, latest: PartyConfirmation | None) -> None:
    if answer == PartyAnswer.WITHDRAWN and (latest is None or latest.answer not in CONFIRMED):
        raise DomainError({"answer": _("There is no confirmation of this text to withdraw.")})


@transaction.atomic
def request_withdraw(*, request: ConfirmationRequest) -> ConfirmationRequest:
    """Take a question back: its links are dead. A second click changes nothing."""
    stored = ConfirmationRequest.objects.select_for_update().get(pk=request.pk)
    if stored.withdrawn_at is None:
        _take_back([stored])
        stored.refresh_from_db(fields=["withdrawn_at"])
    return stored


def requests_take_back(agreement: Agreement, *, every: bool = False) -> list[ConfirmationRequest]:
    """Take back what nobody can answer any more, inside the change that makes it so.

    That is what asks about an older text or asks a party that left; with ``every`` all of it.
    Returns what was taken back.
    """
    newest = current_text(agreement)
    rows = (
        ConfirmationRequest.objects.select_for_update(of=("self",))
        .filter(party__agreement=agreement, withdrawn_at__isnull=True, forgotten_at__isnull=True)
        .select_related("party", "member")
        .order_by("pk")
    )
    old = [
        row
        for row in rows
        if every or newest is None or row.version_id != newest.pk or row.party.left_on is not None
    ]
    _take_back(old)
    return old


def _take_back(rows: list[ConfirmationRequest]) -> None:
    if not rows:
        return
    keys = [row.pk for row in rows]
    links_revoke(purpose=PURPOSE, subject_id=keys)
    ConfirmationRequest.objects.filter(pk__in=keys).update(withdrawn_at=clock.now())
