"""The steps of the three guides, each looked up with one question."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from agreements.models import Agreement
from coalitions.choices import (
    LOCAL_SCOPES,
    AdviceKind,
    AssessmentState,
    ConsentKind,
    MembershipRole,
    Scope,
    Stage,
)
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Answer,
    Assessment,
    Caseload,
    Coalition,
    CoalitionVisit,
    ContactMoment,
    KnownAnswer,
    Membership,
    Municipality,
    Partnership,
    Region,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from coalitions.registry import Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from coalitions.services.checklist import round_start
from interventions.models import Choice, LocalOffer, SupplementRequest
from kansrijkestart.accounts.choices import GuideKind
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.dashboard.guide import PLANS, Plan, Step
from kansrijkestart.dashboard.roles import Roles
from monitoring.models import Response, Round
from monitoring.querysets.year import newest_first

PRINCIPLE = 2  # of the partners just filled in, so it is half answered


def _pages(*names: str) -> frozenset[str]:
    return frozenset(names)


KNOWN = _pages("home", "coalitions:known")
PARTNERS = _pages("coalitions:partners_add", "coalitions:partners")
AGREEMENTS = _pages("agreements:create", "agreements:list")
CHECKLIST = _pages("coalitions:checklist", "coalitions:principle", "coalitions:checklist_start")
OVERVIEW = _pages("coalitions:detail")
CASES = _pages("dashboard:caseload")
ADVICE = _pages("coalitions:checklist", "coalitions:principle", "coalitions:advice")
CONTACT = _pages("dashboard:contact_add", "dashboard:contacts")
REGION = _pages("dashboard:region")
TABLE = _pages("dashboard:region_matrix")
MISSING = _pages("dashboard:region_matrix_missing")
TOGETHER = _pages("dashboard:region_agreements")
ROUND = _pages("dashboard:region_round")
REPORT = _pages("dashboard:region_report")


def _facts(_reader: User | None) -> QuerySet[Coalition]:
    """Return what the guide of a coordinator goes by; nothing of a coalition that ended."""
    of = {"coalition": OuterRef("pk")}
    answers = Answer.objects.filter(assessment__coalition=OuterRef("pk")).exclude(now="")
    return (
        Coalition.objects.filter(pk=THE_COALITION)
        .exclude(stage=Stage.ENDED)
        .annotate(
            known=Exists(KnownAnswer.objects.filter(**of)),
            has_partners=Exists(Partnership.objects.active().filter(**of)),
            agreed=Exists(Agreement.objects.filter(**of)),
            begun=Exists(Assessment.objects.filter(**of)),
            answered=Exists(answers),
        )
    )


FACTS: Final[LookUp[Any]] = LookUp(
    "dashboard.guide",
    _facts,
    ("name", "slug", "known", "has_partners", "agreed", "begun", "answered"),
    lambda rows: next(iter(rows), None),
)
register_look_up(FACTS)


def coordinator_steps(
    user: Any, roles: Roles, readings: Sequence[Reading] = ()
) -> tuple[Step, ...]:
    """Return the six steps of a coordinator: from the invitation to a page for the alderman."""
    own = roles.coordinated[0].pk
    read = next((one for one in readings if one.coalition.pk == own), None)
    row = FACTS.of(read or Reading(Coalition(pk=own)))
    return _coordinator(user, row) if row else ()


def _coordinator(user: Any, row: Any) -> tuple[Step, ...]:
    name, slug = row.name, row.slug
    checklist = safe_reverse("coalitions:checklist", slug=slug)
    principle = safe_reverse("coalitions:principle", slug=slug, number=PRINCIPLE)

    def begin_first_round() -> str:
        try:
            round_start(coalition=Coalition.objects.get(slug=slug), user=user)
        except ValidationError:
            return checklist  # which says why
        return principle

    def url(page: str) -> str:
        return safe_reverse(page, slug=slug)

    return (
        Step(_("Accept the invitation"), _("You have an account."), "", "", is_done=True),
        Step(_("See what is known already"),
             _("We filled in what is public about %(name)s. Say what is right.") % {"name": name},
             safe_reverse("home"), _("See what is known"), row.known, KNOWN),
        Step(_("Put your partners in"), _("Tick who takes part. A name is enough."),
             url("coalitions:partners_add"), _("Add partners"), row.has_partners, PARTNERS),
        Step(_("One agreement that you have already"),
             _("Title, about what, with whom, when to look again."),
             url("agreements:create"), _("Add an agreement"), row.agreed, AGREEMENTS),
        Step(_("Three clicks in the checklist"),
             _("Begin with broad composition: your partners are in it already. There is no score."),
             principle if row.begun else checklist, _("Open the checklist"), row.answered,
             CHECKLIST, begin=None if row.begun else begin_first_round),
        Step(_("Take the state of affairs along"), _("One page (PDF), for your alderman."),
             url("coalitions:detail"), _("Download the state of affairs (PDF)"), is_done=False,
             pages=OVERVIEW, file=url("coalitions:report")),
    )  # fmt: skip


def adviser_steps(user: Any, _roles: Roles, _readings: Sequence[Reading] = ()) -> tuple[Step, ...]:
    """Return the steps of an adviser; advice is only a step when a coalition asked for it."""
    cases = Caseload.objects.current().filter(adviser=user)
    seen = CoalitionVisit.objects.filter(user=user, coalition__in=cases.values("coalition"))
    # A concept is no advice yet, and only what the board of the adviser shows can be answered.
    said = AdviceMessage.objects.filter(kind=AdviceKind.ADVICE, shared_at__isnull=False)
    given = said.filter(author=user)
    answered = said.filter(
        assessment=OuterRef("assessment"), principle=OuterRef("principle"), statement__isnull=True
    )
    rounds = Assessment.objects.visible_to(user).exclude(state=AssessmentState.CLOSED)
    asked = AdviceRequest.objects.filter(
        ~Exists(answered),
        assessment__in=rounds.filter(coalition__in=cases.values("coalition")).values("pk"),
    )
    row = User.objects.filter(pk=user.pk).values(
        first=Subquery(cases.order_by("coalition__name_fold").values("coalition__slug")[:1]),
        seen=Subquery(seen.order_by("-seen_at").values("coalition__slug")[:1]),
        asked=Exists(asked),
        given=Exists(given),
        contact=Exists(ContactMoment.objects.filter(adviser=user)),
    )
    return _adviser(row.get())


def _adviser(row: Any) -> tuple[Step, ...]:
    first, seen = row["first"], row["seen"]
    cases = safe_reverse("dashboard:caseload")
    one = safe_reverse("coalitions:detail", slug=first) if first else cases
    last = safe_reverse("coalitions:detail", slug=seen) if seen else one
    paper = safe_reverse("coalitions:talk_sheet", slug=seen or first) if first else ""
    steps = [
        Step(_("Your coalitions"), _("The administrator links them to you."), cases,
             _("See your coalitions"), first is not None, CASES),
        Step(_("Open one"), _("You see in whole sentences what changed since your last visit."),
             one, _("Open a coalition"), seen is not None, OVERVIEW),
        Step(_("Write an advice"),
             _("In the checklist, per principle. An advice is your opinion; they decide."),
             f"{cases}?toon=advies", _("See who asks advice"), row["given"], ADVICE),
        Step(_("Record a contact"), _("Date, kind and question; several coalitions at once."),
             safe_reverse("dashboard:contact_add") if first else cases, _("Record a contact"),
             row["contact"], CONTACT),
        Step(_("Take the sheet for a talk along"), _("One page (PDF) for your next visit."),
             last, _("Download the sheet for a talk (PDF)"), is_done=False, pages=OVERVIEW,
             file=paper),
    ]  # fmt: skip
    may_advise = row["asked"] or row["given"]
    return tuple(steps if may_advise else [*steps[:2], *steps[3:]])


def lead_steps(_user: Any, roles: Roles, _readings: Sequence[Reading] = ()) -> tuple[Step, ...]:
    """Return the steps of the lead of a region: from its municipalities to the yearly report."""
    region = roles.regions[0]
    inside = RegionMunicipality.objects.filter(open_on(clock.today()), region=OuterRef("pk"))
    covers = open_on(clock.today(), "coalition__coverage__since", "coalition__coverage__until")
    chosen = Choice.objects.filter(
        covers, coalition__coverage__municipality=OuterRef("municipality")
    )
    offered = LocalOffer.objects.filter(municipality=OuterRef("municipality"))
    told = Exists(chosen) | Exists(offered)
    asked = SupplementRequest.objects.filter(region=OuterRef("pk"))
    # Asked can be who shares its interventions and has somebody who keeps the record.
    sharing = Municipality.objects.sharing(ConsentKind.INTERVENTIONS_REGION)
    keepers = Membership.objects.current().filter(
        covers,
        coalition__coverage__municipality=OuterRef("municipality"),
        coalition__scope__in=LOCAL_SCOPES,
        role=MembershipRole.COORDINATOR,
        user__is_active=True,
    )
    reached = inside.filter(Exists(keepers), municipality__in=sharing.values("pk"))
    # Of both: what it agrees for itself is no agreement of the region.
    common = Agreement.objects.filter(
        coalition__region=OuterRef("pk"), coalition__in=Coalition.objects.regional().running()
    ).exclude(~Q(scope=Scope.REGIONAL), coalition__scope__in=LOCAL_SCOPES)
    row = Region.objects.filter(pk=region.pk).values(
        inside=Exists(inside),
        told=Exists(inside.filter(told, municipality__in=sharing.values("pk"))),
        reached=Exists(reached),
        silent=Exists(reached.exclude(told)),
        asked=Exists(asked),
        common=Exists(common),
        **_open_round(),
    )
    return _lead(region.slug, row.get())


def _open_round() -> dict[str, Any]:
    """Return the newest round that is open and asks a municipality of the region: year and key.

    ``handed_in`` tells whether one of its municipalities is ready.
    """
    inside = RegionMunicipality.objects.filter(
        open_on(clock.today()), region=OuterRef(OuterRef("pk"))
    )
    asking = Response.objects.filter(
        coalition__isnull=False,
        municipality__in=inside.values("municipality"),
        round__in=Round.objects.open_at(clock.now()).values("pk"),
    )
    newest = asking.order_by(*newest_first("round__"))
    version = "round__questionnaire_version"
    return {
        "round_year": Subquery(newest.values(f"{version}__year")[:1]),
        "round_key": Subquery(newest.values(f"{version}__questionnaire__key")[:1]),
        "handed_in": Exists(asking.handed_in()),
    }


def _lead(slug: str, row: Any) -> tuple[Step, ...]:
    def url(page: str) -> str:
        return safe_reverse(f"dashboard:{page}", slug=slug)

    steps = (
        Step(_("The municipalities of your region"), _("Each number opens its list."),
             url("region"), _("See the region"), row["inside"], REGION),
        Step(_("Interventions per municipality"),
             _("The table you know; an empty cell says that nothing was reported."),
             url("region_matrix"), _("Open the table"), row["told"], TABLE),
        Step(_("Ask for what is missing"),
             _("Choose the municipalities and write one sentence; once a week at the most."),
             url("region_matrix_missing"), _("See who reported nothing"),
             row["asked"] or not row["silent"], MISSING),
        Step(_("Regional agreements"), _("You propose; only the municipality answers."),
             url("region_agreements"), _("See the regional agreements"), row["common"], TOGETHER),
        *_questionnaire(slug, row),
        Step(_("Make the report of the year"),
             _("As a page, PDF and Excel, with a text for the regiobeeld."),
             url("region_report"), _("Download the regional report (PDF)"), is_done=False,
             pages=REPORT, file=url("region_report_pdf")),
    )  # fmt: skip
    # Where nobody can be asked it is no step: not done, and nothing to do.
    may_ask = row["asked"] or row["reached"]
    return steps if may_ask else (*steps[:2], *steps[3:])


def _questionnaire(slug: str, row: Any) -> list[Step]:
    """Return the step about the round that is open; none when none is."""
    if row["round_year"] is None:
        return []
    address = safe_reverse(
        "dashboard:region_round", slug=slug, year=row["round_year"], key=row["round_key"]
    )
    return [
        Step(_("Questionnaire: who is ready"),
             _("How far each municipality is; answers only of who shares them."),
             address, _("See who is ready"), row["handed_in"], ROUND)
    ]  # fmt: skip


PLANS[GuideKind.COORDINATOR] = Plan(
    KNOWN | PARTNERS | AGREEMENTS | CHECKLIST | OVERVIEW, coordinator_steps
)
PLANS[GuideKind.ADVISER] = Plan(CASES | OVERVIEW | ADVICE | CONTACT, adviser_steps)
PLANS[GuideKind.REGION_LEAD] = Plan(
    REGION | TABLE | MISSING | TOGETHER | ROUND | REPORT, lead_steps
)
