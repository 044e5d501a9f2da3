"""The smallest valid objects; traits name the states. Always written out with .create()."""

from datetime import date, timedelta
from typing import Any

import factory
import pgtrigger
from django.db import transaction
from factory.django import DjangoModelFactory

from agreements.choices import FIRST_STATES
from agreements.models import (
    Agreement,
    AgreementVersion,
    CarePathway,
    Party,
    RiskTheme,
    Theme,
)
from coalitions.models import (
    Caseload,
    Checklist,
    Coalition,
    CoalitionMunicipality,
    Consent,
    Membership,
    Municipality,
    Organisation,
    Partnership,
    PartnerType,
    Principle,
    Region,
    RegionMembership,
    RegionMunicipality,
    Statement,
)
from interventions.models import Choice, Intervention
from kansrijkestart.accounts.models import NationalRole, User
from kansrijkestart.core import clock
from monitoring.models import Definition, Indicator, Observation, ProtectionRun, Release

PASSWORD = "a-long-test-password"


def numbered(text: str) -> factory.Sequence:
    """A name with a number that is no count, share, year, day or time a test may look for."""
    return factory.Sequence(lambda number: text.format(10_000 + number))


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = numbered("persoon{}@example.org")
    name = numbered("Persoon {}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(password=PASSWORD, **kwargs)


class NationalRoleFactory(DjangoModelFactory[NationalRole]):
    class Meta:
        model = NationalRole

    user = factory.SubFactory(UserFactory)
    role = "analyst"


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality

    # Between the real codes, which tests name themselves, and those from 9000 that they make up.
    code = factory.Sequence(lambda n: f"GM{2000 + n % 7000}")
    name = numbered("Gemeente {}")
    province = "Noord-Brabant"


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region

    slug = numbered("regio-{}")
    name = numbered("Regio {}")
    kind = "coalition"


class RegionMunicipalityFactory(DjangoModelFactory[RegionMunicipality]):
    class Meta:
        model = RegionMunicipality

    region = factory.SubFactory(RegionFactory)
    municipality = factory.SubFactory(MunicipalityFactory)


class CoalitionFactory(DjangoModelFactory[Coalition]):
    class Meta:
        model = Coalition

    class Params:
        regional = factory.Trait(scope="regional", region=factory.SubFactory(RegionFactory))

    slug = numbered("coalitie-{}")
    name = numbered("Coalitie {}")
    scope = "local"


class CoalitionMunicipalityFactory(DjangoModelFactory[CoalitionMunicipality]):
    class Meta:
        model = CoalitionMunicipality

    coalition = factory.SubFactory(CoalitionFactory)
    municipality = factory.SubFactory(MunicipalityFactory)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    coalition = factory.SubFactory(CoalitionFactory)
    role = "coordinator"


class RegionMembershipFactory(DjangoModelFactory[RegionMembership]):
    class Meta:
        model = RegionMembership

    user = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)


class CaseloadFactory(DjangoModelFactory[Caseload]):
    class Meta:
        model = Caseload

    adviser = factory.SubFactory(UserFactory)
    coalition = factory.SubFactory(CoalitionFactory)


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = "public_map"
    is_granted = True
    decided_by = "wethouder"
    decided_on = date(2024, 1, 1)


class PartnerTypeFactory(DjangoModelFactory[PartnerType]):
    class Meta:
        model = PartnerType

    key = numbered("soort-{}")
    name = numbered("Soort {}")
    domain = "medical"
    position = factory.Sequence(int)
    provenance = "test"


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = numbered("Organisatie {}")


