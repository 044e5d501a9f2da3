"""Search: what is found by which words, and nothing of what a reader may not open."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import MunicipalityAlias, MunicipalitySuccession, PracticeExample
from interventions.models import InterventionName
from kansrijkestart.core.words import Asked
from kansrijkestart.dashboard.selectors.found import KINDS
from monitoring.models import OwnIndicator
from tests import factories as make

pytestmark = pytest.mark.django_db
URL = "/zoeken/"


def found(client, text, **more):
    """Return per kind the names found."""
    context = client.get(URL, {"q": text, **more}).context
    return {one.kind.key: [str(hit.name) for hit in one.hits] for one in context["groups"]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Súdwest-Fryslân", "sudwest"),
        ("Súdwest-Fryslân", "FRYSLÂN"),
        ("'s-Hertogenbosch", "s hertogenbosch"),
        ("'s-Hertogenbosch", "’s-Hertogenb"),
        ("Nuenen, Gerwen en Nederwetten", "nuenen gerwen"),
    ],
)
def test_a_municipality_is_found_without_accents_and_by_the_begin_of_a_word(client, name, text):
    make.MunicipalityFactory.create(name=name)
    make.MunicipalityFactory.create(name="Elders")
    assert found(client, text) == {"municipality": [name]}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("gemeente best", {"municipality", "coalition"}),
        ("Best (gemeente)", {"municipality", "coalition"}),
        ("lokale coalitie best", {"coalition"}),
        ("coalition best", {"coalition"}),
        ("gemeente elders", set()),
        ("gemeente", set()),
    ],
)
def test_a_word_that_says_what_is_meant_hides_nothing(client, text, kinds):
    """Whoever looks for Best often types what Best is."""
    coalition = make.CoalitionFactory.create(name="Best")
    place = make.MunicipalityFactory.create(name="Best")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    make.ConsentFactory.create(municipality=place, kind="public_map")
    assert found(client, text) == {kind: ["Best"] for kind in kinds}


def test_a_municipality_that_is_gone_says_where_its_area_is(client):
    old = make.MunicipalityFactory.create(name="Haaren", valid_until=date(2021, 1, 1))
    for name in ("Oisterwijk", "Vught"):
        MunicipalitySuccession.objects.create(
            predecessor=old,
            successor=make.MunicipalityFactory.create(name=name),
            effective_on=date(2021, 1, 1),
        )
    page = client.get(URL, {"q": "haaren"}).content.decode()
    assert "Haaren bestaat niet meer sinds 1 januari 2021." in page
    assert "Oisterwijk, Vught" in page
    assert reverse("dashboard:map") + "?q=Haaren" in page


def test_a_word_is_not_found_by_what_begins_like_its_stem(client):
    for name in ("Haaren", "Harlingen"):
        make.MunicipalityFactory.create(name=name)
    assert found(client, "haaren") == {"municipality": ["Haaren"]}


def test_other_spellings_and_former_names_find_it_too(client):
    place = make.MunicipalityFactory.create(name="Den Bosch")
    MunicipalityAlias.objects.create(municipality=place, name="'s-Hertogenbosch")
    offer = make.InterventionFactory.create(name="CenteringPregnancy")
    InterventionName.objects.create(intervention=offer, name="Groepszorg zwangeren")
    assert found(client, "hertogenbosch") == {"municipality": ["Den Bosch"]}
    assert found(client, "centering pregnancy") == {"intervention": ["CenteringPregnancy"]}
    assert found(client, "groepszorg") == {"intervention": ["CenteringPregnancy"]}
    make.InterventionFactory.create(name="Home-Start")
    for text in ("homestart", "home start", "home-st"):
        assert found(client, text) == {"intervention": ["Home-Start"]}


def test_who_keeps_the_record_finds_all_that_stands_in_it(client, sign_in, world_of_words):
    coalition = world_of_words
    sign_in("coordinator", coalition)
    assert found(client, "zonneb") == {
        "coalition": ["Coalitie Zonnebeek"],
        "agreement": ["Afspraak Zonnebloem"],
        "partner": ["Praktijk Zonnebaars"],
        "choice": ["Zonnebad"],
        "intervention": ["Zonnebad"],
        "indicator": ["Zonnebrand"],
        "own_figure": ["Zonneborden"],
        "example": ["Voorbeeld Zonnebank"],
    }
    for kind, url in {
        "agreement": coalition.agreements.get().get_absolute_url(),
        "partner": reverse("coalitions:partners", args=[coalition.slug]),
        "indicator": reverse("monitoring:indicator", args=[coalition.slug, "zonnebrand"]),
    }.items():
        assert f'href="{url}' in client.get(URL, {"q": "zonneb", "kind": kind}).content.decode()


@pytest.mark.parametrize("role", ["nobody", "coordinator", "partner", "adviser", "region_lead"])
def test_nothing_of_another_coalition_is_found_or_counted(client, sign_in, world_of_words, role):
    if role != "nobody":
        sign_in(role, make.CoalitionFactory.create(region=make.RegionFactory.create()))
    seen = found(client, "zonneb")
    for kind in ("coalition", "agreement", "partner", "choice", "own_figure", "example"):
        assert kind not in seen
        page = client.get(URL, {"q": "zonneb", "kind": kind})
        assert page.context["total"] == 0
        assert "Zonneb" not in page.content.decode().replace("zonneb", "")


def test_a_coalition_is_found_by_its_municipality_and_opens_where_the_reader_may(
    client, sign_in, published
):
    place = published.coverage.get().municipality
    page = client.get(URL, {"q": place.name}).content.decode()
    assert reverse("dashboard:public_coalition", args=[published.slug]) in page
    sign_in("partner", published)
    page = client.get(URL, {"q": place.name}).content.decode()
    assert f'href="{published.get_absolute_url()}"' in page


def test_an_agreement_is_found_by_its_newest_text_and_not_by_an_older_one(client, sign_in):
    agreement = make.AgreementFactory.create(title="Overdracht")
    for number, text in enumerate(("Over baljurken.", "Over huisbezoeken aan zwangeren."), 1):
        make.AgreementVersionFactory.create(agreement=agreement, number=number, text=text)
    sign_in("partner", agreement.coalition)
    assert found(client, "huisbezoek") == {"agreement": ["Overdracht"]}
    assert found(client, "zwangere huisbezoeken") == {"agreement": ["Overdracht"]}
    assert found(client, "baljurk") == {}


@pytest.mark.parametrize(
    "text", ["", "   ", "&|!():*<>", "'", "a" * 101, "de het een", "%_\\", "🙂", "<script>"]
)
def test_whatever_is_typed_gives_a_page(client, text):
    make.MunicipalityFactory.create(name="Elders")
    for more in ({}, {"kind": "municipality"}, {"kind": "x"}, {"kind": "example", "page": "-1"}):
        answer = client.get(URL, {"q": text, **more})
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().replace('<script src="', "")


@pytest.mark.parametrize(
    ("text", "is_told"), [("%", True), ("&|!", True), ("", False), ("a", False)]
)
def test_signs_without_a_letter_are_answered_in_words(client, text, is_told):
    page = client.get(URL, {"q": text}).content.decode()
    assert ("Typ minstens één letter of cijfer." in page) is is_told


def test_words_are_letters_and_figures_only():
    assert Asked("  Sint-Janssteen’s (oud) ").words == ["sint", "janssteen", "s", "oud"]
    assert len(Asked("a " * 60).words) == 8
    assert not Asked("!!")


def test_a_kind_has_pages_and_says_how_many(client):
    for number in range(30):
        make.MunicipalityFactory.create(name=f"Zandloper {number:02}")
    first = client.get(URL, {"q": "zandloper"})
    assert (first.context["total"], len(first.context["groups"][0].hits)) == (30, 5)
    more = client.get(URL, {"q": "zandloper", "kind": "municipality", "page": "2"})
    assert str(more.context["hits"][0].name) == "Zandloper 25"
    assert "30 resultaten" in more.content.decode()


def test_what_begins_with_the_words_comes_first(client):
    for name in ("Aan de Zandloper", "Zandloper"):
        make.MunicipalityFactory.create(name=name)
    assert found(client, "zandloper") == {"municipality": ["Zandloper", "Aan de Zandloper"]}


def test_the_number_of_questions_does_not_grow(client, sign_in, world_of_words):
    sign_in("coordinator", world_of_words)
    client.get(URL, {"q": "zonneb"})
    with CaptureQueriesContext(connection) as few:
        client.get(URL, {"q": "zonneb"})
    for number in range(6):
        make.AgreementFactory.create(coalition=world_of_words, title=f"Zonneboog {number}")
        make.PartnershipFactory.create(
            coalition=world_of_words, organisation__name=f"Zonneboom {number}"
        )
    with CaptureQueriesContext(connection) as many:
        client.get(URL, {"q": "zonneb"})
    assert len(many) == len(few)
    assert len(few) <= 5  # who it is, what they may open, all kinds, whether a coalition opens


@pytest.mark.parametrize("role", ["nobody", "coordinator", "partner", "adviser"])
def test_all_kinds_together_find_what_each_finds_by_itself(client, sign_in, world_of_words, role):
    if role != "nobody":
        sign_in(role, world_of_words)
    for number in range(7):
        make.PartnershipFactory.create(
            coalition=world_of_words, organisation__name=f"Huis Zonneboom {number}"
        )
        make.MunicipalityFactory.create(name=f"Zonnemaire {number}")
    together = {one.kind: one for one in client.get(URL, {"q": "zonne"}).context["groups"]}
    for kind in KINDS:
        alone = client.get(URL, {"q": "zonne", "kind": kind.key}).context
        first = together[kind].hits if kind in together else []
        assert first == alone["hits"][:5]
        assert (together[kind].total if kind in together else 0) == alone["total"]
    assert together[KINDS[0]].total == 7


def test_no_index_of_words_makes_a_search_slower_for_what_others_wrote():
    """Through one PostgreSQL looks in the words of everybody first, which takes longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexdef ~ 'USING gin.*(words|ts)'")
        assert not cursor.fetchall()


