"""Every voice in the advice on a coalition, over all its rounds, for whoever may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from coalitions.choices import AdviceKind
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Assessment,
    Coalition,
    Principle,
    Statement,
)
from coalitions.models.advice import ADVISERS_WORDS
from coalitions.selectors.advice import advisers_among
from kansrijkestart.accounts.models import User

REQUEST: Final = "request"
ANSWER: Final = "answer"


@dataclass(frozen=True)
class Voice:
    """Something said in the thread of a round; ``who`` is empty where the page names nobody."""

    round: int
    principle: Principle
    statement: Statement | None
    kind: str
    from_adviser: bool
    who: str
    said_at: datetime
    text: str


def rounds_to_read(coalition: Coalition, user: User) -> list[Assessment]:
    """Return the rounds whose conversation this reader may read, whether or not one was held.

    Who keeps the record or advises it reads all; partners those whose advice is shared.
    """
    rows = Assessment.objects.visible_to(user).filter(coalition=coalition)
    this = Coalition.objects.filter(pk=coalition.pk)
    if not (this.coordinated_by(user) | this.in_caseload_of(user)).exists():
        rows = rows.filter(advice_sharing__is_shared=True)
    return list(rows.order_by("round", "pk"))


def voices_in(rounds: list[Assessment], user: User, until: datetime) -> list[Voice]:
    """Return what was said before ``until``, per round and principle in the order of saying."""
    numbers = {row.pk: row.round for row in rounds}
    asked = AdviceRequest.objects.filter(assessment__in=numbers, requested_at__lt=until)
    found: list[tuple[Voice, int]] = [
        (_request(one, numbers), one.pk) for one in asked.select_related("principle")
    ]
    rows = AdviceMessage.objects.in_rounds(list(numbers), user).filter(shared_at__lt=until)
    said = list(rows.select_related("principle", "statement", "author"))
    advisers = advisers_among(said)
    found += [(_message(one, numbers, advisers), one.pk) for one in said]
    found.sort(key=lambda item: (item[0].round, item[0].principle.number, _moment(item)))
    return [voice for voice, _pk in found]


def _moment(item: tuple[Voice, int]) -> tuple[datetime, bool, int]:
    voice, pk = item
    return voice.said_at, voice.kind != REQUEST, pk


def _request(one: AdviceRequest, numbers: dict[int, int]) -> Voice:
    return Voice(
        round=numbers[one.assessment_id],
        principle=one.principle,
        statement=None,
        kind=REQUEST,
        from_adviser=False,
        who="",
        said_at=one.requested_at,
        text=one.question,
    )


def _message(one: AdviceMessage, numbers: dict[int, int], advisers: set[int]) -> Voice:
    from_adviser = one.kind in ADVISERS_WORDS or one.author_id in advisers
    is_answer = one.kind == AdviceKind.REPLY and from_adviser
    return Voice(
        round=numbers[one.assessment_id],
        principle=one.principle,
        statement=one.statement,
        kind=ANSWER if is_answer else one.kind,
        from_adviser=from_adviser,
        who=str(one.author) if one.author else "",
        said_at=one.shared_at or one.created_at,
        text=one.text,
    )