class PartnershipFactory(DjangoModelFactory[Partnership]):
    class Meta:
        model = Partnership

    coalition = factory.SubFactory(CoalitionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    partner_type = factory.SubFactory(PartnerTypeFactory)


class ChecklistFactory(DjangoModelFactory[Checklist]):
    class Meta:
        model = Checklist

    key = numbered("checklist-{}")
    scope = "local"
    title = "Checklist"
    valid_from = "2023-10"
    source = "test"


class PrincipleFactory(DjangoModelFactory[Principle]):
    class Meta:
        model = Principle

    checklist = factory.SubFactory(ChecklistFactory)
    number = factory.Sequence(lambda n: n + 1)
    key = numbered("principe-{}")
    title = "Principe"
    screen_title = numbered("Principe {}")
    question = "Hoe gaat het?"


class StatementFactory(DjangoModelFactory[Statement]):
    class Meta:
        model = Statement

    principle = factory.SubFactory(PrincipleFactory)
    key = numbered("T{}")
    position = factory.Sequence(int)
    text = numbered("Stelling {}.")


class InterventionFactory(DjangoModelFactory[Intervention]):
    class Meta:
        model = Intervention

    slug = numbered("interventie-{}")
    name = numbered("Interventie {}")
    kind = "intervention"
    provenance = "test"


class ChoiceFactory(DjangoModelFactory[Choice]):
    class Meta:
        model = Choice

    coalition = factory.SubFactory(CoalitionFactory)
    intervention = factory.SubFactory(InterventionFactory)
    state = "running"


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    key = numbered("thema-{}")
    name = numbered("Thema {}")
    position = factory.Sequence(int)
    provenance = "test"


class RiskThemeFactory(DjangoModelFactory[RiskTheme]):
    class Meta:
        model = RiskTheme

    key = numbered("risico-{}")
    name = numbered("Risico {}")
    position = factory.Sequence(int)
    provenance = "test"


class CarePathwayFactory(DjangoModelFactory[CarePathway]):
    """Of a coalition that covers the municipality already, or of a new one."""

    class Meta:
        model = CarePathway

    class Params:
        coverage = factory.SubFactory(CoalitionMunicipalityFactory)

    coalition = factory.SelfAttribute("coverage.coalition")
    municipality = factory.SelfAttribute("coverage.municipality")
    theme = factory.SubFactory(RiskThemeFactory)


class AgreementFactory(DjangoModelFactory[Agreement]):
    class Meta:
        model = Agreement

    class Params:
        in_force = factory.Trait(state="in_force", starts_on=date(2024, 1, 5))
        proposed = factory.Trait(scope="regional", proposed_at=factory.LazyFunction(clock.now))

    coalition = factory.SubFactory(CoalitionFactory)
    title = numbered("Afspraak {}")
    review_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=365))

    @classmethod
    def _create(cls, model_class: type[Agreement], *args: Any, **kwargs: Any) -> Agreement:
        """Make it in any state, as if it had come there by the steps that lead to it."""
        if kwargs.get("state", "draft") in FIRST_STATES:
            return super()._create(model_class, *args, **kwargs)
        with came_there(), transaction.atomic():
            return super()._create(model_class, *args, **kwargs)


def came_there() -> Any:
    """Let new agreements begin in a state that they can only come to."""
    return pgtrigger.ignore("agreements.Agreement:first_state")


class AgreementVersionFactory(DjangoModelFactory[AgreementVersion]):
    class Meta:
        model = AgreementVersion

    agreement = factory.SubFactory(AgreementFactory)
    number = 1
    text = "Wij spreken af."


class PartyFactory(DjangoModelFactory[Party]):
    class Meta:
        model = Party

    agreement = factory.SubFactory(AgreementFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    key = numbered("indicator-{}")
    name = numbered("Indicator {}")
    name_en = numbered("Indicator {}")
    phase = "during"
    kind = "outcome"


class DefinitionFactory(DjangoModelFactory[Definition]):
    class Meta:
        model = Definition

    indicator = factory.SubFactory(IndicatorFactory)
    number = 1
    unit = "percent"
    direction = "down"
    aggregation = "both"
    minimum_count = 10


class ReleaseFactory(DjangoModelFactory[Release]):
    class Meta:
        model = Release

    class Params:
        published = factory.Trait(
            state="published",
            published_at=factory.LazyFunction(clock.now),
        )

    source = "test"
    file_name = "cijfers.csv"
    checksum = factory.Sequence("{:064d}".format)
    # As if a run found nothing more to hide; whoever tests runs says no.
    is_protected = factory.LazyAttribute(lambda release: release.state == "published")


class ProtectionRunFactory(DjangoModelFactory[ProtectionRun]):
    class Meta:
        model = ProtectionRun

    reason = "published"
    state = "finished"
    finished_at = factory.LazyFunction(clock.now)
    parts = {"digests": {}, "covered": [], "made_from": ""}
    histogram = {"5": 3, "10": 4}


class ObservationFactory(DjangoModelFactory[Observation]):
    class Meta:
        model = Observation

    release = factory.SubFactory(ReleaseFactory, published=True)
    definition = factory.SubFactory(DefinitionFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    division_year = 2023
    period_start = 2021
    period_end = 2021
    numerator = 20
    denominator = 100
    value = 20
    kind = "value"
