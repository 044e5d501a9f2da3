"""The regional framework: nine parts filled from the records."""

import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from agreements.importers.reference import FOLDER, load
from agreements.models import (
    AgreementPart,
    DetectionInstrument,
    FrameworkPart,
    FrameworkVersion,
    ServiceDirectory,
    Theme,
)
from agreements.selectors.framework import THEMES, framework_of
from agreements.selectors.topics import TOPICS
from kansrijkestart.core.reference import Sync, read_csv
from tests import factories as make
from tests.agreements.regional import BOTH, both, local, place_of, proposed, region_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts():
    load(Sync())
    return {part.key: part for part in FrameworkPart.objects.all()}


def said(regional):
    """What the local column says: part, then municipality, then words."""
    framework = framework_of(regional.region, regional)
    return {row.part.key: {line.name: line.said for line in row.lines} for row in framework.rows}


def about(coalition, theme, title, *, applies=True):
    agreement = make.AgreementFactory.create(coalition=coalition, in_force=applies, title=title)
    agreement.themes.create(theme=Theme.objects.get(key=theme))
    return agreement


def test_nine_parts_of_which_the_source_leaves_the_local_column_empty(parts):
    assert len(parts) == 9
    assert [key for key, part in parts.items() if part.local_text] == ["opstart"]
    assert all(part.regional_text and "april 2024" in part.provenance for part in parts.values())
    sync = Sync()
    load(sync)
    assert sync.changes == []


def test_themes_that_are_read_exist(parts):
    known = {row["key"] for row in read_csv(FOLDER / "themes.csv")}
    asked = [*THEMES.values(), *(themes for _name, themes in TOPICS.values())]
    assert {key for keys in asked for key in keys} <= known
    assert set(THEMES) <= set(parts)


def test_the_local_column_says_what_the_records_share(parts):
    regional, [one, _silent] = region_of("Best", "Stil", shares=BOTH)
    closed = local(regional, "Dicht")
    for coalition in (one, closed):
        coalition.stage = "forming"
        coalition.save()
        about(coalition, "prenataal-huisbezoek", "Aanmelden bij de JGZ")
        agreement = about(coalition, "begeleiden", "Iets anders")
        DetectionInstrument.objects.create(agreement=agreement, name="Instrument A")
        AgreementPart.objects.create(agreement=agreement, part=parts["beleid"])
        place = place_of(coalition)
        ServiceDirectory.objects.create(coalition=coalition, municipality=place, name="De kaart")
        make.ChoiceFactory.create(coalition=coalition)
    found = said(regional)
    assert found["opstart"] == {
        "Best": "In opbouw",
        "Dicht": "In opbouw",
        "Stil": "Nog niet vastgelegd",
    }
    assert found["interventies"]["Best"] == "1 interventie loopt"
    assert found["prenataal-huisbezoek"]["Best"] == "Aanmelden bij de JGZ"
    assert found["instrument"]["Best"] == "Instrument A"
    assert found["sociale-kaart"]["Best"] == "De kaart"
    assert found["beleid"]["Best"] == "Iets anders"
    for key in THEMES:
        assert found[key]["Dicht"] == "Deelt niet"
        assert found[key]["Stil"] == "Nog niet vastgelegd"
    assert found["interventies"]["Dicht"] == "Deelt niet"


def test_a_draft_of_a_municipality_is_not_read(parts):
    regional, [one] = region_of("Best", shares=BOTH)
    about(one, "prenataal-huisbezoek", "Nog niet af", applies=False)
    assert said(regional)["prenataal-huisbezoek"]["Best"] == "Nog niet vastgelegd"


def test_the_regional_column_shows_what_was_linked(client, sign_in, parts):
    regional, _locals = region_of("Best", shares=BOTH)
    agreement = proposed(regional, title="Zelfde instrument")
    AgreementPart.objects.create(agreement=agreement, part=parts["instrument"])
    with pytest.raises(IntegrityError, match="agreements_part_once"), transaction.atomic():
        AgreementPart.objects.create(agreement=agreement, part=parts["instrument"])
    sign_in("region_lead", regional)
    page = client.get(reverse("dashboard:region_framework", args=[regional.region.slug]))
    rows = {row.part.key: row.regional for row in page.context["framework"].rows}
    assert rows["instrument"] == [agreement]
    assert rows["opstart"] == []
    assert "in de bron leeg" in page.content.decode()


def test_the_pdf_names_every_municipality(client, sign_in, parts):
    regional, _locals = region_of("Best", "Oirschot", shares=BOTH)
    FrameworkVersion.objects.create(coalition=regional, number="1.0", maturity="process")
    sign_in("region_lead", regional)
    answer = client.get(reverse("dashboard:region_framework_pdf", args=[regional.region.slug]))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for words in ("Versie 1.0: Procesniveau", "in de bron leeg", "Best", "Oirschot"):
        assert words in " ".join(text.split())


def test_nothing_recorded_is_no_zero_and_not_shared_is_said_in_the_pdf_too(client, sign_in, parts):
    regional, [one, _silent] = region_of("Best", "Stil", shares=BOTH)
    local(regional, "Dicht")
    about(one, "prenataal-huisbezoek", "Aanmelden bij de JGZ")
    values = {"in_force": False, "state": "in_consultation"}
    agreement = proposed(regional, title="Zelfde instrument", **values)
    AgreementPart.objects.create(agreement=agreement, part=parts["instrument"])
    sign_in("region_lead", regional)
    page = client.get(reverse("dashboard:region_framework", args=[regional.region.slug]))
    content = client.get(reverse("dashboard:region_framework_pdf", args=[regional.region.slug]))
    pages = PdfReader(io.BytesIO(content.content)).pages
    paper = " ".join(" ".join(one.extract_text() for one in pages).split())
    for text in (page.content.decode(), paper):
        assert "Vastgelegd bij 1 van de 3 gemeenten" in text
        assert "Nog bij geen enkele gemeente vastgelegd" in text
        assert "1 deelt dit niet" in text
        assert "0 van" not in text
    assert "Zelfde instrument (in afstemming)" in paper


def test_what_is_regional_stands_in_the_regional_column_alone(parts):
    coalition = both("Aa", shares=BOTH)
    regional = proposed(coalition, title="Voor de regio")
    own = about(coalition, "prenataal-huisbezoek", "Voor Aa")
    regional.themes.create(theme=Theme.objects.get(key="prenataal-huisbezoek"))
    for agreement in (regional, own):
        AgreementPart.objects.create(agreement=agreement, part=parts["beleid"])
        DetectionInstrument.objects.create(agreement=agreement, name=agreement.title)
    found = said(coalition)
    for key in ("beleid", "prenataal-huisbezoek", "instrument"):
        assert found[key] == {"Aa": "Voor Aa"}
    framework = framework_of(coalition.region, coalition)
    assert {row.part.key: row.regional for row in framework.rows}["beleid"] == [regional]


def test_a_region_without_regional_coalition_still_has_its_parts(client, parts):
    region = make.RegionFactory.create()
    client.force_login(make.RegionMembershipFactory.create(region=region).user)
    page = client.get(reverse("dashboard:region_framework", args=[region.slug]))
    assert len(page.context["framework"].rows) == 9
    assert "nog geen regionale coalitie" in page.content.decode()
