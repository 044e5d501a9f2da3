"""What agreements say about steps, principles, next steps and the log; see coalitions.registry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.choices import AgreementState, Practice
from agreements.models import Agreement, AgreementTheme
from agreements.selectors.pathways_record import directory_fact
from coalitions import registry
from coalitions.choices import Phase
from coalitions.registry import Block, Fact, NextStep, Reading, StepFact, StepState
from coalitions.selectors.look_ups import THE_COALITION, LookUp, fields_of, register_look_up
from coalitions.services.hand_over import Duty, register_duty
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

APPLIES = (AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED)
SHOWN = 3


@dataclass
class Overview:
    """The agreements of one coalition that have not ended, in order of the date to look again."""

    running: list[Agreement] = field(default_factory=list)
    themes: dict[int, set[str]] = field(default_factory=dict)

    @property
    def in_force(self) -> list[Agreement]:
        return [agreement for agreement in self.running if agreement.state in APPLIES]

    def due(self, on: date) -> list[Agreement]:
        return [agreement for agreement in self.in_force if agreement.review_on <= on]

    def about(self, theme: str) -> list[Agreement]:
        return [a for a in self.running if theme in self.themes.get(a.pk, set())]


def _running(_reader: object) -> QuerySet[Agreement]:
    links = AgreementTheme.objects.filter(agreement=OuterRef("pk")).values("theme__key")
    rows = Agreement.objects.filter(coalition=THE_COALITION).exclude(state=AgreementState.ENDED)
    return rows.annotate(theme_keys=ArraySubquery(links)).order_by("review_on", "pk")


def _overview(rows: list[Any]) -> Overview:
    return Overview(rows, {row.pk: set(row.theme_keys) for row in rows})


OVERVIEW: Final = LookUp(
    "agreements.overview",
    _running,
    (*fields_of(Agreement), "owner_organisation__name", "theme_keys"),
    _overview,
)


def overview_of(reading: Reading) -> Overview:
    """Return the coalition's agreements, looked up once per reading (one query)."""
    return OVERVIEW.of(reading)


def _list_url(reading: Reading) -> str:
    return safe_reverse("agreements:list", slug=reading.coalition.slug)


def _number_in_force(number: int) -> str:
    words = ngettext("%(number)s agreement applies", "%(number)s agreements apply", number)
    return words % {"number": number}


def agreement_step(reading: Reading) -> StepFact | None:
    """Step 3: recorded when an agreement applies and none waits for another look."""
    found = overview_of(reading)
    if not found.running:
        return None
    due = len(found.due(clock.today()))
    if due:
        words = ngettext("%(number)s needs another look", "%(number)s need another look", due)
        return StepFact(StepState.STARTED, words % {"number": due})
    if found.in_force:
        return StepFact(StepState.RECORDED, _number_in_force(len(found.in_force)))
    return StepFact(StepState.STARTED, _("in preparation"))


def theme_step(theme: str) -> Callable[[Reading], StepFact | None]:
    """Return the source of a step that agreements about one theme speak for."""

    def step(reading: Reading) -> StepFact | None:
        about = overview_of(reading).about(theme)
        if not about:
            return None
        applies = [agreement for agreement in about if agreement.state in APPLIES]
        state = StepState.RECORDED if applies else StepState.STARTED
        words = ngettext("%(number)s agreement", "%(number)s agreements", len(about))
        return StepFact(state, words % {"number": len(about)})

    return step


def agreement_facts(reading: Reading) -> list[Fact]:
    """Principle 3: what applies per phase, the service directory, what needs another look."""
    found, url = overview_of(reading), _list_url(reading)
    kept = directory_fact(reading)
    if not found.running:
        none = Fact(_("Agreements not recorded yet."), url, is_known=False, position=10)
        return [none, kept] if kept else [none]
    return [_phase_fact(found, url), kept or _directory_fact(found, url), _due_fact(found, url)]


def _phase_fact(found: Overview, url: str) -> Fact:
    applying = found.in_force
    if not applying:
        return Fact(_("No agreement applies yet."), url, position=10)
    per_phase = [
        f"{phase.label} {number}"
        for phase in Phase
        if (number := sum(phase.value in agreement.phases for agreement in applying))
    ]
    text = _number_in_force(len(applying))
    return Fact(f"{text}: {', '.join(per_phase)}." if per_phase else f"{text}.", url, position=10)


