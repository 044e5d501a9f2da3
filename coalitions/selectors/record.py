"""What coalitions itself knows about steps, principles and next steps; see coalitions.registry."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.choices import AssessmentState, Domain, Scope
from coalitions.models import (
    Assessment,
    CoalitionLead,
    CoalitionMunicipality,
    ParentInvolvement,
    Partnership,
)
from coalitions.querysets import open_on
from coalitions.registry import Fact, NextStep, Reading, StepFact, StepState
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

# Design section 4: an active partner in each of these is what "broad" is derived from.
ASKED_DOMAINS: Final = (Domain.MEDICAL, Domain.SOCIAL, Domain.INFORMAL)


@dataclass(frozen=True)
class PartnerCounts:
    """Partners that take part today: how many, per domain, and whether a VSV is among them."""

    total: int
    per_domain: Counter[str]
    type_keys: frozenset[str]

    @property
    def missing(self) -> list[Domain]:
        return [domain for domain in ASKED_DOMAINS if not self.per_domain[domain]]


def _count_partners(reading: Reading) -> PartnerCounts:
    rows = list(
        Partnership.objects.active()
        .filter(coalition=reading.coalition)
        .values_list("organisation", "partner_type__domain", "partner_type__key")
    )
    return PartnerCounts(
        total=len({organisation for organisation, _domain, _key in rows}),
        per_domain=Counter(domain for _organisation, domain, _key in rows),
        type_keys=frozenset(key for _organisation, _domain, key in rows),
    )


def partners_of(reading: Reading) -> PartnerCounts:
    return reading.remember("coalitions.partners", lambda: _count_partners(reading))


def parents_of(reading: Reading) -> list[ParentInvolvement]:
    return reading.remember(
        "coalitions.parents",
        lambda: list(
            ParentInvolvement.objects.filter(
                coalition=reading.coalition, ended_on__isnull=True
            ).order_by("-took_place_on", "-pk")
        ),
    )


def municipalities_of(reading: Reading) -> list[CoalitionMunicipality]:
    return reading.remember(
        "coalitions.coverage",
        lambda: list(
            CoalitionMunicipality.objects.filter(
                open_on(clock.today()), coalition=reading.coalition
            )
            .select_related("municipality")
            .order_by("municipality__name_fold")
        ),
    )


def rounds_seen(reading: Reading) -> list[Assessment]:
    """Return the rounds the reader may see, the newest first; looked up once per reading."""

    def look_up() -> list[Assessment]:
        if reading.user is None:
            return []
        seen = Assessment.objects.visible_to(reading.user)
        return list(seen.filter(coalition=reading.coalition).for_list())

    return reading.remember("coalitions.rounds", look_up)


def newest_round(reading: Reading) -> Assessment | None:
    """Return the newest round the reader may see."""
    return next(iter(rounds_seen(reading)), None)


def _url(reading: Reading, name: str) -> str:
    return safe_reverse(name, slug=reading.coalition.slug)


def coalition_step(reading: Reading) -> StepFact | None:
    partners = partners_of(reading)
    if not partners.total:
        return None
    state = StepState.STARTED if partners.missing else StepState.RECORDED
    return StepFact(state, _partner_words(partners.total))


def _partner_words(number: int) -> str:
    return ngettext("%(number)s partner", "%(number)s partners", number) % {"number": number}


def information_step(reading: Reading) -> StepFact | None:
    if not parents_of(reading):
        return None
    return StepFact(StepState.STARTED, _("conversation with parents"))


def lead_facts(reading: Reading) -> list[Fact]:
    url = _url(reading, "coalitions:update") if reading.may_change else ""
    organisation = reading.coalition.lead_organisation
    persons = CoalitionLead.objects.filter(
        open_on(clock.today()), coalition=reading.coalition
    ).count()
    if organisation is None and not persons:
        return [Fact(_("Lead not recorded yet."), url, is_known=False, position=10)]
    if organisation is None:
        text = ngettext("One lead.", "%(number)s leads.", persons) % {"number": persons}
    else:
        text = _("The lead comes from %(organisation)s.") % {"organisation": organisation.name}
    return [Fact(text, url, position=10)]


def partner_facts(reading: Reading) -> list[Fact]:
    partners, url = partners_of(reading), _url(reading, "coalitions:partners")
    if not partners.total:
        return [Fact(_("Partners not recorded yet."), url, is_known=False, position=10)]
    present = [str(d.label) for d in Domain if partners.per_domain[d]]
    facts = [
        Fact(
            ngettext(
                "%(number)s partner: %(domains)s.",
                "%(number)s partners: %(domains)s.",
                partners.total,
            )
            % {"number": partners.total, "domains": ", ".join(present)},
            url,
            position=10,
        )
    ]
    facts += [
        Fact(
            _("Partner from the %(domain)s not recorded yet.") % {"domain": domain.label},
            url,
            is_known=False,
            position=11,
        )
        for domain in partners.missing
    ]
    if "vsv" in partners.type_keys:
        facts.append(Fact(_("A maternity network (VSV) takes part."), url, position=30))
    elif reading.coalition.scope == Scope.LOCAL:
        facts.append(
            Fact(_("Link with a maternity network (VSV) not recorded yet."), url, False, 30)  # noqa: FBT003
        )
    return facts


def parent_facts(reading: Reading) -> list[Fact]:
    url, rows = _url(reading, "coalitions:partners"), parents_of(reading)
    if not rows:
        return [Fact(_("How parents take part: not recorded yet."), url, False, 20)]  # noqa: FBT003
    newest = rows[0]
    if newest.number is None:
        text = _("Parents take part: %(form)s, number not known.") % {
            "form": newest.get_form_display()
        }
    else:
        text = _("Parents take part: %(form)s, number %(number)s.") % {
            "form": newest.get_form_display(),
            "number": newest.number,
        }
    return [Fact(text, url, position=20)]


def represented_facts(reading: Reading) -> list[Fact]:
    """Regional: how many municipalities are at the table."""
    if reading.coalition.scope != Scope.REGIONAL:
        return []
    number = len(municipalities_of(reading))
    if not number:
        return [Fact(_("Municipalities not recorded yet."), is_known=False, position=5)]
    text = ngettext(
        "%(number)s municipality takes part.", "%(number)s municipalities take part.", number
    )
    return [Fact(text % {"number": number}, position=5)]


def own_next_steps(reading: Reading) -> list[NextStep]:
    """Suggest partners, the checklist, thin domains and parents, to whoever keeps the record."""
    if not reading.may_change:
        return []
    return [*_partner_steps(reading), *_checklist_steps(reading), *_parent_steps(reading)]


def _partner_steps(reading: Reading) -> list[NextStep]:
    partners, url = partners_of(reading), _url(reading, "coalitions:partners_add")
    if not partners.total:
        return [
            NextStep(
                10,
                _("Put your partners in"),
                _(
                    "There are no partners in the record of %(name)s yet. The name of the "
                    "organisation is enough. You may also choose something else: there is no "
                    "fixed order."
                )
                % {"name": reading.coalition.name},
                url,
                _("Add partners"),
            )
        ]
    return [
        NextStep(
            50,
            _("Who takes part from the %(domain)s?") % {"domain": domain.label},
            _("No partner from the %(domain)s has been recorded yet. That is not a no.")
            % {"domain": domain.label},
            url,
            _("Add partners"),
        )
        for domain in partners.missing
    ]


def _checklist_steps(reading: Reading) -> list[NextStep]:
    url = _url(reading, "coalitions:checklist")
    if not url:
        return []
    newest = newest_round(reading)
    if newest is None:
        return [
            NextStep(
                30,
                _("Begin with the checklist"),
                _("Go through the five principles together. There is no score and no inspection."),
                url,
                _("Open the checklist"),
            )
        ]
    if newest.state == AssessmentState.DRAFT:
        return [
            NextStep(
                40,
                _("Go on with the checklist"),
                _("You began on %(date)s. Settle it together when you are done.")
                % {"date": date_format(newest.started_on, "j F Y")},
                url,
                _("Go on"),
            )
        ]
    return []


def _parent_steps(reading: Reading) -> list[NextStep]:
    if parents_of(reading) or not partners_of(reading).total:
        return []
    return [
        NextStep(
            60,
            _("Record how parents take part"),
            _("Nothing has been recorded yet about parents who think along."),
            _url(reading, "coalitions:parents_add"),
            _("Record"),
        )
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_step("coalitie", coalition_step)
    registry.register_step("informatie", information_step)
    registry.register_facts("trekker", lead_facts)
    registry.register_facts("samenstelling", represented_facts)
    registry.register_facts("samenstelling", partner_facts)
    registry.register_facts("samenstelling", parent_facts)
    registry.register_next_step(own_next_steps)
