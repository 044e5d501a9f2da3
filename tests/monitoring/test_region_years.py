"""Small charts of every GGD region: the source's years, else sums that may be shown."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from coalitions.models import MunicipalitySuccession
from kansrijkestart.core import clock
from monitoring import charts
from monitoring.choices import ProtectionReason
from monitoring.selectors import sums
from monitoring.services.protection import protection_now
from tests import factories as make

pytestmark = pytest.mark.django_db
YEARS = range(2019, 2024)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def definition():
    indicator = make.IndicatorFactory.create(key="roken", name="Roken")
    return make.DefinitionFactory.create(indicator=indicator)


@pytest.fixture
def region():
    region = make.RegionFactory.create(kind="ggd", name="Bregio")
    for name in ("Aa", "Bee", "Cee"):
        place = make.MunicipalityFactory.create(name=name)
        make.RegionMunicipalityFactory.create(region=region, municipality=place, since=None)
    return region


@pytest.fixture
def drawn(client, sign_in, monkeypatch):
    """Open the page; give what its wide chart is drawn from: rows by name, and the page itself."""
    sign_in("policy_viewer")
    made, draw = [], charts.small_multiples

    def record(*args, **more):
        made.append(draw(*args, **more))
        return made[-1]

    monkeypatch.setattr(charts, "small_multiples", record)

    def opened():
        made.clear()
        said = client.get(reverse("dashboard:national_figures")).content.decode()
        rows = made[0]["data"]["values"] if made else []
        return said, [row | {"name": row["head"].split("|")[0]} for row in rows]

    return opened


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


def checked():
    return protection_now(reason=ProtectionReason.ASKED)


def years(rows, name, kind="own"):
    found = [row for row in rows if (row["name"], row["kind"]) == (name, kind)]
    return {row["year"]: row.get("value") for row in found}


def runs(rows, name):
    return [row["run"] for row in rows if (row["name"], row["kind"]) == (name, "own")]


def test_every_region_has_a_small_chart_by_name(definition, region, drawn):
    given = make.RegionFactory.create(kind="ggd", name="Aregio")
    make.RegionFactory.create(kind="ggd", name="Cregio")
    make.RegionFactory.create(kind="ros", name="Dregio")
    for year in YEARS:
        for place in places_of(region):
            observe(definition, place, 40 + year - 2019, 200, year=year)
        observe(definition, None, 30, 1000, year=year, region=given)
        observe(definition, None, 500, 10_000, year=year)
    said, rows = drawn()
    assert list(dict.fromkeys(row["name"] for row in rows)) == ["Aregio"], "a sum waits"
    checked()
    said, rows = drawn()
    assert list(dict.fromkeys(row["name"] for row in rows)) == ["Aregio", "Bregio"]
    assert years(rows, "Aregio") == dict.fromkeys(YEARS, 3.0)
    assert years(rows, "Bregio") == {year: (40 + year - 2019) / 2 for year in YEARS}
    assert years(rows, "Bregio", "ref") == dict.fromkeys(YEARS, 5.0)
    assert set(runs(rows, "Bregio")) == {0}
    part = said[said.index('id="years"') :]
    assert "dik: regio" in part
    assert "een som over andere gemeenten dan die van nu" in part
    assert "een som die we nog controleren" in part
    assert "waar de grenzen of de manier van tellen veranderde" in part
    assert "dik: gemeente" not in part
    assert part.count("Roken per GGD-regio, naast Nederland") == 2, "the wide and the narrow one"


def test_a_hidden_year_is_a_grey_column_without_a_number(definition, region, drawn):
    for year in YEARS:
        for place in places_of(region):
            observe(definition, place, 2 if year == 2021 else 40, 200, year=year)
    checked()
    _said, rows = drawn()
    assert years(rows, "Bregio", "gone") == {2021: None}
    assert sorted(years(rows, "Bregio")) == [2019, 2020, 2022, 2023]
    assert runs(rows, "Bregio") == [0, 0, 1, 1]
    gone = next(row for row in rows if row["kind"] == "gone")
    assert set(gone) == {"head", "name", "kind", "year", "a", "b"}


def test_the_source_goes_before_the_sum_but_a_value_before_none(definition, region, drawn):
    for year in YEARS:
        for place in places_of(region):
            observe(definition, place, year=year)
    observe(definition, None, 300, 600, year=2020, region=region)
    make.ObservationFactory.create(
        definition=definition,
        municipality=None,
        region=region,
        kind="not_available",
        value=None,
        numerator=None,
        denominator=None,
        period_start=2022,
        period_end=2022,
    )
    checked()
    _said, rows = drawn()
    assert years(rows, "Bregio") == {2019: 20, 2020: 50, 2021: 20, 2022: 20, 2023: 20}


def test_a_year_that_the_source_hides_stays_hidden_beside_a_sum(definition, region, drawn):
    type(definition).objects.update(minimum_count=None)
    for year in YEARS:
        for place in places_of(region):
            observe(definition, place, year=year)
    make.ObservationFactory.create(
        definition=definition,
        municipality=None,
        region=region,
        kind="suppressed",
        value=None,
        numerator=None,
        denominator=None,
        period_start=2021,
        period_end=2021,
    )
    checked()
    _said, rows = drawn()
    assert sorted(years(rows, "Bregio")) == [2019, 2020, 2022, 2023]
    assert sorted(years(rows, "Bregio", "gone")) == [2021]


def test_a_year_of_other_members_stays_empty(definition, region, drawn):
    """Of a hidden one too: it would be hidden of municipalities that were not the region."""
    for year in YEARS:
        for place in places_of(region):
            few = year == 2020
            observe(definition, place, 2 if few else 40, 200, year=year, division_year=year)
    checked()
    _said, rows = drawn()
    assert sorted(years(rows, "Bregio")) == [2019, 2021, 2022, 2023]
    assert sorted(years(rows, "Bregio", "gone")) == [2020]
    region.memberships.filter(municipality__name="Cee").update(since=date(2022, 1, 1))
    _said, rows = drawn()
    assert sorted(years(rows, "Bregio")) == [2022, 2023]
    assert not years(rows, "Bregio", "gone")


def test_a_line_breaks_where_the_definition_changes(definition, region, drawn):
    new = make.DefinitionFactory.create(
        indicator=definition.indicator, number=2, break_note="Anders geteld."
    )
    for year in YEARS:
        for place in places_of(region):
            observe(definition if year < 2022 else new, place, year=year)
    checked()
    _said, rows = drawn()
    assert runs(rows, "Bregio") == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(("is_inside", "expected"), [(False, [0, 0, 0, 1, 1]), (True, [0] * 5)])
def test_a_line_breaks_where_ground_came_in_and_not_at_a_merger_inside(
    definition, region, drawn, is_inside, expected
):
    before = make.MunicipalityFactory.create(valid_until=date(2022, 1, 1))
    if is_inside:
        make.RegionMunicipalityFactory.create(
            region=region, municipality=before, since=None, until=date(2022, 1, 1)
        )
    MunicipalitySuccession.objects.create(
        predecessor=before, successor=places_of(region)[0], effective_on=date(2022, 1, 1)
    )
    for year in YEARS:
        observe(definition, None, 30, 1000, year=year, region=region, division_year=year)
    observe(definition, places_of(region)[0])
    _said, rows = drawn()
    assert runs(rows, "Bregio") == expected


def test_a_line_breaks_where_a_municipality_joined_the_region(definition, region, drawn):
    region.memberships.filter(municipality__name="Cee").update(since=date(2022, 1, 1))
    for year in YEARS:
        observe(definition, None, 30, 1000, year=year, region=region, division_year=year)
    observe(definition, places_of(region)[0])
    _said, rows = drawn()
    assert runs(rows, "Bregio") == [0, 0, 0, 1, 1]


def test_periods_of_more_years_have_no_small_chart(definition, region, drawn):
    make.ObservationFactory.create(
        definition=definition,
        municipality=None,
        region=region,
        numerator=30,
        denominator=100,
        value=30,
        period_start=2017,
        period_end=2020,
    )
    observe(definition, places_of(region)[0])
    said, rows = drawn()
    assert not rows
    assert 'id="years"' not in said


def test_plain_numbers_have_no_small_chart(definition, region, drawn):
    """A number by itself is larger where more people live, and is not set beside the country."""
    type(definition).objects.update(unit="count")
    for year in YEARS:
        for place in places_of(region):
            make.ObservationFactory.create(
                definition=definition,
                municipality=place,
                value=40,
                numerator=None,
                denominator=None,
                period_start=year,
                period_end=year,
            )
    checked()
    said, rows = drawn()
    assert not rows
    assert "120" in said, "the sum stands in the table"
    part = said[said.index('id="regions"') :].split("</main>")[0]
    assert "Er is geen grafiek, want een aantal is groter waar meer mensen wonen." in part
    assert "<figure" not in part
    assert "ks-plots" not in part


def plain(definition, municipality, year, value, **more):
    kind = "suppressed" if value is None else "value"
    made = {"value": value, "kind": kind, "numerator": None, "denominator": None} | more
    return make.ObservationFactory.create(
        definition=definition,
        municipality=municipality,
        period_start=year,
        period_end=year,
        **made,
    )


def table_of(said):
    """The table of years: its rows by name, with the words of their cells, and all after it."""
    part = said[said.index('id="years"') :]
    fold = part[part.index("<details") : part.index("</details>")]
    rows = {}
    for row in re.findall(r"<tr>.*?</tr>", fold, re.S):
        head, *cells = [
            " ".join(re.sub(r"<[^>]+>", " ", one).split())
            for one in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        rows[head] = cells
    return rows, part[part.index("</details>") : part.index("</section>")]


HIDDEN, MISSING = "Verborgen (privacy)", "Niet beschikbaar"


def test_plain_numbers_stand_in_the_table_of_years(definition, region, drawn):
    """Those of the source, sums of them, and what is hidden: by its source or by its size."""
    given = make.RegionFactory.create(kind="ggd", name="Aregio")
    type(definition).objects.update(unit="count")
    for year in YEARS:
        for place in places_of(region):
            plain(definition, place, year, 2 if year == 2020 else 1240)
        plain(definition, None, year, 800 + year - 2019, region=given)
    plain(definition, None, 2022, None, region=region)
    plain(definition, None, 2021, 20_000)
    plain(definition, None, 2023, None)
    make.MunicipalityFactory.create()  # so that the region is not the country
    checked()
    said, _rows = drawn()
    rows, _after = table_of(said)
    assert list(rows) == ["GGD-regio", "Aregio", "Bregio", "Nederland"]
    starts = {name: [one.split(" bron")[0] for one in cells] for name, cells in rows.items()}
    assert starts["Aregio"] == ["800", "801", "802", "803", "804"]
    assert starts["Bregio"] == ["3.720", HIDDEN, "3.720", HIDDEN, "3.720"]
    assert starts["Nederland"] == [MISSING, MISSING, "20.000", MISSING, HIDDEN]
    assert re.search(r"<details[^>]* open", said[said.index('id="years"') :]), "it is all there is"


@pytest.mark.parametrize(
    ("aggregation", "words", "why"),
    [
        ("years", "Wordt niet opgeteld", "Dit cijfer is zo geteld dat je gemeenten niet"),
        ("unknown", "Wordt niet opgeteld", "Van dit cijfer is niet bekend of je gemeenten"),
        ("both", "Wordt nog gecontroleerd", "De som staat er na de privacycontrole"),
    ],
)
def test_a_region_whose_numbers_are_not_added_says_why(
    definition, region, drawn, aggregation, words, why
):
    type(definition).objects.update(unit="count", aggregation=aggregation)
    if aggregation != "both":
        checked()
    for year in YEARS:
        for place in places_of(region):
            plain(definition, place, year, 1240)
        plain(definition, None, year, 20_000)
    said, _rows = drawn()
    rows, after = table_of(said)
    assert rows["Bregio"] == [words]
    assert [one.split(" bron")[0] for one in rows["Nederland"]] == ["20.000"] * 5
    assert why in after
    assert "3.720" not in said


def test_the_country_has_a_row_of_its_own_and_never_a_sum(definition, region, drawn):
    """As its source gives it: hidden, withdrawn and missing are called so."""
    for year in YEARS:
        for place in places_of(region):
            observe(definition, place, year=year)
    withdrawn = make.ReleaseFactory.create(
        published=True, state="withdrawn", withdrawn_at=clock.now(), withdrawn_reason="Fout"
    )
    make.MunicipalityFactory.create()  # so that the region is not the country
    for year, kind in ((2020, "suppressed"), (2021, "not_available")):
        plain(definition, None, year, None, kind=kind)
    observe(definition, None, 500, 10_000, year=2019, is_provisional=True)
    observe(definition, None, 500, 10_000, year=2022, release=withdrawn)
    observe(definition, None, 500, 10_000, year=2018)
    checked()
    said, _rows = drawn()
    rows, _after = table_of(said)
    assert list(rows) == ["GGD-regio", "Bregio", "Nederland"]
    assert rows["GGD-regio"] == [str(year) for year in YEARS], "those of the regions"
    first, *rest = rows["Nederland"]
    assert first.startswith("5,0%")
    assert first.endswith("voorlopig")
    assert [one.split(" bron")[0] for one in rest] == [HIDDEN, MISSING, "Ingetrokken", MISSING]
    foot = said[said.index('id="years"') :]
    foot = foot[foot.index("<tfoot>") : foot.index("</tfoot>")]
    assert "20,0" not in foot, "what all its municipalities are together"
    assert "ks-from" in foot, "with its source"


def test_the_country_says_where_it_is_counted_in_another_way(definition, region, drawn):
    new = make.DefinitionFactory.create(
        indicator=definition.indicator, number=2, break_note="Anders geteld."
    )
    for year in YEARS:
        for place in places_of(region):
            observe(new, place, year=year)
        observe(definition if year < 2022 else new, None, 500, 10_000, year=year)
    checked()
    rows, _after = table_of(drawn()[0])
    apart = ["anders geteld dan de regio's" in one for one in rows["Nederland"]]
    assert apart == [True, True, True, False, False]
    cuts = ["vanaf hier op een andere manier geteld" in one for one in rows["Nederland"]]
    assert cuts == [False, False, False, True, False]


def test_the_years_of_regions_stand_in_a_table_too(definition, region, drawn):
    """What the small charts show, in words: also a year that is hidden or not there."""
    make.RegionFactory.create(kind="ggd", name="Cregio")
    for year in YEARS:
        for place in places_of(region):
            if year != 2020:
                observe(definition, place, 2 if year == 2021 else 40, 200, year=year)
        observe(definition, None, 500, 10_000, year=year)
    checked()
    said, _rows = drawn()
    part = said[said.index('id="years"') :]
    fold = part[part.index("<details") : part.index("</details>")]
    assert " open" not in fold[: fold.index(">")]
    assert 'class="ks-scroll" role="region" aria-label="' in fold
    assert 'tabindex="0"' in fold
    heads = re.findall(r'scope="col"[^>]*>([^<]+)<', fold)
    assert heads == ["GGD-regio", "2019", "2020", "2021", "2022", "2023"]
    assert re.findall(r'scope="row">([^<]+)<', fold) == ["Bregio", "Nederland"]
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", one).split())
        for one in re.findall(r"<td.*?</td>", fold[: fold.index("<tfoot>")], re.S)
    ]
    assert [one.startswith("20,0%") for one in cells] == [True, False, False, True, True]
    assert cells[1:3] == ["Niet beschikbaar", "Verborgen (privacy)"]


def test_sums_of_years_are_made_once_and_with_the_newest(
    client, definition, region, drawn, monkeypatch
):
    for year in YEARS:
        for place in places_of(region):
            observe(definition, place, year=year)
    checked()
    asked, make_sums = [], sums.sums_per_set

    def record(*args, **more):
        asked.append(more)
        return make_sums(*args, **more)

    monkeypatch.setattr(sums, "sums_per_set", record)
    client.get(reverse("dashboard:national_heat"))
    _said, first = drawn()
    _said, second = drawn()
    assert first == second
    assert sorted(years(first, "Bregio")) == list(YEARS)
    assert len(asked) == 1
    region.memberships.first().delete()
    _said, rows = drawn()
    assert not rows, "of other members nothing was checked"
    assert len(asked) == 2
