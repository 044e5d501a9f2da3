"""Ambitions, what makes the work last, and the road map: constraints, services, pages."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from coalitions import registry
from coalitions.models import (
    Action,
    Ambition,
    CoalitionLink,
    EmbeddingItem,
    RoadMapItem,
    RoadMapTemplate,
)
from coalitions.registry import Reading, StepState
from coalitions.services.actions import action_add
from coalitions.services.ambitions import ambition_save, ambition_set_state
from coalitions.services.embedding import embedding_end, embedding_save
from coalitions.services.road_map import road_map_save, road_map_take_over
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.at_once import while_uncommitted
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def templates():
    for number, scope in enumerate(("local", "local", "regional"), start=1):
        RoadMapTemplate.objects.create(
            key=f"r{number}",
            position=number,
            scope=scope,
            deliverable=f"Oplevering {number}",
            moment="December 2024",
            due_on=date(2024, 12, 31),
            source="test",
        )


@pytest.mark.parametrize(
    ("model", "right", "wrong", "name"),
    [
        (Ambition, {}, {"ended_on": date(2026, 1, 1)}, "coalitions_ended_ambition_has_a_date"),
        (
            Ambition,
            {"state": "reached", "ended_on": date(2026, 1, 1)},
            {"state": "reached"},
            "coalitions_ended_ambition_has_a_date",
        ),
        (
            Ambition,
            {"state": "stopped", "ended_on": date(2026, 1, 1), "stop_reason": "Geen geld"},
            {"state": "stopped", "ended_on": date(2026, 1, 1)},
            "coalitions_stopped_ambition_has_a_reason",
        ),
        (
            EmbeddingItem,
            {"anchored_in": "other", "anchored_other": "Wijkplan"},
            {"anchored_in": "other"},
            "coalitions_embedding_elsewhere_is_named",
        ),
        (
            EmbeddingItem,
            {"anchored_in": "health", "has_no_end": True},
            {"anchored_in": "health", "has_no_end": True, "until": date(2027, 1, 1)},
            "coalitions_embedding_ends_or_not",
        ),
        (
            RoadMapItem,
            {"level": "local", "state": "done", "done_on": date(2026, 1, 1)},
            {"level": "local", "state": "done"},
            "coalitions_done_deliverable_has_a_date",
        ),
    ],
)
def test_a_constraint_refuses_one_row_and_allows_another(model, right, wrong, name):
    coalition = make.CoalitionFactory.create()
    assert model.objects.create(coalition=coalition, **right).pk
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(coalition=coalition, **wrong)
    with pytest.raises(ValidationError):
        model(coalition=coalition, **wrong).full_clean()


def test_a_template_is_taken_over_once_per_coalition():
    templates()
    row = RoadMapTemplate.objects.first()
    values = {"deliverable": "A", "level": "local", "template": row}
    one, other = make.CoalitionFactory.create(), make.CoalitionFactory.create()
    for coalition in (one, other):
        RoadMapItem.objects.create(coalition=coalition, **values)
    with (
        pytest.raises(IntegrityError, match="coalitions_template_taken_over_once"),
        transaction.atomic(),
    ):
        RoadMapItem.objects.create(coalition=one, **values)


def test_an_ambition_is_reached_stopped_with_a_reason_and_runs_again():
    ambition = ambition_save(coalition=make.CoalitionFactory.create(), title="Eerder in beeld")
    today = clock.today()

    def say(state, **values):
        return ambition_set_state(ambition=ambition, expected_version=None, state=state, **values)

    assert say("reached", ended_on=today).ended_on == today
    stopped = say("stopped", ended_on=today, stop_reason="Geen geld")
    assert stopped.stop_reason == "Geen geld"
    running = say("running", ended_on=today, stop_reason="Geen geld")
    assert (running.ended_on, running.stop_reason) == (None, "")
    for field, values in (
        ("stop_reason", {"state": "stopped", "ended_on": today}),
        ("ended_on", {"state": "reached"}),
        ("ended_on", {"state": "reached", "ended_on": today + TOMORROW}),
    ):
        with pytest.raises(DomainError) as error:
            say(**values)
        assert field in error.value.message_dict
    with pytest.raises(EditConflict):
        ambition_save(
            coalition=ambition.coalition, ambition=ambition, expected_version=1, title="Anders"
        )


def test_an_action_serves_an_ambition_of_its_own_coalition():
    ambition = ambition_save(coalition=make.CoalitionFactory.create(), title="Eerder in beeld")
    assert action_add(coalition=ambition.coalition, title="A", ambition=ambition).ambition
    with pytest.raises(DomainError) as error:
        action_add(coalition=make.CoalitionFactory.create(), title="B", ambition=ambition)
    assert "ambition" in error.value.message_dict


def test_only_partners_look_after_embedding_and_deliverables():
    partner = make.PartnershipFactory.create()
    coalition, stranger = partner.coalition, make.OrganisationFactory.create()
    item = embedding_save(
        coalition=coalition, title="A", anchored_in="health", organisation=partner.organisation
    )
    row = road_map_save(
        coalition=coalition, deliverable="A", organisation=partner.organisation, state="done"
    )
    assert (row.level, row.done_on) == ("local", clock.today())
    with pytest.raises(DomainError):
        embedding_save(coalition=coalition, title="B", anchored_in="health", organisation=stranger)
    with pytest.raises(DomainError):
        road_map_save(coalition=coalition, deliverable="B", organisation=stranger)
    partner.until = clock.today()
    partner.save()
    same = embedding_save(
        coalition=coalition, item=item, title="C", organisation=partner.organisation
    )
    assert same.title == "C", "who has it already may keep it after leaving"


def test_embedding_refusals_stand_at_their_field_and_ending_is_taken_back():
    coalition = make.CoalitionFactory.create()
    item = embedding_save(
        coalition=coalition, title="A", anchored_in="youth", anchored_other="blijft niet staan"
    )
    assert item.anchored_other == ""
    for field, values in (
        ("anchored_other", {"anchored_in": "other", "anchored_other": " "}),
        ("until", {"anchored_in": "youth", "has_no_end": True, "until": clock.today()}),
    ):
        with pytest.raises(DomainError) as error:
            embedding_save(coalition=coalition, title="B", **values)
        assert field in error.value.message_dict
    with pytest.raises(DomainError):
        embedding_end(item=item, ended_on=clock.today() + TOMORROW, expected_version=None)
    assert embedding_end(item=item, ended_on=clock.today(), expected_version=None).ended_on
    assert embedding_end(item=item, ended_on=None, expected_version=None).ended_on is None


def test_taking_over_twice_doubles_nothing_and_keeps_what_was_changed(client, sign_in):
    templates()
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    url = reverse("coalitions:road_map_take_over", args=[coalition.slug])
    assert client.post(url).status_code == 302
    row = RoadMapItem.objects.get(deliverable="Oplevering 1")
    road_map_save(coalition=coalition, item=row, deliverable="Onze eigen woorden", state="dropped")
    client.post(url)
    found = RoadMapItem.objects.filter(coalition=coalition).order_by("pk")
    assert [item.deliverable for item in found] == ["Onze eigen woorden", "Oplevering 2"]
    assert road_map_take_over(coalition=make.CoalitionFactory.create(regional=True)) == 1
    page = client.get(reverse("coalitions:road_map", args=[coalition.slug]))
    assert page.context["offered"] == []


@pytest.mark.django_db(transaction=True)
def test_two_people_who_take_over_at_once_double_nothing():
    templates()
    coalition = make.CoalitionFactory.create()
    added: list[int] = []
    second = while_uncommitted(
        lambda: added.append(road_map_take_over(coalition=coalition)),
        lambda: road_map_take_over(coalition=coalition),
    )
    assert (added, second) == ([2], 0)
    assert RoadMapItem.objects.filter(coalition=coalition).count() == 2


def test_a_future_day_of_delivery_is_refused():
    with pytest.raises(DomainError) as error:
        road_map_save(
            coalition=make.CoalitionFactory.create(),
            deliverable="A",
            state="done",
            done_on=clock.today() + TOMORROW,
        )
    assert "done_on" in error.value.message_dict


@pytest.mark.parametrize("how", ["link", "region", "municipality", "none", "ended", "past"])
def test_a_local_coalition_reads_the_road_map_of_the_region_it_lies_in(client, sign_in, how):
    regional = make.CoalitionFactory.create(regional=True)
    local = make.CoalitionFactory.create(region=regional.region if how == "region" else None)
    if how in ("link", "ended", "past"):
        until = clock.today() if how == "past" else None
        CoalitionLink.objects.create(local=local, regional=regional, until=until)
    if how == "municipality":
        covered = make.CoalitionMunicipalityFactory.create(coalition=local)
        make.RegionMunicipalityFactory.create(
            region=regional.region, municipality=covered.municipality
        )
    if how == "ended":
        regional.stage, regional.ended_on = "ended", clock.today()
        regional.save()
    row = RoadMapItem.objects.create(
        coalition=regional, deliverable="Van de regio", level="regional"
    )
    user = sign_in("coordinator", local)
    page = client.get(reverse("coalitions:road_map", args=[local.slug]))
    is_read = how in ("link", "region", "municipality")
    assert (row in page.context["columns"][1].rows) is is_read
    assert RoadMapItem.objects.visible_to(user).exists() is is_read
    change = reverse("coalitions:road_map_update", args=[local.slug, row.pk])
    assert client.get(change).status_code == 404


def test_the_region_does_not_read_the_road_map_of_a_municipality(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    local = make.CoalitionFactory.create(region=regional.region)
    RoadMapItem.objects.create(coalition=local, deliverable="Eigen", level="local")
    user = sign_in("region_lead", regional)
    page = client.get(reverse("coalitions:road_map", args=[regional.slug]))
    assert not page.context["has_rows"]
    assert not RoadMapItem.objects.visible_to(user).exists()


def test_coordinator_adds_changes_and_ends_an_ambition(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    add = reverse("coalitions:ambition_add", args=[coalition.slug])
    assert client.post(add, once({"title": "", "version": 0})).status_code == 200
    assert client.post(add, once({"title": "Eerder", "version": 0})).status_code == 302
    ambition = Ambition.objects.get()
    change = reverse("coalitions:ambition_update", args=[coalition.slug, ambition.pk])
    data = {"title": "Eerder in beeld", "for_whom": "Zwangeren", "phase": "during", "version": 1}
    assert client.post(change, once(data)).status_code == 302
    assert client.post(change, once(data | {"title": "Nog anders"})).status_code == 409
    wrong = client.post(change, once(data | {"title": "", "version": 2}))
    assert "Eerder in beeld" in str(wrong.context["page_title"])
    state = reverse("coalitions:ambition_state", args=[coalition.slug, ambition.pk])
    assert client.post(state, {"state": "stopped", "version": 2}).status_code == 200
    assert client.post(state, {"state": "reached", "version": 2}).status_code == 302
    ambition.refresh_from_db()
    assert (ambition.state, ambition.ended_on) == ("reached", clock.today())
    elsewhere = ambition_save(coalition=make.CoalitionFactory.create(), title="X")
    wrong = reverse("coalitions:ambition_update", args=[coalition.slug, elsewhere.pk])
    assert client.get(wrong).status_code == 404


def test_an_action_added_from_an_ambition_stands_under_it(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    ambition = ambition_save(coalition=coalition, title="Eerder in beeld")
    over = ambition_save(coalition=coalition, title="Voorbij")
    ambition_set_state(
        ambition=over, expected_version=None, state="reached", ended_on=clock.today()
    )
    add = reverse("coalitions:action_add", args=[coalition.slug])
    form = client.get(f"{add}?ambitie={ambition.pk}").context["form"]
    assert str(form["ambition"].value()) == str(ambition.pk)
    assert list(form.fields["ambition"].queryset) == [ambition]
    assert client.get(f"{add}?ambitie=nee").status_code == 200
    data = {"title": "Bellen", "ambition": ambition.pk, "version": 0}
    assert client.post(add, once(data)).status_code == 302
    page = client.get(reverse("coalitions:plan", args=[coalition.slug]))
    assert [one.title for one in page.context["object_list"]] == ["Eerder in beeld", "Voorbij"]
    assert page.context["object_list"][0].plan_actions == [Action.objects.get()]


def test_embedding_form_says_at_the_field_what_is_missing(client, sign_in):
    partner = make.PartnershipFactory.create()
    coalition = partner.coalition
    sign_in("coordinator", coalition)
    add = reverse("coalitions:embedding_add", args=[coalition.slug])
    data = {"title": "Huisbezoek", "anchored_in": "other", "version": 0}
    assert "anchored_other" in client.post(add, once(data)).context["form"].errors
    data |= {"anchored_other": "Wijkplan", "organisation": partner.organisation_id}
    assert client.post(add, once(data)).status_code == 302
    item = EmbeddingItem.objects.get()
    assert item.place == "Wijkplan"
    end = reverse("coalitions:embedding_end", args=[coalition.slug, item.pk])
    data = {"ended_on": clock.today().isoformat(), "version": 1}
    assert client.post(end, data).status_code == 302
    page = client.get(reverse("coalitions:embedding", args=[coalition.slug]))
    assert (page.context["rows"], list(page.context["ended"])) == ([], [item])


def test_a_deliverable_that_is_done_has_a_day_without_typing_it(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    add = reverse("coalitions:road_map_add", args=[coalition.slug])
    assert client.post(add, once({"deliverable": "", "version": 0})).status_code == 200
    data = {"deliverable": "Afspraken", "level": "local", "state": "done", "version": 0}
    assert client.post(add, once(data)).status_code == 302
    assert RoadMapItem.objects.get().done_on == clock.today()


@pytest.mark.parametrize(
    ("values", "state"),
    [
        (None, StepState.NOT_RECORDED),
        ({}, StepState.STARTED),
        ({"has_no_end": True}, StepState.STARTED),
        ({"has_no_end": True, "owned": True}, StepState.RECORDED),
        ({"days": 400, "owned": True}, StepState.RECORDED),
        ({"days": 30, "owned": True}, StepState.RECORDED),
        ({"days": -1, "owned": True}, StepState.STARTED),
        ({"has_no_end": True, "owned": True, "ended_on": date(2024, 1, 1)}, StepState.NOT_RECORDED),
    ],
)
def test_the_last_step_follows_from_what_is_anchored(values, state):
    partner = make.PartnershipFactory.create()
    if values is not None:
        days = values.pop("days", None)
        EmbeddingItem.objects.create(
            coalition=partner.coalition,
            title="A",
            anchored_in="health",
            organisation=partner.organisation if values.pop("owned", False) else None,
            until=clock.today() + timedelta(days=days) if days else None,
            **values,
        )
    assert registry.step_for(Reading(partner.coalition), "borging").state == state


@pytest.mark.parametrize(("days", "is_told"), [(183, True), (184, False), (0, True), (-1, False)])
def test_what_runs_out_within_six_months_is_mentioned(client, sign_in, days, is_told):
    coalition = make.CoalitionFactory.create()
    user = sign_in("coordinator", coalition)
    ambition_save(coalition=coalition, title="Eerder")
    until = clock.today() + timedelta(days=days)
    embedding_save(coalition=coalition, title="Huisbezoek", anchored_in="health", until=until)
    page = client.get(reverse("coalitions:embedding", args=[coalition.slug]))
    assert page.context["rows"][0].runs_out is is_told
    with override("nl"):
        steps = registry.next_steps_for(Reading(coalition, user))
    reasons = [str(step.reason) for step in steps if step.priority == 52]
    assert [one.split(" op ")[0] for one in reasons] == ["‘Huisbezoek’ loopt af"] * is_told


def test_ambition_and_embedding_are_facts_of_the_first_principle_and_a_next_step():
    member = make.MembershipFactory.create()
    coalition = member.coalition

    def priorities():
        return {step.priority for step in registry.next_steps_for(Reading(coalition, member.user))}

    def known():
        facts = registry.facts_for(coalition, "trekker", member.user)
        return [str(fact.text) for fact in facts if fact.is_known]

    assert 45 in priorities()
    assert known() == []
    ambition_save(coalition=coalition, title="Eerder in beeld")
    assert registry.step_for(Reading(coalition), "coalitie").state == StepState.STARTED
    assert 80 in priorities()
    assert 45 not in priorities()
    embedding_save(coalition=coalition, title="Huisbezoek", anchored_in="health")
    assert "Eerder in beeld" in known()[0]
    assert len(known()) == 2
    assert 80 not in priorities()
    ambition_save(coalition=coalition, title="Meer ouders")
    assert "2" in known()[0]


def test_every_form_shows_its_fields(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    ambition = ambition_save(coalition=coalition, title="A")
    item = embedding_save(coalition=coalition, title="A", anchored_in="health")
    row = road_map_save(coalition=coalition, deliverable="A")
    for name, pk, fields in (
        ("ambition_add", None, ("title", "for_whom", "reach_by", "goal")),
        ("ambition_update", ambition.pk, ("title", "version")),
        ("ambition_state", ambition.pk, ("state", "ended_on", "stop_reason")),
        ("embedding_add", None, ("title", "anchored_in", "anchored_other", "organisation")),
        ("embedding_update", item.pk, ("title", "version")),
        ("embedding_end", item.pk, ("ended_on", "version")),
        ("road_map_add", None, ("deliverable", "due_on", "level", "state")),
        ("road_map_update", row.pk, ("deliverable", "version")),
    ):
        url = reverse(f"coalitions:{name}", args=[coalition.slug, *([pk] if pk else [])])
        html = client.get(url).content.decode()
        assert all(f'name="{field}"' in html for field in fields), name
