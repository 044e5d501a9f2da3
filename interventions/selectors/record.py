"""What choices say about steps, principles and the log; see coalitions.registry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalitions import registry
from coalitions.choices import KnownTopic
from coalitions.registry import (
    Fact,
    HistorySource,
    KnownFact,
    NextStep,
    Reading,
    StepFact,
    StepState,
)
from coalitions.selectors.look_ups import THE_COALITION, LookUp, fields_of, register_look_up
from coalitions.selectors.newest_changes import by_key, of_coalition
from interventions.choices import ChoiceState
from interventions.models import Choice, ChoiceMunicipality, LocalOffer, Reach, Recognition
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.sentences import Sentence


@dataclass(frozen=True)
class Overview:
    """The choices of one coalition and the texts it reported in its own words."""

    choices: list[Choice]
    recognised: frozenset[int]
    offers: list[LocalOffer]

    def in_state(self, state: str) -> list[Choice]:
        return [choice for choice in self.choices if choice.state == state]


def _choices(_reader: object) -> QuerySet[Choice]:
    known = Recognition.objects.filter(intervention=OuterRef("intervention"))
    rows = Choice.objects.filter(coalition=THE_COALITION).for_list()
    return rows.annotate(is_recognised=Exists(known))


CHOICES: Final[LookUp[list[Any]]] = LookUp(
    "interventions.choices",
    _choices,
    (*fields_of(Choice), "intervention__name", "is_recognised"),
    list,
)
OFFERS: Final[LookUp[list[LocalOffer]]] = LookUp(
    "interventions.offers",
    lambda _reader: LocalOffer.objects.filter(coalition=THE_COALITION).order_by("pk"),
    ("text",),
    list,
)


def overview_of(reading: Reading) -> Overview:
    """Return the coalition's choices, looked up once per reading (two queries)."""
    choices = CHOICES.of(reading)
    known = frozenset(one.intervention_id for one in choices if one.is_recognised)
    return Overview(choices, known, OFFERS.of(reading))


def _url(reading: Reading) -> str:
    return safe_reverse("interventions:choices", slug=reading.coalition.slug)


def _running(number: int) -> str:
    return ngettext("%(number)s running", "%(number)s running", number) % {"number": number}


def _planned(number: int) -> str:
    return ngettext("%(number)s planned", "%(number)s planned", number) % {"number": number}


def _summary(found: Overview) -> str:
    running = len(found.in_state(ChoiceState.RUNNING))
    planned = len(found.in_state(ChoiceState.PLANNED))
    return f"{_running(running)}, {_planned(planned)}" if planned else _running(running)


def intervention_step(reading: Reading) -> StepFact | None:
    """Step 5: recorded when everything that runs has a reason; begun when anything is chosen."""
    found = overview_of(reading)
    if not found.choices:
        return None
    running = found.in_state(ChoiceState.RUNNING)
    reasoned = bool(running) and all(choice.reason for choice in running)
    state = StepState.RECORDED if reasoned else StepState.STARTED
    return StepFact(state, _summary(found))


