"""Client routes: what is on them, what is not, and the sheet to print."""

import io
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from pypdf import PdfReader

from agreements.models import Agreement
from agreements.selectors.routes import covered_by, routes_of
from agreements.services import agreement_create
from coalitions.models import Membership
from coalitions.registry import Reading
from interventions.models import Choice
from interventions.services.choices import choice_add, choice_update
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import EditConflict
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create(name="Coalitie Proefdorp")
    make.CoalitionMunicipalityFactory.create_batch(2, coalition=coalition)
    sign_in("coordinator", coalition)
    return coalition


def keeper_of(coalition):
    return Membership.objects.get(coalition=coalition, role="coordinator").user


def places(coalition):
    return [row.municipality for row in coalition.coverage.order_by("pk")]


def running(coalition, name="VoorZorg", phases=("during",), levels=("extra",), **values):
    intervention = make.InterventionFactory.create(name=name, phases=list(phases))
    return make.ChoiceFactory.create(
        coalition=coalition, intervention=intervention, support_levels=list(levels), **values
    )


def applying(coalition, title="Warm overdragen", phases=("after",), levels=("basic",), **values):
    return make.AgreementFactory.create(
        coalition=coalition,
        title=title,
        phases=list(phases),
        support_levels=list(levels),
        **{"in_force": True, **values},
    )


def routes(coalition, chosen=None):
    reading = Reading(coalition, keeper_of(coalition))
    return routes_of(reading, covered_by(reading), chosen)


def names(found, phase, level):
    [row] = [row for row in found.rows if row.phase == phase]
    [cell] = [cell for cell in row.cells if cell.level == level]
    return [item.name for item in cell.items]


def page(client, coalition, query=""):
    return client.get(reverse("agreements:routes", args=[coalition.slug]) + query)


def in_words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


@pytest.mark.parametrize("make_one", [running, applying])
def test_the_database_takes_only_levels_of_the_list(coalition, make_one):
    row = make_one(coalition, levels=["basic", "little", "extra"])
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(support_levels=["heavy"])


def test_levels_go_through_the_services(coalition):
    intervention = make.InterventionFactory.create()
    values: dict[str, Any] = {"coalition": coalition, "state": "running"}
    choice = choice_add(intervention=intervention, support_levels=["little"], **values)
    assert choice.support_levels == ["little"]
    changed = choice_update(
        choice=choice, expected_version=1, municipalities=[], support_levels=["extra"]
    )
    assert changed.support_levels == ["extra"]
    with pytest.raises(EditConflict):
        choice_update(choice=choice, expected_version=1, municipalities=[], support_levels=[])
    other = make.InterventionFactory.create()
    with pytest.raises(ValidationError):
        choice_add(intervention=other, support_levels=["heavy"], **values)


def test_an_agreement_keeps_its_levels(coalition):
    agreement = agreement_create(
        coalition=coalition,
        user=keeper_of(coalition),
        themes=[make.ThemeFactory.create()],
        organisations=[],
        title="Warm overdragen",
        review_on="2030-01-01",
        support_levels=["basic", "extra"],
    )
    assert Agreement.objects.get(pk=agreement.pk).support_words == "basiszorg, extra steun"


def test_each_thing_stands_on_every_place_it_is_meant_for(coalition):
    running(coalition, phases=["during", "after"], levels=["little", "extra"])
    applying(coalition)
    found = routes(coalition)
    assert names(found, "during", "little") == names(found, "after", "extra") == ["VoorZorg"]
    assert names(found, "after", "basic") == ["Warm overdragen"]
    assert names(found, "before", "basic") == []
    assert (found.holes, found.places, found.unplaced) == (4, 9, [])


def test_only_what_runs_or_applies_is_on_the_routes(coalition):
    for state in ("planned", "considered", "stopped"):
        running(coalition, name=state, state=state)
    applying(coalition, title="Concept", in_force=False)
    applying(coalition, title="Voorbij", state="ended", ended_on="2024-02-01")
    applying(coalition, title="Wordt bekeken", state="being_evaluated", starts_on="2024-02-01")
    running(make.CoalitionFactory.create(), name="Van een ander")
    found = routes(coalition)
    everything = [item.name for row in found.rows for cell in row.cells for item in cell.items]
    assert everything == ["Wordt bekeken"]
    assert not found.unplaced


def test_an_empty_record_says_how_to_begin(client, coalition):
    words = in_words(page(client, coalition))
    assert "Er loopt nog geen interventie" in words
    assert "Download het blad" not in words


def test_what_lacks_something_is_named_with_a_way_to_fill_it_in(client, coalition):
    choice = running(coalition, levels=[])
    agreement = applying(coalition, phases=[], levels=["basic"])
    running(coalition, name="Zonder fase", phases=[])
    response = page(client, coalition)
    words, html = in_words(response), response.content.decode()
    assert "voor wie het is, is nog niet vastgelegd" in words
    assert "de fase is nog niet vastgelegd" in words
    assert "de catalogus noemt geen fase" in words
    update = reverse("interventions:choice_update", args=[coalition.slug, choice.pk])
    assert f"{update}#div_id_support_levels" in html
    assert f"{reverse('agreements:update', args=[agreement.pk])}#div_id_phases" in html
    assert html.count("Zet op de klantroutes") == 2
    assert 'id="div_id_support_levels"' in client.get(update).content.decode()


