"""Regions and coalitions from the public documents, who may see what, and the regional table."""

from typing import Any

from django.utils.text import slugify

from coalitions.choices import ConsentKind, MembershipRole, RegionKind, Scope
from coalitions.models import (
    Caseload,
    Coalition,
    CoalitionLink,
    CoalitionMunicipality,
    Consent,
    Membership,
    Municipality,
    Region,
    RegionMembership,
    RegionMunicipality,
)
from interventions.importers.matrix_known import REGIONAL_TABLE, known_facts
from interventions.services.matrix import matrix_import
from kansrijkestart.core import clock
from monitoring.demo.common import (
    ADVISER,
    COORDINATOR,
    NEARLY_EMPTY,
    REGION,
    RICH,
    day,
    moment,
    read,
    user,
)

DECIDED_ON = "2024-04-15"


def is_loaded() -> bool:
    return Region.objects.filter(slug=REGION).exists()


def load() -> None:
    facts = read("places.json")
    with clock.travel(moment(DECIDED_ON)):
        for values in facts["regions"]:
            _add_region(values)
            if values.get("is_public"):
                _add_consents(values["slug"], [ConsentKind.PUBLIC_MAP], facts)
        region = Region.objects.get(slug=REGION)
        _add_local_coalitions(region)
        _add_consents(REGION, facts["shares"], facts)
        _add_access(region)
        _import_table(region)


def _add_region(values: dict[str, Any]) -> None:
    region = Region.objects.create(
        slug=values["slug"],
        name=values["name"],
        kind=RegionKind.COALITION,
        stated_size=values["stated_size"],
        note=values["note"],
        is_demo=True,
    )
    coalition = Coalition.objects.create(
        slug=region.slug,
        name=region.name,
        scope=Scope.REGIONAL,
        region=region,
        stage=values["stage"],
        stage_source=values["stage_source"],
        is_demo=True,
    )
    municipalities = _members(values)
    RegionMunicipality.objects.bulk_create(
        RegionMunicipality(region=region, municipality=row) for row in municipalities
    )
    CoalitionMunicipality.objects.bulk_create(
        CoalitionMunicipality(coalition=coalition, municipality=row) for row in municipalities
    )


def _members(values: dict[str, Any]) -> list[Municipality]:
    """The municipalities a source names; none where it only gives their number."""
    current = Municipality.objects.valid_on(clock.today())
    if "ggd_region" in values:
        return list(current.in_region(Region.objects.get(code=values["ggd_region"])))
    return list(current.filter(code__in=values["municipalities"]))


def _add_local_coalitions(region: Region) -> None:
    """One per municipality; how far it is, only the regional table says."""
    regional = Coalition.objects.get(region=region, scope=Scope.REGIONAL)
    for municipality in Municipality.objects.in_region(region):
        coalition = Coalition.objects.create(
            slug=slugify(municipality.name),
            name=municipality.name,
            scope=Scope.LOCAL,
            region=region,
            is_demo=True,
        )
        CoalitionMunicipality.objects.create(coalition=coalition, municipality=municipality)
        CoalitionLink.objects.create(local=coalition, regional=regional)


def _add_consents(slug: str, kinds: list[str], facts: dict[str, Any]) -> None:
    declines = {(code, kind) for code, kind in facts["declines"]}
    Consent.objects.bulk_create(
        Consent(
            municipality=municipality,
            kind=kind,
            is_granted=(municipality.code, kind) not in declines,
            decided_by=facts["decided_by"],
            decided_on=day(DECIDED_ON),
        )
        for municipality in Municipality.objects.in_region(Region.objects.get(slug=slug))
        for kind in kinds
    )


def _add_access(region: Region) -> None:
    members = (
        (COORDINATOR, RICH, MembershipRole.COORDINATOR),
        ("coordinator.best@demo.example", NEARLY_EMPTY, MembershipRole.COORDINATOR),
        ("lid@demo.example", RICH, MembershipRole.PARTNER),
    )
    for email, slug, role in members:
        coalition = Coalition.objects.get(slug=slug)
        Membership.objects.create(user=user(email), coalition=coalition, role=role)
    RegionMembership.objects.create(user=user("regio@demo.example"), region=region)
    Caseload.objects.bulk_create(
        Caseload(adviser=user(ADVISER), coalition=coalition)
        for coalition in Coalition.objects.filter(region=region)
    )


def _import_table(region: Region) -> None:
    data = REGIONAL_TABLE.read_bytes()
    facts = known_facts(data)
    result = matrix_import(
        region=region,
        data=data,
        file_name=REGIONAL_TABLE.name,
        source=facts["source"],
        reported_on=day(facts["reported_on"]),
        note=facts["note"],
    )
    if not result.is_stored:
        raise ValueError(f"the regional table was refused: {result.findings}")
