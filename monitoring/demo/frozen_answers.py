"""What municipalities answered last year: what the record said by then, and invented answers.

The record of the demo goes on after the round closed. What began later was not there that day, so
it is taken out of what the record says; people of the municipality answered that themselves.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from agreements.choices import Level
from agreements.models import Agreement
from coalitions.models import Action, Coalition, CoalitionStage, ParentInvolvement, Partnership
from interventions.models import Choice, Reach
from monitoring.answers import UNKNOWN, Asked, Value, asked_in_order, faults, is_known
from monitoring.choices import AnswerForm
from monitoring.models import Interpretation, QuestionnaireVersion
from monitoring.selectors.derivations import Derived, Source
from monitoring.selectors.derived_parts import YES, chosen
from monitoring.selectors.derived_work import LEVELS
from monitoring.selectors.fillings import asked_from

# What the record of the rich coalition said then and does not say now: this is what drift shows.
THEN: Final = {"joint-plan": "in_development"}
INVENTED: Final[Mapping[str, Any]] = {
    "coalition-stage": "forming",
    "coalition-form": ["local"],
    "joint-plan": "in_development",
    "objectives": "in_development",
    "objective-periods": ["during", "after"],
    "ambitions": "yes",
    "policy-framework": "no",
    "agreement-levels": ["executive"],
    "activities": "yes",
    "prenatal-visit": "yes",
    "prenatal-visit-week": 22,
    "baseline": "no",
    "monitoring": ["process"],
    "partner-types": ["gemeente", "verloskundigen", "kraamzorg", "jgz"],
    "parents-involved": "no",
}
REMARK: Final = "Verzonnen voor de demo: zo vulde deze gemeente de vragenlijst in."
_TYPES: Final[Mapping[str, Any]] = {
    AnswerForm.ONE: str,
    AnswerForm.SEVERAL: list,
    AnswerForm.NUMBER: int,
}
# Of the kinds of records that answers rest on: the day on which one began.
BEGAN: Final[Mapping[str, tuple[Any, str]]] = {
    "action": (Action, "done_on"),
    "agreement": (Agreement, "starts_on"),
    "choice": (Choice, "since"),
    "coalition": (Coalition, "stage_since"),
    "interpretation": (Interpretation, "discussed_on"),
    "parents": (ParentInvolvement, "took_place_on"),
    "partnership": (Partnership, "since"),
    "stage": (CoalitionStage, "since"),
}


def asked_of(version: QuestionnaireVersion) -> list[Asked]:
    rows = version.questions.select_related("asked_after").prefetch_related("options")
    return [asked_from(one) for one in rows]


def said_then(questions: Iterable[Asked]) -> dict[str, Derived]:
    """What the record said then, of the questions that still offer it."""
    found = {one.key: as_answer(one, THEN.get(one.key)) for one in questions}
    return {key: Derived(value, ()) for key, value in found.items() if is_known(value)}


def began_after(last: date) -> set[tuple[str, Any]]:
    """The records that were not there yet on a day, by kind and key; undated ones were."""
    found = {
        (kind, key)
        for kind, (model, field) in BEGAN.items()
        for key in model.objects.filter(**{f"{field}__gt": last}).values_list("pk", flat=True)
    }
    # The reach of a year is known when that year is over.
    reached = Reach.objects.filter(year__gte=last.year).values_list("pk", flat=True)
    return found | {("reach", key) for key in reached}


def as_of(said: Mapping[str, Derived], late: set[tuple[str, Any]]) -> dict[str, Derived]:
    """What the record says without what came later.

    A yes stands as long as one record of then tells it, and levels are those of the agreements of
    then. What else rests on a later record might have been another answer, so it is left out.
    """
    found = {}
    for key, one in said.items():
        kept = [source for source in one.sources if (source.kind, source.key) not in late]
        options = one.value.get("options", [])
        if len(kept) == len(one.sources) or (kept and options == [YES]):
            found[key] = Derived(one.value, kept)
        elif kept and {source.kind for source in kept} == {"agreement"}:
            found[key] = chosen(_levels_of(kept, options), kept)
    return found


def _levels_of(sources: Iterable[Source], options: Iterable[str]) -> list[str]:
    rows = Agreement.objects.filter(pk__in=[one.key for one in sources])
    keys = {LEVELS[Level(level)] for row in rows for level in row.levels}
    return [key for key in options if key in keys]


def invented(questions: Iterable[Asked], said: Mapping[str, Derived]) -> dict[str, Value]:
    """An answer to every question that must be answered and that the record left open."""
    asked = list(questions)
    values = {
        one.key: said[one.key].value if one.key in said else as_answer(one, INVENTED.get(one.key))
        for one in asked
    }
    come_by = [one for one in asked_in_order(asked, values) if one.is_required]
    return {one.key: values[one.key] for one in come_by if one.key not in said}


def as_answer(question: Asked, words: Any) -> Value:
    """Return the answer in the form of its question; "not known" where that does not offer it."""
    value: Value = {"options": [words] if isinstance(words, str) else words, "other": ""}
    if question.form == AnswerForm.NUMBER:
        value = {"number": words}
    is_of_form = isinstance(words, _TYPES.get(question.form, ()))
    return value if is_of_form and not faults(question, value) else UNKNOWN
