"""Registering a coalition, changing it, ending it, and the list."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import (
    Coalition,
    CoalitionVisit,
    Membership,
    MunicipalityAlias,
    MunicipalitySuccession,
    Organisation,
)
from coalitions.selectors.municipalities import resolve_municipalities
from coalitions.services.coalition import (
    coalition_end,
    coalition_register,
    coalition_update,
    visit_record,
)
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


def coordinator():
    return make.MembershipFactory.create().user


def register(**values):
    given = {
        "user": values.pop("user", None) or coordinator(),
        "name": "Best",
        "scope": "local",
        "municipalities": values.pop("municipalities", None) or [make.MunicipalityFactory.create()],
    }
    return coalition_register(**given | values)


def test_register_makes_coordinator_coverage_and_organisation():
    user, best = coordinator(), make.MunicipalityFactory.create(name="Best")
    make.OrganisationFactory.create(name="Gemeente Best")
    coalition = register(user=user, municipalities=[best], lead_organisation=" gemeente  BÉST ")
    assert coalition.slug == "best"
    assert coalition.lead_organisation.name == "Gemeente Best"
    assert Organisation.objects.filter(name_fold="gemeente best").count() == 1
    row = coalition.coverage.get()
    assert (row.municipality, row.since, row.until) == (best, clock.today(), None)
    assert Membership.objects.get(user=user, coalition=coalition).role == "coordinator"


def test_register_finds_a_free_slug_and_keeps_clear_of_routes():
    assert [register().slug, register().slug] == ["best", "best-2"]
    assert register(name="Nieuw").slug == "nieuw-2"
    assert register(name="日本").slug == "coalitie"


def test_register_refuses_a_municipality_with_a_local_coalition():
    best = make.MunicipalityFactory.create(name="Best")
    register(municipalities=[best])
    with pytest.raises(DomainError) as error:
        register(municipalities=[best])
    assert "Best" in error.value.message_dict["municipalities"][0]


def test_register_refuses_somebody_without_permission_and_an_empty_list():
    with pytest.raises(DomainError):
        register(user=make.UserFactory.create())
    with pytest.raises(DomainError) as error:
        coalition_register(user=coordinator(), name="X", scope="local", municipalities=[])
    assert "municipalities" in error.value.message_dict


def test_only_the_lead_of_a_region_registers_its_regional_coalition():
    region, outside = make.RegionFactory.create(), make.MunicipalityFactory.create()
    inside = make.RegionMunicipalityFactory.create(region=region).municipality
    lead = make.RegionMembershipFactory.create(region=region).user
    given = {"scope": "regional", "region": region}
    with pytest.raises(DomainError) as error:
        register(municipalities=[inside], **given)
    assert "region" in error.value.message_dict
    with pytest.raises(DomainError) as error:
        register(user=lead, municipalities=[outside], **given)
    assert outside.name in error.value.message_dict["municipalities"][0]
    assert register(user=lead, municipalities=[inside], **given).region == region
    with pytest.raises(ValidationError):
        register(user=lead, municipalities=[inside], **given)


def update(coalition, user, **values):
    given = {
        "expected_version": coalition.version,
        "municipalities": [row.municipality for row in coalition.coverage.all()],
        "name": coalition.name,
    }
    return coalition_update(coalition=coalition, user=user, **given | values)


def test_update_keeps_the_past_of_a_municipality_that_leaves():
    user, coalition = coordinator(), make.CoalitionFactory.create()
    start = clock.today() - timedelta(days=10)
    old = make.CoalitionMunicipalityFactory.create(coalition=coalition, since=start)
    new = make.MunicipalityFactory.create()
    update(coalition, user, municipalities=[new], stage="forming")
    old.refresh_from_db()
    assert old.until == clock.today()
    coalition.refresh_from_db()
    assert (coalition.stage, coalition.stage_since) == ("forming", clock.today())
    assert coalition.coverage.get(until=None).municipality == new


def test_update_refuses_an_old_version_and_an_ended_coalition():
    user, coalition = coordinator(), make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    with pytest.raises(EditConflict):
        update(coalition, user, expected_version=0)
    coalition_end(coalition=coalition, ended_on=clock.today(), expected_version=None)
    with pytest.raises(DomainError):
        update(coalition, user)


def test_end_frees_the_municipality_and_refuses_the_future_and_twice():
    best = make.MunicipalityFactory.create()
    coalition = register(municipalities=[best])
    with pytest.raises(DomainError):
        coalition_end(
            coalition=coalition, ended_on=clock.today() + timedelta(days=1), expected_version=None
        )
    coalition_end(coalition=coalition, ended_on=clock.today(), expected_version=None)
    with pytest.raises(DomainError):
        coalition_end(coalition=coalition, ended_on=clock.today(), expected_version=None)
    assert register(municipalities=[best]).pk


def test_a_visit_within_the_hour_is_the_same_visit():
    coalition, user, start = make.CoalitionFactory.create(), make.UserFactory.create(), clock.now()
    for hours in (0, 0.5, 5):
        with clock.travel(start + timedelta(hours=hours)):
            visit_record(coalition=coalition, user=user)
    visit = CoalitionVisit.objects.get()
    assert visit.seen_at == start + timedelta(hours=5)
    assert visit.previous_at == start + timedelta(hours=0.5)


def test_names_of_municipalities_as_people_type_them():
    nuenen = make.MunicipalityFactory.create(name="Nuenen, Gerwen en Nederwetten")
    bosch = make.MunicipalityFactory.create(name="'s-Hertogenbosch", code="GM0796")
    best, fryslan = (make.MunicipalityFactory.create(name=n) for n in ("Best", "Súdwest-Fryslân"))
    MunicipalityAlias.objects.create(municipality=bosch, name="Den Bosch")
    text = "nuenen, gerwen en nederwetten, den bosch; gemeente BEST\nsudwest-fryslan"
    text += ", ’s-Hertogenbosch, gm0796"
    resolved = resolve_municipalities(text)
    assert resolved.found == [nuenen, bosch, best, fryslan]
    assert resolve_municipalities("Bestt, qqqq").unknown == [("Bestt", "Best"), ("qqqq", "")]


def test_a_municipality_of_the_past_is_not_offered():
    make.MunicipalityFactory.create(name="Haaren", valid_until=clock.today() - timedelta(days=9))
    resolved = resolve_municipalities("Haaren")
    assert (resolved.found, resolved.unknown) == ([], [])
    assert [one.municipality.name for one in resolved.former] == ["Haaren"]


def haaren():
    """Split over two, of which one was merged later; Haarlem has nothing to do with it."""
    make.MunicipalityFactory.create(name="Haarlem")
    gone = make.MunicipalityFactory.create(
        name="Haaren", code="GM0788", valid_until=date(2021, 1, 1)
    )
    middle = make.MunicipalityFactory.create(name="Tussen", valid_until=date(2023, 1, 1))
    today, other = (make.MunicipalityFactory.create(name=name) for name in ("Vught", "Boxtel"))
    first, second = date(2021, 1, 1), date(2023, 1, 1)
    for old, new, on in (
        (gone, today, first),
        (gone, middle, first),
        (middle, other, second),
    ):
        MunicipalitySuccession.objects.create(predecessor=old, successor=new, effective_on=on)


@pytest.mark.parametrize("typed", ["Haaren", "gemeente haaren", "GM0788"])
def test_a_municipality_of_the_past_is_named_with_those_of_today(client, typed):
    haaren()
    client.force_login(coordinator())
    data = {"name": "Best", "scope": "local", "municipalities": typed, "lead_organisation": ""}
    page = client.post(reverse("coalitions:create"), once(data)).content.decode()
    assert "Haaren bestaat niet meer sinds 1 januari 2021." in page
    assert "Het gebied hoort nu bij: Boxtel, Vught." in page
    assert "Noem de gemeente van nu." in page
    assert "Haarlem?" not in page


def test_who_looks_for_a_municipality_of_the_past_on_the_map_finds_those_of_today(client):
    haaren()
    page = client.get(reverse("dashboard:map"), {"q": "Haaren"}).content.decode()
    assert "Haaren bestaat niet meer sinds 1 januari 2021." in page
    assert 'href="?q=Vught"' in page


def test_create_page_registers_and_goes_on_to_the_partners(client):
    make.MunicipalityFactory.create(name="Best")
    client.force_login(coordinator())
    data = {"name": "Best", "scope": "local", "municipalities": "Best", "lead_organisation": ""}
    response = client.post(reverse("coalitions:create"), once(data))
    assert response.url == reverse("coalitions:partners_add", args=["best"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("municipalities", "Bets"), ("municipalities", ""), ("name", ""), ("name", "x" * 10000)],
)
def test_create_page_keeps_what_was_typed_with_a_mistake(client, field, value):
    make.MunicipalityFactory.create(name="Best")
    client.force_login(coordinator())
    data = {"name": "Mijn coalitie", "scope": "local", "municipalities": "Best"} | {field: value}
    response = client.post(reverse("coalitions:create"), once(data))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert value in response.content.decode()
    assert Coalition.objects.filter(name="Mijn coalitie").count() == 0


def test_a_regional_coalition_takes_the_municipalities_of_its_region(client):
    row = make.RegionMunicipalityFactory.create()
    client.force_login(make.RegionMembershipFactory.create(region=row.region).user)
    data = {"name": "De Kempen", "scope": "regional", "region": row.region_id}
    assert client.post(reverse("coalitions:create"), once(data)).status_code == 302
    coalition = Coalition.objects.get(slug="de-kempen")
    assert coalition.coverage.get().municipality == row.municipality


def test_update_page_shows_both_texts_after_a_conflict(client, sign_in):
    coalition = make.CoalitionFactory.create(name="Best")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality__name="Best")
    sign_in("coordinator", coalition)
    url = reverse("coalitions:update", args=[coalition.slug])
    data = {"name": "Eerste", "municipalities": "Best", "stage": "forming", "version": 1}
    assert client.post(url, data).status_code == 302
    response = client.post(url, data | {"name": "Tweede"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Eerste" in page
    assert "Tweede" in page
    assert client.post(url, data | {"name": "Tweede", "version": 2}).status_code == 302


def test_suggestions_hold_only_organisations_of_own_coalitions(client, sign_in):
    make.PartnershipFactory.create(organisation__name="Elders BV")
    own = make.PartnershipFactory.create(organisation__name="Eigen BV")
    sign_in("coordinator", own.coalition)
    page = client.get(reverse("coalitions:partners_add", args=[own.coalition.slug]))
    assert "Eigen BV" in page.content.decode()
    assert "Elders BV" not in page.content.decode()


def test_end_page_ends(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    url = reverse("coalitions:end", args=[coalition.slug])
    today = clock.today().isoformat()
    assert client.post(url, {"ended_on": "onzin", "version": 1}).status_code == 200
    assert client.post(url, {"ended_on": today, "version": 0}).status_code == 409
    assert client.post(url, {"ended_on": today, "version": 1}).status_code == 302
    coalition.refresh_from_db()
    assert coalition.stage == "ended"


def test_list_is_filtered_without_accents_and_shows_only_own(client):
    user = make.UserFactory.create()
    for name in ("Súdwest", "Best"):
        make.MembershipFactory.create(user=user, coalition__name=name)
    make.CoalitionFactory.create(name="Sudwest elders")
    client.force_login(user)
    rows = client.get(reverse("coalitions:list"), {"q": "SUDWEST"}).context["object_list"]
    assert [row.name for row in rows] == ["Súdwest"]
    assert not client.get(reverse("coalitions:list"), {"q": "niets"}).context["object_list"]


def test_list_costs_the_same_for_one_coalition_and_for_twenty(client):
    user, counts = make.UserFactory.create(), []
    client.force_login(user)
    for size in (1, 19):
        make.MembershipFactory.create_batch(size, user=user)
        client.get(reverse("coalitions:list"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("coalitions:list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
