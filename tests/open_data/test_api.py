"""The API as a program meets it: pages, filters, what is wrong, caches, other sites, limits."""

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalitions.models import Municipality
from kansrijkestart.core.cache import FaultTolerantRedisCache
from kansrijkestart.open_data import throttle
from kansrijkestart.open_data.middleware import OpenDoorMiddleware
from tests import factories as make
from tests.open_data import world

pytestmark = pytest.mark.django_db
API = "/api/v1/"
LISTS = ("coalitions", "municipalities", "indicators", "figures", "examples")


def ask(client, path, status=200, **query):
    answer = client.get(f"{API}{path}", query)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def problem_of(answer, status):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer["Cache-Control"] == "no-store"
    return json.loads(answer.content)


def test_the_start_names_everything_with_whole_addresses_that_work(client):
    found = ask(client, "")
    assert list(found["resources"]) == list(LISTS)
    assert found["licence"] is None
    assert found["is_demo"] is False
    for url in (*found["resources"].values(), found["openapi"], found["about"]):
        assert url.startswith("http://testserver/")
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_no_data_is_an_answer(client, name):
    Municipality.objects.all().delete()
    found = ask(client, f"{name}/")
    assert (found["count"], found["results"], found["next"]) == (0, [], None)


def test_pages_follow_each_other_and_together_hold_everything_once(client):
    for number in range(5):
        world.coalition(f"Plaats {number}")
    url, seen, sizes = f"{API}coalitions/?page_size=2", [], []
    while url:
        found = client.get(url).json()
        assert found["count"] == 5
        seen += [one["name"] for one in found["results"]]
        sizes.append(len(found["results"]))
        url = found["next"]
    assert seen == [f"Plaats {number}" for number in range(5)]
    assert sizes == [2, 2, 1]
    assert found["previous"] == f"http://testserver{API}coalitions/?page_size=2&page=2"


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ({"page": "0"}, "page", "from 1"),
        ({"page": "2"}, "page", "The last page is 1."),
        ({"page": "١"}, "page", "whole number"),
        ({"page": ""}, "page", "whole number"),
        ({"page": ["1", "1"]}, "page", "once"),
        ({"page_size": "101"}, "page_size", "up to and including 100"),
        ({"stage": "klaar"}, "stage", "Choose one of: unknown, announced"),
        ({"municipality": "772"}, "municipality", "four digits"),
        ({"municipality": "GM9999"}, "municipality", "No municipality has this code"),
        ({"stadium": "formed"}, "stadium", "Known are: stage, scope, municipality, page"),
    ],
)
def test_a_wrong_filter_or_page_is_told_with_what_to_do(client, query, name, words):
    found = problem_of(client.get(f"{API}coalitions/", query), 400)
    assert found["status"] == 400
    [wrong] = found["parameters"]
    assert wrong["name"] == name
    assert words in wrong["detail"]


def test_everything_that_is_wrong_is_told_at_once(client):
    found = problem_of(client.get(f"{API}coalitions/?page=x&stage=y&z=1"), 400)
    assert [one["name"] for one in found["parameters"]] == ["page", "stage", "z"]


def test_an_unknown_province_is_answered_with_the_known_ones(client):
    make.MunicipalityFactory.create(province="Drenthe")
    found = problem_of(client.get(f"{API}municipalities/?province=Brabant"), 400)
    assert "Drenthe" in found["parameters"][0]["detail"]


def test_filters_narrow(client):
    region = make.RegionFactory.create()
    best = world.coalition("Best", stage="formed")
    world.coalition("Son", stage="forming")
    world.coalition("Streek", scope="regional", region=region)
    code = best.coverage.get().municipality.code
    for query in ({"stage": "formed"}, {"municipality": code}):
        assert [one["name"] for one in ask(client, "coalitions/", **query)["results"]] == ["Best"]
    regional = ask(client, "coalitions/", scope="regional")["results"]
    assert [one["name"] for one in regional] == ["Streek"]
    formed = ask(client, "municipalities/", stage="formed")["results"]
    assert [one["code"] for one in formed] == [code]
    world.example(best, title="Later", phases=["after"])
    world.example(best, title="Eerder", phases=["before"])
    assert [one["title"] for one in ask(client, "examples/", phase="after")["results"]] == ["Later"]
    make.IndicatorFactory.create(key="vooraf", phase="before", kind="process")
    assert ask(client, "indicators/", phase="before")["results"][0]["key"] == "vooraf"
    assert ask(client, "indicators/", kind="context")["count"] == 0


