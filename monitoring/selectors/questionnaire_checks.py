"""What a draft of a questionnaire still lacks before it can be asked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from monitoring.choices import CHOOSING
from monitoring.models import Question, QuestionnaireVersion
from monitoring.selectors import derivations
from monitoring.selectors.questionnaires import Part, parts_of

FEWEST_OPTIONS = 2


@dataclass(frozen=True)
class Fault:
    """Something to put right, and the question or part where."""

    words: str
    question: int | None = None
    section: int | None = None


def faults_of(version: QuestionnaireVersion) -> list[Fault]:
    """Everything that keeps a version from being published; empty is right."""
    parts = parts_of(version)
    if not parts:
        return [Fault(_("There is no part yet. Add a part with a question."))]
    found = list(_empty_parts(parts))
    seen: dict[int, Question] = {}
    for question in (one for part in parts for one in part.questions):
        words = [*_option_faults(question), *_route_faults(question, seen)]
        keys = [one.key for one in question.options.all()]
        if fault := derivation_fault(question.derivation, question.form, keys):
            words.append(fault)
        found += [
            Fault(
                _("“%(question)s”: %(fault)s") % {"question": question.text, "fault": said},
                question=question.pk,
            )
            for said in words
        ]
        seen[question.pk] = question
    return found


def _empty_parts(parts: Sequence[Part]) -> Iterator[Fault]:
    for part in parts:
        if not part.questions:
            words = _("The part “%(title)s” has no question.") % {"title": part.section.title}
            yield Fault(words, section=part.section.pk)


def _option_faults(question: Question) -> Iterator[str]:
    if question.form in CHOOSING and len(question.options.all()) < FEWEST_OPTIONS:
        yield _("Give at least two answers to choose from.")


def _route_faults(question: Question, seen: Collection[int]) -> Iterator[str]:
    """A route comes from a question that was already asked, by answers that it offers."""
    before = question.asked_after
    if before is None:
        return
    if before.pk not in seen:
        yield _("It is only asked after a question that comes later. Move one of them.")
    offered = {one.key for one in before.options.all()} if before.form in CHOOSING else set()
    if set(question.asked_when) - offered:
        yield _("It is only asked after an answer that is not offered any more.")


def derivation_fault(key: str, form: str, options: Sequence[str]) -> str:
    """Say why the record cannot fill in a question of this form; empty when it can.

    One that this site does not know (any more) fills nothing in, and is no fault.
    """
    known = derivations.find(key) if key else None
    if known is None:
        return ""
    if form not in known.forms:
        return _("“%(words)s” does not fit this form of answer. Choose another one.") % {
            "words": known.words
        }
    missing = sorted(known.options - set(options)) if form in CHOOSING else []
    if missing:
        return _(
            "“%(words)s” gives answers that are not in the list. Add answers with the keys: "
            "%(keys)s."
        ) % {"words": known.words, "keys": ", ".join(missing)}
    return ""
