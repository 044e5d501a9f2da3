"""What is hidden of a region or of the country is called hidden, and no sum takes its place."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from kansrijkestart.dashboard.selectors.heat import heat_groups
from monitoring.choices import ProtectionReason
from monitoring.selectors.beside import comparison_of
from monitoring.selectors.newest import newest_of
from monitoring.selectors.pages import figures_of
from monitoring.services.protection import protection_now
from tests import factories as make

pytestmark = pytest.mark.django_db
HIDDEN, WITHDRAWN, MISSING = "Verborgen (privacy)", "Ingetrokken", "Niet beschikbaar"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def definition():
    indicator = make.IndicatorFactory.create(key="roken", name="Roken")
    return make.DefinitionFactory.create(indicator=indicator, minimum_count=None)


@pytest.fixture
def region():
    region = make.RegionFactory.create(kind="ggd", name="Bregio")
    for name in ("Aa", "Bee", "Cee"):
        place = make.MunicipalityFactory.create(name=name)
        make.RegionMunicipalityFactory.create(region=region, municipality=place, since=None)
    return region


@pytest.fixture
def opened(client, sign_in):
    """The row of the region on both pages of the country, the second with the column beside it."""
    sign_in("policy_viewer")

    def rows():
        one = client.get(reverse("dashboard:national_figures")).content.decode()
        rates = re.search(r'rowheader" scope="row">Bregio<.*?</tr>', one, re.S)
        all_of_them = client.get(reverse("dashboard:national_heat")).content.decode()
        [row] = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", all_of_them, re.S)
        return rates.group(), *re.findall(r"<td.*?</td>", row, re.S)

    return rows


def places_of(region):
    return [row.municipality for row in region.memberships.order_by("municipality__name")]


def observe(definition, municipality=None, numerator=40, denominator=200, year=2021, **more):
    return make.ObservationFactory.create(
        definition=definition,
        municipality=municipality,
        numerator=numerator,
        denominator=denominator,
        value=100 * numerator / denominator,
        period_start=year,
        period_end=year,
        **more,
    )


def nothing(definition, kind="suppressed", year=2021, municipality=None, **more):
    """A row without a number: the source hides it, or has none."""
    return make.ObservationFactory.create(
        definition=definition,
        municipality=municipality,
        kind=kind,
        value=None,
        numerator=None,
        denominator=None,
        period_start=year,
        period_end=year,
        **more,
    )


def checked():
    return protection_now(reason=ProtectionReason.ASKED)


def test_a_year_that_is_not_out_yet_gives_way_to_the_newest_that_is(definition, region, opened):
    one, two, three = places_of(region)
    for place in (one, two):
        observe(definition, place, year=2020)
        observe(definition, place)
    for place in (one, two, three):
        nothing(definition, "not_yet_published", 2022, municipality=place)
    checked()
    row, _country, cell = opened()
    for said in (row, cell):
        assert "Bekend van 2 van de 3 gemeenten" in said
        assert ">2021<" in said
        assert "2022" not in said
    assert 'role="cell" class="ks-right" data-label="Waarde"' in row, "under its head"


def test_a_region_that_its_source_hides_is_called_hidden(definition, region, opened):
    observe(definition, places_of(region)[0])
    nothing(definition, region=region)
    checked()
    for cell in (opened()[0], opened()[2]):
        assert HIDDEN in cell
        assert "Bekend van" not in cell
        assert MISSING not in cell


def test_a_region_hidden_by_the_rule_is_called_hidden(definition, region, opened):
    type(definition).objects.update(minimum_count=10)
    observe(definition, None, 4, 200, region=region)
    observe(definition, make.MunicipalityFactory.create())
    checked()
    for cell in (opened()[0], opened()[2]):
        assert HIDDEN in cell
        assert MISSING not in cell


def test_a_hidden_or_withdrawn_figure_of_the_country_is_called_so(definition, region, opened):
    observe(definition, places_of(region)[0])
    assert MISSING in opened()[1]
    release = make.ReleaseFactory.create(published=True)
    nothing(definition, release=release)
    assert HIDDEN in opened()[1]
    type(release).objects.filter(pk=release.pk).update(
        state="withdrawn", withdrawn_at=release.published_at, withdrawn_reason="Fout"
    )
    assert WITHDRAWN in opened()[1]


@pytest.mark.parametrize(
    ("kind", "year", "expected"),
    [
        ("suppressed", 2021, None),
        ("suppressed", 2022, 20),
        ("not_available", 2021, 20),
    ],
)
def test_a_sum_stands_in_for_what_the_source_has_not_but_not_for_what_it_hides(
    definition, region, opened, kind, year, expected
):
    places = places_of(region)
    for place in places:
        observe(definition, place)
    nothing(definition, kind, year, region=region)
    checked()
    rates, _country, cell = opened()
    rate = heat_groups(region, newest_of(places))[0].rows[0].region
    line = figures_of(places, with_regions=True).line(definition.indicator, places[0])
    assert line is not None
    [beside, _country] = comparison_of(line, region).rows
    for figure in (rate.figure, beside.figure):
        assert figure.value == expected
        assert figure.kind == ("value" if expected else "suppressed")
    for said in (rates, cell):
        assert ("20,0" in said) == bool(expected)
        assert (HIDDEN in said) == (not expected)


def test_the_heat_table_of_a_region_calls_it_hidden_too(client, definition, region, sign_in):
    observe(definition, places_of(region)[0])
    nothing(definition, region=region)
    nothing(definition, "withdrawn")
    checked()
    user = sign_in("without_role")
    make.RegionMembershipFactory.create(user=user, region=region)
    said = client.get(reverse("dashboard:region_heat", args=[region.slug])).content.decode()
    assert said.count(HIDDEN) == 1
    assert said.count(WITHDRAWN) == 1
    assert "Bekend van" not in said
    said = client.get(reverse("dashboard:region_figures", args=[region.slug])).content.decode()
    row = said[said.index("Bregio als geheel") :]
    assert HIDDEN in row[: row.index("</tr>")]


@pytest.mark.parametrize("page", ["national_figures", "national_heat", "region_heat"])
def test_a_sum_names_the_releases_it_was_made_of(client, definition, region, sign_in, page):
    first, second = (
        make.ReleaseFactory.create(published=True, source=f"bron van {name}")
        for name in ("het ene", "het andere")
    )
    for place, release in zip(places_of(region), (first, second, second), strict=True):
        observe(definition, place, release=release)
    checked()
    if page == "region_heat":
        user = sign_in("without_role")
        make.RegionMembershipFactory.create(user=user, region=region)
        path = reverse("dashboard:region_heat", args=[region.slug])
    else:
        sign_in("policy_viewer")
        path = reverse(f"dashboard:{page}")
    said = client.get(path).content.decode()
    told = said[said.index("Bronnen van deze cijfers") :]
    for one in (first, second):
        assert told.count(one.source) == 1
    tables = re.findall(r"<table.*?</table>", said, re.S)
    cell = re.search(r"20,0.*?</td>", tables[-1], re.S).group() if page != "region_heat" else ""
    if page == "region_heat":
        cell = re.findall(r"<td.*?</td>", tables[0], re.S)[-2]
    assert re.findall(r"</span>([a-z]+)</span>", cell) == ["a", "b"]
