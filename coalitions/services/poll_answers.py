"""Answering a poll. Nothing here writes who did it, or when (ADR 0015)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import AnswerScale
from coalitions.models import Poll, PollAnswer, PollSheet, Statement
from coalitions.selectors.polls import statements_of
from coalitions.services.poll_secrets import sheet_key
from coalitions.services.polls import locked_open_poll
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def sheet_save(*, poll: Poll, secret: str, answers: Mapping[int, str]) -> PollSheet:
    """Store what one respondent says, in the place of what they said before.

    ``answers`` maps statements to the scale; an empty answer is none. The same sheet sent at the
    same moment many times gives one sheet: the poll's row is held.
    """
    stored = locked_open_poll(poll)
    asked = {row.pk: row for row in statements_of(stored)}
    given = {pk: answer for pk, answer in answers.items() if answer}
    if not given:
        raise DomainError(_("Answer at least one statement."))
    if not set(given) <= set(asked) or not set(given.values()) <= set(AnswerScale.values):
        raise DomainError(_("One of the answers does not belong to this poll. Open it again."))
    sheet, _is_new = PollSheet.objects.get_or_create(key=sheet_key(secret), poll=stored)
    _write(sheet, asked, given)
    return sheet


def _write(sheet: PollSheet, asked: Mapping[int, Statement], given: Mapping[int, str]) -> None:
    PollAnswer.objects.filter(sheet=sheet).delete()
    PollAnswer.objects.bulk_create(
        PollAnswer(sheet=sheet, statement=asked[pk], answer=answer) for pk, answer in given.items()
    )


def own_answers(*, poll: Poll, secret: str) -> dict[int, str]:
    """Return what the holder of this secret answered, per statement."""
    if not secret:
        return {}
    rows = PollAnswer.objects.filter(sheet=sheet_key(secret), sheet__poll=poll)
    return dict(rows.values_list("statement", "answer"))
