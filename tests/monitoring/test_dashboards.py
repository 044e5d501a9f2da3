"""Dashboards: comparing, sums that wait for their check, mergers, files, maps, small charts."""

import io
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from coalitions.models import MunicipalitySuccession
from kansrijkestart.dashboard.selectors.heat import heat_groups
from kansrijkestart.dashboard.verdict_map import verdict_map
from monitoring import charts
from monitoring.choices import ProtectionReason
from monitoring.exporters.edition_figures import _breaks
from monitoring.selectors.alike import look_alikes
from monitoring.selectors.beside import comparison_of, judge
from monitoring.selectors.gathering_figures import figures_data
from monitoring.selectors.merged import merged_years
from monitoring.selectors.newest import newest_of
from monitoring.selectors.pages import figures_of
from monitoring.selectors.pictures import region_pictures, trend_pictures
from monitoring.selectors.sparks import spark_of
from monitoring.selectors.sums import region_sums
from monitoring.selectors.tables import year_rows
from monitoring.services.protection import protection_now
from tests import factories as make

pytestmark = pytest.mark.django_db
SIZE, DEBTS = "late-antenatal-care", "problematic-debts"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def definition():
    indicator = make.IndicatorFactory.create(key="roken", name="Roken")
    return make.DefinitionFactory.create(indicator=indicator)


@pytest.fixture
def region():
    """Three municipalities that always were one region."""
    region = make.RegionFactory.create(name="De Proefregio")
    for name in ("Aa", "Bee", "Cee"):
        place = make.MunicipalityFactory.create(name=name)
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
    return region


def places_of(region):
    return [row.municipality for row in region.memberships.order_by("municipality__name")]


def observe(definition, municipality=None, numerator=40, denominator=200, year=2021, **more):
    return make.ObservationFactory.create(
        definition=definition,
        municipality=municipality,
        numerator=numerator,
        denominator=denominator,
        value=100 * numerator / denominator,
        period_start=more.pop("start", year),
        period_end=year,
        **more,
    )


def nothing_yet(definition, municipality, year):
    """The source says that this year is not out yet."""
    return make.ObservationFactory.create(
        definition=definition,
        municipality=municipality,
        kind="not_yet_published",
        value=None,
        numerator=None,
        denominator=None,
        period_start=year,
        period_end=year,
    )


def line_of(definition, place):
    figures = figures_of([place], indicator_key=definition.indicator.key, with_regions=True)
    return figures.line(definition.indicator, place)


def checked():
    """A protection run over everything that is published."""
    return protection_now(reason=ProtectionReason.ASKED)


def sum_over(region, places, definition):
    sums = region_sums(region, places, newest_of(places).made_from)
    return sums.get(definition.indicator.pk)


def test_no_sum_is_shown_before_it_was_checked(definition, region):
    places = places_of(region)
    for place in places:
        observe(definition, place)
    waiting = sum_over(region, places, definition)
    assert (waiting.state, waiting.figure) == ("checking", None)
    checked()
    shown = sum_over(region, places, definition)
    assert (shown.figure.numerator, shown.figure.denominator) == (120, 600)
    assert (shown.state, shown.words) == ("shown", "")
    others = sum_over(region, places[:2], definition)
    assert (others.state, others.figure) == ("checking", None), "of this set nobody asked"


def test_a_rate_over_areas_is_no_mean_of_percentages(definition, region):
    one, two, three = places_of(region)
    observe(definition, one, 10, 20)
    observe(definition, two, 100, 1000)
    observe(definition, three, 10, 980)
    checked()
    assert sum_over(region, [one, two, three], definition).figure.value == 100 * 120 / 2000