def test_a_reader_who_may_not_change_gets_no_way_to_fill_in(client, coalition, sign_in):
    running(coalition, levels=[])
    choice = running(coalition, name="Maatjes")
    sign_in("partner", coalition)
    html = page(client, coalition).content.decode()
    assert "voor wie het is" in html
    assert "Zet op de klantroutes" not in html
    assert choice.intervention.get_absolute_url() in html


def test_a_hole_is_said_and_is_no_verdict(client, coalition):
    running(coalition)
    words = in_words(page(client, coalition))
    assert "Op 8 van de 9 plekken is nog niets vastgelegd. Dat is geen nee." in words
    assert words.count("Hier is nog niets vastgelegd") == 8
    assert "niet voldaan" not in words.lower()


def test_one_municipality_shows_what_is_there_and_what_is_everywhere(client, coalition):
    here, there = places(coalition)
    running(coalition, name="Alleen daar").municipalities.create(municipality=there)
    running(coalition, name="Overal")
    applying(coalition)
    every = routes(coalition)
    assert names(every, "during", "extra") == ["Alleen daar", "Overal"]
    [only] = [
        item.where
        for row in every.rows
        for cell in row.cells
        for item in cell.items
        if item.name == "Alleen daar"
    ]
    assert only == there.name
    narrowed = routes(coalition, here)
    assert names(narrowed, "during", "extra") == ["Overal"]
    assert names(narrowed, "after", "basic") == ["Warm overdragen"]
    words = in_words(page(client, coalition, f"?gemeente={here.code}"))
    assert f"voor {here.name}." in words
    assert "Alleen daar" not in words


def test_a_municipality_of_elsewhere_is_not_found(client, coalition):
    elsewhere = make.MunicipalityFactory.create()
    assert page(client, coalition, f"?gemeente={elsewhere.code}").status_code == 404
    sheet = reverse("agreements:sheet", args=[coalition.slug])
    assert client.get(f"{sheet}?gemeente=x").status_code == 404


def test_who_does_it_is_named_when_known(client, coalition):
    running(coalition, executor="JGZ De Proef")
    running(coalition, name="Maatjes")
    agreement = applying(coalition)
    make.PartyFactory.create(agreement=agreement, organisation__name="Kraamzorg Proef")
    gone = make.PartyFactory.create(agreement=agreement, organisation__name="Weggegaan")
    gone.left_on = "2024-05-01"
    gone.save()
    words = in_words(page(client, coalition))
    assert "JGZ De Proef" in words
    assert "Kraamzorg Proef" in words
    assert "Weggegaan" not in words
    assert words.count("wie het doet: nog niet vastgelegd") == 1


def test_the_form_stores_what_was_ticked_and_refuses_another_word(client, coalition):
    choice = running(coalition, levels=[])
    url = reverse("interventions:choice_update", args=[coalition.slug, choice.pk])
    asked = {"state": "running", "reason": "", "version": 1}
    refused = client.post(url, asked | {"support_levels": ["heavy"]})
    assert refused.status_code == 200
    assert "ks-error-summary" in refused.content.decode()
    assert '<details class="ks-fold" open' in refused.content.decode()
    client.post(url, asked | {"support_levels": ["basic", "little"]})
    assert Choice.objects.get(pk=choice.pk).support_levels == ["basic", "little"]
    assert "Basiszorg, steuntje in de rug" in in_words(
        client.get(reverse("interventions:choices", args=[coalition.slug]))
    )


def test_the_sheet_fits_on_one_page_and_says_what_is_not_known(client, coalition):
    here, _there = places(coalition)
    running(coalition, name="VoorZorg & zo", executor="JGZ De Proef")
    running(coalition, name="Nog los", levels=[])
    applying(coalition)
    url = reverse("agreements:sheet", args=[coalition.slug])
    response = client.get(f"{url}?gemeente={here.code}")
    assert response["Content-Type"] == "application/pdf"
    assert f"klantroutes-{coalition.slug}-{here.code}.pdf" in response["Content-Disposition"]
    pdf = PdfReader(io.BytesIO(response.content))
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    assert len(pdf.pages) == 1
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Klantroutes"
    assert here.name in text
    for said in ("VoorZorg & zo", "JGZ De Proef", "Warm overdragen", "Nog niet op de route"):
        assert said in text
    assert "Nog los (interventie): voor wie het is, is nog niet vastgelegd" in text
    assert text.count("Hier is nog niets vastgelegd") == 7


def test_the_date_of_the_sheet_is_on_it(client, coalition):
    running(coalition)
    response = client.get(reverse("agreements:sheet", args=[coalition.slug]))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert date_format(clock.today(), "j F Y") in " ".join(text.split())
