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

from agreements.models import AgreementEvidence, BottleneckAgreement
from coalitions import registry
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    AdviceSharing,
    Answer,
    AssessmentAttendance,
    ContactCoalition,
    ContactMoment,
    DocumentEvidence,
    HandOver,
    KnownAnswer,
    OrganisationRegion,
    PartnerEvidence,
    PrincipleNote,
)
from coalitions.registry import Reading
from coalitions.selectors.history import feeds_for, told_fields
from interventions.models import ChoiceEvidence
from kansrijkestart.core import clock
from monitoring.models import FigureEvidence
from tests import factories as make
from tests.access.world import make_world
from tests.checklist.make import principle, round_of
from tests.coalitions.snapshots import difference, told
from tests.crowd import Crowd

# What a random change may run into: a rule of the database, which then leaves the row as it was.
REFUSED = (DatabaseError, ProtectedError)
# A contact is told of while it is about this coalition: what is changed after that is not for it.
# An agreement ends and is never removed; its log is found by the agreement. A question to a party
# is taken back and never removed.
STAYS = {"contact-coalition", "agreement", "party-question", "party-question-back"}


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


def wholes(feeds):
    """Which parts go with which whole: per record, the rows that take it along when they go."""
    found = {}
    for feed in feeds:
        taking = [
            (name, field.related_model)
            for name, field in columns_of(feed.source.model).items()
            if field.is_relation and field.remote_field.on_delete is models.CASCADE
        ]
        for row in feed.source.model.objects.all() if taking else []:
            found[feed.source.key, row.pk] = [(of, getattr(row, name)) for name, of in taking]
    return found


def without_parts_of_what_is_gone(parts, found):
    """Leave out parts that went with their whole: the log tells of the whole, once.

    Which municipalities a choice had is asked by the choice; nothing on the site removes one.
    """
    return {
        record: (kind, fields)
        for record, (kind, fields) in found.items()
        if kind != "removed"
        or all(of.objects.filter(pk=pk).exists() for of, pk in parts.get(record, []))
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
        if len(rows) > 1 and feed.source.key not in STAYS and tried(rows[-1].delete):
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
            if not field.primary_key and not isinstance(field, models.GeneratedField):
                values[name] = self.alike(field, getattr(row, name))
        type(row)(**values).save(force_insert=True)

    def alike(self, field, value) -> Any:
        if field.name in ("until", "source") or field.choices:
            return value
        if field.name == "number" and isinstance(value, int):
            return value + 50
        is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
        return self.other(field, value) if is_day or isinstance(field, models.CharField) else value

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
        walked_round(world)
        rest_of_the_record(world)
    return world, Reading(world.coalition, coordinator)


def walked_round(world) -> None:
    """A round with answers, words, advice and evidence of every kind."""
    assessment, coalition = round_of(world.coalition), world.coalition
    about = principle(assessment)
    for row in about.statements.all()[:2]:
        Answer.objects.create(assessment=assessment, statement=row, now="mostly")
    PrincipleNote.objects.create(assessment=assessment, principle=about, explanation="Zo.")
    AdviceRequest.objects.create(assessment=assessment, principle=about, question="Hoe?")
    AdviceMessage.objects.create(
        assessment=assessment, principle=about, kind="reply", text="Zo.", shared_at=clock.now()
    )
    AdviceSharing.objects.create(assessment=assessment)
    beside = {"assessment": assessment, "statement": about.statements.first()}
    DocumentEvidence.objects.create(title="Nota", url="https://example.org/nota", **beside)
    for indicator in (world.indicator, make.DefinitionFactory.create().indicator):
        FigureEvidence.objects.create(record=indicator, **beside)
    for kind, rows in (
        (PartnerEvidence, coalition.partners),
        (AgreementEvidence, coalition.agreements),
        (ChoiceEvidence, coalition.choices),
    ):
        for record in rows.order_by("pk")[:2]:
            kind.objects.create(record=record, **beside)
    for partner in coalition.partners.order_by("pk")[:2]:
        AssessmentAttendance.objects.create(
            assessment=assessment, organisation=partner.organisation
        )


def rest_of_the_record(world) -> None:
    """What the crowd of the list pages does not have."""
    coalition = world.coalition
    partner = coalition.partners.order_by("pk").first()
    for region in (world.region, make.RegionFactory.create()):
        OrganisationRegion.objects.create(organisation=partner.organisation, region=region)
    KnownAnswer.objects.create(
        coalition=coalition, topic="region", answer="right", words="Klopt.", fingerprint="a" * 64
    )
    leaving, successor = world.users["coordinator"], world.users["partner"]
    HandOver.objects.create(coalition=coalition, leaving=leaving, note="Let op de subsidie.")
    HandOver.objects.create(
        coalition=coalition, leaving=leaving, successor=successor, settled_at=clock.now()
    )
    solved = coalition.bottlenecks.order_by("pk").first()
    for agreement in coalition.agreements.order_by("pk")[:2]:
        BottleneckAgreement.objects.create(bottleneck=solved, agreement=agreement)
    with transaction.atomic():  # a contact and what it is about are recorded in one go
        contact = ContactMoment.objects.create(
            adviser=world.users["adviser"], kind="visit", question="other", text="Bezoek."
        )
        ContactCoalition.objects.create(contact=contact, coalition=coalition)


@pytest.mark.django_db(transaction=True)
def test_the_log_tells_the_difference_of_two_snapshots_for_every_kind_of_record():
    world, reading = full_record()
    feeds = feeds_for(reading)
    assert {feed.source.key for feed in feeds} == {one.key for one in registry.history_sources()}
    met: dict[str, set[str]] = {}
    for seed in (1, 2):
        first, parts, since = snapshot(feeds), wholes(feeds), timezone.now()
        disturbance = Disturbance(seed)
        with pghistory.context(user=reading.user.pk, coalition=world.coalition.pk):
            for feed in feeds:
                met.setdefault(feed.source.key, set()).update(disturbance.of(feed))
        second, until = snapshot(feeds), timezone.now()
        expected = without_parts_of_what_is_gone(parts, difference(first, second))
        assert told(feeds, since, until) == expected
        assert told(feeds, until, until) == {}
    # The links of a region are the same table, and the link of a contact never changes; nor does a
    # question to a party but for being taken back. A framework stands in the record of a region.
    # A round gives every municipality its answers: tests/monitoring/test_response_pages.py.
    assert {key for key, done in met.items() if not done} == {
        "link_local",
        "contact-coalition",
        "party-question",
        "party-question-back",
        "framework",
        "agreement-part",
        "response",
        "response_answer",
        "approval_wish",
    }
