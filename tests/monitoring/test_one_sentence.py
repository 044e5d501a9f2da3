"""One figure has one sentence: on its page, for who cannot see its chart, and in every file."""

import io
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from monitoring.exporters import Target
from monitoring.selectors.pages import figures_of
from tests import factories as make
from tests.monitoring.export_world import files_of, pdf_text

pytestmark = pytest.mark.django_db
YEARS = range(2017, 2022)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def coalition():
    place = make.MunicipalityFactory.create(name="Eindhoven")
    return make.CoalitionMunicipalityFactory.create(municipality=place).coalition


def observe(definition, municipality, year, numerator):
    make.ObservationFactory.create(
        definition=definition,
        municipality=municipality,
        period_start=year,
        period_end=year,
        numerator=numerator,
        denominator=2000,
        value=numerator / 20,
    )


def line_of(coalition):
    place = coalition.coverage.get().municipality
    figures = figures_of([place])
    return figures.line(figures.indicators[0], place)


def told(text):
    """Words as they are read: without marks, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def leads(page):
    return [told(one) for one in re.findall(r'<p class="ks-lead">(.*?)</p>', page, re.DOTALL)]


def descriptions(drawn):
    return [told(one) for one in re.findall(r"<desc[^>]*>(.*?)</desc>", drawn, re.DOTALL)]


def test_every_view_of_a_figure_says_the_same_sentence(client, coalition, sign_in):
    definition = make.DefinitionFactory.create(indicator__name="Roken", direction="down")
    for step, year in enumerate(YEARS):
        observe(definition, coalition.coverage.get().municipality, year, 400 - 50 * step)
        observe(definition, None, year, 400)
    line = line_of(coalition)
    for part in ("10,0% in 2021", "gunstiger dan Nederland", "Van 2017 tot en met 2021"):
        assert part in line.sentence
    sign_in("partner", coalition)
    where = [coalition.slug, definition.indicator.key]
    page = client.get(reverse("monitoring:indicator", args=where)).content.decode()
    assert leads(page) == [line.sentence]
    beside = client.get(reverse("monitoring:compare", args=where)).content.decode()
    assert leads(beside) == [line.sentence]
    assert descriptions(page).count(line.sentence) == 2, "of the wide and of the narrow chart"
    drawn = file_of(client, where, "grafiek.svg").decode()
    assert descriptions(drawn) == [line.sentence]
    notes = load_workbook(io.BytesIO(file_of(client, where, "tabel.xlsx"))).worksheets[1]
    assert line.sentence in [row[0] for row in notes.values]
    report = files_of(Target("coalition", 2021, coalition=coalition))["rapport.pdf"]
    assert line.sentence in told(pdf_text(report))


def file_of(client, where, name):
    return client.get(reverse("monitoring:indicator_file", args=[*where, name])).content


def test_another_definition_is_a_break_in_the_chart_with_its_words(client, coalition, sign_in):
    old = make.DefinitionFactory.create(indicator__name="Roken")
    new = make.DefinitionFactory.create(indicator=old.indicator, number=2, break_note="anders")
    place = coalition.coverage.get().municipality
    for year in YEARS:
        observe(old if year < 2020 else new, place, year, 300)
    sign_in("partner", coalition)
    where = [coalition.slug, old.indicator.key]
    drawn = file_of(client, where, "grafiek.svg").decode()
    words = re.findall(r">([^<>]+)</t", drawn)
    assert [words.count(one) for one in ("anders", "geteld")] == [1, 1]
    assert drawn.count('stroke-dasharray="2,3"') == 1, "a line before the first year"
