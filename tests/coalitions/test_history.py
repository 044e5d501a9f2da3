"""The readable history: who, what, from what to what; personal fields stay out."""

from datetime import UTC, date, datetime

import pghistory
import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.functional import Promise

from agreements.models import Agreement
from coalitions import registry
from coalitions.models import Answer, Assessment, AssessmentAttendance, Coalition, ContactPerson
from coalitions.registry import Reading
from coalitions.selectors.history import (
    Change,
    Feed,
    _in_words,
    entries_for,
    feeds_for,
    page_of_entries,
)
from coalitions.services.actions import action_add, action_update
from coalitions.services.partners import contact_save, partner_update
from tests import factories as make

pytestmark = pytest.mark.django_db


def entries_of(coalition, user):
    return page_of_entries(feeds_for(Reading(coalition, user)), 1)[1]


def test_a_change_is_told_in_words_with_the_person_who_made_it():
    member = make.MembershipFactory.create()
    action = action_add(coalition=member.coalition, title="Bellen")
    with pghistory.context(user=member.user.pk):
        action_update(
            action=action,
            expected_version=1,
            title="Bellen",
            state="open",
            assigned_to=member.user,
            due_on=date(2027, 3, 3),
        )
    newest = entries_of(member.coalition, member.user)[0]
    assert (newest.kind, newest.name, newest.who) == ("changed", "Bellen", member.user.name)
    found = {(change.old, change.new) for change in newest.changes}
    assert len(found) == 2
    assert any(new == member.user.name for _old, new in found)
    assert any("2027" in new for _old, new in found)


def test_linked_records_and_choices_are_named():
    row = make.PartnershipFactory.create(organisation__name="Oud")
    user = make.MembershipFactory.create(coalition=row.coalition).user
    partner_update(
        partnership=row, expected_version=1, organisation="Nieuw", partner_type=row.partner_type
    )
    newest = entries_of(row.coalition, user)[0]
    assert newest.name == "Nieuw"
    assert [(change.old, change.new) for change in newest.changes] == [("Oud", "Nieuw")]


def test_contact_details_never_stand_in_the_log(client, sign_in):
    row = make.PartnershipFactory.create()
    sign_in("coordinator", row.coalition)
    contact = contact_save(
        partnership=row, contact=None, expected_version=None, name="Jo Geheim", email="a@b.nl"
    )
    contact_save(partnership=row, contact=contact, expected_version=1, name="Jo Anders")
    page = client.get(reverse("coalitions:log", args=[row.coalition.slug]))
    entry = next(e for e in page.context["entries"] if e.personal)
    assert entry.kind == "changed"
    assert entry.name == row.organisation.name
    assert "Jo " not in page.content.decode()
    contact.delete()
    assert entries_of(row.coalition, page.context["user"])[0].kind == "removed"


def test_another_coalitions_changes_are_not_in_it():
    mine, other = make.PartnershipFactory.create(), make.PartnershipFactory.create()
    user = make.MembershipFactory.create(coalition=mine.coalition).user
    names = {entry.name for entry in entries_of(mine.coalition, user)}
    assert mine.organisation.name in names
    assert other.organisation.name not in names


def test_an_adviser_reads_the_checklist_only_when_it_is_shared():
    covered = make.CoalitionMunicipalityFactory.create()
    coalition = covered.coalition
    statement = make.StatementFactory.create(text="Geheime stelling")
    round_ = Assessment.objects.create(
        coalition=coalition, checklist=statement.principle.checklist, round=1
    )
    Answer.objects.create(assessment=round_, statement=statement, now="mostly")
    adviser = make.CaseloadFactory.create(coalition=coalition).adviser
    member = make.MembershipFactory.create(coalition=coalition).user
    assert "Geheime stelling" in {e.name for e in entries_of(coalition, member)}
    assert "Geheime stelling" not in {e.name for e in entries_of(coalition, adviser)}
    make.ConsentFactory.create(municipality=covered.municipality, kind="checklist_adviser")
    assert "Geheime stelling" in {e.name for e in entries_of(coalition, adviser)}


def test_one_record_has_its_own_history():
    coalition = make.CoalitionFactory.create(name="Oud")
    coalition.name = "Nieuw"
    coalition.save()
    source = next(s for s in registry.history_sources() if s.key == "coalition")
    newest, first = entries_for([Feed(source, Q(pgh_obj_id=coalition.pk))])
    assert newest.changes == [Change(newest.changes[0].label, "Oud", "Nieuw")]
    assert first.kind == "added"
    assert Coalition.objects.count() == 1


