"""Everything on a coalition's overview, put together for one reader."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.choices import AdviceKind, AnswerScale, Scope
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Answer,
    Assessment,
    ChainStep,
    Checklist,
    Principle,
    Statement,
)
from coalitions.registry import Fact, Reading, StepFact
from coalitions.selectors.record import newest_round
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.signs import sign_for

# From furthest to unknown, as the strip shows it.
SCALE: Final = (
    AnswerScale.IN_PLACE,
    AnswerScale.MOSTLY,
    AnswerScale.IN_DEVELOPMENT,
    AnswerScale.NOT_YET,
    AnswerScale.NOT_APPLICABLE,
    "none",
)

SOFT_HYPHEN: Final = "\N{SOFT HYPHEN}"
# Long words of the steps, cut where a narrow column may break them.
LONG_WORDS: Final = (("Samenwerkings", "afspraken"), ("Vroeg", "signalering"))
# Where a step is kept. Early detection is agreements.
STEP_PAGES: Final = {
    "coalitie": "coalitions:partners",
    "informatie": "monitoring:coalition",
    "afspraken": "agreements:list",
    "vroegsignalering": "agreements:list",
    "interventies": "interventions:choices",
    "monitoring": "monitoring:coalition",
    "borging": "coalitions:embedding",
}


@dataclass(frozen=True)
class StepRow:
    """One of the seven steps, how far it is recorded, and the page where it is kept."""

    number: int
    title: str
    fact: StepFact
    url: str = ""

    @property
    def screen_title(self) -> str:
        """Return the title with places where a long word may break in a narrow column."""
        title = self.title
        for first, second in LONG_WORDS:
            title = title.replace(f"{first}{second}", f"{first}{SOFT_HYPHEN}{second}")
        return title


@dataclass(frozen=True)
class PrincipleRow:
    """One principle: what the coalition says beside what is recorded, without a verdict."""

    principle: Principle
    facts: list[Fact]
    signs: list[str] = field(default_factory=list)
    words: str = ""
    advice: str = ""
    advice_words: str = ""
    url: str = ""


def steps_of(reading: Reading) -> list[StepRow]:
    """Return the seven steps in the order of the handbook; their order is free."""
    slug = reading.coalition.slug
    return [
        StepRow(
            step.number,
            step.title,
            registry.step_for(reading, step.key),
            safe_reverse(STEP_PAGES.get(step.key, ""), slug=slug),
        )
        for step in ChainStep.objects.all()
    ]


def checklist_in_force(scope: str) -> Checklist | None:
    """Return the newest checklist for this kind of coalition.

    One that is both walks the local one: a round has one checklist, and its municipalities share.
    """
    scope = Scope.LOCAL if scope == Scope.BOTH else scope
    return (
        Checklist.objects.filter(scope=scope, valid_until="").order_by("-valid_from", "key").first()
    )


def principles_of(reading: Reading) -> list[PrincipleRow]:
    """Return the principles of the round at hand, or of the checklist in force."""
    assessment = newest_round(reading)
    checklist = assessment.checklist if assessment else checklist_in_force(reading.coalition.scope)
    if checklist is None:
        return []
    said = _answers(assessment, checklist)
    advice = _advice_states(reading, assessment)
    return [
        _row(reading, principle, said.get(principle.pk), advice.get(principle.pk, ""))
        for principle in checklist.principles.all()
    ]


def _row(
    reading: Reading, principle: Principle, counts: Counter[str] | None, advice: str
) -> PrincipleRow:
    facts = registry.facts_for(reading, principle.key)
    url = safe_reverse("coalitions:principle", slug=reading.coalition.slug, number=principle.number)
    advice_words = str(sign_for("checklist", advice).word) if advice else _("Not asked")
    if counts is None:  # no round the reader may see: its pages do not exist yet
        url = safe_reverse("coalitions:checklist", slug=reading.coalition.slug)
        return PrincipleRow(principle, facts, advice=advice, advice_words=advice_words, url=url)
    shown = [(key, counts[key]) for key in SCALE if counts[key]]
    words = ", ".join(
        f"{number} {str(sign_for('answer', key).word).lower()}" for key, number in shown
    )
    signs = [key for key, number in shown for _time in range(number)]
    return PrincipleRow(principle, facts, signs, words, advice, advice_words, url)


def _answers(assessment: Assessment | None, checklist: Checklist) -> dict[int, Counter[str]]:
    """Count the answers per principle; a statement without answer counts as not filled in."""
    if assessment is None:
        return {}
    said = dict(Answer.objects.filter(assessment=assessment).values_list("statement", "now"))
    counts: dict[int, Counter[str]] = {}
    statements = Statement.objects.filter(principle__checklist=checklist)
    for pk, principle in statements.values_list("pk", "principle"):
        counts.setdefault(principle, Counter())[said.get(pk) or "none"] += 1
    return counts


def _advice_states(reading: Reading, assessment: Assessment | None) -> dict[int, str]:
    if assessment is None:
        return {}
    asked = AdviceRequest.objects.filter(assessment=assessment).values_list("principle", flat=True)
    states = dict.fromkeys(asked, "advice_requested")
    given = [
        one
        for one in shared_advice(reading)
        if one.assessment_id == assessment.pk and one.statement_id is None
    ]
    states.update(dict.fromkeys([one.principle_id for one in given], "advice_given"))
    return states


def shared_advice(reading: Reading) -> list[AdviceMessage]:
    """Return the advice on this coalition that the reader may see, the newest first."""

    def look_up() -> list[AdviceMessage]:
        if reading.user is None:
            return []
        rows = AdviceMessage.objects.visible_to(reading.user).filter(
            assessment__coalition=reading.coalition,
            kind=AdviceKind.ADVICE,
            shared_at__isnull=False,
        )
        return list(rows.select_related("principle", "assessment").order_by("-shared_at", "-pk"))

    return reading.remember("coalitions.advice", look_up)


def round_line(reading: Reading) -> str:
    """Say how far the round at hand is, and when it was settled."""
    assessment = newest_round(reading)
    if assessment is None:
        return ""
    if assessment.agreed_on is None:
        return _("Round %(number)s: %(state)s.") % {
            "number": assessment.round,
            "state": sign_for("checklist", assessment.state).word,
        }
    number = assessment.attendance.count()
    words = ngettext(
        "Settled in the coalition on %(date)s, with %(number)s partner.",
        "Settled in the coalition on %(date)s, with %(number)s partners.",
        number,
    )
    return words % {"date": date_format(assessment.agreed_on, "j F Y"), "number": number}
