"""What coalitions itself knows about steps, principles and next steps; see coalitions.registry."""

from typing import Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.choices import AssessmentState, Domain
from coalitions.models import (
    Assessment,
    CoalitionLink,
    CoalitionMunicipality,
    Partnership,
)
from coalitions.querysets import open_on
from coalitions.registry import Fact, NextStep, Reading, StepFact, StepState
from coalitions.selectors.leads import lead_facts, leads_block
from coalitions.selectors.look_ups import THE_COALITION, LookUp, fields_of, register_look_up
from coalitions.selectors.taking_part import PARENTS, PARTNERS, parents_of, partners_of
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

COVERAGE: Final[LookUp[list[CoalitionMunicipality]]] = LookUp(
    "coalitions.coverage",
    lambda _reader: CoalitionMunicipality.objects.filter(
        open_on(clock.today()), coalition=THE_COALITION
    ).order_by("municipality__name_fold", "municipality__code"),
    fields_of(CoalitionMunicipality, "municipality"),
    list,
)


def _rounds(reader: User | None) -> QuerySet[Assessment] | None:
    if reader is None:
        return None
    return Assessment.objects.visible_to(reader).filter(coalition=THE_COALITION).for_list()


ROUNDS: Final[LookUp[list[Assessment]]] = LookUp(
    "coalitions.rounds", _rounds, fields_of(Assessment, "checklist"), list
)


def municipalities_of(reading: Reading) -> list[CoalitionMunicipality]:
    return COVERAGE.of(reading)


def rounds_seen(reading: Reading) -> list[Assessment]:
    """Return the rounds the reader may see, the newest first; looked up once per reading."""
    return [] if reading.user is None else ROUNDS.of(reading)


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
    elif reading.coalition.is_local:
        facts.append(_network_fact(reading, url))
    return facts


def _network_fact(reading: Reading, url: str) -> Fact:
    """Say whether the coalition is linked with a VSV through its regional coalition."""
    regional = CoalitionLink.objects.filter(open_on(clock.today()), local=reading.coalition)
    rows = Partnership.objects.active().filter(
        coalition__in=regional.values("regional"), partner_type__key="vsv"
    )
    names = rows.order_by("organisation__name_fold").values_list("organisation__name", flat=True)
    if found := list(dict.fromkeys(names)):
        text = _("Link with a maternity network (VSV) through the region: %(names)s.")
        return Fact(text % {"names": ", ".join(found)}, url, position=30)
    text = _("Link with a maternity network (VSV) not recorded yet.")
    return Fact(text, url, is_known=False, position=30)


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
    if not reading.coalition.is_regional:
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
    register_look_up(COVERAGE, ROUNDS, PARTNERS, PARENTS)
    registry.register_block(leads_block)
