"""Two invented rounds of the checklist: one closed with advice and reply, one with advice asked."""

from typing import Any

from coalitions.choices import AdviceKind, AnswerScale
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Answer,
    Assessment,
    AssessmentAttendance,
    Checklist,
    Principle,
    PrincipleNote,
)
from kansrijkestart.core import clock
from monitoring.demo.common import (
    ADVISER,
    COORDINATOR,
    day,
    day_or_none,
    moment,
    organisations,
    read,
    rich_coalition,
    user,
)

SCALE = {
    "N": AnswerScale.NOT_YET,
    "I": AnswerScale.IN_DEVELOPMENT,
    "M": AnswerScale.MOSTLY,
    "P": AnswerScale.IN_PLACE,
}


def is_loaded() -> bool:
    return Assessment.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    checklist = Checklist.objects.get(key="local-2023")
    principles = {row.key: row for row in checklist.principles.prefetch_related("statements")}
    for values in read("rounds.json"):
        with clock.travel(moment(values["agreed_on"])):
            _add_round(checklist, principles, values)


def _add_round(
    checklist: Checklist, principles: dict[str, Principle], values: dict[str, Any]
) -> None:
    assessment = Assessment.objects.create(
        coalition=rich_coalition(),
        checklist=checklist,
        round=values["round"],
        state=values["state"],
        started_on=day(values["started_on"]),
        agreed_on=day(values["agreed_on"]),
        agreed_remark=values["agreed_remark"],
        parents_present=values["parents_present"],
        closed_on=day_or_none(values["closed_on"]),
    )
    known = organisations()
    AssessmentAttendance.objects.bulk_create(
        AssessmentAttendance(assessment=assessment, organisation=known[name])
        for name in values["present"]
    )
    PrincipleNote.objects.bulk_create(
        PrincipleNote(assessment=assessment, principle=principles[key], explanation=text)
        for key, text in values["notes"].items()
    )
    _add_answers(assessment, principles, values)
    for thread in values["advice"]:
        _add_thread(assessment, principles[thread["principle"]], thread)


def _add_answers(
    assessment: Assessment, principles: dict[str, Principle], values: dict[str, Any]
) -> None:
    """The answers stand in the file as one letter per statement, one word per principle."""
    for principle, letters in zip(
        sorted(principles.values(), key=lambda row: row.number),
        values["answers"].split(),
        strict=True,
    ):
        Answer.objects.bulk_create(
            Answer(
                assessment=assessment,
                statement=statement,
                now=SCALE[letter],
                wished=values["wished"],
                is_from_record=letter == "P" and principle.key == values.get("from_record"),
            )
            for statement, letter in zip(principle.statements.all(), letters, strict=True)
        )


def _add_thread(assessment: Assessment, principle: Principle, thread: dict[str, str]) -> None:
    AdviceRequest.objects.create(
        assessment=assessment,
        principle=principle,
        question=thread["question"],
        requested_by=user(COORDINATOR),
        requested_at=moment(thread["asked_at"]),
    )
    voices = (
        (AdviceKind.ADVICE, ADVISER, "advice", "advised_at"),
        (AdviceKind.REPLY, COORDINATOR, "reply", "replied_at"),
    )
    for kind, email, text, at in voices:
        if text in thread:
            AdviceMessage.objects.create(
                assessment=assessment,
                principle=principle,
                kind=kind,
                author=user(email),
                text=thread[text],
                shared_at=moment(thread[at]),
                created_at=moment(thread[at]),
                updated_at=moment(thread[at]),
            )