@pytest.mark.parametrize(
    ("aggregation", "state", "said"),
    [
        ("areas", "shown", ""),
        ("both", "shown", ""),
        ("years", "not_added", "zo geteld dat je gemeenten niet bij elkaar kunt optellen"),
        ("none", "not_added", "zo geteld dat je gemeenten niet bij elkaar kunt optellen"),
        ("unknown", "unknown", "niet bekend of je gemeenten bij elkaar mag optellen"),
    ],
)
def test_areas_are_only_added_up_where_the_definition_says_so(
    definition, region, aggregation, state, said
):
    places = places_of(region)
    for place in places:
        observe(definition, place)
    type(definition).objects.filter(pk=definition.pk).update(aggregation=aggregation)
    checked()
    found = sum_over(region, places, definition)
    assert (found.state, found.figure is None) == (state, state != "shown")
    assert found.words == ("" if state == "shown" else "Wordt niet opgeteld")
    assert said in found.explained


def test_a_missing_part_leaves_no_sum_and_says_how_many(definition, region):
    one, two, three = places_of(region)
    observe(definition, one)
    observe(definition, two)
    checked()
    total = sum_over(region, [one, two, three], definition)
    assert (total.state, total.known, total.total, total.figure) == ("incomplete", 2, 3, None)


def test_a_whole_year_goes_before_a_later_part_and_a_part_before_nothing(definition, region):
    places = places_of(region)
    observe(definition, places[0], year=2020)
    for place in places:
        nothing_yet(definition, place, 2021)
    checked()
    part = sum_over(region, places, definition)
    assert (part.state, part.known, part.period) == ("incomplete", 1, "2020")
    for place in places:
        observe(definition, place, year=2019)
    checked()
    assert sum_over(region, places, definition).figure.period == "2019"


def test_a_sum_that_gives_a_hidden_figure_away_is_hidden_too(definition, region):
    one, two, three = places_of(region)
    observe(definition, one)
    observe(definition, two, 4, 200)
    observe(definition, three)
    checked()
    total = sum_over(region, [one, two, three], definition)
    own = newest_of([one, three])
    kinds = {own.line(definition.indicator, place).figure.kind for place in (one, three)}
    assert total.figure is None or "suppressed" in kinds


def test_figures_of_another_period_division_or_definition_are_no_part_of_a_sum(definition, region):
    one, two, three = places_of(region)
    observe(definition, one)
    observe(definition, two, year=2020)
    observe(definition, three, division_year=2022)
    checked()
    total = sum_over(region, [one, two, three], definition)
    assert (total.state, total.known, total.period) == ("incomplete", 1, "2021")


def test_a_region_that_had_other_members_then_has_no_sum(definition, region):
    places = places_of(region)
    region.memberships.filter(municipality=places[0]).update(since=date(2024, 1, 1))
    for place in places:
        observe(definition, place)
    checked()
    total = sum_over(region, places, definition)
    assert (total.state, total.figure) == ("other_area", None)


def test_a_new_run_makes_the_sums_anew(definition, region):
    places = places_of(region)
    for place in places:
        observe(definition, place)
    before = newest_of(places).made_from
    checked()
    assert newest_of(places).made_from != before


def test_what_the_source_says_of_a_region_goes_before_a_sum(definition, region):
    places = places_of(region)
    for place in places:
        observe(definition, place)
    observe(definition, None, 150, 600, region=region)
    [group] = heat_groups(region, newest_of(places))
    assert group.rows[0].region.figure.value == 25
    assert group.rows[0].region.summed is None


def test_a_comparison_falls_back_to_the_newest_period_and_says_so(definition, region):
    place = places_of(region)[0]
    observe(definition, place)
    observe(definition, None, 100, 1000, year=2019)
    [beside] = comparison_of(line_of(definition, place), None).rows
    assert (beside.figure.period, beside.is_older) == ("2019", True)
    assert beside.compared.verdict == ("not_compared", "period")


def test_years_added_together_are_not_compared_with_one_year(definition, region):
    place = places_of(region)[0]
    observe(definition, place)
    observe(definition, None, 100, 1000, start=2017)
    line = line_of(definition, place)
    assert line.compared.verdict == ("not_compared", "pooled")
    assert judge(line.figure, line.country.newest).verdict.reason == "pooled"
    assert "telt jaren bij elkaar op" in line.sentence


