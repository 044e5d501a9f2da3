"""For every kind of record in the log: what is told is the difference of two snapshots.

A record full of everything is disturbed at random, table by table, and compared with what the
tables themselves held before and after. `test_compare` does the same by hand for a few kinds.
"""

import random
from datetime import date, timedelta
from typing import Any

import pghistory
import pytest
from django.db import DatabaseError, models, transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone

from coalitions import registry
from coalitions.registry import Reading
from coalitions.selectors.differences import pairs_between
from coalitions.selectors.history import BOOKKEEPING, feeds_for, told_fields
from tests.access.world import make_world
from tests.checklist.make import round_of
from tests.crowd import Crowd

# What a random change may run into: a rule of the database, which then leaves the row as it was.
REFUSED = (DatabaseError, ProtectedError)


def shown_names(feed):
    """The columns a reader is told about, as the tables have them too."""
    names = [field.attname for field in told_fields(feed.source, feed.events)]
    return [name for name in names if name in columns_of(feed.source.model)]


def columns_of(model):
    return {field.attname: field for field in model._meta.concrete_fields}


def snapshot(feeds):
    """Read the tables themselves: per record that the log may tell of, what it holds now."""
    found = {}
    for feed in feeds:
        names = shown_names(feed)
        seen = set(feed.rows().values_list("pgh_obj_id", flat=True))
        for values in feed.source.model.objects.filter(pk__in=seen).values("pk", *names):
            found[feed.source.key, values.pop("pk")] = values
    return found


def difference(first, second):
    found = {}
    for record in first.keys() | second.keys():
        old, new = first.get(record), second.get(record)
        if old is None or new is None:
            found[record] = ("added" if old is None else "removed", frozenset())
        elif fields := frozenset(name for name in new if old[name] != new[name]):
            found[record] = ("changed", fields)
    return found


def without_parts_of_what_is_gone(feeds, first, found):
    """Leave out parts that went with their whole: the log tells of the whole, once.

    Which municipalities a choice had is asked by the choice; nothing on the site removes one.
    """
    kept = dict(found)
    for feed in feeds:
        whole = columns_of(feed.source.model).get(f"{feed.source.about_field}_id")
        if whole is None or not isinstance(whole, models.ForeignKey):
            continue
        left = set(whole.related_model.objects.values_list("pk", flat=True))
        for record, (kind, _fields) in found.items():
            is_part = record[0] == feed.source.key and kind == "removed"
            if is_part and first[record].get(whole.attname, None) not in left:
                del kept[record]
    return kept


def told(feeds, since, until):
    return {
        (pair.feed.source.key, (pair.after or pair.before).pgh_obj_id): (
            pair.kind,
            frozenset(field.attname for field in pair.fields),
        )
        for pair in pairs_between(feeds, since, until)
    }


def tried(change):
    """Do it, unless the database refuses; says whether it was done."""
    try:
        with transaction.atomic():
            change()
    except REFUSED:
        return False
    return True


class Disturbance:
    """Random changes that a record may meet, one seed, one story."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  a story to tell again, no secret

    def of(self, feed) -> set[str]:
        """Add, change and remove a row of one kind; returns what the database allowed."""
        model, done = feed.source.model, set()
        keys = sorted(set(feed.rows().values_list("pgh_obj_id", flat=True)), key=str)
        rows = list(model.objects.filter(pk__in=keys).order_by("pk"))
        self.chance.shuffle(rows)
        if rows and tried(lambda: self.copy(rows[0])):
            done.add("added")
        if any(self.change(feed, row) for row in rows[:2]):
            done.add("changed")
        if len(rows) > 1 and tried(rows[-1].delete):
            done.add("removed")
        return done

    def change(self, feed, row) -> bool:
        fields = [columns_of(type(row))[name] for name in shown_names(feed)]
        self.chance.shuffle(fields)
        rows = type(row).objects.filter(pk=row.pk)
        for field in fields:
            value = self.other(field, getattr(row, field.attname))
            if value is None:
                continue
            values = {field.attname: value}
            if tried(lambda values=values: rows.update(**values)):
                return True
        return False

    def copy(self, row) -> None:
        """Add a row like this one; what must be unique gets another value."""
        values: dict[str, Any] = {}
        for name, field in columns_of(type(row)).items():
            if field.primary_key or isinstance(field, models.GeneratedField):
                continue
            value = getattr(row, name)
            values[name] = value
            if isinstance(field, models.CharField | models.DateField) and not field.choices:
                values[name] = (
                    self.other(field, value) if name not in ("until", "source") else value
                )
        type(row)(**values).save(force_insert=True)

    def other(self, field, value) -> Any:
        if field.choices:
            return self.chance.choice([one for one, _label in field.flatchoices if one != value])
        if isinstance(field, models.BooleanField):
            return not value
        if isinstance(field, models.DateTimeField):
            return None
        if isinstance(field, models.DateField):
            days = timedelta(days=self.chance.randint(1, 300))
            return (value or date(2025, 1, 1)) - days
        if isinstance(field, models.CharField | models.TextField):
            return f"{str(value or '')[:60]}{self.chance.randint(10, 99)}"
        if isinstance(field, models.IntegerField) and not field.is_relation:
            return (value or 0) + 1
        return None


def full_record():
    """A world with several of everything, written by its coordinator."""
    world = make_world()
    coordinator = world.users["coordinator"]
    assert coordinator is not None
    with pghistory.context(user=coordinator.pk, coalition=world.coalition.pk):
        Crowd(world, 3).gather()
        round_of(world.coalition)
    return world, Reading(world.coalition, coordinator)


@pytest.mark.django_db(transaction=True)
def test_the_log_tells_the_difference_of_two_snapshots_for_every_kind_of_record():
    world, reading = full_record()
    feeds = feeds_for(reading)
    assert {feed.source.key for feed in feeds} == {one.key for one in registry.history_sources()}
    met: dict[str, set[str]] = {}
    for seed in (1, 2):
        first, since = snapshot(feeds), timezone.now()
        disturbance = Disturbance(seed)
        with pghistory.context(user=reading.user.pk, coalition=world.coalition.pk):
            for feed in feeds:
                met.setdefault(feed.source.key, set()).update(disturbance.of(feed))
        second, until = snapshot(feeds), timezone.now()
        expected = without_parts_of_what_is_gone(feeds, first, difference(first, second))
        assert told(feeds, since, until) == expected
        assert told(feeds, until, until) == {}
    assert {key for key, done in met.items() if not done} == set()
    assert len(BOOKKEEPING) < 10, "what is kept silent is a short list"