def _directory_fact(found: Overview, url: str) -> Fact:
    about = found.about("sociale-kaart")
    if not about:
        return Fact(_("Service directory not recorded yet."), url, is_known=False, position=20)
    owner = about[0].owner_organisation
    if owner is None:
        return Fact(
            _("Service directory: keeper not recorded yet."), url, is_known=False, position=20
        )
    text = _("The service directory is kept by %(organisation)s.") % {"organisation": owner.name}
    return Fact(text, about[0].get_absolute_url(), position=20)


def _due_fact(found: Overview, url: str) -> Fact:
    due = len(found.due(clock.today()))
    if not due:
        return Fact(_("No agreement needs another look now."), url, position=30)
    words = ngettext(
        "One agreement needs another look.", "%(number)s agreements need another look.", due
    )
    return Fact(words % {"number": due}, f"{url}?due=on", position=30)


def embedding_facts(reading: Reading) -> list[Fact]:
    """Principle 1: an agreement about making it last counts as its sign."""
    about = overview_of(reading).about("borging")
    if not about:
        return [
            Fact(
                _("Governance agreement about making it last: not recorded yet."),
                _list_url(reading),
                is_known=False,
                position=30,
            )
        ]
    text = _("About making it last: %(title)s.") % {"title": about[0].title}
    return [Fact(text, about[0].get_absolute_url(), position=30)]


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest a first agreement, or another look at one that is past its date."""
    if not reading.may_change:
        return []
    found, steps = overview_of(reading), []
    if not found.running:
        steps.append(
            NextStep(
                priority=20,
                title=_("Record one agreement you already have"),
                reason=_("There are no agreements in the record yet. One is a good beginning."),
                url=safe_reverse("agreements:create", slug=reading.coalition.slug),
                action=_("Add an agreement"),
            )
        )
    due = found.due(clock.today())
    if due:
        when = date_format(due[0].review_on, "j F Y")
        reason = _("You would look at “%(title)s” again on %(date)s. Does it still hold?")
        steps.append(
            NextStep(
                priority=35,
                title=_("Look at an agreement again"),
                reason=reason % {"title": due[0].title, "date": when},
                url=safe_reverse("agreements:review", pk=due[0].pk),
                action=_("Look at the agreement"),
            )
        )
    return steps


def review_block(reading: Reading) -> Block | None:
    """Bring the agreements that come up first to the overview."""
    coming = overview_of(reading).in_force[:SHOWN]
    if not coming:
        return None
    lines = [
        _("%(title)s: look again on %(date)s")
        % {"title": agreement.title, "date": date_format(agreement.review_on, "j F Y")}
        + (f" ({_('does not work well')})" if agreement.practice == Practice.NOT_WELL else "")
        for agreement in coming
    ]
    return Block(
        key="agreements",
        title=_("Agreements to look at again"),
        template="agreements/_review_block.html",
        context={"agreements": coming, "today": clock.today(), "url": _list_url(reading)},
        lines=lines,
        position=60,
    )


def _duty_words(number: int) -> str:
    return ngettext(
        "%(number)s agreement to look at again", "%(number)s agreements to look at again", number
    ) % {"number": number}


def register_duties() -> None:
    """Let agreements, with their date to look again, move to a successor."""
    running = Agreement.objects.exclude(state=AgreementState.ENDED)
    register_duty(
        "agreement",
        Duty(lambda coalition: running.filter(coalition=coalition), "owner_user", _duty_words),
    )


def register_own() -> None:
    """Register everything above. Called once when the app is ready."""
    registry.register_step("afspraken", agreement_step)
    for step in ("vroegsignalering", "monitoring", "borging"):
        registry.register_step(step, theme_step(step))
    registry.register_facts("afspraken", agreement_facts)
    registry.register_facts("trekker", embedding_facts)
    registry.register_next_step(next_steps)
    register_look_up(OVERVIEW)
    registry.register_block(review_block)
