"""Advice beside a round: asked by the coalition, written by an adviser, never a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import AdviceKind, AssessmentState
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    AdviceSharing,
    Assessment,
    Coalition,
    Principle,
    Statement,
)
from coalitions.models.advice import ADVISERS_WORDS
from coalitions.querysets import AdviceQuerySet
from coalitions.selectors.checklist import not_sharing
from coalitions.services.telling import tell_advice_asked, tell_said
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError, EditConflict

REPLY_KINDS = (AdviceKind.REPLY, AdviceKind.QUESTION)


@transaction.atomic
def advice_request(
    *, assessment_id: int, user: User, principles: Iterable[Principle], question: str = ""
) -> list[AdviceRequest]:
    """Ask Pharos for advice on some principles of a settled round."""
    assessment = _locked(assessment_id)
    if assessment.state == AssessmentState.DRAFT:
        raise DomainError(_("Settle this round together first; then you can ask for advice."))
    chosen = list(principles)
    _check_request(assessment, chosen)
    requests = []
    for principle in chosen:
        row = AdviceRequest(
            assessment=assessment, principle=principle, question=question, requested_by=user
        )
        row.full_clean()
        row.save()
        requests.append(row)
    _move(assessment, AssessmentState.ADVICE_REQUESTED)
    tell_advice_asked(assessment, requests)
    return requests


def _check_request(assessment: Assessment, chosen: list[Principle]) -> None:
    if not chosen:
        raise DomainError({"principles": _("Choose at least one principle.")})
    if any(principle.checklist_id != assessment.checklist_id for principle in chosen):
        raise DomainError({"principles": _("Choose principles of this checklist.")})
    if names := not_sharing(assessment.coalition):
        raise DomainError(
            _(
                "Pharos cannot read this checklist yet: %(names)s does not share it. Record that "
                "decision under Members and sharing first."
            )
            % {"names": ", ".join(names)}
        )


@transaction.atomic
def advice_draft_save(
    *,
    assessment_id: int,
    principle: Principle,
    author: User,
    text: str,
    statement: Statement | None = None,
    expected_version: int | None = None,
) -> AdviceMessage:
    """Keep an adviser's concept; nobody else sees it."""
    assessment = _locked(assessment_id)
    target = _Target(assessment, principle, statement)
    _check_may_advise(target, author)
    return _keep(target, author, text, expected_version)


@transaction.atomic
def advice_share(
    *,
    assessment_id: int,
    principle: Principle,
    author: User,
    text: str,
    statement: Statement | None = None,
    expected_version: int | None = None,
) -> AdviceMessage:
    """Give the advice to the coalition. From here on nobody can change it, its author included.

    A round has its advice when every principle that was asked about has one; advice on one
    statement stands beside that.
    """
    assessment = _locked(assessment_id)
    target = _Target(assessment, principle, statement)
    _check_may_advise(target, author)
    message = _keep(target, author, text, expected_version)
    message.shared_at = clock.now()
    save_versioned(message, expected_version=None, fields=["shared_at"])
    shared = AdviceMessage.objects.filter(
        assessment=assessment,
        kind=AdviceKind.ADVICE,
        shared_at__isnull=False,
        statement__isnull=True,
    )
    waiting = AdviceRequest.objects.filter(assessment=assessment).exclude(
        principle__in=shared.values("principle")
    )
    if not waiting.exists():
        _move(assessment, AssessmentState.ADVICE_GIVEN)
    tell_said(message)
    return message


@transaction.atomic
def advice_enquire(
    *, assessment_id: int, principle: Principle, author: User, text: str
) -> AdviceMessage:
    """Ask the coalition something before (or after) advising; it is shared at once."""
    assessment = _locked(assessment_id)
    _check_asked(assessment, principle)
    _check_not_own(assessment, author)
    return _say(assessment, principle, author, text, AdviceKind.ENQUIRY)


