"""What changed since: equal to the difference of two snapshots of the tables themselves."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from coalitions import registry
from coalitions.models import Action, ContactPerson, ParentInvolvement, Partnership
from coalitions.registry import Reading
from coalitions.selectors.differences import in_words, pairs_between
from coalitions.selectors.history import BOOKKEEPING, feeds_for
from coalitions.services.actions import action_add, action_complete, action_update
from coalitions.services.partners import contact_save, partner_update
from interventions.models import Choice
from kansrijkestart.core import clock
from tests import factories as make
from tests.coalitions.snapshots import difference, told

LONG_AGO = timedelta(days=3650)
TABLES: dict[str, Any] = {"partner": Partnership, "action": Action, "parents": ParentInvolvement}
TABLES |= {"agreement": Agreement, "choice": Choice}


def between(coalition, user, since, until=None):
    feeds = feeds_for(Reading(coalition, user))
    return in_words(pairs_between(feeds, since, until or timezone.now()))


def snapshot(coalition):
    """Read the tables as they are now: the values a reader is told about, per record."""
    found = {}
    for key, model in TABLES.items():
        for row in model.objects.filter(coalition=coalition):
            found[key, row.pk] = {
                field.attname: getattr(row, field.attname)
                for field in model._meta.concrete_fields
                if field.name not in BOOKKEEPING | {"coalition"}
            }
    return found


def told_of(coalition, user, since, until):
    found = told(feeds_for(Reading(coalition, user)), since, until)
    return {record: change for record, change in found.items() if record[0] in TABLES}


@pytest.mark.django_db(transaction=True)
def test_what_is_told_is_the_difference_of_two_snapshots():
    coalition = make.CoalitionFactory.create()
    user = make.MembershipFactory.create(coalition=coalition).user
    keys = {source.key for source in registry.history_sources()}
    assert keys >= TABLES.keys()
    kept = make.PartnershipFactory.create(coalition=coalition)
    gone = action_add(coalition=coalition, title="Gaat weg")
    open_action = action_add(coalition=coalition, title="Bellen")
    back = action_add(coalition=coalition, title="Heen en terug")
    choice = make.ChoiceFactory.create(coalition=coalition)

    first, since = snapshot(coalition), timezone.now()
    make.PartnershipFactory.create(coalition=coalition)
    partner_update(
        partnership=kept, expected_version=1, organisation="Nieuw", partner_type=kept.partner_type
    )
    action_complete(action=open_action, result="Gelukt")
    for title in ("Heen", "Heen en terug"):
        back = action_update(action=back, expected_version=None, title=title, state="open")
    gone.delete()
    action_add(coalition=coalition, title="Kwam en ging").delete()
    ParentInvolvement.objects.create(coalition=coalition, form="panel", number=4)
    make.AgreementFactory.create(coalition=coalition)
    Choice.objects.filter(pk=choice.pk).update(reason="Omdat het past")
    second, until = snapshot(coalition), timezone.now()
    action_add(coalition=coalition, title="Later")

    expected = difference(first, second)
    assert len(expected) == 7
    assert told_of(coalition, user, since, until) == expected
    assert told_of(coalition, user, until, until) == {}


@pytest.mark.django_db(transaction=True)
def test_a_difference_is_told_in_words():
    member = make.MembershipFactory.create()
    action = action_add(coalition=member.coalition, title="Bellen")
    since = timezone.now()
    action_update(
        action=action, expected_version=1, title="Bellen", state="open", due_on=date(2027, 3, 3)
    )
    [found] = between(member.coalition, member.user, since)
    assert (found.kind, found.name) == ("changed", "Bellen")
    assert [change.new for change in found.changes] == ["3 maart 2027"]


@pytest.mark.django_db(transaction=True)
def test_of_contact_details_only_that_they_changed_is_told():
    row = make.PartnershipFactory.create()
    user = make.MembershipFactory.create(coalition=row.coalition).user
    contact = contact_save(
        partnership=row, contact=None, expected_version=None, name="Jo Geheim", email="a@b.nl"
    )
    since = timezone.now()
    contact_save(partnership=row, contact=contact, expected_version=1, name="Jo Anders")
    [found] = between(row.coalition, user, since)
    assert (found.kind, found.personal, list(found.changes)) == ("changed", True, [])
    assert "Jo" not in found.name
    since = timezone.now()
    ContactPerson.objects.all().delete()
    [found] = between(row.coalition, user, since)
    assert found.kind == "removed"


@pytest.mark.django_db(transaction=True)
def test_another_coalition_is_not_in_it():
    mine, other = make.PartnershipFactory.create(), make.PartnershipFactory.create()
    user = make.MembershipFactory.create(coalition=mine.coalition).user
    names = {found.name for found in between(mine.coalition, user, timezone.now() - LONG_AGO)}
    assert mine.organisation.name in names
    assert other.organisation.name not in names


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def page(self, client, sign_in):
        coalition = make.CoalitionFactory.create()
        sign_in("coordinator", coalition)
        address = reverse("coalitions:compare", args=[coalition.slug])
        action_add(coalition=coalition, title="Bellen met de kraamzorg")
        return lambda **query: client.get(address, query)

    def test_it_opens_with_the_last_month(self, page):
        answer = page()
        assert "Bellen met de kraamzorg" in answer.content.decode()
        assert answer.context["days"][1] == clock.today()

    def test_before_there_was_anything_it_says_so(self, page):
        text = page(since="2001-01-01", until="2001-02-01").content.decode()
        assert "Bellen met de kraamzorg" not in text
        assert "Tussen deze twee dagen is niets veranderd" in text

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ({"since": "gisteren"}, "since"),
            ({"since": "2026-02-01", "until": "2026-01-01"}, "until"),
            ({"since": "9999-12-31", "until": "9999-12-31"}, None),
        ],
    )
    def test_wrong_days_are_told_and_no_page_fails(self, page, query, said):
        answer = page(**query)
        assert answer.status_code == 200
        assert set(answer.context["form"].errors) == ({said} if said else set())

    def test_the_logbook_leads_to_it(self, client, page):
        log = page().request["PATH_INFO"].replace("vergelijken/", "")
        assert "Vergelijk twee datums" in client.get(log).content.decode()
