"""Handing in, opening again, and approving by whom the coalition wants."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality
from coalitions.selectors.members import keepers_of
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.notifications.services import Tell, notify
from monitoring.choices import HANDED_IN, EditionState, ResponseState
from monitoring.models import ApprovalWish, Edition, Response, Round
from monitoring.notifications import APPROVAL, RETURNED
from monitoring.selectors.approval import approvers_of, wish_of
from monitoring.selectors.filled_in import may_write
from monitoring.selectors.fillings import filling_of
from monitoring.services.answering import closed_words, last_moments, writable_with_moment

STATE = (
    "state",
    "submitted_at",
    "submitted_by",
    "approved_at",
    "approved_by",
    "reopen_reason",
    "remarks",
)


@dataclass(frozen=True)
class Waiting:
    """What the page after a conflict needs to know: what waits now, and since when."""

    version: str
    updated_at: datetime


@transaction.atomic
def responses_submit(
    *,
    round: Round,  # noqa: A002  what it is called
    coalition: Coalition,
    user: User,
    municipalities: Collection[Municipality],
    remarks: str = "",
) -> list[Response]:
    """Hand in for these municipalities. Raises DomainError when something must still be answered.

    Contradictions with the record do not stand in the way; they stay visible with their reason.
    """
    wanted = {one.pk for one in municipalities}
    if not wanted:
        raise DomainError({"municipalities": _("Choose at least one municipality.")})
    writable, moment = writable_with_moment(round, coalition)
    rows = [one for one in writable if one.municipality_id in wanted]
    if len(rows) < len(wanted):
        raise DomainError(
            {"municipalities": _("One of these is handed in already. Look at the list again.")}
        )
    _refuse_incomplete(round, coalition, user, wanted)
    for row in rows:
        row.state, row.submitted_at, row.submitted_by = ResponseState.SUBMITTED, moment, user
        row.remarks, row.reopen_reason = remarks, ""
        save_versioned(row, expected_version=None, fields=STATE)
    wish = wish_of(coalition)
    if wish is not None and wish.approver is not None:
        _tell(APPROVAL, round, coalition, [wish.approver])
    return rows


def _refuse_incomplete(asked: Round, coalition: Coalition, user: User, wanted: set[int]) -> None:
    filling = filling_of(asked, coalition, user)
    lacking = {
        question.text: None
        for place in filling.places
        if place.municipality.pk in wanted
        for question in place.missing
    }
    if lacking:
        raise DomainError(
            _("Answer first, or say that you do not know: %(questions)s")
            % {"questions": "; ".join(lacking)}
        )


@transaction.atomic
def responses_reopen(
    *,
    round: Round,  # noqa: A002  what it is called
    coalition: Coalition,
    municipalities: Collection[Municipality],
    reason: str,
) -> list[Response]:
    """Take back what was handed in, with the reason, while the round is open."""
    if not reason.strip():
        raise DomainError({"reason": _("Write why you open the answers again.")})
    _refuse_while_gathering(round)
    rows = _handed_in(round, coalition, {one.pk for one in municipalities})
    _open_again(rows, reason)
    return rows


def _refuse_while_gathering(asked: Round) -> None:
    """What was handed in when a correction began stays so until it is read. Holds the round."""
    Round.objects.select_for_update().get(pk=asked.pk)
    if Edition.objects.filter(round=asked, state=EditionState.GATHERING).exists():
        raise DomainError(
            _("An edition is being made of these answers. Try again when it is ready.")
        )


def _handed_in(asked: Round, coalition: Coalition, wanted: set[int]) -> list[Response]:
    """Lock and return what is handed in of these municipalities and may still change."""
    rows = Response.objects.select_for_update(of=("self",)).filter(
        round=asked, coalition=coalition, municipality__in=wanted, state__in=HANDED_IN
    )
    found = list(rows.select_related("round", "municipality").order_by("pk"))
    if not found:
        raise DomainError(_("Choose a municipality of which the answers are handed in."))
    moment = clock.now()
    until = last_moments(asked, found)
    if not all(may_write(one.round, until[one.pk], moment) for one in found):
        raise DomainError(closed_words(asked, max(until.values())))
    return found


def _open_again(rows: Sequence[Response], reason: str) -> None:
    for row in rows:
        row.state, row.reopen_reason = ResponseState.BUSY, reason.strip()
        row.submitted_at = row.submitted_by = row.approved_at = row.approved_by = None
        save_versioned(row, expected_version=None, fields=STATE)


@transaction.atomic
def responses_approve(
    *,
    round: Round,  # noqa: A002  what it is called
    coalition: Coalition,
    user: User,
    seen: Mapping[str, int] | None = None,
) -> list[Response]:
    """Approve what the coalition handed in, nobody approved yet, and may still change.

    ``seen`` holds per code of a municipality the version that the approver had before them. Raises
    EditConflict when what waits is not that any more.
    """
    _refuse_other_approver(coalition, user)
    rows, moment = _waiting(round, coalition, seen)
    for row in rows:
        row.state, row.approved_at, row.approved_by = ResponseState.APPROVED, moment, user
        save_versioned(row, expected_version=None, fields=STATE)
    return rows


@transaction.atomic
def responses_return(
    *,
    round: Round,  # noqa: A002  what it is called
    coalition: Coalition,
    user: User,
    reason: str,
    seen: Mapping[str, int] | None = None,
) -> list[Response]:
    """Send what waits back to who fills it in, with the reason; they get a mail."""
    if not reason.strip():
        raise DomainError({"reason": _("Write what should be different.")})
    _refuse_other_approver(coalition, user)
    _refuse_while_gathering(round)
    rows, _moment = _waiting(round, coalition, seen)
    _open_again(rows, reason)
    _tell(RETURNED, round, coalition, keepers_of(coalition).order_by("pk"))
    return rows


def _waiting(
    asked: Round, coalition: Coalition, seen: Mapping[str, int] | None
) -> tuple[list[Response], datetime]:
    """Lock and return what waits and may still change, with the moment that was looked at."""
    rows = Response.objects.select_for_update(of=("self",)).filter(
        round=asked, coalition=coalition, state=ResponseState.SUBMITTED
    )
    found = list(rows.select_related("round", "municipality").order_by("pk"))
    if not found:
        raise DomainError(_("Nothing waits for approval. It was handled already, or taken back."))
    moment = clock.now()
    until = last_moments(asked, found)
    in_time = [one for one in found if may_write(one.round, until[one.pk], moment)]
    if not in_time:
        raise DomainError(closed_words(asked, max(until.values())))
    now = versions_of(in_time)
    if seen is not None and any(seen.get(code) != version for code, version in now.items()):
        raise EditConflict(Waiting(json.dumps(now), max(one.updated_at for one in in_time)), {})
    return in_time, moment


def versions_of(responses: Iterable[Response]) -> dict[str, int]:
    """What a page remembers of the responses on it, per code of the municipality."""
    return {one.municipality.code: one.version for one in responses}


def _refuse_other_approver(coalition: Coalition, user: User) -> None:
    if not ApprovalWish.objects.filter(coalition=coalition, approver=user).exists():
        raise DomainError(_("Somebody else approves the answers of this coalition now."))


@transaction.atomic
def approval_set(
    *, coalition: Coalition, approver: User | None, expected_version: int | None = None
) -> ApprovalWish | None:
    """Say who approves the answers of a coalition; None: nobody has to.

    Nobody keeps the row, so that its version only counts up. Raises EditConflict when somebody else
    chose since, or said that nobody has to.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)  # one choice of it at a time
    wish = ApprovalWish.objects.select_for_update().filter(coalition=coalition).first()
    if wish is not None:
        refuse_stale(wish, expected_version)
    elif approver is None:
        return None
    if approver is not None and not approvers_of(coalition).filter(pk=approver.pk).exists():
        raise DomainError({"approver": _("Choose somebody who takes part in this coalition.")})
    if wish is None:
        wish = ApprovalWish(coalition=coalition, approver=approver)
        wish.full_clean()
        wish.save()
        return wish
    wish.approver = approver
    return save_versioned(wish, expected_version=expected_version, fields=["approver"])


def _tell(kind: str, asked: Round, coalition: Coalition, users: Iterable[User]) -> None:
    """Tell people of answers, each time anew; never what was answered."""
    version = asked.questionnaire_version
    page = "monitoring:response_approve" if kind == APPROVAL else "monitoring:response"
    about = {
        "round": asked.pk,
        "coalition": coalition.pk,
        "name": coalition.name,
        "title": version.title,
    }
    path = reverse(page, args=[coalition.slug, version.year, version.questionnaire.key])
    occasion = f"{asked.pk} {coalition.pk} {clock.now().isoformat()}"
    notify(kind=kind, tells=[Tell(user.pk, occasion, path, about) for user in users])
