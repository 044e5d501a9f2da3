"""Finding a round, and everything that a coalition filled in for it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from coalitions.models import Coalition
from monitoring.answers import Asked, AskedOption
from monitoring.models import Question, Response, ResponseAnswer, Round, RoundExtension
from monitoring.selectors.filled_in import Filling, Part, Place

if TYPE_CHECKING:
    from kansrijkestart.accounts.models import User


def asked_from(question: Question) -> Asked:
    """Return a question as plain data; its options and ``asked_after`` are prefetched."""
    return Asked(
        key=question.key,
        text=question.text,
        form=question.form,
        options=tuple(
            AskedOption(one.key, one.text, one.is_other, one.is_alone)
            for one in question.options.all()
        ),
        unit=question.unit,
        minimum=question.minimum,
        maximum=question.maximum,
        is_required=question.is_required,
        after=question.asked_after.key if question.asked_after else "",
        when=tuple(question.asked_when),
    )


def find_round(year: int, key: str) -> Round | None:
    """Return the round of a questionnaire in a year; see ``with_pages`` for which of several."""
    rows = Round.objects.filter(
        questionnaire_version__year=year, questionnaire_version__questionnaire__key=key
    )
    found: Round | None = rows.with_pages().for_list().first()
    return found


def filling_of(asked: Round, coalition: Coalition, user: "User") -> Filling:
    """Return what this reader may see of the answers of a coalition (six queries)."""
    version = asked.questionnaire_version
    sections = list(version.sections.all())
    questions = list(
        version.questions.select_related("asked_after").prefetch_related("options").all()
    )
    by_key = {one.key: asked_from(one) for one in questions}
    rows = Response.objects.visible_to(user).filter(round=asked, coalition=coalition)
    return Filling(
        round=asked,
        coalition=coalition,
        places=_places(
            asked, rows.for_list().select_related("submitted_by", "approved_by"), by_key
        ),
        parts=[
            Part(one, [question for question in questions if question.section_id == one.pk])
            for one in sections
        ],
        asked=by_key,
    )


def _places(asked: Round, rows: Iterable[Response], by_key: dict[str, Asked]) -> list[Place]:
    responses = list(rows)
    found: dict[int, dict[str, ResponseAnswer]] = {one.pk: {} for one in responses}
    answers = ResponseAnswer.objects.filter(response__in=found).select_related("question")
    for answer in answers:
        found[answer.response_id][answer.question.key] = answer
    late = dict(
        RoundExtension.objects.filter(round=asked).values_list("municipality", "until")
        if responses
        else ()
    )
    for one in responses:
        one.round = asked
    return [
        Place(
            one,
            late.get(one.municipality_id, asked.closes_at),
            found[one.pk],
            [question for key, question in by_key.items() if key in found[one.pk]],
        )
        for one in responses
    ]


def handed_over(asked: Round, coalition: Coalition) -> list[Response]:
    """Responses of a round that this coalition filled in, and that another fills in by now."""
    responses: Any = Response
    held = responses.events.field.model.objects.filter(round=asked.pk, coalition=coalition.pk)
    rows = Response.objects.filter(round=asked, pk__in=held.values("pgh_obj_id"))
    return list(rows.exclude(coalition=coalition).for_list())