@pytest.fixture
def world_of_words():
    """A coalition with one of everything whose name begins with zonneb."""
    coalition = make.CoalitionFactory.create(name="Coalitie Zonnebeek")
    make.AgreementFactory.create(coalition=coalition, title="Afspraak Zonnebloem")
    make.PartnershipFactory.create(coalition=coalition, organisation__name="Praktijk Zonnebaars")
    offer = make.InterventionFactory.create(name="Zonnebad")
    make.ChoiceFactory.create(coalition=coalition, intervention=offer)
    make.IndicatorFactory.create(key="zonnebrand", name="Zonnebrand")
    OwnIndicator.objects.create(
        coalition=coalition,
        name="Zonneborden",
        phase="before",
        unit="count",
        direction="neutral",
        counted="Borden",
        source="Eigen telling",
    )
    PracticeExample.objects.create(
        coalition=coalition,
        slug="zonnebank",
        title="Voorbeeld Zonnebank",
        what="Wat",
        for_whom="Wie",
        brought="Dat",
    )
    return coalition


@pytest.fixture
def published():
    """A coalition on the public map, with a name that its municipality does not have."""
    coverage = make.CoalitionMunicipalityFactory.create(
        coalition__name="De vroege start", municipality__name="Zandloper"
    )
    make.ConsentFactory.create(
        municipality=coverage.municipality, kind="public_map", decided_on=date(2024, 1, 1)
    )
    return coverage.coalition
