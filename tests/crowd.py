"""The world of tests/access with many of everything in it, to see what long lists cost."""

from datetime import date, timedelta

from agreements.models import AgreementTheme, PartyConfirmation
from coalitions.models import (
    Action,
    AdviceRequest,
    Answer,
    Assessment,
    AssessmentAttendance,
    Checklist,
    ContactPerson,
    Municipality,
    ParentInvolvement,
    RegionMunicipality,
)
from interventions.models import (
    ChoiceMunicipality,
    InterventionName,
    LocalOffer,
    MatrixImport,
    Recognition,
)
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from monitoring.models import Export, Observation
from tests import factories as make
from tests.access.world import World
from tests.checklist.make import round_of

# The kinds of offer of the region's table are columns, not rows: they do not grow with the site.
COLUMNS = 3
INDICATORS_AT_MOST = 10
# So many coalitions of a person stand on the start page, each with its own next step.
OWN_COALITIONS = 4
NEWEST = 1000


class Crowd:
    """What ``many`` of everything shares."""

    def __init__(self, world: World, many: int) -> None:
        self.world, self.many = world, many
        self.coordinator = world.users["coordinator"]
        self.types = [make.PartnerTypeFactory.create() for _ in range(COLUMNS)]
        self.themes = [make.ThemeFactory.create() for _ in range(COLUMNS)]
        self.columns = [make.InterventionFactory.create() for _ in range(COLUMNS)]
        self.checklist = _checklist()

    def gather(self) -> None:
        """Add ``many`` of everything that a page can list."""
        for number in range(self.many):
            self.partner(number)
            self.agreement(self.world.coalition, number)
            self.offer(number)
            self.person()
            self.region()
            self.release(number)
            self.export(number)
        for number in range(max(self.many, OWN_COALITIONS)):
            self.neighbour(number)
        self.figures()

    def partner(self, number: int) -> None:
        coalition = self.world.coalition
        partnership = make.PartnershipFactory.create(
            coalition=coalition, partner_type=self.types[number % COLUMNS]
        )
        ContactPerson.objects.create(partnership=partnership, name="Contact")
        Action.objects.create(
            coalition=coalition,
            title=f"Actie {number}",
            assigned_to=self.coordinator,
            organisation=partnership.organisation,
            due_on=clock.today(),
        )
        ParentInvolvement.objects.create(coalition=coalition, form="panel", number=12)

    def agreement(self, coalition, number: int) -> None:
        party = make.PartnershipFactory.create(
            coalition=coalition, partner_type=self.types[number % COLUMNS]
        )
        agreement = make.AgreementFactory.create(
            coalition=coalition,
            in_force=True,
            owner_organisation=party.organisation,
            owner_user=self.coordinator,
            review_on=date(2024, 6, 1),  # long past: something to do about each
        )
        version = make.AgreementVersionFactory.create(agreement=agreement, author=self.coordinator)
        AgreementTheme.objects.create(agreement=agreement, theme=self.themes[number % COLUMNS])
        signed = make.PartyFactory.create(agreement=agreement, organisation=party.organisation)
        PartyConfirmation.objects.create(
            party=signed, version=version, answer="agreed", answered_by=self.coordinator
        )

    def offer(self, number: int) -> None:
        intervention = make.InterventionFactory.create()
        InterventionName.objects.create(intervention=intervention, name=f"Vroeger {number}")
        Recognition.objects.create(intervention=intervention, level="well_founded", source="test")
        choice = make.ChoiceFactory.create(
            coalition=self.world.coalition, intervention=intervention
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

    def person(self) -> None:
        make.MembershipFactory.create(coalition=self.world.coalition, role="partner")

    def neighbour(self, number: int) -> None:
        """Another local coalition of the region, in everybody's work."""
        world = self.world
        municipality = make.MunicipalityFactory.create()
        make.RegionMunicipalityFactory.create(region=world.region, municipality=municipality)
        make.ConsentFactory.create(municipality=municipality)
        make.ConsentFactory.create(municipality=municipality, kind="checklist_adviser")
        coalition = make.CoalitionFactory.create(region=world.region)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
        make.MembershipFactory.create(user=self.coordinator, coalition=coalition)
        make.CaseloadFactory.create(adviser=world.users["adviser"], coalition=coalition)
        self.agreement(coalition, number)
        choice = make.ChoiceFactory.create(
            coalition=coalition, intervention=self.columns[number % COLUMNS]
        )
        ChoiceMunicipality.objects.create(choice=choice, municipality=municipality)
        asked = round_of(coalition, state="advice_requested", checklist=self.checklist)
        for principle in self.checklist.principles.all():
            AdviceRequest.objects.create(assessment=asked, principle=principle)

    def region(self) -> None:
        region = make.RegionFactory.create()
        make.CoalitionFactory.create(scope="regional", region=region)
        MatrixImport.objects.create(
            region=self.world.region,
            file_name="tabel.csv",
            checksum=f"{region.pk:064d}",
            source="test",
            reported_on=date(2024, 4, 1),
        )

    def release(self, number: int) -> None:
        make.ReleaseFactory.create(published=number % 2 == 0)

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

    def figures(self) -> None:
        """Every municipality of the region has every indicator."""
        release = make.ReleaseFactory.create(published=True)
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
    first = Assessment.objects.filter(coalition=world.coalition).first()
    Assessment.objects.filter(coalition=world.coalition).update(round=NEWEST)
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
        Answer(assessment=row, statement=asked, now="on_track") for row in closed
    )
