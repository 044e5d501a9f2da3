"""Where everybody starts, and the menu that goes with it."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.models import Case, When
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from coalitions.models import Action, Membership, Region
from kansrijkestart.core import clock
from kansrijkestart.dashboard.navigation import MOST_ITEMS, main_navigation
from kansrijkestart.dashboard.roles import Roles, _look_up, roles_of
from kansrijkestart.dashboard.views.home import _work_page
from tests import factories as make

pytestmark = pytest.mark.django_db


def labels(client):
    return [str(item.url) for item in client.get("/").context["navigation"]]


def test_a_visitor_reads_what_this_is_and_where_to_sign_in(client):
    page = client.get("/")
    assert page.status_code == 200
    assert reverse("account_login") in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_a_coordinator_starts_with_the_next_step_and_what_is_known(client, sign_in):
    coalition = make.CoalitionFactory.create(name="Best")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality__name="Best")
    sign_in("coordinator", coalition)
    page = client.get("/")
    assert page.context["first"].first.priority == 10
    assert "Best" in page.context["lead"]
    assert page.context["known"]


def test_a_partner_sees_their_own_open_actions_only(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("partner", coalition)
    mine = Action.objects.create(coalition=coalition, title="Mijn", assigned_to=user)
    Action.objects.create(coalition=coalition, title="Ander")
    page = client.get("/")
    assert list(page.context["actions"]) == [mine]
    assert page.context["lead"] == ""


def test_somebody_without_a_role_reads_what_to_do(client):
    client.force_login(make.UserFactory.create())
    page = client.get("/")
    assert page.status_code == 200
    assert page.context["own"] == []


@pytest.mark.parametrize(
    ("roles", "name"),
    [
        (Roles(national=frozenset({"adviser", "analyst"}), is_known=True), "dashboard:caseload"),
        (Roles(national=frozenset({"analyst"}), is_known=True), "dashboard:national"),
        (Roles(national=frozenset({"policy_viewer"}), is_known=True), "dashboard:national"),
        (Roles(national=frozenset({"administrator"}), is_known=True), "people:users"),
        (Roles(is_known=True), ""),
    ],
)
def test_every_role_lands_on_its_own_page(monkeypatch, roles, name):
    module = "kansrijkestart.dashboard.views.home.safe_reverse"
    monkeypatch.setattr(module, lambda wanted, **_kwargs: f"/{wanted}/")
    assert _work_page(roles) == (f"/{name}/" if name else "")


def test_a_regional_lead_lands_on_the_region(monkeypatch):
    module = "kansrijkestart.dashboard.views.home.safe_reverse"
    monkeypatch.setattr(module, lambda wanted, **kwargs: f"/{wanted}/{kwargs.get('slug', '')}")
    roles = Roles(regions=(make.RegionFactory.build(slug="kempen"),), is_known=True)
    assert _work_page(roles) == "/dashboard:region/kempen"


def test_the_menu_of_a_member_names_the_own_coalition(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("partner", coalition)
    urls = labels(client)
    assert urls[:2] == ["/", reverse("coalitions:detail", args=[coalition.slug])]
    assert reverse("coalitions:my_actions") in urls


COALITION = make.CoalitionFactory.build(slug="best")
REGION = make.RegionFactory.build(slug="kempen")
ADVISER, ANALYST = (
    Roles(national=frozenset({role}), is_known=True) for role in ("adviser", "analyst")
)
MENUS = [
    (
        Roles(coordinated=(COALITION,), around=(REGION,), is_known=True),
        [
            "Start",
            "Mijn coalitie",
            "Regio",
            "Vragenlijst",
            "Interventies",
            "Praktijkvoorbeelden",
            "Landkaart",
        ],
    ),
    (
        Roles(joined=(COALITION,), is_known=True),
        [
            "Start",
            "Onze coalitie",
            "Mijn acties",
            "Afspraken",
            "Interventies",
            "Praktijkvoorbeelden",
            "Landkaart",
        ],
    ),
    (
        Roles(regions=(REGION,), is_known=True),
        [
            "Regio",
            "Interventies per gemeente",
            "Regionale afspraken",
            "Cijfers",
            "Knelpunten",
            "Rapport",
            "Interventies",
        ],
    ),
    (
        ADVISER,
        [
            "Mijn coalities",
            "Alle coalities",
            "Contacten",
            "Praktijkvoorbeelden",
            "Interventies",
            "Landkaart",
        ],
    ),
    (
        ANALYST,
        ["Landelijk", "Vragenlijsten", "Cijfers laden", "Interventies", "Landkaart", "Downloads"],
    ),
    (
        Roles(),
        [
            "Wat is Kansrijke Start",
            "Landkaart",
            "Praktijkvoorbeelden",
            "Interventies",
            "Methode",
            "Inloggen",
        ],
    ),
]


@pytest.mark.parametrize(
    ("roles", "words"),
    MENUS,
    ids=["coordinator", "partner", "regional lead", "adviser", "analyst", "visitor"],
)
def test_the_menu_has_the_words_of_the_screens_in_their_order(roles, words):
    with override("nl"):
        assert [str(item.label) for item in main_navigation(roles, "/elders/")] == words


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            "adviser",
            "caseload list contacts examples catalogue map",
        ),
        ("analyst", "national questionnaires releases catalogue map exports"),
        ("administrator", "users settings reference list index create catalogue"),
    ],
)
def test_a_national_role_finds_its_pages_in_the_order_of_the_screens(monkeypatch, role, expected):
    module = "kansrijkestart.dashboard.navigation.safe_reverse"
    monkeypatch.setattr(module, lambda wanted, **_kwargs: wanted.split(":")[-1])
    items = main_navigation(Roles(national=frozenset({role}), is_known=True), "/elders/")
    assert [item.url for item in items] == expected.split()


def test_the_menu_has_at_most_seven_items_for_somebody_with_every_role(monkeypatch):
    module = "kansrijkestart.dashboard.navigation.safe_reverse"
    monkeypatch.setattr(module, lambda wanted, **_kwargs: f"/{wanted}/")
    coalition, region = make.CoalitionFactory.build(), make.RegionFactory.build()
    roles = Roles(
        coordinated=(coalition,),
        regions=(region,),
        national=frozenset({"adviser", "analyst", "administrator"}),
        is_known=True,
    )
    items = main_navigation(roles, "/elders/")
    assert len(items) == MOST_ITEMS
    assert len({item.url for item in items}) == MOST_ITEMS


def test_the_longest_address_is_the_current_one(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    page = client.get(reverse("coalitions:partners", args=[coalition.slug]))
    current = [item.url for item in page.context["navigation"] if item.current]
    assert current == [reverse("coalitions:detail", args=[coalition.slug])]
    assert [i.url for i in client.get("/").context["navigation"] if i.current] == ["/"]


@pytest.mark.parametrize("role", ["partner", "coordinator"])
def test_the_menu_asks_nothing_for_a_visitor_and_one_thing_of_a_member(role):
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        assert roles_of(request) == Roles()
    assert len(queries) == 0
    user = make.UserFactory.create()
    for size in (1, 5):
        make.MembershipFactory.create_batch(size, user=user, role=role)
        request = RequestFactory().get("/")
        request.user = user
        with CaptureQueriesContext(connection) as queries:
            roles_of(request)
            roles_of(request)
        assert len(queries) == 1


def roles_by_querysets(user):
    """The roles as the rules of the domain give them, one question each."""
    rows = Membership.objects.current().filter(user=user)
    is_over = Case(When(coalition__stage="ended", then=1), default=0)
    rows = rows.order_by(is_over, "coalition__name_fold", "coalition_id")
    led = Region.objects.followed_by(user).order_by("name_fold", "pk")
    around = Region.objects.around(user).order_by("name_fold", "pk")
    return Roles(
        coordinated=named(m.coalition for m in rows if m.role == "coordinator"),
        joined=named(m.coalition for m in rows if m.role == "partner"),
        regions=named(led),
        around=named(around),
        national=frozenset(user.national_roles.values_list("role", flat=True)),
        is_known=True,
    )


def named(records):
    return tuple((one.pk, one.slug, getattr(one, "stage", "") == "ended") for one in records)


def test_the_one_question_of_the_menu_gives_what_the_rules_give():
    """Everything once open, once ended and once not begun; regions with and without coalition."""
    user, other = make.UserFactory.create(), make.UserFactory.create()
    today = clock.today()
    day = timedelta(days=1)
    periods: list[dict[str, Any]] = [
        {"since": today - day, "until": None},
        {"since": today, "until": today + day},
        {"since": today - day, "until": today},
        {"since": today + day, "until": None},
    ]
    for number, (own, cover, inside) in enumerate(product(periods, repeat=3)):
        over = {"stage": "ended", "ended_on": today} if number % 4 == 1 else {}
        coalition = make.CoalitionFactory.create(name=f"Coalitie {number % 7} {number}", **over)
        role = "partner" if number % 5 == 4 else "coordinator"
        make.MembershipFactory.create(user=user, coalition=coalition, role=role, **own)
        place = make.MunicipalityFactory.create()
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place, **cover)
        region = make.RegionFactory.create(name=f"Regio {number % 7} {number}")
        make.RegionMunicipalityFactory.create(region=region, municipality=place, **inside)
        ended = {"stage": "ended", "ended_on": today} if number % 3 == 2 else {}
        make.CoalitionFactory.create(regional=True, region=region, **ended)
        make.RegionMembershipFactory.create(user=user, **own)
    make.NationalRoleFactory.create(user=user, role="adviser")
    make.MembershipFactory.create(user=other, role="coordinator")
    found, wanted = _look_up(user), roles_by_querysets(user)
    assert found == wanted
    assert min(map(len, (found.coordinated, found.joined, found.regions, found.around))) > 1
    assert _look_up(other) == roles_by_querysets(other)
