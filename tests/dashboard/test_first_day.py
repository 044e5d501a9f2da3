"""The first day of an installation: pages say who does what next, and count no nothing."""

import re
from typing import Any

import pytest
from django.urls import reverse

from coalitions.models import Coalition, Municipality
from coalitions.services.coalition import coalition_register
from interventions.matrix import region_matrix
from kansrijkestart.dashboard import navigation
from kansrijkestart.dashboard.roles import Named, Roles
from monitoring.services.own import own_indicator_save
from tests import factories as make

pytestmark = pytest.mark.django_db


def text_of(client, address):
    page = client.get(address, follow=True)
    assert page.status_code == 200, address
    main = page.content.decode().split("<main")[1].split("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def national(client, role):
    user = make.NationalRoleFactory.create(role=role).user
    client.force_login(user)
    return user


@pytest.fixture
def region(db):
    region = make.RegionFactory.create()
    for _number in range(3):
        make.RegionMunicipalityFactory.create(region=region)
    return region


@pytest.fixture
def lead(client, region):
    user = make.RegionMembershipFactory.create(region=region).user
    client.force_login(user)
    return user


@pytest.mark.parametrize("address", ["/", "/landkaart/"])
def test_without_municipalities_nobody_counts_them(client, address):
    text = text_of(client, address)
    assert "De gemeenten zijn nog niet geladen." in text
    assert "De 0 gemeenten" not in text
    assert "Alle gemeenten als lijst" not in text
    make.MunicipalityFactory.create()
    assert "De gemeenten zijn nog niet geladen." not in text_of(client, address)


def test_an_empty_catalogue_does_not_blame_a_filter(client):
    assert "De lijst met interventies is nog leeg." in text_of(client, "/interventies/")
    assert "Niets past hierbij." in text_of(client, "/interventies/?q=xyz")


def test_the_first_administrator_is_told_whom_to_invite(client):
    national(client, "administrator")
    page = client.get("/gebruikers/")
    assert page.context["is_alone"]
    assert reverse("coalitions:create") in page.content.decode()
    make.UserFactory.create()
    assert "Je bent nog de enige." not in text_of(client, "/gebruikers/")


def test_a_coordinator_cannot_be_invited_before_there_is_a_coalition(client):
    national(client, "administrator")
    address = reverse("coalitions:invite_user")
    assert "Meld die aan voordat je de coördinator uitnodigt." in text_of(client, address)
    page = client.post(address, {"email": "noor@example.org", "role": "coordinator"})
    assert "Er is nog geen coalitie. Meld die eerst aan." in page.content.decode()
    make.CoalitionFactory.create()
    assert "Er is nog geen coalitie" not in text_of(client, address)
    page = client.post(address, {"email": "noor@example.org", "role": "coordinator"})
    assert "Kies de coalitie." in page.content.decode()


def test_an_administrator_with_coalitions_still_reaches_every_page_of_theirs():
    """Who registers the first coalitions keeps them too: the menu has no room for all."""
    mine = (Named(1, "a"), Named(2, "b"))
    roles = Roles(is_known=True, national=frozenset({"administrator"}), coordinated=mine)
    menu = navigation.main_navigation(roles, "/")
    found = {item.url for item in [*menu, *navigation.user_menu(roles, menu)]}
    for name in ("people:users", "dashboard:settings", "dashboard:reference", "jobs:list"):
        assert reverse(name) in found, name
    assert reverse("admin:index") in found
    assert len(menu) == navigation.MOST_ITEMS


def test_an_adviser_without_coalitions_is_offered_no_contact_to_record(client):
    national(client, "adviser")
    add = reverse("dashboard:contact_add")
    page = client.get(reverse("dashboard:contacts")).content.decode()
    assert add not in page.split("<main")[1]
    text = text_of(client, add)
    assert "Er zijn nog geen coalities aan je gekoppeld. De beheerder doet dat." in text
    assert "Met welke coalities?" not in text
    assert f'href="{add}' not in client.get(reverse("dashboard:caseload")).content.decode()


def test_an_adviser_with_a_coalition_records_contact(client, sign_in):
    sign_in("adviser", make.CoalitionFactory.create())
    add = reverse("dashboard:contact_add")
    assert add in client.get(reverse("dashboard:contacts")).content.decode()
    assert "Met welke coalities?" in text_of(client, add)


@pytest.mark.parametrize(
    "name", ["region", "region_agreements", "region_framework", "region_bottlenecks"]
)
def test_the_lead_of_a_region_is_led_to_registering_its_coalition(client, lead, region, name):
    page = client.get(reverse(f"dashboard:{name}", args=[region.slug])).content.decode()
    link = f"{reverse('coalitions:create')}?scope=regional&amp;region={region.pk}"
    assert link in page
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["scope"].value(), form["region"].value()) == ("regional", region.pk)
    assert "region" not in form.folded
    assert not form.fields["municipalities"].required
    places = list(Municipality.objects.in_region(region))
    coalition_register(
        user=lead, name="Regio", scope="regional", municipalities=places, region=region
    )
    page = client.get(reverse(f"dashboard:{name}", args=[region.slug])).content.decode()
    assert link not in page


