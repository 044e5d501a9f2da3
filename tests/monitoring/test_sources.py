"""Every figure that is shown says which release it comes from, and whether it was invented."""

import csv
import io
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from kansrijkestart.jobs import running
from monitoring.exporters.figures_file import HEADER
from monitoring.models import FigureImport, Release
from monitoring.selectors.figures import AreaKey, load_figures
from monitoring.selectors.sources import _letter, sources_of
from monitoring.services.figure_imports import figure_import_store
from tests.factories import (
    CoalitionMunicipalityFactory,
    DefinitionFactory,
    MembershipFactory,
    NationalRoleFactory,
    ObservationFactory,
    RegionFactory,
    RegionMembershipFactory,
    RegionMunicipalityFactory,
    ReleaseFactory,
)
from tests.monitoring.export_world import pdf_text

pytestmark = pytest.mark.django_db
MADE_UP = "Demonstratie: verzonnen cijfers"
PUBLIC = "VZinfo: infographic zorg rond de geboorte"
ADDRESS = "https://vzinfo.example/infographic"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def coalition():
    """One municipality with an invented figure beside a public one of the country."""
    coverage = CoalitionMunicipalityFactory.create(municipality__name="Eindhoven")
    definition = DefinitionFactory.create()
    invented = ReleaseFactory.create(published=True, source=MADE_UP, is_demo=True)
    public = ReleaseFactory.create(published=True, source=PUBLIC, source_url=ADDRESS)
    values = {"definition": definition, "numerator": 60, "denominator": 200, "value": 30}
    ObservationFactory.create(municipality=coverage.municipality, release=invented, **values)
    values |= {"numerator": None, "denominator": None, "value": 14.8}
    ObservationFactory.create(municipality=None, release=public, **values)
    return coverage.coalition


def signed_in(client, coalition):
    client.force_login(MembershipFactory.create(coalition=coalition, role="coordinator").user)
    client.cookies["django_language"] = "nl"
    return client


class Text(HTMLParser):
    """The words of a page, with a space between its parts."""

    def __init__(self, html):
        super().__init__()
        self.parts = []
        self.feed(html)

    def handle_data(self, data):
        self.parts.append(data)

    def __str__(self):
        return " ".join(" ".join(self.parts).split())


def assert_told(html):
    """Both sources stand there once, the mark with the invented one, letters beside the figures."""
    text = str(Text(html))
    assert "Bronnen van deze cijfers" in text
    told = text[text.index("Bronnen van deze cijfers") :]
    first, second = told.index(MADE_UP), told.index(PUBLIC)
    assert first < told.index("verzonnen demo-cijfers") < second
    assert told.count("verzonnen demo-cijfers") == 1
    assert f'href="{ADDRESS}"' in html
    assert text.count("bron a") == 1
    assert text.count("bron b") == 1


def test_the_page_of_a_coalition_names_the_source_of_each_figure(client, coalition):
    page = signed_in(client, coalition).get(reverse("monitoring:coalition", args=[coalition.slug]))
    assert_told(page.content.decode())


def test_several_municipalities_beside_each_other_name_it_too(client, coalition):
    CoalitionMunicipalityFactory.create(coalition=coalition)
    page = signed_in(client, coalition).get(reverse("monitoring:coalition", args=[coalition.slug]))
    assert_told(page.content.decode())


def test_the_page_of_an_indicator_names_the_source_of_each_figure(client, coalition):
    key = DefinitionFactory._meta.model.objects.get().indicator.key
    address = reverse("monitoring:indicator", args=[coalition.slug, key])
    assert_told(signed_in(client, coalition).get(address).content.decode())


def test_a_region_names_the_source_of_each_figure(client, coalition):
    region = RegionFactory.create(kind="coalition")
    for row in coalition.coverage.all():
        RegionMunicipalityFactory.create(region=region, municipality=row.municipality)
    client.force_login(RegionMembershipFactory.create(region=region).user)
    client.cookies["django_language"] = "nl"
    page = client.get(reverse("dashboard:region_figures", args=[region.slug]))
    assert_told(page.content.decode())


def test_every_row_of_the_download_has_its_source_in_the_file_beside_it(client, coalition):
    client = signed_in(client, coalition)
    page = client.get(reverse("monitoring:coalition", args=[coalition.slug])).content.decode()
    addresses = {
        variant: reverse("monitoring:coalition_csv", args=[coalition.slug, variant])
        for variant in ("excel", "bronnen")
    }
    assert all(address in page for address in addresses.values())
    rows = {
        variant: list(
            csv.DictReader(
                io.StringIO(client.get(address).content.decode("utf-8-sig")), delimiter=";"
            )
        )
        for variant, address in addresses.items()
    }
    keys = HEADER[:5]
    assert [[row[key] for key in keys] for row in rows["excel"]] == [
        [row[key] for key in keys] for row in rows["bronnen"]
    ]
    assert [(row["source"], row["source_url"], row["invented"]) for row in rows["bronnen"]] == [
        (MADE_UP, "", "yes"),
        (PUBLIC, ADDRESS, "no"),
    ]


def test_letters_follow_the_order_of_the_figures_and_go_on_after_z():
    definition = DefinitionFactory.create()
    for year in range(2018, 2021):
        ObservationFactory.create(
            municipality=None,
            definition=definition,
            period_start=year,
            period_end=year,
            release=ReleaseFactory.create(published=True, source=f"bron {year}"),
        )
    figures = sorted(load_figures([AreaKey()]), key=lambda one: -one.first_year)
    found = sources_of([figures[0], None, *figures])
    assert [(one.mark, one.title) for one in found] == [
        ("a", "bron 2020"),
        ("b", "bron 2019"),
        ("c", "bron 2018"),
    ]
    assert [_letter(place) for place in (25, 26, 51, 52)] == ["z", "aa", "az", "ba"]


def test_the_analyst_can_give_the_web_address_of_a_source(client, own_storage):
    analyst = NationalRoleFactory.create(role="analyst").user
    client.force_login(analyst)
    definition = DefinitionFactory.create()
    file = io.BytesIO(
        (
            ";".join(HEADER) + f"\n{definition.indicator.key};NL;2023;2021;2021;;;14,8;value;nee\n"
        ).encode()
    )
    file.name = "cijfers.csv"
    sent = {"file": file, "source": PUBLIC, "source_url": ADDRESS}
    with override("nl"):
        answer = client.post(reverse("monitoring:release_upload"), sent)
    assert answer.status_code == 302, answer.content.decode()
    waiting = FigureImport.objects.get()
    running.run(waiting.job_id)
    waiting.refresh_from_db()
    stored = figure_import_store(figure_import=waiting, user=analyst)
    assert stored.store_job_id
    running.run(stored.store_job_id)
    release = Release.objects.get()
    assert release.source_url == ADDRESS
    page = client.get(reverse("monitoring:release_detail", args=[release.pk]))
    assert ADDRESS in page.content.decode()


def test_the_overview_names_the_source_of_each_figure(client, coalition):
    assert_told(signed_in(client, coalition).get(coalition.get_absolute_url()).content.decode())


def test_the_one_page_report_names_its_sources(client, coalition):
    answer = signed_in(client, coalition).get(reverse("coalitions:report", args=[coalition.slug]))
    text = " ".join(pdf_text(answer.content).split())
    assert f"Bronnen: {MADE_UP} (verzonnen demo-cijfers); {PUBLIC}." in text
