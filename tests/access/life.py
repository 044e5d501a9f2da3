"""Who may read and change the course of a coalition."""

from coalitions.models import (
    CoalitionLink,
    CoalitionMunicipality,
    CoalitionStage,
    Grant,
    MunicipalitySuccession,
)
from kansrijkestart.core import clock
from tests import factories as make
from tests.access.coalition import READERS, WRITERS
from tests.access.rows import Row


def _slug(world):
    return {"slug": world.coalition.slug}


def _stage(world):
    row = CoalitionStage.objects.create(
        coalition=world.coalition, stage="forming", since=clock.today()
    )
    return _slug(world) | {"pk": row.pk}


def _covered(world):
    return _slug(world) | {
        "pk": CoalitionMunicipality.objects.filter(coalition=world.coalition).earliest("pk").pk
    }


def _abolished(world):
    gone = make.MunicipalityFactory.create(valid_until=clock.today())
    MunicipalitySuccession.objects.create(
        predecessor=gone, successor=world.municipality, effective_on=clock.today()
    )
    make.CoalitionMunicipalityFactory.create(coalition=world.coalition, municipality=gone)
    return _slug(world)


def _link(world):
    link = CoalitionLink.objects.create(
        local=world.coalition, regional=make.CoalitionFactory.create(regional=True)
    )
    return _slug(world) | {"pk": link.pk}


def _grant(world):
    grant = Grant.objects.create(coalition=world.coalition, regulation="GIDS")
    return _slug(world) | {"pk": grant.pk}


ROWS = [
    Row("coalitions:life", READERS, kwargs=_slug),
    Row(
        "coalitions:life",
        {"nobody": 302, "region_lead": 200},
        kwargs=lambda w: {"slug": w.regional.slug},
    ),
    Row("coalitions:stage_add", WRITERS, kwargs=_slug),
    Row("coalitions:stage_update", WRITERS, kwargs=_stage),
    Row("coalitions:coverage_add", WRITERS, kwargs=_slug),
    Row("coalitions:coverage_end", WRITERS, kwargs=_covered),
    Row("coalitions:coverage_follow", WRITERS, kwargs=_abolished),
    Row("coalitions:link_add", WRITERS, kwargs=_slug),
    Row("coalitions:scope", WRITERS, kwargs=_slug),
    Row(
        "coalitions:scope",
        {"nobody": 302, "region_lead": 200},
        kwargs=lambda w: {"slug": w.regional.slug},
    ),
    Row("coalitions:link_end", WRITERS, kwargs=_link),
    Row("coalitions:grant_add", WRITERS, kwargs=_slug),
    Row("coalitions:grant_update", WRITERS, kwargs=_grant),
]
