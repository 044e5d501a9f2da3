"""The derived status of a principle: what its record shows, beside what the coalition says.

A rule is data: the things a principle asks of the record, each recorded or not (``Asked``). Every
app registers the rules about what it keeps; see docs/adr/0014. There is no score: all asked things
are there, some are, or none is yet.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from coalitions.choices import ActionState, Domain
from coalitions.models import Action, CoalitionLead, CoalitionLink
from coalitions.querysets import open_on
from coalitions.registry import Reading
from coalitions.selectors.checklist import PrinciplePart
from coalitions.selectors.taking_part import ASKED_DOMAINS, parents_of, partners_of
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label

PARENT_TYPES: Final = frozenset({"ouders", "oudervertegenwoordiging"})


class EarnedState(StrEnum):
    """How much of what a principle asks is recorded; the values are signs of ``earned``."""

    NOT_RECORDED = "not_recorded"
    PARTLY = "partly"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Asked:
    """One thing a rule asks of the record, in a few words, and whether it stands there."""

    words: Label
    is_recorded: bool


@dataclass(frozen=True)
class Earned:
    """The derived status of one principle and its reason in one sentence."""

    state: EarnedState
    reason: str


Rule = Callable[[Reading], Iterable[Asked]]
_rules: defaultdict[str, list[Rule]] = defaultdict(list)


def register_rule(principle_key: str, rule: Rule) -> None:
    """Let ``rule`` say what it asks of the record for a principle; rules are put together."""
    if rule not in _rules[principle_key]:
        _rules[principle_key].append(rule)


def earned_for(reading: Reading, principle_key: str) -> Earned | None:
    """Return the derived status, or nothing where no rule speaks about this principle."""
    asked = [one for rule in _rules[principle_key] for one in rule(reading)]
    return weigh(asked) if asked else None


def beside(
    reading: Reading, parts: Iterable[PrinciplePart]
) -> list[tuple[PrinciplePart, Earned | None]]:
    """Return what is said about each principle with what its record shows."""
    return [(part, earned_for(reading, part.principle.key)) for part in parts]


def weigh(asked: Iterable[Asked]) -> Earned:
    """Put what was asked together: the state and the sentence that names everything."""
    asked = list(asked)
    there = ", ".join(str(one.words) for one in asked if one.is_recorded)
    missing = ", ".join(str(one.words) for one in asked if not one.is_recorded)
    if not missing:
        return Earned(EarnedState.RECORDED, _("Recorded: %(there)s.") % {"there": there})
    if not there:
        reason = _("Not recorded yet: %(missing)s.") % {"missing": missing}
        return Earned(EarnedState.NOT_RECORDED, reason)
    words = _("Recorded: %(there)s; not recorded yet: %(missing)s.")
    return Earned(EarnedState.PARTLY, words % {"there": there, "missing": missing})


def lead_asked(*, has_lead: bool, has_plan: bool) -> list[Asked]:
    return [Asked(_("who leads"), has_lead), Asked(_("a plan with actions"), has_plan)]


def composition_asked(domains: Iterable[str], *, has_parents: bool) -> list[Asked]:
    present = set(domains)
    rows = [
        Asked(_("a partner from the %(domain)s") % {"domain": Domain(one).label}, one in present)
        for one in ASKED_DOMAINS
    ]
    return [*rows, Asked(_("how parents take part"), has_parents)]


def hinge_asked(*, linked: int) -> list[Asked]:
    return [Asked(_("the link with local coalitions"), linked > 0)]


def lead_rule(reading: Reading) -> list[Asked]:
    """Principle 1: a lead today, and a plan: actions that were not dropped."""
    coalition = reading.coalition
    leads = CoalitionLead.objects.filter(open_on(clock.today()), coalition=coalition)
    actions = Action.objects.filter(coalition=coalition).exclude(state=ActionState.DROPPED)
    has_lead = coalition.lead_organisation_id is not None or leads.exists()
    return lead_asked(has_lead=has_lead, has_plan=actions.exists())


def composition_rule(reading: Reading) -> list[Asked]:
    """Principle 2: an active partner in each of three domains, and parents involved."""
    partners = partners_of(reading)
    present = [domain for domain, number in partners.per_domain.items() if number]
    has_parents = bool(parents_of(reading)) or bool(partners.type_keys & PARENT_TYPES)
    return composition_asked(present, has_parents=has_parents)


def hinge_rule(reading: Reading) -> list[Asked]:
    """Regional principle 5, as far as the record can say: local coalitions are linked."""
    if not reading.coalition.is_regional:
        return []
    links = CoalitionLink.objects.filter(open_on(clock.today()), regional=reading.coalition)
    return hinge_asked(linked=links.count())


def register_own() -> None:
    """Called once when the app is ready."""
    register_rule("trekker", lead_rule)
    register_rule("samenstelling", composition_rule)
    register_rule("scharnierpunt", hinge_rule)