@pytest.mark.parametrize("query", ["?scope=local&region=1", "?scope=regional&region=x", "?scope=x"])
def test_a_link_that_says_something_else_presets_nothing(client, query):
    national(client, "administrator")
    form = client.get(reverse("coalitions:create") + query).context["form"]
    assert form["scope"].value() == "local"
    assert form.fields["municipalities"].required
    assert not Coalition.objects.exists()


def test_nobody_shares_is_not_everybody_reported(client, lead, region):
    text = text_of(client, reverse("dashboard:region_matrix_missing", args=[region.slug]))
    assert "Nog geen gemeente deelt haar interventies met de regio." in text
    assert "heeft alles opgegeven" not in text
    start = client.get(reverse("dashboard:region", args=[region.slug]))
    missing = reverse("dashboard:region_matrix_missing", args=[region.slug])
    assert missing not in [step.url for step in start.context["guide"].steps], "nobody to ask"


def test_a_column_of_which_nothing_is_known_has_no_number(region):
    totals = region_matrix(region).totals
    assert totals
    assert set(totals) == {"Niet bekend"}


def test_known_columns_are_counted(region):
    place = Municipality.objects.in_region(region).first()
    coalition = make.CoalitionFactory.create(stage="forming")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    assert region_matrix(region).totals[0] == "1 van 3"


def test_of_no_municipality_the_instrument_is_known(client, lead, region):
    text = text_of(client, reverse("dashboard:region_instruments", args=[region.slug]))
    assert "Van geen enkele gemeente is het instrument hier al bekend." in text
    assert "Van 0 van de" not in text


def test_figures_that_are_not_there_are_not_talked_about(client, sign_in):
    coalition = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    sign_in("coordinator", coalition)
    address = reverse("monitoring:coalition", args=[coalition.slug])
    talk = reverse("monitoring:interpretation_add", args=[coalition.slug])
    assert talk not in client.get(address).content.decode()
    own: dict[str, Any] = {
        "unit": "percent",
        "direction": "up",
        "counted": "gezinnen",
        "out_of": "alle gezinnen",
    }
    own_indicator_save(coalition=coalition, name="Bereik", phase="during", source="zelf", **own)
    assert talk in client.get(address).content.decode()


def test_the_title_of_the_care_pathways_names_the_coalition(client, sign_in):
    coalition = make.CoalitionFactory.create(name="Kansrijk Elders")
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    sign_in("coordinator", coalition)
    page = client.get(reverse("agreements:pathways", args=[coalition.slug])).content.decode()
    title = " ".join(page.split("<title>")[1].split("</title>")[0].split())
    assert title == "Zorgpaden · Kansrijk Elders · Coalitiedossier"
