"""The computed addresses: strict about what is given, silent about passwords."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kansrijkestart.embedded import addresses


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "STATEMENT_TIMEOUT_MS"):
        monkeypatch.delenv(name, raising=False)


def test_embedded_database_has_a_role_for_the_app_and_one_for_the_owner(tmp_path):
    app = addresses.django_database(tmp_path, "app")
    owner = addresses.django_database(tmp_path, "owner")
    assert (app["USER"], owner["USER"]) == ("ks_app", "ks_owner")
    assert app["HOST"] == owner["HOST"]
    assert app["HOST"].startswith("/")


def test_every_wait_of_the_app_is_bounded_and_a_migration_may_run_long(tmp_path):
    app = addresses.django_database(tmp_path, "app")["OPTIONS"]
    owner = addresses.django_database(tmp_path, "owner")["OPTIONS"]
    assert app["connect_timeout"] == owner["connect_timeout"] == 2
    for name in ("statement_timeout=10000", "lock_timeout=3000", "session_timeout=30000"):
        assert name in app["options"]
    assert "statement_timeout" not in owner["options"]


def test_statement_timeout_can_be_set_and_must_be_a_number(tmp_path, monkeypatch):
    monkeypatch.setenv("STATEMENT_TIMEOUT_MS", "600000")
    options = addresses.django_database(tmp_path, "app")["OPTIONS"]["options"]
    assert "-c statement_timeout=600000" in options
    monkeypatch.setenv("STATEMENT_TIMEOUT_MS", "long")
    with pytest.raises(ImproperlyConfigured, match="STATEMENT_TIMEOUT_MS"):
        addresses.django_database(tmp_path, "app")


def test_given_database_wins_and_the_owner_has_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ks%40app:p%2Fw@db:6432/record?sslmode=require")
    app = addresses.django_database(tmp_path, "app")
    assert {key: app[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "record",
        "USER": "ks@app",
        "PASSWORD": "p/w",
        "HOST": "db",
        "PORT": "6432",
    }
    assert app["OPTIONS"]["sslmode"] == "require"
    assert addresses.django_database(tmp_path, "owner")["USER"] == "ks@app"
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://boss:x@db/record")
    assert addresses.django_database(tmp_path, "owner")["USER"] == "boss"
    assert addresses.app_role_name() == "ks@app"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://app:hush@db/record",
        "postgresql://db/record",
        "postgresql://app:hush@db/",
        "postgresql://app:hush@db/a/b",
        "postgresql://app:hush@db:port/record",
        "postgresql://app:hush@/record",
        "postgresql://app:hush@db/record?pool=4",
        "postgresql://app:hush@db/record?sslmode",
        "postgresql://app:hu#sh@db/record",
        "postgresql://app:hush@[db/record",
    ],
)
def test_unclear_database_address_is_refused_without_its_password(tmp_path, monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL ") as refused:
        addresses.django_database(tmp_path, "app")
    assert "hush" not in str(refused.value)


def test_unknown_role_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_ROLE"):
        addresses.django_database(tmp_path, "root")


@pytest.mark.parametrize(
    ("given", "broker"),
    [
        ("redis://:pw@cache:6379/0", "redis://:pw@cache:6379/0"),
        ("rediss://cache/0", "rediss://cache/0"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
    ],
)
def test_given_redis_serves_cache_and_broker(tmp_path, monkeypatch, given, broker):
    monkeypatch.setenv("REDIS_URL", given)
    assert addresses.redis_url(tmp_path) == given
    assert addresses.broker_url(tmp_path) == broker


def test_unknown_kind_of_redis_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("REDIS_URL", "http://cache")
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        addresses.redis_url(tmp_path)


def test_embedded_cache_and_broker_use_one_socket_and_two_databases(tmp_path):
    assert addresses.redis_url(tmp_path).endswith("redis.sock?db=0")
    assert addresses.broker_url(tmp_path).endswith("redis.sock?virtual_host=1")