@pytest.mark.parametrize("path", ["", "openapi.json", *(f"{name}/" for name in LISTS)])
def test_who_has_it_already_is_told_so_in_a_few_bytes(client, path):
    world.everything()
    first = client.get(f"{API}{path}")
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get(f"{API}{path}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    other = client.get(f"{API}{path}", headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_the_etag_changes_with_the_content(client):
    first = client.get(f"{API}coalitions/")["ETag"]
    world.coalition("Best")
    answer = client.get(f"{API}coalitions/", headers={"if-none-match": first})
    assert answer.status_code == 200
    assert answer["ETag"] != first


def test_head_has_the_headers_and_no_body(client):
    answer = client.head(f"{API}coalitions/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == client.get(f"{API}coalitions/")["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_are_refused_also_without_a_csrf_token(method):
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(f"{API}coalitions/")
    assert "GET" in problem_of(answer, 405)["detail"]
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_other_sites_may_read_the_api_and_nothing_else(client):
    answer = client.options(f"{API}coalitions/", headers={"origin": "https://example.org"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]
    for path in (f"{API}coalitions/", f"{API}nergens/"):
        assert client.get(path)["Access-Control-Allow-Origin"] == "*"
    for path in ("/", "/open-data/", "/open-data/coalities/alles.json"):
        assert "Access-Control-Allow-Origin" not in client.get(path)


def test_nobody_is_known_there_and_no_cookie_is_set(client, sign_in):
    own = world.coalition("Geheim", public=False)
    sign_in("coordinator", own)
    world.coalition("Best")
    visitor = Client().get(f"{API}coalitions/")
    answer = client.get(f"{API}coalitions/", headers={"accept-language": "en"})
    assert answer.content == visitor.content
    for header in ("Set-Cookie", "Vary", "Content-Language"):
        assert header not in answer
    assert not answer.cookies


def test_who_still_has_to_set_up_a_second_step_reads_it_like_anybody(client, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in("coordinator", world.coalition("Best"))
    assert client.get("/coalities/").status_code == 302
    assert client.get(f"{API}coalitions/").status_code == 200


@pytest.mark.parametrize("path", ["nergens/", "coalitions/a b/", "figures/nergens/"])
def test_an_address_that_leads_nowhere_is_a_problem_too(client, path):
    assert "/api/v1/" in problem_of(client.get(f"{API}{path}"), 404)["detail"]


def test_what_no_address_can_hold_is_a_problem_too(client):
    problem_of(client.get(f"{API}coalitions/?stage=%00"), 400)


def test_a_fault_of_ours_is_a_problem_that_tells_nothing_of_it(client, monkeypatch):
    client.raise_request_exception = False

    def broken():
        raise RuntimeError("geheim")

    monkeypatch.setattr("kansrijkestart.open_data.resources.coalitions.public_coalitions", broken)
    answer = client.get(f"{API}coalitions/")
    assert "geheim" not in str(problem_of(answer, 500))


def test_a_busy_site_says_when_to_come_back(rf):
    from django.http import HttpResponse

    busy = HttpResponse("<h1>", status=503, headers={"Retry-After": "30"})
    answer = OpenDoorMiddleware(lambda _request: busy)(rf.get(API))
    problem_of(answer, 503)
    assert answer["Retry-After"] == "30"


@pytest.fixture
def two_a_minute(settings):
    settings.ACCOUNT_RATE_LIMITS = {"open_data": "2/m/ip"}
    cache.clear()
    yield
    cache.clear()


def test_too_many_questions_wait_and_another_address_does_not(client, two_a_minute):
    for _time in range(2):
        ask(client, "coalitions/")
    answer = client.get(f"{API}examples/")
    assert "Retry-After" in problem_of(answer, 429)["detail"]
    assert answer["Retry-After"] == throttle.RETRY_SECONDS
    assert client.get("/open-data/coalities/excel.csv").status_code == 429
    assert client.get("/open-data/").status_code == 200
    assert client.get(f"{API}examples/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_with_the_cache_away_everybody_reads_on(client, two_a_minute, monkeypatch):
    away = FaultTolerantRedisCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache", away)
    for _time in range(4):
        ask(client, "coalitions/")


@pytest.mark.parametrize("path", [*(f"{name}/" for name in LISTS), "figures/big2/"])
def test_a_page_asks_the_database_as_often_for_one_as_for_many(client, path):
    world.everything()
    few = queries_of(client, path)
    for number in range(6):
        one = world.coalition(f"Plaats {number}", region=make.RegionFactory.create())
        world.example(one)
        definition = make.DefinitionFactory.create()
        world.hidden_kinds(world.release(), definition)
    more = make.DefinitionFactory.create(indicator__key="groot2", number=1)
    world.hidden_kinds(world.release(), more)
    assert queries_of(client, path) == few
    assert few <= 9


def queries_of(client, path):
    with CaptureQueriesContext(connection) as asked:
        ask(client, path)
    return len(asked)
