"""The newest change of every source: the same with kept words as asked one by one."""

from datetime import timedelta
from unittest.mock import patch

import pgtrigger
import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from coalitions import registry
from coalitions.models import Municipality
from coalitions.registry import Reading
from coalitions.selectors import newest_changes, page_head
from coalitions.selectors.history import feeds_for
from coalitions.selectors.newest_changes import Kept
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from tests import factories as make
from tests.access.rows import ROLES
from tests.access.world import make_world
from tests.crowd import Crowd, rounds

pytestmark = pytest.mark.django_db


def tables() -> set[str]:
    found = (one.model.events.field.model._meta.db_table for one in registry.history_sources())
    return set(found)


def stir(world) -> None:
    """Spread all events over a few moments and authors: many at one moment, some of nobody."""
    nameless = make.UserFactory.create(name="")
    people = [*(user for user in world.users.values() if user), nameless]
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at)"
            " SELECT gen_random_uuid(), metadata, now(), now()"
            " FROM unnest(%s::jsonb[]) AS given (metadata)",
            [[f'{{"user": {user.pk}, "coalition": {world.coalition.pk}}}' for user in people]],
        )
        cursor.execute(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at)"
            " VALUES (gen_random_uuid(), '{}', now(), now())"
        )
        for table in tables():
            cursor.execute(
                f"UPDATE {table} SET"  # noqa: S608
                " pgh_created_at = now()"
                "  - ((pgh_id - first) %% 3 + length(%s) %% 7) * interval '1 hour',"
                " pgh_context_id = (SELECT (array_agg(id ORDER BY id) || NULL::uuid)"
                "  [1 + (pgh_id - first + length(%s)) %% (count(*) + 1)] FROM pghistory_context)"
                f" FROM (SELECT min(pgh_id) AS first FROM {table}) AS all_rows",
                [table, table],
            )


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        Crowd(made, 3).gather()
        rounds(made, 3)
        stir(made)
        cache.clear()
        yield made
        transaction.set_rollback(True)


def one_by_one(reading: Reading) -> list[page_head.Row]:
    """Return the same rows as simply as can be: a query per source, and one per author."""
    places = Municipality.objects.covered_by(reading.coalition)
    found: list[page_head.Row] = [(None, one.name, None) for one in places]
    for feed in feeds_for(reading):
        newest = feed.rows().order_by("-pgh_created_at", "-pgh_id").first()
        if newest is not None:
            key = newest.pgh_context and newest.pgh_context.metadata.get("user")
            user = User.objects.filter(pk=key).first() if key else None
            who = (user.name or user.email) if user else None
            found.append((newest.pgh_created_at, who, feed.source.key))
    return found


def in_order(rows):
    return sorted(rows, key=lambda row: (str(row[0]), row[1] or "", row[2] or ""))


@pytest.mark.parametrize("role", [*ROLES, None])
def test_a_reader_finds_the_same_as_one_by_one(world, role):
    for coalition in (world.coalition, world.regional, world.other_coalition):
        user = world.users[role] if role else None
        expected = one_by_one(Reading(coalition, user))
        with CaptureQueriesContext(connection) as queries:
            found = page_head._newest_and_places(Reading(coalition, user))
        assert in_order(found) == in_order(expected)
        assert len(queries) <= 2  # one, and the rights of who leads a region


def test_the_world_tells_readers_and_moments_apart(world):
    """Otherwise the test above would say little."""
    rows = {role: one_by_one(Reading(world.coalition, world.users[role])) for role in ROLES}
    assert len({len(found) for found in rows.values()}) > 3
    assert len(rows["coordinator"]) > 50
    told = rows["coordinator"]
    assert {None} < {who for moment, who, _key in told if moment}
    assert len({moment for moment, _who, _key in told}) > 5
    assert max(map(len, rows.values())) > len({moment for moment, _who, _key in told})


KEPT = [one for one in registry.history_sources() if isinstance(one.within, Kept)]
by_source = pytest.mark.parametrize("source", KEPT, ids=lambda source: source.key)


def bare(text: str) -> str:
    """Django puts brackets round what it is given, and none round a plain value."""
    return text.replace("(%s)", "%s")


@by_source
def test_what_is_kept_is_the_same_on_another_day_and_in_another_language(source):
    once = newest_changes.kept(source.model, source.within)
    for days, language in ((0, "en"), (1, "nl"), (400, "nl")):
        with clock.travel(clock.now() + timedelta(days=days)), translation.override(language):
            again = newest_changes.newest(source.model, source.within.condition(source.within.mark))
        assert again == once


@by_source
def test_what_is_kept_is_what_any_coalition_and_reader_would_ask(source):
    text, params = newest_changes.kept(source.model, source.within)
    told = source.within.told
    for role in ("coordinator", "partner"):
        member = make.MembershipFactory.create(role=role)
        reading = Reading(member.coalition, member.user)
        plain = newest_changes.newest(source.model, source.within(reading))
        if told is None:
            key = member.coalition.pk
            assert bare(plain[0]) == bare(text)
            assert plain[1] == newest_changes.with_key((text, params), key)[1]
            assert key in plain[1]
        else:
            rows, given = told.in_sql(reading)
            assert plain[0] == text.replace(source.within.mark.sql, rows)
            assert [one for one in plain[1] if one not in given] == [
                one for one in params if one not in given
            ]


def test_a_second_page_puts_few_sources_into_words():
    member = make.MembershipFactory.create()
    page_head._newest_and_places(Reading(member.coalition, member.user))
    another = make.MembershipFactory.create(role="coordinator")
    with patch.object(SQLCompiler, "as_sql", autospec=True, side_effect=SQLCompiler.as_sql) as made:
        page_head._newest_and_places(Reading(another.coalition, another.user))
    assert len(registry.history_sources()) > 70
    assert made.call_count < 20
