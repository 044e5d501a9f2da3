"""Figures on pages and in files: masked, compared, said in words, and never leaking."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions import registry
from coalitions.models import MunicipalitySuccession
from kansrijkestart.core import clock
from monitoring.models import Definition
from monitoring.selectors.area_sets import division_from
from monitoring.selectors.figures import AreaKey, load_figures, must_hide
from monitoring.selectors.pages import area_changes, figures_of
from monitoring.statistics import wilson_interval
from tests.factories import (
    CoalitionMunicipalityFactory,
    DefinitionFactory,
    MunicipalityFactory,
    ObservationFactory,
    RegionFactory,
    RegionMembershipFactory,
    RegionMunicipalityFactory,
    ReleaseFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def place():
    coverage = CoalitionMunicipalityFactory.create(municipality__name="Eindhoven")
    return coverage.coalition, coverage.municipality


def observe(municipality, definition, year=2021, numerator=60, denominator=200, **more):
    value = None if numerator is None else 100 * numerator / denominator
    return ObservationFactory.create(
        municipality=municipality,
        definition=definition,
        period_start=more.pop("start", year),
        period_end=year,
        numerator=numerator,
        denominator=denominator,
        value=value,
        **more,
    )


def only(municipality):
    [found] = load_figures([AreaKey(municipality.pk)])
    return found


def line(municipality):
    figures = figures_of([municipality])
    return figures.line(figures.indicators[0], municipality)


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_shown"),
    [(0, 200, False), (9, 200, False), (10, 200, True), (190, 200, True), (191, 200, False)],
)
def test_a_figure_is_hidden_on_both_sides(place, numerator, denominator, is_shown):
    observe(place[1], DefinitionFactory.create(), numerator=numerator, denominator=denominator)
    found = only(place[1])
    assert found.is_shown == is_shown
    assert (found.kind == "suppressed") != is_shown
    assert is_shown or (found.value, found.interval) == (None, None)
    assert is_shown or (found.numerator, found.denominator) == (None, None)


def test_a_zero_is_shown_and_compared_like_any_value(place):
    definition = DefinitionFactory.create(minimum_count=None, direction="down")
    observe(place[1], definition, numerator=0)
    observe(None, definition, numerator=15000, denominator=100000)
    found = line(place[1])
    assert (found.figure.kind, found.figure.value, found.figure.is_shown) == ("value", 0, True)
    assert found.verdict == "better"
    assert ": 0,0% in 2021" in found.sentence


def test_a_figure_has_the_intervals_of_wilson_in_its_own_unit(place):
    observe(place[1], DefinitionFactory.create(), numerator=60, denominator=200)
    found = only(place[1])
    for limits, confidence in ((found.interval, 0.95), (found.wide_interval, 0.998)):
        low, high = wilson_interval(60, 200, confidence)
        assert limits == pytest.approx((100 * low, 100 * high))


def test_a_plain_number_below_the_minimum_is_hidden_too():
    definition = DefinitionFactory.build(unit="count", minimum_count=10)
    assert must_hide(definition, None, None, Decimal(9))
    assert not must_hide(definition, None, None, Decimal(10))


def test_a_percentage_with_a_denominator_alone_is_judged_by_its_count():
    definition = DefinitionFactory.build(unit="percent", minimum_count=10)
    assert must_hide(definition, None, 200, Decimal(2))
    assert not must_hide(definition, None, 200, Decimal(20))


@pytest.mark.parametrize(("unit", "whole"), [("percent", 100), ("per_1000", 1000)])
def test_nobody_and_everybody_are_hidden_without_counts_too(unit, whole):
    definition = DefinitionFactory.build(unit=unit, minimum_count=10)
    assert must_hide(definition, None, None, Decimal("0.0000"))
    assert must_hide(definition, None, None, Decimal(whole))
    assert must_hide(definition, 40, None, Decimal(whole))
    assert not must_hide(definition, None, None, Decimal("0.1"))
    assert not must_hide(definition, None, None, Decimal(whole) - 1)
    free = DefinitionFactory.build(unit=unit, minimum_count=None)
    assert not must_hide(free, None, None, Decimal(0))


def test_a_count_with_its_percentage_is_judged_by_who_are_left_over():
    definition = DefinitionFactory.build(unit="percent", minimum_count=10)
    assert must_hide(definition, 196, None, Decimal(98))
    assert not must_hide(definition, 190, None, Decimal(95))


def test_nobody_beside_a_share_of_somebody_is_hidden_and_no_fault():
    definition = DefinitionFactory.build(unit="percent", minimum_count=10)
    assert must_hide(definition, 0, None, Decimal("0.1"))


def percentage(municipality, definition, value, year=2021, **more):
    """A figure as a wide file gives it: without counts."""
    counts = {"numerator": None, "denominator": None, "value": value}
    period = {"period_start": year, "period_end": year}
    return ObservationFactory.create(
        municipality=municipality, definition=definition, **counts, **period, **more
    )


@pytest.mark.parametrize(
    ("value", "is_shown"), [(0, False), (100, False), (2, False), (97, False), (20, True)]
)
def test_a_percentage_whose_group_another_row_tells_is_judged_by_its_count(place, value, is_shown):
    definition, now = DefinitionFactory.create(), clock.now()
    before = ReleaseFactory.create(state="published", published_at=now - timedelta(days=1))
    observe(place[1], definition, numerator=60, denominator=200, release=before)
    percentage(place[1], definition, value)
    assert only(place[1]).is_shown == is_shown


def test_another_division_tells_the_size_of_a_group_too(place):
    definition = DefinitionFactory.create()
    observe(place[1], definition, numerator=60, denominator=200, division_year=2022)
    percentage(place[1], definition, 2)
    shown = {one.division_year: one.is_shown for one in load_figures([AreaKey(place[1].pk)])}
    assert shown == {2022: True, 2023: False}


def test_a_percentage_of_which_no_group_is_known_is_shown(place):
    definition = DefinitionFactory.create()
    observe(place[1], definition, 2020)  # the group of another year is another group
    percentage(place[1], definition, 2)
    assert [one.is_shown for one in load_figures([AreaKey(place[1].pk)])] == [True, True]


def opposites(minimum=10, other=None):
    """An indicator with a minimum count, and who count everybody else."""
    one = DefinitionFactory.create(minimum_count=minimum)
    return one, DefinitionFactory.create(minimum_count=other, indicator__opposite=one.indicator)


def test_everybody_says_that_the_opposite_is_nobody(place):
    """Whether or not everybody is a minimum of its own; both ways round."""
    for one, other in (opposites(), opposites()[::-1]):
        percentage(place[1], one, 0)
        percentage(place[1], other, 100)
    assert not any(one.is_shown for one in load_figures([AreaKey(place[1].pk)]))
    free, other = opposites(minimum=None)
    percentage(place[1], free, 0)
    percentage(place[1], other, 100)
    shown = {one.value for one in load_figures([AreaKey(place[1].pk)]) if one.is_shown}
    assert shown == {0, 100}


@pytest.mark.parametrize("other", [10, None])
@pytest.mark.parametrize("is_named", [True, False])
def test_the_opposite_tells_the_size_of_a_group_too(place, other, is_named):
    """On the page of one figure as well, where nothing of its opposite is asked for."""
    pair = opposites(10, other) if is_named else opposites(other, 10)[::-1]
    observe(place[1], pair[0], numerator=4, denominator=400)
    percentage(place[1], pair[1], 99)
    percentage(place[1], pair[1], 99, year=2020)  # the group of another year is another group
    area = [AreaKey(place[1].pk)]
    for keys in (None, [pair[1].indicator.key]):
        found = load_figures(area, indicator_keys=keys)
        own = {one.first_year: one.is_shown for one in found if one.definition == pair[1]}
        assert own == {2020: True, 2021: False}


def test_the_latest_published_release_wins(place):
    definition, now = DefinitionFactory.create(), clock.now()
    for days, numerator in ((2, 60), (1, 80), (3, 40)):
        release = ReleaseFactory.create(state="published", published_at=now - timedelta(days=days))
        observe(place[1], definition, numerator=numerator, release=release)
    observe(place[1], definition, numerator=100, release=ReleaseFactory.create())  # a draft
    later = now + timedelta(days=1)
    embargoed = ReleaseFactory.create(published=True, embargo_until=later)
    observe(place[1], definition, numerator=120, release=embargoed)
    assert only(place[1]).numerator == 80


def test_a_withdrawn_figure_shows_only_where_nothing_replaces_it(place):
    definition, now = DefinitionFactory.create(), clock.now()
    withdrawn = ReleaseFactory.create(
        state="withdrawn", published_at=now, withdrawn_at=now, withdrawn_reason="onvolledig"
    )
    observe(place[1], definition, 2020, release=withdrawn)
    observe(place[1], definition, 2021, release=withdrawn)
    observe(place[1], definition, 2021)
    found = {one.first_year: one for one in load_figures([AreaKey(place[1].pk)])}
    assert (found[2020].kind, found[2020].withdrawn_reason) == ("withdrawn", "onvolledig")
    assert found[2020].value is None
    assert found[2021].kind == "value"


def test_a_draft_that_was_withdrawn_was_never_public(place):
    release = ReleaseFactory.create(
        state="withdrawn", withdrawn_at=clock.now(), withdrawn_reason="fout"
    )
    observe(place[1], DefinitionFactory.create(), release=release)
    assert load_figures([AreaKey(place[1].pk)]) == []


@pytest.mark.parametrize(
    ("numerator", "direction", "word"),
    [
        (60, "down", "worse"),
        (60, "up", "better"),
        (60, "neutral", "higher"),
        (30, "down", "similar"),
        (12, "down", "better"),
    ],
)
def test_the_municipality_is_set_beside_the_country(place, numerator, direction, word):
    definition = DefinitionFactory.create(direction=direction)
    observe(place[1], definition, numerator=numerator)
    observe(None, definition, numerator=15000, denominator=100000)
    assert line(place[1]).verdict == word


@pytest.mark.parametrize(
    ("country", "own", "reason"),
    [
        ({"definition": "other"}, {}, "definition"),
        ({"year": 2020}, {}, "period"),
        ({"start": 2019}, {}, "pooled"),
        ({"kind": "not_available", "numerator": None, "denominator": None}, {}, "reference"),
    ],
)
def test_a_comparison_is_refused_with_its_reason(place, country, own, reason):
    definition = DefinitionFactory.create()
    observe(place[1], definition, **own)
    if country.pop("definition", None):
        other = DefinitionFactory.create(
            indicator=definition.indicator, number=2, break_note="anders"
        )
        observe(None, other, **country)
    else:
        observe(None, definition, **country)
    compared = line(place[1]).compared
    assert (compared.verdict.word, compared.verdict.reason) == ("not_compared", reason)
    assert compared.reason
    assert compared.reference is None


def years(municipality, definition, numerators, first=2017, **more):
    for place, numerator in enumerate(numerators):
        observe(municipality, definition, first + place, numerator, 2000, **more)


@pytest.mark.parametrize(
    ("numerators", "word", "why"),
    [
        ((200, 250, 300, 350, 400), "increasing", None),
        ((400, 350, 300, 250, 200), "decreasing", None),
        ((300, 301, 299, 300, 301), "no_change", None),
        ((300, 301, 299, 300), "cannot_judge", "few"),
        ((300, 301, 9, 300, 301), "cannot_judge", "hidden"),
    ],
)
def test_the_course_rests_on_five_visible_years(place, numerators, word, why):
    years(place[1], DefinitionFactory.create(), numerators)
    found = line(place[1]).change
    assert found.word == word
    assert why is None or found.why_not == why


def test_the_course_is_not_judged_over_a_change_of_definition(place):
    old = DefinitionFactory.create()
    new = DefinitionFactory.create(indicator=old.indicator, number=2, break_note="anders")
    years(place[1], old, (200, 250, 300), first=2017)
    years(place[1], new, (350, 400), first=2020)
    assert line(place[1]).change.why_not == "break"


def test_the_course_is_not_judged_over_a_change_of_area(place):
    definition = DefinitionFactory.create()
    years(place[1], definition, (200, 250, 300), first=2017, division_year=2019)
    years(place[1], definition, (350, 400), first=2020, division_year=2022)
    assert line(place[1]).change.word == "increasing"
    MunicipalitySuccession.objects.create(
        predecessor=MunicipalityFactory.create(),
        successor=place[1],
        effective_on=date(2021, 1, 1),
    )
    assert line(place[1]).change.word == "cannot_judge"


@pytest.mark.parametrize(("until", "is_changed"), [(None, True), (date(2021, 1, 1), False)])
def test_who_gave_part_of_its_area_away_changed_too(place, until, is_changed):
    """Not who ended that day: nothing is counted there any more."""
    definition = DefinitionFactory.create()
    years(place[1], definition, (200, 250, 300), first=2017, division_year=2019)
    years(place[1], definition, (350, 400), first=2020, division_year=2022)
    type(place[1]).objects.filter(pk=place[1].pk).update(valid_until=until)
    for day in (date(2021, 1, 1), date(2021, 1, 1)):
        MunicipalitySuccession.objects.create(
            predecessor=place[1], successor=MunicipalityFactory.create(), effective_on=day
        )
    assert area_changes([place[1]]) == ({place[1].pk: [2021]} if is_changed else {})
    assert (line(place[1]).change.why_not == "area") == is_changed


@pytest.mark.parametrize(
    ("day", "division"),
    [(date(2022, 1, 1), 2022), (date(2022, 1, 2), 2023), (date(2022, 12, 31), 2023)],
)
def test_a_change_holds_from_the_first_division_that_begins_after_it(place, day, division):
    MunicipalitySuccession.objects.create(
        predecessor=MunicipalityFactory.create(), successor=place[1], effective_on=day
    )
    assert division_from(day) == division
    assert area_changes([place[1]]) == {place[1].pk: [division]}


def test_a_pooled_period_is_named_and_has_no_course(place):
    observe(place[1], DefinitionFactory.create(), start=2017)
    found = line(place[1])
    assert found.figure.period == "2017–2021"
    assert found.change.why_not == "pooled"
    assert "2017" in found.sentence


def test_an_older_value_is_shown_when_the_newest_year_has_not_appeared(place):
    definition = DefinitionFactory.create()
    observe(place[1], definition, 2021)
    observe(place[1], definition, 2022, None, None, kind="not_yet_published")
    assert line(place[1]).figure.last_year == 2021


def test_a_plain_number_is_said_without_a_decimal(place):
    definition = DefinitionFactory.create(unit="count", minimum_count=None)
    ObservationFactory.create(
        municipality=place[1], definition=definition, numerator=None, denominator=None, value=2395
    )
    assert "2.395" in line(place[1]).sentence
    assert line(place[1]).compared is None


def url(coalition, name="coalition", **more):
    return reverse(f"monitoring:{name}", kwargs={"slug": coalition.slug} | more)


DIGEST = re.compile(r"[0-9a-f]{16,}")
# Counts of hidden figures that occur in no other number on these pages.
HIDDEN = [(7, 6173), (6151, 6158), (0, 6247)]


@pytest.fixture
def secrets(place):
    """Hidden figures of all sorts, beside one that is shown."""
    municipality = place[1]
    ggd = RegionFactory.create(kind="ggd", code="GG2207")
    RegionMunicipalityFactory.create(region=ggd, municipality=municipality)
    definition = DefinitionFactory.create(indicator__name="Zeldzaam")
    for step, (numerator, denominator) in enumerate(HIDDEN):
        observe(municipality, definition, 2018 + step, numerator, denominator)
        observe(None, definition, 2018 + step, 31000, 170000)
        observe(None, definition, 2018 + step, 9, 6199, region=ggd)
    observe(municipality, definition, 2021, 600, 4000)
    other = DefinitionFactory.create(indicator__name="Altijd verborgen")
    observe(municipality, other, 2021, 8, 6211)
    return definition, other, ggd


def forbidden():
    found = []
    for numerator, denominator in [*HIDDEN, (9, 6199), (8, 6211)]:
        counts = [denominator, denominator - numerator]
        found += [text for n in counts if n > 100 for text in (str(n), f"{n // 1000}.{n % 1000}")]
        share = 100 * numerator / denominator
        if numerator:
            found += [f"{share:.4f}", f"{share:.4f}".replace(".", ","), f"{share:.2f}"]
    return found


def bodies(client, place, secrets):
    coalition = place[0]
    addresses = [
        url(coalition),
        url(coalition, "coalition_csv", variant="machine"),
        url(coalition, "coalition_csv", variant="excel"),
        *[url(coalition, "indicator", indicator=one.indicator.key) for one in secrets[:2]],
        reverse("dashboard:region_figures", args=[secrets[2].slug]),
        reverse("dashboard:region_figures", args=[secrets[2].slug])
        + f"?cijfer={secrets[1].indicator.key}",
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        yield address, answer.content.decode()


def test_no_hidden_number_leaves_the_server(client, sign_in, place, secrets):
    caches["default"].clear()
    user = sign_in("coordinator", place[0])
    RegionMembershipFactory.create(user=user, region=secrets[2])
    seen = 0
    for address, body in bodies(client, place, secrets):
        leaked = [text for text in forbidden() if text in body]
        assert leaked == [], address
        seen += "Verborgen (privacy)" in body or "suppressed" in body
    assert seen >= 5
    # Charts are kept by a digest of their content, in which any four digits may stand.
    kept = vars(caches["default"])["_cache"]
    for key, content in kept.items():
        shown = DIGEST.sub("", key).encode() + bytes(content)
        assert not any(text.encode() in shown for text in forbidden()), key
    assert kept


def test_a_leak_would_be_found(client, sign_in, place, secrets, monkeypatch):
    monkeypatch.setattr("monitoring.selectors.figures.must_hide", lambda *a: False)
    user = sign_in("coordinator", place[0])
    RegionMembershipFactory.create(user=user, region=secrets[2])
    for _address, body in bodies(client, place, secrets):
        if "6211" in body or "6.211" in body:
            return
    pytest.fail("the leak test sees nothing")


def test_the_page_shows_value_interval_verdict_and_provisional(client, sign_in, place):
    definition = DefinitionFactory.create(indicator__name="Geen kraamzorg")
    observe(place[1], definition, numerator=60, is_provisional=True)
    observe(None, definition, numerator=15000, denominator=100000)
    sign_in("partner", place[0])
    body = client.get(url(place[0])).content.decode()
    for text in ("Geen kraamzorg", "30,0%", "24,1–36,7", "Ongunstiger", "15,0%", "voorlopig"):
        assert text in body
    assert body.count("<h1") == 1


def test_a_coalition_without_figures_says_who_loads_them(client, sign_in, place):
    sign_in("coordinator", place[0])
    page = client.get(url(place[0])).content.decode()
    assert "nog geen cijfers geladen" in page


def test_several_municipalities_stand_beside_each_other_or_alone(client, sign_in, place):
    other = CoalitionMunicipalityFactory.create(
        coalition=place[0], municipality__name="Best"
    ).municipality
    definition = DefinitionFactory.create()
    observe(place[1], definition)
    observe(other, definition, numerator=44)
    sign_in("coordinator", place[0])
    both = client.get(url(place[0])).content.decode()
    assert "30,0%" in both
    assert "22,0%" in both
    alone = client.get(url(place[0]) + f"?gemeente={other.code}").content.decode()
    assert "30,0%" not in alone
    stranger = MunicipalityFactory.create()
    assert client.get(url(place[0]) + f"?gemeente={stranger.code}").status_code == 404


@pytest.mark.parametrize("query", ["?toon=afwijkend", "?toon=verandert", "?toon=x"])
def test_the_filter_takes_anything(client, sign_in, place, query):
    observe(place[1], DefinitionFactory.create())
    sign_in("coordinator", place[0])
    assert client.get(url(place[0]) + query).status_code == 200


def test_the_indicator_page_has_sentence_charts_table_and_definition(client, sign_in, place):
    definition = DefinitionFactory.create(numerator="wie we tellen", provenance="een bron")
    years(place[1], definition, (300, 310, 320, 330, 340))
    sign_in("partner", place[0])
    page = client.get(url(place[0], "indicator", indicator=definition.indicator.key))
    body = page.content.decode()
    assert body.count('class="ks-plot"') == 2
    assert page.context["line"].sentence in body
    for text in ("wie we tellen", "een bron", "340 van 2.000", "2017"):
        assert text in body


def test_an_unknown_indicator_does_not_exist(client, sign_in, place):
    sign_in("partner", place[0])
    assert client.get(url(place[0], "indicator", indicator="bestaat-niet")).status_code == 404


def test_the_file_has_the_columns_of_the_import_and_reads_back(client, sign_in, place):
    definition = DefinitionFactory.create()
    observe(place[1], definition, 2021, 1, 3, kind="value")
    observe(place[1], definition, 2022, 60, 200)
    sign_in("partner", place[0])
    answer = client.get(url(place[0], "coalition_csv", variant="machine"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["status"], row["numerator"], row["value"]) for row in rows] == [
        ("suppressed", "", ""),
        ("value", "60", "30"),
    ]
    assert client.get(url(place[0], "coalition_csv", variant="x")).status_code == 404


@pytest.mark.parametrize("page", ["coalition", "indicator", "region"])
def test_pages_ask_the_same_for_few_and_many_figures(client, sign_in, place, page):
    coalition, municipality = place
    region = RegionFactory.create()
    RegionMunicipalityFactory.create(region=region, municipality=municipality)
    user = sign_in("coordinator", coalition)
    RegionMembershipFactory.create(user=user, region=region)
    first = DefinitionFactory.create()
    asked = []
    for indicators, many in ((1, 1), (8, 9)):
        for place_in_row in range(indicators):
            definition = first if indicators == 1 else DefinitionFactory.create()
            for year in range(many):
                observe(municipality, definition, 2005 + 10 * (many > 1) + year)
                observe(None, definition, 2005 + 10 * (many > 1) + year)
            assert place_in_row >= 0
        address = {
            "coalition": url(coalition),
            "indicator": url(coalition, "indicator", indicator=definition.indicator.key),
            "region": reverse("dashboard:region_figures", args=[region.slug]),
        }[page]
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]
    assert asked[0] <= 19  # nine of them are the frame: session, menu


def test_the_list_draws_no_chart_and_the_chart_is_drawn_once(client, sign_in, place, monkeypatch):
    from monitoring.charts import svg

    drawn = []
    original = svg.draw
    monkeypatch.setattr(svg, "draw", lambda *a, **k: drawn.append(1) or original(*a, **k))
    definition = DefinitionFactory.create()
    years(place[1], definition, (300, 310, 320))
    sign_in("partner", place[0])
    client.get(url(place[0]))
    assert drawn == []
    for _ in range(3):
        client.get(url(place[0], "indicator", indicator=definition.indicator.key))
    assert len(drawn) == 2


def test_the_region_shows_each_municipality_and_only_to_its_lead(client, sign_in, place):
    region = RegionFactory.create()
    RegionMunicipalityFactory.create(region=region, municipality=place[1])
    nothing = RegionMunicipalityFactory.create(region=region, municipality__name="Best")
    definition = DefinitionFactory.create()
    observe(place[1], definition)
    address = reverse("dashboard:region_figures", args=[region.slug])
    assert client.get(address).status_code == 302
    sign_in("coordinator", place[0])
    assert client.get(address).status_code == 404
    user = sign_in("outsider")
    RegionMembershipFactory.create(user=user, region=region)
    body = client.get(address).content.decode()
    assert "30,0%" in body
    assert nothing.municipality.name in body
    assert "Niet beschikbaar" in body


def test_the_method_is_public_and_gives_its_vectors(client):
    body = client.get(reverse("monitoring:method")).content.decode()
    assert "Wilson" in body
    assert "Verborgen (privacy)" in body
    answer = client.get(reverse("monitoring:vectors", args=["wilson"]))
    assert answer.content.startswith(b"numerator,denominator")
    assert client.get(reverse("monitoring:vectors", args=["passwd"])).status_code == 404


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("De eerste stap kijkt naar elk cijfer apart, aan twee kanten", "on both sides"),
        ("Van een percentage zonder aantallen verbergen we 0 en 100", "we hide 0 and 100"),
        ("De tweede stap kijkt naar alle gepubliceerde cijfers samen", "The second step looks at"),
        ("Een som over gemeenten laten we alleen zien als", "were looked at. Otherwise it says"),
        ("Een aantal dat de bron verbergt, kennen wij niet", "a number that the source hides"),
        ("wat een coalitie zelf telde in delen", "what a coalition counted itself in parts"),
        ("Dit heeft grenzen. We kijken niet naar", "This has limits. We do not look at"),
        ("niet over gemeenten mogen worden opgeteld", "may not be added over areas have no sum"),
    ],
)
def test_the_method_says_what_is_hidden_and_what_is_outside(client, dutch, english):
    address = reverse("monitoring:method")
    body = client.get(address).content.decode()
    assert dutch in body
    assert "We controleren nog niet" not in body
    body = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert english in body
    assert "We do not yet check" not in body


def test_the_record_knows_its_figures(place):
    coalition, municipality = place
    reading = registry.Reading(coalition)
    assert registry.step_for(reading, "informatie").state == "not_recorded"
    assert not next(iter(registry.facts_for(coalition, "cijfers"))).is_known
    for _ in range(4):
        definition = DefinitionFactory.create()
        observe(municipality, definition)
        observe(None, definition, numerator=15000, denominator=100000)
    reading = registry.Reading(coalition)
    assert registry.step_for(reading, "informatie").state == "started"
    [block] = [one for one in registry.blocks_for(reading) if one.key == "figures"]
    assert len(block.context["lines"]) == 3
    assert len(block.lines) == 4  # three figures and their source
    assert block.lines[-1] == "Bronnen: test."


def test_the_overview_shows_the_figures_in_short(client, sign_in, place):
    definition = DefinitionFactory.create(indicator__name="Geen kraamzorg")
    observe(place[1], definition)
    sign_in("partner", place[0])
    body = client.get(place[0].get_absolute_url()).content.decode()
    assert "Geen kraamzorg" in body
    assert "30,0%" in body


def test_the_block_has_no_hidden_figure(place):
    observe(place[1], DefinitionFactory.create(), numerator=9, denominator=6173)
    blocks = registry.blocks_for(registry.Reading(place[0]))
    assert [one for one in blocks if one.key == "figures"] == []


def test_the_regions_figures_open_with_who_stands_apart(client, sign_in, place):
    region = RegionFactory.create()
    RegionMunicipalityFactory.create(region=region, municipality=place[1])
    other = RegionMunicipalityFactory.create(region=region, municipality__name="Klein")
    definition = DefinitionFactory.create()
    observe(place[1], definition, numerator=300, denominator=1000)
    observe(other.municipality, definition, numerator=4, denominator=100)
    observe(None, definition, numerator=100_000, denominator=1_000_000)
    RegionMembershipFactory.create(user=sign_in("outsider"), region=region)
    body = client.get(reverse("dashboard:region_figures", args=[region.slug])).content.decode()
    assert f"Ongunstiger dan Nederland: {place[1].name}." in body
    assert "Verborgen (privacy): 1 gemeente." in body


def test_the_newest_figures_are_known_at_the_first_visit_and_hidden_ones_are_counted(place):
    coalition, municipality = place
    [fact] = [f for f in registry.known_for(registry.Reading(coalition)) if f.position == 60]
    assert fact.details == ()
    observe(municipality, DefinitionFactory.create(minimum_count=10), numerator=60)
    observe(municipality, DefinitionFactory.create(minimum_count=10), numerator=4)
    [fact] = [f for f in registry.known_for(registry.Reading(coalition)) if f.position == 60]
    assert len(fact.details) == 1
    sentence, name = fact.details[0]
    assert name in sentence
    assert "30,0" in sentence
    assert "1 cijfer is verborgen" in str(fact.text)
    assert fact.source
    assert not fact.topic, "nobody is asked to confirm a published figure"


def test_a_country_without_a_figure_is_said_in_words(client, sign_in, place):
    coalition, municipality = place
    for year in range(2017, 2022):
        observe(
            municipality, DefinitionFactory.create() if year == 2017 else only_definition(), year
        )
    sign_in("coordinator", coalition)
    page = client.get(reverse("monitoring:coalition", args=[coalition.slug])).content.decode()
    cell = page.split('data-label="Nederland"')[1].split("</td>")[0]
    assert "Niet beschikbaar" in cell


def only_definition():
    return Definition.objects.get()