def test_one_deed_at_one_moment_is_one_line_that_names_all(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("coordinator", coalition)
    with pghistory.context(user=user.pk):
        for name in "ABC":
            make.PartnershipFactory.create(coalition=coalition, organisation__name=name)
    [line] = [e for e in entries_of(coalition, user) if e.noun == "Partner"]
    assert (line.name, line.others, line.who) == ("C", ["B", "A"], user.name)
    page = client.get(reverse("coalitions:log", args=[coalition.slug])).content.decode()
    assert "Partner toegevoegd: C" in " ".join(page.split())
    assert "en 2 andere" in page
    assert "<li>A</li>" in page


def test_changes_of_one_moment_stay_apart():
    rows = [make.PartnershipFactory.create(organisation__name="A")]
    rows.append(make.PartnershipFactory.create(coalition=rows[0].coalition))
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(role="trekker")
    user = make.MembershipFactory.create(coalition=rows[0].coalition).user
    entries = [e for e in entries_of(rows[0].coalition, user) if e.kind == "changed"]
    assert [len(entry.changes) for entry in entries] == [1, 1]


def test_who_was_there_when_a_round_was_settled_is_in_its_history(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("coordinator", coalition)
    round_ = Assessment.objects.create(
        coalition=coalition, checklist=make.ChecklistFactory.create(), round=1
    )
    row = make.PartnershipFactory.create(coalition=coalition)
    with pghistory.context(user=user.pk):
        AssessmentAttendance.objects.create(assessment=round_, organisation=row.organisation)
    url = reverse("coalitions:checklist_history", args=[coalition.slug, 1])
    entries = client.get(url).context["entries"]
    found = [(e.kind, e.noun, e.name, e.who) for e in entries]
    assert (
        "added",
        "Aanwezig bij het vaststellen",
        row.organisation.name,
        user.name,
    ) in found


def test_a_new_answer_says_what_was_answered():
    statement = make.StatementFactory.create()
    round_ = Assessment.objects.create(
        coalition=make.CoalitionFactory.create(),
        checklist=statement.principle.checklist,
        round=1,
    )
    answer = Answer.objects.create(assessment=round_, statement=statement, now="mostly")
    user = make.MembershipFactory.create(coalition=round_.coalition).user
    [said] = [e.said for e in entries_of(round_.coalition, user) if e.said]
    assert said == answer.get_now_display()


def test_pages_hold_every_change_once(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("coordinator", coalition)
    for number in range(40):
        action_add(coalition=coalition, title=str(number), assigned_to=user)
    url, seen = reverse("coalitions:log", args=[coalition.slug]), []
    for page in (1, 2):
        entries = client.get(url, {"page": page}).context["entries"]
        seen += [name for e in entries for name in (e.name, *e.others) if name]
    assert sorted(seen, key=int) == [str(number) for number in range(40)]
    assert client.get(url, {"page": "onzin"}).status_code == 200


def test_the_log_costs_the_same_for_one_change_and_for_thirty(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user, counts = sign_in("coordinator", coalition), []
    url = reverse("coalitions:log", args=[coalition.slug])
    for size in (1, 28):
        for number in range(size):
            with pghistory.context(user=user.pk):
                action_add(coalition=coalition, title=str(number), assigned_to=user)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert not ContactPerson.objects.exists()


def test_a_moment_in_a_change_is_told_in_the_time_of_here():
    field = Agreement._meta.get_field("proposed_at")
    assert _in_words(field, datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2 juli 2026 00:30"


# Fields that stay as they were when the row was made, so that no change of them is ever told.
NEVER_CHANGED = {
    "answer", "statement", "principle", "checklist", "round", "requested_by", "requested_at",
    "kind", "author", "organisation", "municipality", "region", "regional", "local", "contact",
    "theme", "number", "words", "intervention", "attachment", "part", "ambition", "member",
    "asked_on", "asked_at", "answered_at", "answered_by", "answered_by_name", "account_name",
    "organisation_name", "due_on", "name", "title", "who", "assigned_to", "slug", "is_demo",
    "name_fold", "title_fold", "title_words", "agreement",
}  # fmt: skip


def test_every_field_whose_change_is_told_has_a_name_of_its_own():
    """Else the log shows the name in the code, in English, to whoever reads Dutch."""
    ours = {"id", "created_at", "updated_at", "version"}
    found = [
        f"{source.key}.{field.name}"
        for source in registry.history_sources()
        for field in source.model._meta.fields
        if field.name not in source.hidden | ours | NEVER_CHANGED
        and not isinstance(field.verbose_name, Promise)
    ]
    assert found == []
