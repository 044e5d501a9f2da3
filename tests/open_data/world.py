"""What open data can hold: public coalitions, one that is not, figures of every kind, examples."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from coalitions.models import Coalition, PracticeExample
from kansrijkestart.core import clock
from monitoring.models import Definition, Release
from tests import factories as make


def coalition(name: str, *, public: bool = True, **more: Any) -> Coalition:
    """Make a local coalition of one municipality that is public or not."""
    place = make.MunicipalityFactory.create(name=name)
    own = make.CoalitionFactory.create(name=name, **{"stage": "forming"} | more)
    make.CoalitionMunicipalityFactory.create(coalition=own, municipality=place)
    if public:
        make.ConsentFactory.create(municipality=place, kind="public_map")
    return own


def example(of: Coalition, **more: Any) -> PracticeExample:
    fields = {
        "slug": f"voorbeeld-{PracticeExample.objects.count()}",
        "title": "Samen op huisbezoek",
        "what": "Wij gingen langs.",
        "for_whom": "aanstaande ouders",
        "brought": "Eerder hulp.",
        "state": "published",
        "published_on": date(2026, 1, 5),
    }
    return PracticeExample.objects.create(coalition=of, **fields | more)


def release(**more: Any) -> Release:
    """A release that is published and open data."""
    earlier = clock.now() - timedelta(days=1)
    fields = {"state": "published", "published_at": earlier, "is_open": True}
    return make.ReleaseFactory.create(**fields | more)


def figure(of: Release, definition: Definition, **more: Any) -> None:
    make.ObservationFactory.create(release=of, definition=definition, **more)


def hidden_kinds(of: Release, definition: Definition) -> None:
    """Store a value, one that is too small, one that its source hides, and one that is absent."""
    none = {"numerator": None, "denominator": None, "value": None}
    figure(of, definition, numerator=40, denominator=200, value=20)
    figure(of, definition, numerator=7, denominator=191, value=Decimal("3.6649"))
    figure(of, definition, numerator=0, denominator=187, value=0)
    figure(of, definition, kind="suppressed", **none)
    figure(of, definition, kind="not_available", **none)
    figure(of, definition, municipality=None, numerator=400, denominator=2000, value=20)


def everything() -> None:
    """A little of all there is, for looking at every address."""
    region = make.RegionFactory.create(name="De Streek", kind="ggd", code="GG7001")
    regional = coalition("Streek", scope="regional", region=region, is_demo=True)
    first = coalition("Best", region=region, description="Wij beginnen vroeg.")
    make.RegionMunicipalityFactory.create(
        region=region, municipality=first.coverage.get().municipality
    )
    closed = coalition("Geheim", public=False)
    for one in (first, closed):
        example(one, phases=["before"], link="https://example.org/verslag")
    example(regional, state="draft", published_on=None)
    definition = make.DefinitionFactory.create(indicator__key="big2")
    make.IndicatorFactory.create(key="zonder-definitie")
    hidden_kinds(release(), definition)
