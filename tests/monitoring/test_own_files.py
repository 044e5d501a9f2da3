"""Files of a coalition's own figure: what the page shows and no more, with who counted it."""

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from monitoring.exporters.indicator_file import FILES
from monitoring.services.own import own_figure_record, own_indicator_save
from tests import factories as make

pytestmark = pytest.mark.django_db
SHARE: dict[str, Any] = {
    "name": "=Huisbezoeken",
    "phase": "during",
    "unit": "percent",
    "direction": "up",
    "counted": "@gezinnen met bezoek",
    "out_of": "alle gezinnen",
    "source": "=1+1 <eigen> telling",
}
NUMBER: dict[str, Any] = SHARE | {"name": "Bezoeken", "unit": "count", "out_of": ""}
SMALL, OF = 7, 7123


@pytest.fixture
def coalition(sign_in):
    found = make.CoalitionMunicipalityFactory.create(municipality__name="Eindhoven").coalition
    sign_in("partner", found)
    return found


@pytest.fixture
def own(coalition):
    made = own_indicator_save(coalition=coalition, **SHARE)
    for year, numerator in ((2021, 40), (2022, 60)):
        own_figure_record(indicator=made, year=year, numerator=numerator, denominator=320)
    own_figure_record(indicator=made, year=2023, numerator=SMALL, denominator=OF)
    return made


def path_of(own, name):
    return reverse("monitoring:own_file", args=[own.coalition.slug, own.pk, name])


def fetch(client, own, name, **query):
    return client.get(path_of(own, name), query)


def table(client, own, name, **query):
    text = fetch(client, own, name, **query).content.decode("utf-8-sig")
    mark = ";" if name.startswith("excel") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))


def page_of(client, own, query=""):
    path = reverse("monitoring:own", args=[own.coalition.slug, own.pk])
    return client.get(path + query).content.decode()


def links(said):
    return re.findall(r'href="([^"]+)" download', said)


def text_of(name, content):
    if not name.endswith(".xlsx"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(one).decode(errors="replace") for one in packed.namelist())


def test_the_page_gives_every_file_and_its_permanent_link(client, own):
    said = page_of(client, own)
    assert links(said) == [path_of(own, name) for name in FILES]
    here = reverse("monitoring:own", args=[own.coalition.slug, own.pk])
    assert f'href="http://testserver{here}"' in said
    names = set()
    for address in links(said):
        answer = client.get(address)
        assert answer.status_code == 200
        names.add(re.findall(r'filename="([^"]+)"', answer.headers["Content-Disposition"])[0])
    stem = f"eigen-{own.pk}-{own.coalition.slug}"
    assert names == {f"{stem}-{name}" for name in FILES}


def test_the_tables_hold_the_years_and_no_column_of_the_country(client, own):
    head, *rows = table(client, own, "machine.csv")
    assert head == [
        "Periode",
        "Waarde",
        "Ondergrens (95%)",
        "Bovengrens (95%)",
        "Ondergrens (99,8%)",
        "Bovengrens (99,8%)",
        "Teller",
        "Noemer",
        "Soort waarde",
        "Voorlopig",
        "Bron",
    ]
    assert [row[0] for row in rows] == ["2023", "2022", "2021"]
    assert rows[0][1:8] == [""] * 7
    assert rows[0][8] == "Verborgen (privacy)"
    assert rows[1][1] == "18.75"
    assert rows[1][6:8] == ["60", "320"]
    assert table(client, own, "excel.csv")[2][1] == "18,75"


def test_who_counted_stands_in_every_file(client, own):
    source = f"{SHARE['source']} (eigen cijfer van {own.coalition.name})"
    assert table(client, own, "machine.csv")[1][-1] == f"'{source}", "never a formula"
    book = load_workbook(io.BytesIO(fetch(client, own, "tabel.xlsx").content))
    years, guide = book.worksheets
    last = list(years.iter_rows())[1][-1]
    assert (last.value, last.data_type) == (source, "s")
    told = [str(row[0]) for row in guide.values]
    here = reverse("monitoring:own", args=[own.coalition.slug, own.pk])
    assert f"Vaste link: http://testserver{here}" in told
    assert f"Bron: {source}" in told
    assert "Geteld: @gezinnen met bezoek" in told
    assert "Van: alle gezinnen" in told
    drawn = fetch(client, own, "grafiek.svg").content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", drawn))
    assert "Bron: =1+1 &lt;eigen&gt; telling (eigen cijfer van" in said
    assert "Nederland" not in said
    assert fetch(client, own, "grafiek.png").content.startswith(b"\x89PNG")


