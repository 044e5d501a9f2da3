"""A region with its regional coalition and local ones, for tests of regional agreements."""

from agreements.services.uptake import uptake_set
from kansrijkestart.core import clock
from tests import factories as make

# All that a municipality may share with its region.
BOTH = ("agreements_region", "interventions_region")


def region_of(*names, shares=()):
    """Return a regional coalition and, per name, a local one that covers a municipality there."""
    regional = make.CoalitionFactory.create(regional=True, name="Regionale coalitie")
    return regional, [local(regional, name, shares) for name in names]


def local(regional, name, shares=(), **values):
    place = make.MunicipalityFactory.create(name=name)
    make.RegionMunicipalityFactory.create(region=regional.region, municipality=place)
    coalition = make.CoalitionFactory.create(name=f"Coalitie {name}", **values)
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    for kind in shares:
        make.ConsentFactory.create(municipality=place, kind=kind)
    return coalition


def both(*names, shares=()):
    """Return a coalition that is regional, and local for these municipalities of its region."""
    coalition = make.CoalitionFactory.create(scope="both", region=make.RegionFactory.create())
    for name in names:
        place = make.MunicipalityFactory.create(name=name)
        make.RegionMunicipalityFactory.create(region=coalition.region, municipality=place)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
        for kind in shares:
            make.ConsentFactory.create(municipality=place, kind=kind)
    return coalition


def place_of(coalition):
    return coalition.coverage.order_by("pk").first().municipality


def proposed(regional, **values):
    owner = make.PartnershipFactory.create(coalition=regional).organisation
    values = {"in_force": True, "proposed": True, "owner_organisation": owner} | values
    return make.AgreementFactory.create(coalition=regional, **values)


def say(coalition, agreement, state="taken_over", note="", version=0, **values):
    return uptake_set(
        coalition=coalition,
        agreement=agreement,
        municipality=values.get("municipality") or place_of(coalition),
        state=state,
        note=note,
        decided_on=values.get("decided_on", clock.today()),
        expected_version=version,
    )
