"""The pages of care pathways."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import CarePathway, PathwayLine
from agreements.services.pathways import pathway_add
from kansrijkestart.core import clock
from tests import factories as make
from tests.agreements.pathways.world import line, texts

pytestmark = pytest.mark.django_db


def get(client, name, *args, **query):
    return client.get(reverse(f"agreements:{name}", args=args), query)


def send(client, page, *args, **fields):
    data = {"idempotency_key": str(uuid.uuid4())} | fields
    return client.post(reverse(f"agreements:{page}", args=args), data)


def test_the_list_says_which_themes_are_not_recorded_yet(client, pathway):
    make.RiskThemeFactory.create(name="Overgewicht")
    page = get(client, "pathways", pathway.coalition.slug).content.decode()
    assert "Geldzorgen" in page
    assert "Overgewicht" in page
    assert "Nog niet vastgelegd" in page
    assert "?gemeente=" in page
    assert "thema=" in page


def test_a_coordinator_makes_a_pathway_with_three_answers(client, coalition, partner):
    theme = make.RiskThemeFactory.create(key="geldzorgen")
    agreement = make.AgreementFactory.create(coalition=coalition)
    form = get(client, "pathway_add", coalition.slug, thema="geldzorgen").context["form"]
    assert form.initial["theme"] == theme
    assert "municipality" not in form.fields
    answer = send(
        client,
        "pathway_add",
        coalition.slug,
        theme=theme.pk,
        agreements=[agreement.pk],
        support="Gesprek over geld",
        organisation=partner.pk,
        contact="040 123 45 67 of geld@example.org",
    )
    found = CarePathway.objects.get()
    assert answer.url == reverse("agreements:pathway", args=[coalition.slug, found.pk])
    page = client.get(answer.url).content.decode()
    assert agreement.title in page
    assert 'href="tel:0401234567"' in page
    assert 'href="mailto:geld@example.org"' in page
    assert "Nog steeds juist" in page


def test_a_number_of_a_person_is_refused_and_nothing_typed_is_lost(client, coalition, partner):
    theme = make.RiskThemeFactory.create()
    page = send(
        client,
        "pathway_add",
        coalition.slug,
        theme=theme.pk,
        support="Mevrouw 123.456.782 belt",
        organisation=partner.pk,
        contact="040 123 45 67",
    )
    shown = page.content.decode()
    assert page.status_code == 200
    assert "burgerservicenummer" in shown
    assert "Mevrouw 123.456.782 belt" in shown
    assert "040 123 45 67" in shown
    assert not CarePathway.objects.exists()


def test_what_runs_here_is_suggested_as_support(client, pathway):
    slug, suggested = pathway.coalition.slug, "wordt voorgesteld terwijl je typt"
    pages = [("pathway_add", slug), ("pathway_line_add", slug, pathway.pk, "hulp")]
    pages.append(("pathway_line_update", slug, pathway.pk, line(pathway).pk))
    others = [("pathway_line_add", slug, pathway.pk, "bereiken")]
    assert not any(suggested in get(client, *page).content.decode() for page in pages)
    values = {"coalition": pathway.coalition, "state": "running"}
    make.ChoiceFactory.create(intervention__name="Stevig Ouderschap", **values)
    make.ChoiceFactory.create(intervention__name="Later", **values | {"state": "planned"})
    make.ChoiceFactory.create(intervention__name="Elders", state="running")
    for page in pages:
        shown = get(client, *page).content.decode()
        assert suggested in shown
        assert 'list="support-here"' in shown
        assert shown.count('<option value="Stevig Ouderschap">') == 1
        assert "Later" not in shown
        assert "Elders" not in shown
    assert suggested not in get(client, *others[0]).content.decode()


def test_other_mistakes_stand_at_their_field(client, pathway):
    slug = pathway.coalition.slug
    page = send(client, "pathway_add", slug, theme=pathway.theme.pk, contact="040 123 45 67")
    assert "organisation" in page.context["form"].errors
    page = send(client, "pathway_add", slug, theme=pathway.theme.pk)
    assert "Hiervoor is al een zorgpad." in page.content.decode()
    page = send(client, "pathway_line_add", slug, pathway.pk, "bereiken")
    assert "organisation" in page.context["form"].errors
    assert get(client, "pathway_line_add", slug, pathway.pk, "anders").status_code == 404


def test_the_forms_of_one_pathway(client, pathway, partner):
    slug, key = pathway.coalition.slug, pathway.pk
    home = reverse("agreements:pathway", args=[slug, key])
    added = send(client, "pathway_line_add", slug, key, "afspraken", text="Regionaal kader")
    assert added.url == home
    row = PathwayLine.objects.get()
    assert row.question == "agreements"
    changed = send(
        client, "pathway_line_update", slug, key, row.pk, version=1, text="Kader van de regio"
    )
    assert changed.url == home
    assert texts(pathway, "agreements") == ["Kader van de regio"]
    second = line(pathway, "Tweede", "agreements")
    moved = send(client, "pathway_line_place", slug, key, second.pk, place="1")
    assert moved.url == f"{home}#regel-{second.pk}"
    assert texts(pathway, "agreements") == ["Tweede", "Kader van de regio"]
    send(client, "pathway_line_place", slug, key, second.pk, place="x")
    version = PathwayLine.objects.get(pk=second.pk).version
    assert get(client, "pathway_line_remove", slug, key, second.pk).status_code == 200
    send(client, "pathway_line_remove", slug, key, second.pk, version=version)
    assert texts(pathway, "agreements") == ["Kader van de regio"]
    version = CarePathway.objects.get().version
    send(client, "pathway_update", slug, key, version=version, owner=partner.pk, checked_on="")
    stored = CarePathway.objects.get()
    assert (stored.owner, stored.checked_on) == (partner, None)
    send(client, "pathway_check", slug, key, version=stored.version)
    assert CarePathway.objects.get().checked_on == clock.today()
    version = CarePathway.objects.get().version
    gone = send(client, "pathway_remove", slug, key, version=version)
    assert gone.url == reverse("agreements:pathways", args=[slug])
    assert not CarePathway.objects.exists()


def test_a_reader_sees_no_way_to_change(client, sign_in, pathway):
    line(pathway, "Spreekuur", contact="040 123 45 67")
    sign_in("partner", pathway.coalition)
    page = get(client, "pathway", pathway.coalition.slug, pathway.pk).content.decode()
    assert "tel:0401234567" in page
    assert "Nog steeds juist" not in page
    assert "Antwoord toevoegen" not in page
    page = get(client, "pathways", pathway.coalition.slug).content.decode()
    assert "Maak een zorgpad" not in page


def test_several_municipalities_stand_in_a_table_and_one_is_opened(client, pathway):
    other = make.CoalitionMunicipalityFactory.create(coalition=pathway.coalition).municipality
    slug = pathway.coalition.slug
    page = get(client, "pathways", slug).content.decode()
    assert "1 van 1" in page
    assert other.name in page
    page = get(client, "pathways", slug, gemeente=other.code).content.decode()
    assert f"Zorgpaden in {other.name}" in page
    elsewhere = make.MunicipalityFactory.create()
    assert get(client, "pathways", slug, gemeente=elsewhere.code).status_code == 404


def queries(client, name, *args, **query):
    with CaptureQueriesContext(connection) as found:
        assert get(client, name, *args, **query).status_code == 200
    return len(found)


def test_a_municipality_with_many_themes_asks_as_much(client, pathway, partner):
    slug, code = pathway.coalition.slug, pathway.municipality.code
    line(pathway)
    asked = [("pathways", {"gemeente": code}), ("pathways_xlsx", {"gemeente": code})]
    few = [queries(client, name, slug, **query) for name, query in asked * 2][2:]
    for _number in range(12):
        more = pathway_add(
            coalition=pathway.coalition,
            municipality=pathway.municipality,
            theme=make.RiskThemeFactory.create(),
            owner=partner,
        )
        for question in ("support", "contact"):
            line(more, question=question, organisation=partner)
    assert [queries(client, name, slug, **query) for name, query in asked] == few


def test_nobody_finds_the_pathway_of_another_coalition(client, pathway):
    elsewhere = make.CarePathwayFactory.create()
    assert get(client, "pathway", pathway.coalition.slug, elsewhere.pk).status_code == 404
    assert get(client, "pathway", elsewhere.coalition.slug, elsewhere.pk).status_code == 404