def test_invented_figures_say_so_in_name_and_source(client, own, settings):
    settings.DEMO_MODE = True
    answer = fetch(client, own, "machine.csv")
    assert "-demonstratie-machine.csv" in answer.headers["Content-Disposition"]
    assert "(verzonnen demo-cijfers)" in answer.content.decode()


@pytest.mark.parametrize("name", [one for one in FILES if not one.endswith(".png")])
def test_no_file_tells_a_number_that_is_hidden(client, own, name):
    """Also not one that was there before: a shown year that became small."""
    own_figure_record(indicator=own, year=2022, numerator=9, denominator=8191)
    answer = fetch(client, own, name)
    assert answer.status_code == 200
    said = text_of(name, answer.content)
    for number in (OF, 8191, "0.0983", "0,0983", "0.1099", "0,1099", "18.75", "18,75"):
        assert not re.search(rf"(?<![\d.,]){number}(?![\d])", said), number
    assert "12.5" in said or "12,5" in said, "the year that is shown"


def test_a_year_that_is_hidden_alone_gives_tables_and_no_chart(client, coalition):
    own = own_indicator_save(coalition=coalition, **SHARE)
    own_figure_record(indicator=own, year=2023, numerator=SMALL, denominator=OF)
    assert links(page_of(client, own)) == [path_of(own, name) for name in FILES[:3]]
    assert [fetch(client, own, name).status_code for name in FILES] == [200] * 3 + [404] * 2


def test_a_plain_number_has_tables_and_no_chart(client, coalition):
    own = own_indicator_save(coalition=coalition, **NUMBER)
    own_figure_record(indicator=own, year=2023, numerator=77, denominator=None)
    assert table(client, own, "machine.csv")[1][:2] == ["2023", "77"]
    assert links(page_of(client, own)) == [path_of(own, name) for name in FILES[:3]]
    assert fetch(client, own, "grafiek.svg").status_code == 404


def test_each_municipality_has_files_of_its_own(client, coalition):
    first = coalition.coverage.get().municipality
    second = make.CoalitionMunicipalityFactory.create(
        coalition=coalition, municipality__name="Oss"
    ).municipality
    third = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    own = own_indicator_save(coalition=coalition, **SHARE | {"per_municipality": True})
    for place, numerator in ((first, 40), (second, 80)):
        own_figure_record(
            indicator=own, municipality=place, year=2023, numerator=numerator, denominator=160
        )
    said = page_of(client, own, f"?gemeente={second.code}")
    assert links(said) == [f"{path_of(own, name)}?gemeente={second.code}" for name in FILES]
    answer = fetch(client, own, "machine.csv", gemeente=second.code)
    assert f"eigen-{own.pk}-{second.code.lower()}-m" in answer.headers["Content-Disposition"]
    assert table(client, own, "machine.csv", gemeente=second.code)[1][1] == "50.0"
    assert table(client, own, "machine.csv")[1][1] == "25.0", "the first by name, as on the page"
    for code in (third.code, "GM0001"):
        assert fetch(client, own, "machine.csv", gemeente=code).status_code == 404
    book = load_workbook(io.BytesIO(fetch(client, own, "tabel.xlsx", gemeente=second.code).content))
    told = " ".join(str(row[0]) for row in book.worksheets[1].values)
    assert f"?gemeente={second.code}" in told


def test_there_is_no_file_of_another_name_or_without_numbers(client, coalition, own):
    assert fetch(client, own, "alles.zip").status_code == 404
    assert fetch(client, own, "machine.csv", gemeente="GM0001").status_code == 404
    empty = own_indicator_save(coalition=coalition, **SHARE | {"name": "Leeg"})
    assert fetch(client, empty, "machine.csv").status_code == 404
    assert not links(page_of(client, empty))


def test_a_file_may_be_asked_for_its_head_and_nothing_else(client, own):
    answer = client.head(path_of(own, "machine.csv"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.post(path_of(own, "machine.csv")).status_code == 405


def test_another_coalition_has_no_file_of_it(client, own, sign_in):
    other = make.CoalitionFactory.create()
    sign_in("coordinator", other)
    assert fetch(client, own, "machine.csv").status_code == 404
    path = reverse("monitoring:own_file", args=[other.slug, own.pk, "machine.csv"])
    assert client.get(path).status_code == 404