@transaction.atomic
def advice_reply(
    *, assessment_id: int, principle: Principle, user: User, text: str, kind: str = AdviceKind.REPLY
) -> AdviceMessage:
    """Answer an adviser, or put a question back; it is shared at once and stays as it is."""
    assessment = _locked(assessment_id)
    if kind not in REPLY_KINDS:
        raise DomainError({"kind": _("Choose a reply or a question.")})
    said = AdviceMessage.objects.filter(
        assessment=assessment,
        principle=principle,
        kind__in=ADVISERS_WORDS,
        shared_at__isnull=False,
    )
    if not said.exists():
        raise DomainError(_("There is no advice on this principle yet to reply to."))
    return _say(assessment, principle, user, text, kind)


@transaction.atomic
def advice_sharing_set(*, assessment_id: int, user: User, is_shared: bool) -> AdviceSharing:
    """Let the partners read the advice of this round, or no longer from now on."""
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment_id)
    stored = AdviceSharing.objects.filter(assessment=assessment).first()
    if stored is None:
        stored = AdviceSharing(assessment=assessment)
    elif stored.is_shared == is_shared:
        return stored
    stored.is_shared, stored.decided_by, stored.decided_at = is_shared, user, clock.now()
    if stored.pk is None:
        stored.full_clean()
        stored.save()
        return stored
    return save_versioned(
        stored, expected_version=None, fields=["is_shared", "decided_by", "decided_at"]
    )


@dataclass(frozen=True)
class _Target:
    """What an advice is about: a principle of a round, or one of its statements."""

    assessment: Assessment
    principle: Principle
    statement: Statement | None = None

    def messages(self) -> AdviceQuerySet:
        return AdviceMessage.objects.filter(
            assessment=self.assessment, principle=self.principle, statement=self.statement
        )


def _locked(assessment_id: int) -> Assessment:
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("coalition")
        .get(pk=assessment_id)
    )
    if assessment.state == AssessmentState.CLOSED:
        raise DomainError(_("This round is closed. What was said stays readable."))
    return assessment


def _say(
    assessment: Assessment, principle: Principle, author: User, text: str, kind: str
) -> AdviceMessage:
    message = AdviceMessage(
        assessment=assessment,
        principle=principle,
        kind=kind,
        author=author,
        text=text,
        shared_at=clock.now(),
    )
    message.full_clean()
    message.save()
    tell_said(message)
    return message


def _check_asked(assessment: Assessment, principle: Principle) -> None:
    asked = AdviceRequest.objects.filter(assessment=assessment, principle=principle)
    if not asked.exists():
        raise DomainError(_("The coalition has not asked for advice on this principle."))


def _check_not_own(assessment: Assessment, author: User) -> None:
    own = Coalition.objects.filter(pk=assessment.coalition_id).taken_part_in_by(author)
    if own.exists():
        raise DomainError(_("Nobody advises the coalition they are a member of."))


def _check_may_advise(target: _Target, author: User) -> None:
    _check_asked(target.assessment, target.principle)
    _check_not_own(target.assessment, author)
    statement = target.statement
    if statement and statement.principle_id != target.principle.pk:
        raise DomainError(_("Choose a statement of this principle."))
    given = target.messages().filter(kind=AdviceKind.ADVICE, shared_at__isnull=False)
    if given.exists():
        raise DomainError(
            _("Advice has already been given for this statement.")
            if statement
            else _("Advice has already been given for this principle.")
        )


def _keep(target: _Target, author: User, text: str, seen: int | None) -> AdviceMessage:
    concept = target.messages().filter(author=author, shared_at__isnull=True).first()
    if concept is None:
        concept = AdviceMessage(
            assessment=target.assessment,
            principle=target.principle,
            statement=target.statement,
            author=author,
            kind=AdviceKind.ADVICE,
        )
    elif concept.text == text:
        return concept
    elif seen is not None and concept.version != seen:
        raise EditConflict(concept, {"text": text})
    concept.text = text
    if concept.pk is None:
        concept.full_clean()
        concept.save()
        return concept
    return save_versioned(concept, expected_version=None, fields=["text"])


def _move(assessment: Assessment, state: AssessmentState) -> None:
    if assessment.state != state:
        assessment.state = state
        save_versioned(assessment, expected_version=None, fields=["state"])
