"""The world of tests/access with many of everything in it, to see what long lists cost."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F

from agreements.choices import PathwayQuestion
from agreements.models import (
    AgreementAttachment,
    AgreementDocument,
    AgreementIntervention,
    AgreementPart,
    AgreementTemplate,
    AgreementTheme,
    CarePathway,
    ConfirmationRequest,
    DetectionInstrument,
    FrameworkPart,
    FrameworkVersion,
    PartyConfirmation,
    PathwayLine,
    ServiceDirectory,
    TemplatePoint,
    Uptake,
)
from coalitions.choices import Phase, SupportLevel
from coalitions.models import (
    Action,
    AdviceRequest,
    Ambition,
    Answer,
    Assessment,
    AssessmentAttendance,
    Bottleneck,
    BottleneckResponse,
    Checklist,
    CoalitionLead,
    CoalitionLink,
    CoalitionStage,
    ContactCoalition,
    ContactMoment,
    ContactPerson,
    EmbeddingItem,
    Grant,
    Meeting,
    MeetingOrganisation,
    Municipality,
    OrganisationMunicipality,
    OrganisationNetwork,
    ParentInvolvement,
    Poll,
    PollAnswer,
    PollInvitation,
    PollSheet,
    PracticeExample,
    ProgrammeGoal,
    RegionMunicipality,
    RoadMapItem,
    Statement,
)
from interventions.models import (
    ChoiceMunicipality,
    Funding,
    InterventionName,
    LocalOffer,
    MatrixImport,
    Reach,
    Recognition,
    SupplementRequest,
)
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.models import Notification
from kansrijkestart.safekeeping.models import Attachment
from monitoring.models import (
    Export,
    ExportBatch,
    FigureImport,
    FigureNotice,
    IndicatorMembership,
    IndicatorSet,
    InterventionIndicator,
    Observation,
    OwnFigure,
    OwnIndicator,
    ProtectedSet,
    RoundExtension,
)
from tests import factories as make
from tests.access.agreements import FULL
from tests.access.confirmations import LARGE
from tests.access.editions import frozen_edition
from tests.access.questionnaires import a_round
from tests.access.world import World
from tests.agendas.crowd import crowd_of_agendas
from tests.checklist.make import round_of
from tests.talks import full_talk

# The kinds of offer of the region's table are columns, not rows: they do not grow with the site.
COLUMNS = 3
INDICATORS_AT_MOST = 10
# So many coalitions of a person stand on the start page, each with its own next step.
OWN_COALITIONS = 4
NEWEST = 1000


def on_the_routes(number: int) -> dict[str, list[str]]:
    """Return a place on the client routes; every fourth has none yet."""
    if number % 4 == 3:
        return {"phases": [], "support_levels": []}
    level, phase = SupportLevel.values[number % COLUMNS], Phase.values[number % COLUMNS]
    return {"phases": [phase], "support_levels": [level]}


class Crowd:
    """What ``many`` of everything shares."""

    def __init__(self, world: World, many: int) -> None:
        self.world, self.many = world, many
        self.adviser: Any = world.users["adviser"]
        self.coordinator = world.users["coordinator"]
        self.reached: Any = None
        self.types = [make.PartnerTypeFactory.create() for _ in range(COLUMNS)]
        self.themes = [make.ThemeFactory.create() for _ in range(COLUMNS)]
        self.named = make.AgreementFactory.create(coalition=world.coalition, in_force=True)
        self.risks = [make.RiskThemeFactory.create() for _ in range(COLUMNS)]
        self.columns = [make.InterventionFactory.create() for _ in range(COLUMNS)]
        self.parts = [
            FrameworkPart.objects.create(key=key, name=key, position=NEWEST + place)
            for place, key in enumerate(("opstart", "instrument"))
        ]
        self.checklist = _checklist()
        self.goal = ProgrammeGoal.objects.create(number=NEWEST, text="Doel", source="test")
        self.full = make.AgreementFactory.create(
            coalition=world.coalition, title=FULL, template=_template()
        )

    def gather(self) -> None:
        """Add ``many`` of everything that a page can list."""
        for number in range(self.many):
            self.partner(number)
            self.agreement(self.world.coalition, number)
            self.enclose(number)
            self.offer(number)
            self.person()
            self.poll(number)
            self.example(number)
            self.region()
            self.regional_agreement(number)
            self.course(number)
            self.release(number)
            self.protection(number)
            self.export(number)
            self.edition(number)
            self.figure_import(number)
            self.questionnaire()
            self.told(number)
        self.parties()
        for number in range(max(self.many, OWN_COALITIONS)):
            self.neighbour(number)
        self.figures()

    def partner(self, number: int) -> None:
        coalition = self.world.coalition
        partnership = make.PartnershipFactory.create(
            coalition=coalition, partner_type=self.types[number % COLUMNS]
        )
        ContactPerson.objects.create(partnership=partnership, name="Contact")
        CoalitionLead.objects.create(
            coalition=coalition, name=f"Trekker {number}", organisation=partnership.organisation
        )
        organisation = partnership.organisation
        OrganisationNetwork.objects.create(organisation=organisation, name=f"VSV {number}")
        OrganisationMunicipality.objects.create(
            organisation=organisation, municipality=self.world.municipality
        )
        ambition = self.plan(coalition, partnership.organisation, number)
        full_talk(coalition, self.world.municipality, organisation, ambition, number)
        Action.objects.create(
            coalition=coalition,
            title=f"Actie {number}",
            ambition=ambition,
            assigned_to=self.coordinator,
            organisation=partnership.organisation,
            due_on=clock.today(),
        )
        ParentInvolvement.objects.create(coalition=coalition, form="panel", number=12)
        self.bottleneck(partnership.organisation)

    def bottleneck(self, organisation) -> None:
        """One brought to the region, with its answer; and a meeting with somebody there."""
        row = Bottleneck.objects.create(
            coalition=self.world.coalition,
            title="Wachttijd",
            municipality=self.world.municipality,
            organisation=organisation,
            assigned_to=self.coordinator,
            brought_on=clock.today(),
        )
        BottleneckResponse.objects.create(
            bottleneck=row,
            coalition=self.world.regional,
            text="Wij bellen",
            organisation=organisation,
        )
        meeting = Meeting.objects.create(coalition=self.world.coalition, held_on=clock.today())
        MeetingOrganisation.objects.create(meeting=meeting, organisation=organisation)
        crowd_of_agendas(meeting, organisation, self.coordinator)
        self.own_figure()

    def own_figure(self) -> None:
        """A figure that the coalition counts itself, of two years of which one is hidden."""
        indicator = OwnIndicator.objects.create(
            coalition=self.world.coalition,
            name=f"Eigen cijfer {OwnIndicator.objects.count()}",
            phase="during",
            unit="count",
            direction="up",
            counted="gezinnen",
            source="eigen telling",
            per_municipality=True,
        )
        place = self.world.municipality
        OwnFigure.objects.create(indicator=indicator, municipality=place, year=2023, numerator=12)
        OwnFigure.objects.create(indicator=indicator, municipality=place, year=2024, is_hidden=True)

    def plan(self, coalition, organisation, number: int) -> Ambition:
        """An ambition, what makes it last and deliverables: own ones, and those of the region."""
        EmbeddingItem.objects.create(
            coalition=coalition,
            title=f"Borging {number}",
            anchored_in="health",
            until=clock.today() + timedelta(days=30),
            organisation=organisation,
        )
        for owner in (coalition, self.world.regional):
            RoadMapItem.objects.create(
                coalition=owner,
                deliverable=f"Oplevering {number}",
                level=owner.scope,
                state="done",
                done_on=clock.today(),
                organisation=organisation,
            )
        Action.objects.create(
            coalition=coalition, title=f"Gedaan {number}", state="done", done_on=clock.today()
        )
        return Ambition.objects.create(
            coalition=coalition, title=f"Ambitie {number}", goal=self.goal, phase="during"
        )

    def agreement(self, coalition, number: int) -> None:
        party = make.PartnershipFactory.create(
            coalition=coalition, partner_type=self.types[number % COLUMNS]
        )
        agreement = make.AgreementFactory.create(
            coalition=coalition,
            in_force=True,
            owner_organisation=party.organisation,
            owner_user=self.coordinator,
            **on_the_routes(number),
            review_on=date(2024, 6, 1),  # long past: something to do about each
            kind="insurer" if number % 2 else "working",
            other_theme=f"Anders {number}",
        )
        DetectionInstrument.objects.create(agreement=agreement, name="Vragenlijst")
        version = make.AgreementVersionFactory.create(agreement=agreement, author=self.coordinator)
        AgreementTheme.objects.create(agreement=agreement, theme=self.themes[number % COLUMNS])
        signed = make.PartyFactory.create(agreement=agreement, organisation=party.organisation)
        PartyConfirmation.objects.create(
            party=signed,
            version=version,
            answer="confirmed",
            answered_by=self.coordinator,
            account_name=self.coordinator.name,
            organisation_name=signed.organisation.name,
        )

    def enclose(self, number: int) -> None:
        """One more of everything that stands with one agreement."""
        make.AgreementVersionFactory.create(
            agreement=self.full, number=number + 1, author=self.coordinator
        )
        make.PartyFactory.create(agreement=self.full, role="meldt aan")
        DetectionInstrument.objects.create(agreement=self.full, name=f"Instrument {number}")
        AgreementDocument.objects.create(
            agreement=self.full, title=f"Beleid {number}", url=f"https://example.org/{number}"
        )
        AgreementIntervention.objects.create(
            agreement=self.full, intervention=make.InterventionFactory.create()
        )
        stored = Attachment.objects.create(
            file=f"attachments/{number}",
            name=f"bijlage {number}.pdf",
            content_type="application/pdf",
            size=number,
            checksum="a" * 64,
            uploaded_by=self.coordinator,
        )
        AgreementAttachment.objects.create(agreement=self.full, attachment=stored)

    def parties(self) -> None:
        """An agreement with many parties: a half was asked and answered, the other half not yet."""
        agreement = make.AgreementFactory.create(
            coalition=self.world.coalition, title=LARGE, state="in_consultation"
        )
        version = make.AgreementVersionFactory.create(agreement=agreement, author=self.coordinator)
        for number in range(2 * self.many):
            partner = make.PartnershipFactory.create(
                coalition=self.world.coalition, partner_type=self.types[number % COLUMNS]
            )
            ContactPerson.objects.create(
                partnership=partner, name="Contact", email=f"contact{number}@example.org"
            )
            party = make.PartyFactory.create(agreement=agreement, organisation=partner.organisation)
            if number % 2:
                self.asked(party, version)

    def asked(self, party, version) -> None:
        """A question by mail with its answer, and one that waits for a member."""
        asked_on = {"version": version, "expires_at": clock.now() + timedelta(days=7)}
        ConfirmationRequest.objects.create(party=party, email="a@example.org", **asked_on)
        PartyConfirmation.objects.create(
            party=party,
            version=version,
            answer="confirmed",
            answered_by_name="Noor",
            organisation_name=party.organisation.name,
        )
        waits = make.PartyFactory.create(agreement=party.agreement)
        member = self.world.users["partner"]
        ConfirmationRequest.objects.create(party=waits, member=member, **asked_on)

    def offer(self, number: int) -> None:
        routes = on_the_routes(number)
        intervention = make.InterventionFactory.create(phases=routes["phases"])
        InterventionName.objects.create(intervention=intervention, name=f"Vroeger {number}")
        Recognition.objects.create(intervention=intervention, level="well_founded", source="test")
        choice = make.ChoiceFactory.create(
            coalition=self.world.coalition,
            intervention=intervention,
            support_levels=routes["support_levels"],
        )
        ChoiceMunicipality.objects.create(choice=choice, municipality=self.world.municipality)
        municipality = make.MunicipalityFactory.create()
        make.CoalitionMunicipalityFactory.create(
            coalition=self.world.coalition, municipality=municipality
        )
        LocalOffer.objects.create(
            coalition=self.world.coalition,
            municipality=municipality,
            kind="own_offer",
            text=f"Oudercafé {number}",
        )
        self.pathway(municipality, number)
        self.reach(choice, municipality)
        self.money(choice, number)
        self.suggestion()

    def pathway(self, municipality, number: int) -> None:
        """Where help is found in a municipality: a pathway, and one answer more in the world's."""
        kept = {"coalition": self.world.coalition, "checked_on": date(2024, 1, 1)}
        owner = make.PartnershipFactory.create(coalition=self.world.coalition).organisation
        ServiceDirectory.objects.create(
            municipality=municipality, name=f"Kaart {number}", keeper=owner, **kept
        )
        theme = self.risks[number % COLUMNS]
        question = PathwayQuestion.values[number % len(PathwayQuestion)]
        for place, about in {municipality: theme, self.world.municipality: self.risks[0]}.items():
            pathway, _ = CarePathway.objects.get_or_create(
                municipality=place, theme=about, defaults={"owner": owner}, **kept
            )
            PathwayLine.objects.create(
                pathway=pathway,
                question=question,
                organisation=owner,
                agreement=self.named,
                text=f"Antwoord {number}",
                contact="040 123 45 67",
            )

    def reach(self, choice, municipality) -> None:
        """Every municipality on the page of one choice, and a question of the lead about it."""
        self.reached = self.reached or choice
        Reach.objects.create(
            choice=self.reached, municipality=municipality, year=2024, planned=20, reached=15
        )
        SupplementRequest.objects.create(
            region=self.world.region,
            municipality=municipality,
            coalition=self.world.coalition,
            asked_by=self.adviser,
            again_from=clock.today() + timedelta(days=7),
        )

    def suggestion(self) -> None:
        """A recognised intervention that nobody chose, with a figure beside it."""
        item = make.InterventionFactory.create(phases=["during"])
        Recognition.objects.create(intervention=item, level="well_founded", source="test")
        InterventionIndicator.objects.create(
            intervention=item, indicator=make.IndicatorFactory.create()
        )

    def money(self, choice, number: int) -> None:
        """Money of a coalition that ends soon, and a pot of the region that it goes into."""
        ends_on = clock.today() + timedelta(days=30 + number)
        period = {"starts_on": clock.today(), "ends_on": ends_on, "amount": 100}
        pot = Funding.objects.create(
            coalition=self.world.regional,
            title=f"Pot {number}",
            source="spuk_gala",
            is_pot=True,
            **period,
        )
        for goes_into in (None, pot):
            Funding.objects.create(
                coalition=self.world.coalition,
                title=f"Geld {number}",
                source="spuk_gala",
                purpose="coalition",
                choice=choice,
                pot=goes_into,
                **period,
            )

    def course(self, number: int) -> None:
        """A stage and a grant of long ago."""
        coalition = self.world.coalition
        CoalitionStage.objects.create(
            coalition=coalition, stage="forming", since=date(2018, 1, 1) + timedelta(days=number)
        )
        Grant.objects.create(coalition=coalition, regulation=f"Regeling {number}")

    def person(self) -> None:
        contact = ContactMoment.objects.create(
            adviser=self.adviser, kind="visit", question="other", text="Bezoek."
        )
        ContactCoalition.objects.create(contact=contact, coalition=self.world.coalition)
        make.MembershipFactory.create(coalition=self.world.coalition, role="partner")

    def poll(self, number: int) -> None:
        closes_on = clock.today() + timedelta(days=7)
        poll = Poll.objects.create(
            coalition=self.world.coalition,
            checklist=self.checklist,
            title=f"Peiling {number}",
            closes_on=closes_on,
            closed_at=clock.now() if number % 2 else None,
        )
        sheet = PollSheet.objects.create(poll=poll, key=f"{number:064d}")
        asked = Statement.objects.filter(principle__checklist=self.checklist)[0]
        PollAnswer.objects.create(sheet=sheet, statement=asked, answer="mostly")
        PollInvitation.objects.create(poll=poll, email=f"gevraagd{number}@example.org")

    def example(self, number: int) -> None:
        for state in ("offered", "published"):
            PracticeExample.objects.create(
                coalition=self.world.coalition,
                slug=f"voorbeeld-{state}-{number}",
                title=f"Voorbeeld {number}",
                what="Koffie.",
                for_whom="ouders",
                phases=["during"],
                brought="Contact.",
                state=state,
                offered_on=clock.today(),
                published_on=clock.today(),
            )

    def neighbour(self, number: int) -> None:
        """Another local coalition of the region, in everybody's work."""
        world = self.world
        municipality = make.MunicipalityFactory.create()
        make.RegionMunicipalityFactory.create(region=world.region, municipality=municipality)
        make.ConsentFactory.create(municipality=municipality)
        make.ConsentFactory.create(municipality=municipality, kind="checklist_adviser")
        for kind in ("interventions_region", "agreements_region"):
            make.ConsentFactory.create(municipality=municipality, kind=kind)
        coalition = make.CoalitionFactory.create(region=world.region)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
        CoalitionLink.objects.create(local=coalition, regional=world.regional)
        SupplementRequest.objects.create(
            region=world.region,
            municipality=municipality,
            coalition=coalition,
            asked_by=self.adviser,
            again_from=clock.today() + timedelta(days=7),
        )
        make.MembershipFactory.create(user=self.coordinator, coalition=coalition)
        make.CaseloadFactory.create(adviser=world.users["adviser"], coalition=coalition)
        self.agreement(coalition, number)
        choice = make.ChoiceFactory.create(
            coalition=coalition, intervention=self.columns[number % COLUMNS]
        )
        ChoiceMunicipality.objects.create(choice=choice, municipality=municipality)
        Funding.objects.create(coalition=coalition, title="Buurgeld", source="zvw", choice=choice)
        asked = round_of(coalition, state="advice_requested", checklist=self.checklist)
        for principle in self.checklist.principles.all():
            AdviceRequest.objects.create(assessment=asked, principle=principle)

    def region(self) -> None:
        region = make.RegionFactory.create()
        regional = make.CoalitionFactory.create(scope="regional", region=region)
        CoalitionLink.objects.create(local=self.world.coalition, regional=regional)
        MatrixImport.objects.create(
            region=self.world.region,
            file_name="tabel.csv",
            checksum=f"{region.pk:064d}",
            source="test",
            reported_on=date(2024, 4, 1),
        )

    def regional_agreement(self, number: int) -> None:
        """One that the region proposes, with what a municipality does with it, and a version."""
        owner = make.PartnershipFactory.create(coalition=self.world.regional).organisation
        agreement = make.AgreementFactory.create(
            coalition=self.world.regional, proposed=True, in_force=True, owner_organisation=owner
        )
        AgreementTheme.objects.create(agreement=agreement, theme=self.themes[number % COLUMNS])
        AgreementPart.objects.create(agreement=agreement, part=self.parts[number % 2])
        Uptake.objects.create(
            agreement=agreement, municipality=self.world.municipality, state="taken_over"
        )
        FrameworkVersion.objects.create(
            coalition=self.world.regional, number=f"2.{number}", maturity="process"
        )

    def release(self, number: int) -> None:
        make.ReleaseFactory.create(published=number % 2 == 0)

    def protection(self, number: int) -> None:
        run = make.ProtectionRunFactory.create(state="overtaken")
        ProtectedSet.objects.create(
            run=run, checksum=str(number), municipality_ids=[1, 2], name=f"Regio {number}"
        )

    def export(self, number: int) -> None:
        moment = clock.now() - timedelta(minutes=number)
        job = Job.objects.create(
            kind="monitoring.export", owner=self.coordinator, state="done", finished_at=moment
        )
        Export.objects.create(
            job=job,
            scope="coalition",
            coalition=self.world.coalition,
            year=2024,
            requested_by=self.coordinator,
        )

    def questionnaire(self) -> None:
        """One more questionnaire, published, with a round in which one municipality has longer."""
        planned = a_round(is_open=False)
        RoundExtension.objects.create(
            round=planned,
            municipality=self.world.municipality,
            until=planned.closes_at + timedelta(days=7),
            reason="ziek",
        )

    def edition(self, number: int) -> None:
        """A frozen round, and a download of it that nobody asked for."""
        edition = frozen_edition(self.world, alone=True)
        batch = ExportBatch.objects.create(edition=edition, total=1)
        job = Job.objects.create(
            kind="monitoring.edition_export", state="done", finished_at=clock.now()
        )
        Export.objects.create(
            job=job,
            scope="coalition",
            coalition=self.world.coalition,
            year=2024,
            edition=edition,
            batch=batch,
        )

    def told(self, number: int) -> None:
        """Everybody is told one more thing of every kind; its mail was refused."""
        for kind in registry.kinds():
            Notification.objects.bulk_create(
                Notification(
                    recipient=user,
                    kind=kind.key,
                    occasion=str(number),
                    path="/kaart/",
                    delivery="single",
                    failed_at=clock.now(),
                    attempts=1,
                    fault="OSError",
                )
                for user in self.world.users.values()
                if user is not None
            )

    def figure_import(self, number: int) -> None:
        """A file with mistakes that waits, a notice, and one more of what an analyst keeps."""
        moment = clock.now() - timedelta(minutes=number)
        job = Job.objects.create(
            kind="monitoring.figure_check",
            owner=self.coordinator,
            state="done",
            finished_at=moment,
        )
        FigureImport.objects.create(
            job=job,
            requested_by=self.coordinator,
            source="test",
            file_name="cijfers.csv",
            path="imports/nergens",
            size=1,
            checksum=job.pk.hex * 2,
            state="refused",
        )
        FigureNotice.objects.create(
            release=make.ReleaseFactory.create(
                state="withdrawn", withdrawn_at=moment, withdrawn_reason="fout"
            ),
            coalition=self.world.coalition,
            kind="withdrawn",
            happened_at=moment,
        )
        indicator = make.DefinitionFactory.create(
            indicator=self.world.indicator, number=number + 5000, break_note="anders geteld"
        ).indicator
        held = IndicatorSet.objects.create(key=f"menigte-{job.pk.hex}", name="x", valid_from=2020)
        for member in (indicator, make.IndicatorFactory.create()):
            IndicatorMembership.objects.create(
                indicator_set=held, indicator=member, position=1, provenance="test"
            )

    def figures(self) -> None:
        """Every municipality of the region has every indicator, as open data."""
        release = make.ReleaseFactory.create(published=True, is_open=True)
        places = Municipality.objects.filter(
            pk__in=RegionMunicipality.objects.filter(region=self.world.region).values(
                "municipality"
            )
        )
        for _ in range(min(self.many, INDICATORS_AT_MOST)):
            definition = make.DefinitionFactory.create()
            Observation.objects.bulk_create(
                make.ObservationFactory.build(
                    release=release, definition=definition, municipality=place
                )
                for place in places
            )


