"""Advice beside a round: asked by the coalition, written by an adviser, never a verdict."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import AdviceKind, AssessmentState
from coalitions.models import AdviceMessage, AdviceRequest, Assessment, Principle
from coalitions.selectors.checklist import not_sharing
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
    expected_version: int | None = None,
) -> AdviceMessage:
    """Keep an adviser's concept; nobody else sees it."""
    assessment = _locked(assessment_id)
    _check_may_advise(assessment, principle)
    return _keep(assessment, principle, author, text, expected_version)


@transaction.atomic
def advice_share(
    *,
    assessment_id: int,
    principle: Principle,
    author: User,
    text: str,
    expected_version: int | None = None,
) -> AdviceMessage:
    """Give the advice to the coalition. From here on nobody can change it, its author included."""
    assessment = _locked(assessment_id)
    _check_may_advise(assessment, principle)
    message = _keep(assessment, principle, author, text, expected_version)
    message.shared_at = clock.now()
    save_versioned(message, expected_version=None, fields=["shared_at"])
    shared = AdviceMessage.objects.filter(
        assessment=assessment, kind=AdviceKind.ADVICE, shared_at__isnull=False
    )
    waiting = AdviceRequest.objects.filter(assessment=assessment).exclude(
        principle__in=shared.values("principle")
    )
    if not waiting.exists():
        _move(assessment, AssessmentState.ADVICE_GIVEN)
    return message


@transaction.atomic
def advice_reply(
    *, assessment_id: int, principle: Principle, user: User, text: str, kind: str = AdviceKind.REPLY
) -> AdviceMessage:
    """Answer shared advice, or put a question back; it is shared at once and stays as it is."""
    assessment = _locked(assessment_id)
    if kind not in REPLY_KINDS:
        raise DomainError({"kind": _("Choose a reply or a question.")})
    if not _shared_advice(assessment, principle):
        raise DomainError(_("There is no advice on this principle yet to reply to."))
    message = AdviceMessage(
        assessment=assessment,
        principle=principle,
        kind=kind,
        author=user,
        text=text,
        shared_at=clock.now(),
    )
    message.full_clean()
    message.save()
    return message


def _locked(assessment_id: int) -> Assessment:
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("coalition")
        .get(pk=assessment_id)
    )
    if assessment.state == AssessmentState.CLOSED:
        raise DomainError(_("This round is closed. What was said stays readable."))
    return assessment


def _shared_advice(assessment: Assessment, principle: Principle) -> bool:
    return AdviceMessage.objects.filter(
        assessment=assessment,
        principle=principle,
        kind=AdviceKind.ADVICE,
        shared_at__isnull=False,
    ).exists()


def _check_may_advise(assessment: Assessment, principle: Principle) -> None:
    asked = AdviceRequest.objects.filter(assessment=assessment, principle=principle)
    if not asked.exists():
        raise DomainError(_("The coalition has not asked for advice on this principle."))
    if _shared_advice(assessment, principle):
        raise DomainError(_("Advice has already been given for this principle."))


def _keep(
    assessment: Assessment, principle: Principle, author: User, text: str, seen: int | None
) -> AdviceMessage:
    concept = AdviceMessage.objects.filter(
        assessment=assessment, principle=principle, author=author, shared_at__isnull=True
    ).first()
    if concept is None:
        concept = AdviceMessage(
            assessment=assessment, principle=principle, author=author, kind=AdviceKind.ADVICE
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