def takes_part(place, *, size=400, debts=40, is_granted=True):
    """A municipality with two features, and what it decided about comparing."""
    for key, numerator in ((SIZE, size // 5), (DEBTS, debts)):
        found = make.IndicatorFactory._meta.model.objects.filter(key=key).first()
        indicator = found or make.IndicatorFactory.create(key=key)
        definition = indicator.definitions.first() or make.DefinitionFactory.create(
            indicator=indicator
        )
        observe(definition, place, numerator, size)
    if is_granted is not None:
        make.ConsentFactory.create(municipality=place, kind="comparison", is_granted=is_granted)


def test_only_municipalities_that_take_part_are_compared_with(region):
    own, near, far = places_of(region)
    refuses = make.MunicipalityFactory.create(name="Weigert")
    silent = make.MunicipalityFactory.create(name="Zegt niets")
    takes_part(own, is_granted=None)
    takes_part(far, size=4000, debts=80)
    takes_part(near, size=440, debts=42)
    takes_part(refuses, is_granted=False)
    takes_part(silent, is_granted=None)
    found = look_alikes(own)
    assert [one.municipality for one in found] == [near, far]
    assert found[0].distance < found[1].distance


def test_who_withdraws_is_gone_at_once_and_the_compared_figure_is_no_feature(region):
    own, near, _far = places_of(region)
    takes_part(own)
    takes_part(near)
    other = make.MunicipalityFactory.create()
    takes_part(other, size=900, debts=60)
    assert near in [one.municipality for one in look_alikes(own)]
    assert look_alikes(own, without=DEBTS) == [], "one feature is too little"
    make.ConsentFactory.create(municipality=near, kind="comparison", is_granted=False)
    assert near not in [one.municipality for one in look_alikes(own)]


def test_a_hidden_figure_is_no_feature(region):
    own, near, far = places_of(region)
    takes_part(own)
    takes_part(near, debts=4)
    takes_part(far, size=900, debts=60)
    assert [one.municipality for one in look_alikes(own)] == [far]


def test_the_page_compares_with_region_country_and_look_alikes(client, region, sign_in):
    region.kind = "ggd"
    region.save()
    own, near, _far = places_of(region)
    coalition = make.CoalitionMunicipalityFactory.create(municipality=own).coalition
    takes_part(own)
    takes_part(near, size=440)
    indicator = make.IndicatorFactory.create(key="roken", name="Roken")
    definition = make.DefinitionFactory.create(indicator=indicator)
    for place in (own, near):
        observe(definition, place)
    observe(definition, None, 500, 10_000)
    sign_in("partner", coalition)
    path = reverse("monitoring:compare", args=[coalition.slug, "roken"])
    said = client.get(path).content.decode()
    for words in (near.name, "Nederland", "Ongunstiger", "Bekend van 2 van de 3 gemeenten"):
        assert words in said
    assert "We tellen deze gemeenten niet bij elkaar op" in said
    assert client.get(reverse("monitoring:compare", args=[coalition.slug, "x"])).status_code == 404


@pytest.fixture
def merged(definition):
    """Nieuw came from Oud and Klein in 2022; both have a figure of 2020."""
    new = make.MunicipalityFactory.create(name="Nieuw", valid_from=date(2022, 1, 1))
    old, small = (
        make.MunicipalityFactory.create(name=name, valid_until=date(2022, 1, 1))
        for name in ("Oud", "Klein")
    )
    for one in (old, small):
        MunicipalitySuccession.objects.create(
            predecessor=one, successor=new, effective_on=date(2022, 1, 1)
        )
        observe(definition, one, year=2020, division_year=2020)
    observe(definition, new, year=2023, division_year=2023)
    return new


def test_years_before_a_merger_are_added_from_counts_marked_and_checked(definition, merged):
    line = line_of(definition, merged)
    assert [(one.year, one.state) for one in merged_years(line)] == [(2020, "checking")]
    observe(definition, merged, year=2022, division_year=2022)
    checked()
    [year] = merged_years(line)
    assert (year.figure.numerator, year.figure.denominator) == (80, 400)
    assert year.words == "omgerekend"
    parts = definition.observations.filter(period_end=2020).values_list("release", flat=True)
    assert year.figure.releases == tuple(sorted(set(parts)))


def test_the_page_names_the_sources_of_what_was_added_up(client, definition, merged, sign_in):
    observe(definition, merged, year=2022, division_year=2022)
    definition.observations.filter(period_end=2020).update(
        release=make.ReleaseFactory.create(published=True, source="Bron van toen")
    )
    checked()
    coalition = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=merged)
    sign_in("partner", coalition)
    route = [coalition.slug, definition.indicator.key]
    said = client.get(reverse("monitoring:indicator", args=route)).content.decode()
    assert "Bron van toen" in said
    rows = [one.split("</tr>")[0] for one in said.split("<tr ")[1:]]
    [row] = [one for one in rows if "omgerekend" in one]
    assert "ks-from" in row


@pytest.mark.parametrize(
    ("aggregation", "words"),
    [
        ("years", "Zo geteld dat je het niet kunt optellen"),
        ("unknown", "Niet bekend of je het mag optellen"),
    ],
)
def test_years_before_a_merger_are_not_added_up_where_areas_may_not_be(
    definition, merged, aggregation, words
):
    type(definition).objects.filter(pk=definition.pk).update(aggregation=aggregation)
    observe(definition, merged, year=2022, division_year=2022)
    checked()
    [year] = merged_years(line_of(definition, merged))
    assert (year.figure, year.words) == (None, words)


def test_a_hidden_part_cannot_be_recalculated(definition, merged):
    third = make.MunicipalityFactory.create(valid_until=date(2022, 1, 1))
    MunicipalitySuccession.objects.create(
        predecessor=third, successor=merged, effective_on=date(2022, 1, 1)
    )
    observe(definition, third, 3, 200, year=2020, division_year=2020)
    [year] = merged_years(line_of(definition, merged))
    assert (year.state, year.figure) == ("missing", None)


def test_a_municipality_that_stayed_as_it_was_has_nothing_to_recalculate(definition, region):
    place = places_of(region)[0]
    observe(definition, place)
    assert merged_years(line_of(definition, place)) == []


@pytest.fixture
def page(client, definition, region, sign_in):
    """A coalition of the first municipality, read by a partner; yearly figures from 2019."""
    own = places_of(region)[0]
    coalition = make.CoalitionMunicipalityFactory.create(municipality=own).coalition
    for year in range(2019, 2024):
        observe(definition, own, 40 + year - 2019, 200, year=year)
        observe(definition, None, 500, 10_000, year=year)
    observe(definition, own, 3, 77, year=2018)
    sign_in("partner", coalition)
    return coalition


def fetch(client, coalition, name, code=""):
    path = reverse("monitoring:indicator_file", args=[coalition.slug, "roken", name])
    return client.get(path, {"gemeente": code} if code else {})


def test_the_files_of_an_indicator_hold_what_the_page_shows(client, page):
    machine = fetch(client, page, "machine.csv").content.decode().splitlines()
    assert len(machine) == 7
    assert "44,200" in machine[1]
    assert "Verborgen (privacy)" in machine[-1]
    assert fetch(client, page, "excel.csv").content.startswith(b"\xef\xbb\xbf")
    book = load_workbook(io.BytesIO(fetch(client, page, "tabel.xlsx").content))
    years, guide = (list(sheet.values) for sheet in book.worksheets)
    assert years[1][0] == "2023"
    told = " ".join(str(row[0]) for row in guide)
    assert "Vaste link: http://testserver/" in told
    assert "?gemeente=" in told


def test_the_chart_comes_as_a_picture_with_its_source(client, page):
    answer = fetch(client, page, "grafiek.svg")
    drawn = answer.content.decode()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Bron: test" in re.sub(r"<[^>]+>", " ", drawn)
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert fetch(client, page, "grafiek.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["machine.csv", "excel.csv", "grafiek.svg"])
def test_no_file_tells_a_hidden_number(client, page, name):
    said = fetch(client, page, name).content.decode()
    assert not re.search(r"(?<![\d.,])77(?![\d.,])", re.sub(r'(id|="[^"]*")', "", said))
    assert "3.8961" not in said
    assert "3,8961" not in said


def test_there_is_no_file_of_another_name_or_place(client, page):
    assert fetch(client, page, "alles.zip").status_code == 404
    assert fetch(client, page, "machine.csv", "GM0001").status_code == 404


def test_the_page_gives_its_permanent_link_files_and_wide_interval(client, page):
    path = reverse("monitoring:indicator", args=[page.slug, "roken"])
    said = client.get(path).content.decode()
    assert re.search(r'href="http://testserver[^"]*roken/\?gemeente=GM\d{4}"', said)
    assert "grafiek.png" in said
    assert "Met 99,8% zekerheid" in said
    assert said.index('id="years"') < said.index('id="chart"'), "the table stands first"


def test_a_page_of_many_years_asks_as_much_as_one_of_few(client, page, definition, region):
    paths = [
        reverse("monitoring:coalition", args=[page.slug]),
        *(
            reverse(f"monitoring:{name}", args=[page.slug, "roken"])
            for name in ("indicator", "compare")
        ),
    ]

    def asked():
        cache.clear()
        found = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            found.append(len(queries))
        return found

    few = asked()
    for year in range(2004, 2016):
        observe(definition, places_of(region)[0], year=year)
    assert asked() == few


def test_a_small_line_has_a_gap_where_a_year_is_hidden(definition, region):
    place = places_of(region)[0]
    for year, numerator in ((2019, 40), (2020, 50), (2021, 4), (2022, 60), (2023, 70)):
        observe(definition, place, numerator, year=year)
    spark = spark_of(line_of(definition, place).series)
    assert len(spark.lines) == 2
    assert all(line.count(",") == 2 for line in spark.lines)


@pytest.fixture
def absorbed(definition, region):
    """A municipality that another joined in 2022: 2019–2021 by the areas of 2021, then of 2022."""
    place = places_of(region)[0]
    gone = make.MunicipalityFactory.create(valid_until=date(2022, 1, 1))
    day = date(2022, 1, 1)
    MunicipalitySuccession.objects.create(predecessor=gone, successor=place, effective_on=day)
    for year in range(2019, 2024):
        observe(definition, place, 20 + year % 100, year=year, division_year=max(2021, year))
    return place


def test_lines_and_table_break_where_the_area_changed(definition, absorbed):
    line = line_of(definition, absorbed)
    spark = spark_of(line.series, line.area_changes)
    assert [one.count(",") for one in spark.lines] == [3, 2]
    assert [one.spark for one in newest_of([absorbed]).lines(absorbed)] == [spark]
    assert [(row.own.first_year, row.why_break) for row in year_rows(line)] == [
        (2023, ""),
        (2022, "area"),
        (2021, ""),
        (2020, ""),
        (2019, ""),
    ]
    assert line.change.reason == "het gebied is veranderd"
    assert "het gebied van de gemeente is veranderd" in line.sentence
    wide, narrow = trend_pictures(line) or ("", "")
    assert "andere" in wide
    assert "grenzen" in narrow


def test_a_pooled_period_is_no_year_before_another_one(definition, region):
    """The table says what chart and edition say: only years go on from each other."""
    place = places_of(region)[0]
    other = make.DefinitionFactory.create(
        indicator=definition.indicator, number=2, break_note="Anders geteld."
    )
    for year in (2020, 2021):
        observe(definition, place, year=year)
    observe(other, place, start=2017, year=2020)
    observe(other, place, year=2022)
    found = {row.period: row.why_break for row in year_rows(line_of(definition, place))}
    assert found == {"2020": "", "2017–2020": "", "2021": "", "2022": "break"}


def test_periods_without_any_year_go_on_from_each_other(definition, region):
    place = places_of(region)[0]
    other = make.DefinitionFactory.create(
        indicator=definition.indicator, number=2, break_note="Anders geteld."
    )
    observe(definition, place, start=2012, year=2016)
    observe(other, place, start=2017, year=2021)
    line = line_of(definition, place)
    found = {row.period: row.why_break for row in year_rows(line)}
    assert found == {"2012–2016": "", "2017–2021": "break"}
    wide, _narrow = trend_pictures(line) or ("", "")
    assert "manier geteld" in wide or "anders" in wide


def test_the_small_charts_of_a_region_break_where_the_area_changed(
    definition, region, absorbed, monkeypatch
):
    other = places_of(region)[1]
    for year in range(2019, 2024):
        observe(definition, other, 20 + year % 100, year=year, division_year=max(2021, year))
    made, draw = [], charts.small_multiples

    def drawn(*args, **more):
        made.append(draw(*args, **more))
        return made[-1]

    monkeypatch.setattr(charts, "small_multiples", drawn)
    lines = [line_of(definition, one) for one in (absorbed, other)]
    assert len(region_pictures(lines, charts.Texts("Titel", "", "Zin", ""))) == 2
    for spec in made:
        own = [row for row in spec["data"]["values"] if row["kind"] == "own"]
        runs = {(row["head"].split("|")[0], row["year"]): row["run"] for row in own}
        assert [runs[absorbed.name, year] for year in range(2019, 2024)] == [0, 0, 0, 1, 1]
        assert {runs[other.name, year] for year in range(2019, 2024)} == {0}


def test_another_area_is_a_break_in_an_edition_too(definition, absorbed):
    [told] = figures_data(figures_of([absorbed]))[absorbed.pk]
    assert _breaks(told["years"]) == [(2022, "andere\ngrenzen")]
    before = [{k: v for k, v in one.items() if k != "why_break"} for one in told["years"]]
    before[-1]["definition"] += 1
    assert _breaks(before) == [(2023, "anders\ngeteld")], "an edition from before says less"


def test_the_page_says_from_where_the_borders_are_others(client, definition, absorbed, sign_in):
    coalition = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=absorbed)
    sign_in("partner", coalition)
    route = [coalition.slug, definition.indicator.key]
    said = client.get(reverse("monitoring:indicator", args=route)).content.decode()
    assert said.count("vanaf hier andere grenzen") == 1


def test_the_region_lays_out_its_figures_by_name_with_words(client, definition, region, sign_in):
    places = places_of(region)
    for place in reversed(places):
        observe(definition, place)
    observe(definition, None, 500, 10_000)
    user = sign_in("without_role")
    make.RegionMembershipFactory.create(user=user, region=region)
    said = client.get(reverse("dashboard:region_heat", args=[region.slug])).content.decode()
    head = said[said.index("<thead>") : said.index("</thead>")]
    assert re.findall(r'col">(Aa|Bee|Cee)<', head) == ["Aa", "Bee", "Cee"]
    assert said.count("Ongunstiger") >= 3
    assert "Wordt nog gecontroleerd" in said
    one = client.get(reverse("dashboard:region_figures", args=[region.slug])).content.decode()
    assert "De Proefregio als geheel" in one
    assert 'class="v-worse"' in one
    assert "dik: gemeente" in one


def test_the_country_is_counted_per_province(client, definition, region, sign_in):
    one, two, _three = places_of(region)
    observe(definition, one)
    observe(definition, two, 4, 200)
    observe(definition, None, 500, 10_000)
    sign_in("policy_viewer")
    said = client.get(reverse("dashboard:national_figures")).content.decode()
    foot = said[said.index("<tfoot>") : said.index("</tfoot>")]
    assert re.findall(r"ks-right\">(\d+)<", foot) == ["1", "1", "1", "3"]


def test_the_country_lays_out_ggd_regions_by_name(client, definition, region, sign_in):
    """One region has a sum of its municipalities, one a figure of the source, one nothing."""
    region.kind, region.name = "ggd", "Bregio"
    region.save()
    given = make.RegionFactory.create(kind="ggd", name="Aregio")
    make.RegionFactory.create(kind="ggd", name="Cregio")
    for place in places_of(region):
        observe(definition, place)
    observe(definition, None, 500, 10_000)
    observe(definition, None, 30, 1000, region=given)
    sign_in("policy_viewer")
    path = reverse("dashboard:national_figures")
    waiting = client.get(path).content.decode()
    assert "Wordt nog gecontroleerd" in waiting
    checked()
    said = client.get(path).content.decode()
    rows = re.findall(r'rowheader" scope="row">(.regio)<.*?</tr>', said, re.S)
    assert rows == ["Aregio", "Bregio", "Cregio"]
    part = said[said.index("Bregio") : said.index("Cregio")]
    assert "20,0" in part
    assert "som van de gemeenten" in part
    assert "Ongunstiger" in part
    assert "Niet beschikbaar" in said[said.index("Cregio") :]


def test_all_figures_of_the_country_stand_per_ggd_region(client, definition, region, sign_in):
    region.kind, region.name = "ggd", "Bregio"
    region.save()
    given = make.RegionFactory.create(kind="ggd", name="Aregio")
    make.RegionFactory.create(kind="ggd", name="Cregio")
    for place in places_of(region):
        observe(definition, place)
    observe(definition, None, 500, 10_000)
    observe(definition, None, 30, 1000, region=given)
    sign_in("policy_viewer")
    path = reverse("dashboard:national_heat")
    waiting = client.get(path).content.decode()
    assert "Wordt nog gecontroleerd" in waiting
    assert "20,0" not in waiting
    checked()
    said = client.get(path).content.decode()
    head = said[said.index("<thead>") : said.index("</thead>")]
    assert re.findall(r'col">([^<]+)<', head) == [
        "Cijfer",
        "Nederland",
        "Aregio",
        "Bregio",
        "Cregio",
    ]
    [row] = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", said, re.S)
    country, first, second, third = re.findall(r"<td.*?</td>", row, re.S)
    assert "5,0" in country
    assert "3,0" in first
    assert "Gunstiger" in first
    assert "opgeteld" not in first
    assert "20,0" in second
    assert "Ongunstiger" in second
    assert "opgeteld" in second
    assert "Niet beschikbaar" in third


def test_a_sum_goes_when_its_region_gets_other_members(client, definition, region, sign_in):
    region.kind = "ggd"
    region.save()
    for place in places_of(region):
        observe(definition, place)
    checked()
    sign_in("policy_viewer")
    path = reverse("dashboard:national_heat")
    assert "20,0" in client.get(path).content.decode()
    region.memberships.first().delete()
    said = client.get(path).content.decode()
    assert "20,0" not in said
    assert "Wordt nog gecontroleerd" in said


def test_figures_nobody_published_leave_no_empty_table(client, sign_in):
    sign_in("policy_viewer")
    said = client.get(reverse("dashboard:national_heat")).content.decode()
    assert "<table" not in said
    assert "nog geen cijfers" in said.lower()


@pytest.mark.parametrize("name", ["national_figures", "national_heat"])
def test_more_regions_ask_nothing_more(client, definition, region, sign_in, name):
    region.kind = "ggd"
    region.save()
    sign_in("policy_viewer")
    path = reverse(f"dashboard:{name}")
    for place in places_of(region):
        observe(definition, place)
    checked()

    def asked():
        cache.clear()
        client.get(path)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    few = asked()
    for _number in range(6):
        other = make.RegionFactory.create(kind="ggd")
        for place in places_of(region):
            make.RegionMunicipalityFactory.create(region=other, municipality=place, since=None)
    checked()
    assert asked() == few


def test_every_tile_says_its_verdict_without_colour(definition, region):
    places = places_of(region)
    for column, (place, numerator) in enumerate(zip(places, (40, 10, 4), strict=True)):
        place.tile_col, place.tile_row = column, 0
        place.save()
        observe(definition, place, numerator, 200)
    observe(definition, None, 500, 10_000)
    figures = newest_of(places)
    drawn = verdict_map([(one, figures.line(definition.indicator, one)) for one in places])
    assert [tile.sign for tile in drawn.tiles] == ["−", "=", "×"]
    assert len({entry.sign for entry in drawn.key}) == len(drawn.key)