def _template() -> AgreementTemplate:
    template = AgreementTemplate.objects.create(
        key=f"voorbeeld-{NEWEST}",
        title="Voorbeeld",
        theme=make.ThemeFactory.create(),
        position=NEWEST,
        provenance="test",
    )
    TemplatePoint.objects.create(template=template, position=1, text="Wie doet wat?")
    return template


def _checklist() -> Checklist:
    """Return a checklist of its own: rows of the access matrix make one with known keys."""
    checklist = make.ChecklistFactory.create()
    for number in (1, 2):
        principle = make.PrincipleFactory.create(checklist=checklist, number=number)
        make.StatementFactory.create(principle=principle)
    return checklist


def rounds(world: World, many: int) -> None:
    """Give the coalition closed rounds, each answered, before the one that it may have.

    That one gets the number NEWEST.
    """
    kept = Assessment.objects.filter(coalition=world.coalition)
    first = kept.order_by("-round").first()
    if first:  # rounds before it make room for the closed ones
        kept.filter(pk=first.pk).update(round=NEWEST)
        kept.exclude(pk=first.pk).update(round=F("round") + many)
    checklist = first.checklist if first else _checklist()
    closed = Assessment.objects.bulk_create(
        Assessment(
            coalition=world.coalition,
            checklist=checklist,
            round=number + 1,
            state="closed",
            agreed_on=date(2024, 1, 1),
            closed_on=date(2024, 2, 1),
        )
        for number in range(many)
    )
    organisation = make.OrganisationFactory.create()
    AssessmentAttendance.objects.bulk_create(
        AssessmentAttendance(assessment=row, organisation=organisation) for row in closed
    )
    asked = checklist.principles.first().statements.first()
    Answer.objects.bulk_create(
        Answer(assessment=row, statement=asked, now="mostly") for row in closed
    )