def intervention_facts(reading: Reading) -> list[Fact]:
    """Principle 5: what runs with recognition, the reasons, the own offer."""
    found, url = overview_of(reading), _url(reading)
    if not found.choices and not found.offers:
        return [Fact(_("Interventions not reported yet."), url, is_known=False, position=10)]
    running = found.in_state(ChoiceState.RUNNING)
    known = sum(choice.intervention_id in found.recognised for choice in running)
    words = ngettext(
        "%(number)s intervention runs; of %(known)s a recognition is known.",
        "%(number)s interventions run; of %(known)s a recognition is known.",
        len(running),
    )
    facts = [Fact(words % {"number": len(running), "known": known}, url, position=10)]
    missing = sum(not choice.reason for choice in running)
    if missing:
        words = ngettext(
            "The reason of %(number)s intervention: not recorded yet.",
            "The reason of %(number)s interventions: not recorded yet.",
            missing,
        )
        facts.append(Fact(words % {"number": missing}, url, is_known=False, position=20))
    elif running:
        facts.append(Fact(_("All interventions that run have a reason."), url, position=20))
    facts += [
        Fact(_("Own words: %(text)s.") % {"text": offer.text}, url, position=30)
        for offer in found.offers
    ]
    return facts


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest to report interventions, or to write down why one was chosen."""
    if not reading.may_change:
        return []
    found = overview_of(reading)
    if not found.choices:
        return [
            NextStep(
                priority=55,
                title=_("Report which interventions you offer"),
                reason=_("Nothing has been reported yet. An empty list is not a no."),
                url=safe_reverse("interventions:choice_add", slug=reading.coalition.slug),
                action=_("Add an intervention"),
            )
        ]
    if any(not choice.reason for choice in found.in_state(ChoiceState.RUNNING)):
        return [
            NextStep(
                priority=75,
                title=_("Write down why you chose an intervention"),
                reason=_("Of some interventions the reason is not recorded yet."),
                url=_url(reading),
                action=_("Look at the interventions"),
            )
        ]
    return []


def known_facts(reading: Reading) -> list[KnownFact]:
    """Say what the regional table already tells about this municipality."""
    choices = overview_of(reading).choices
    found = [choice for choice in choices if choice.source and not choice.is_demo]
    if not found:
        return []
    words = ngettext(
        "%(number)s intervention stands in the regional table.",
        "%(number)s interventions stand in the regional table.",
        len(found),
    )
    number, where = {"number": len(found)}, {"number": f"{_url(reading)}?deel=tabel"}
    return [
        KnownFact(
            label=_("Interventions"),
            text=Sentence(words, number, where),
            source="; ".join(dict.fromkeys(choice.source for choice in found)),
            url=_url(reading),
            action=_("Check or change") if reading.may_change else _("View"),
            position=40,
            topic=KnownTopic.INTERVENTIONS,
            value=",".join(sorted(f"{one.intervention_id}@{one.reported_on}" for one in found)),
            details=_by_state(found),
            has_dutch_source=True,
        )
    ]


def _by_state(choices: list[Choice]) -> list[tuple[str, str]]:
    """Return one line per state: the word and the names, which are Dutch."""
    lines = []
    for state in ChoiceState:
        names = ", ".join(one.intervention.name for one in choices if one.state == state)
        if names:
            lines.append((f"{capfirst(str(state.label))}: {names}", names))
    return lines


@by_key
def _of_own_choice(key: Any) -> Q:
    own = Choice.objects.filter(coalition=key)
    return Q(choice__in=own.values("pk"))


def _sources() -> Iterator[HistorySource]:
    parent = frozenset({"coalition", "choice"})

    yield HistorySource(
        "choice",
        Choice,
        gettext_lazy("Intervention"),
        of_coalition,
        "intervention",
        parent | {"lapsed_reason_at"},  # the moment of the change itself
    )
    yield HistorySource(
        "choice-municipality",
        ChoiceMunicipality,
        gettext_lazy("Municipality of an intervention"),
        _of_own_choice,
        "municipality",
        parent,
        about_field="choice",
    )
    yield HistorySource(
        "reach", Reach, gettext_lazy("Reach"), _of_own_choice, "year", parent, about_field="choice"
    )
    yield HistorySource(
        "local-offer", LocalOffer, gettext_lazy("Own offer"), of_coalition, "text", parent
    )


def register_own() -> None:
    """Register everything above. Called once when the app is ready."""
    registry.register_step("interventies", intervention_step)
    registry.register_facts("interventies", intervention_facts)
    registry.register_next_step(next_steps)
    register_look_up(CHOICES, OFFERS)
    registry.register_known(known_facts)
    registry.register_label(Choice, lambda row: row.intervention.name, "intervention")
    for source in _sources():
        registry.register_history(source)
