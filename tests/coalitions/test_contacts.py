"""Contact persons: who needs another look, everything of one person, erased without a trace."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from psycopg import sql

from coalitions.models import CoalitionLead, ContactPerson, Poll, PollInvitation
from coalitions.selectors.contacts import Person, flag_date, rows_of_person
from coalitions.services.contacts import contact_confirm
from coalitions.services.poll_secrets import seal
from kansrijkestart.core import clock
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
CANARY = "kanarie4711"


@pytest.fixture
def coalition(sign_in):
    found = make.CoalitionFactory.create()
    sign_in("coordinator", found)
    return found


def contact_of(coalition, **values):
    row = make.PartnershipFactory.create(coalition=coalition)
    return ContactPerson.objects.create(partnership=row, **({"name": "Jo"} | values))


def url_of(coalition, name, **kwargs):
    return reverse(f"coalitions:{name}", kwargs={"slug": coalition.slug, **kwargs})


def person_of(contact):
    return {"kind": "contactpersoon", "pk": contact.pk}


@pytest.mark.parametrize(
    ("today", "flag"),
    [("2026-11-28", date(2024, 11, 28)), ("2028-02-29", date(2026, 2, 28))],
)
def test_two_years_ago(today, flag):
    with clock.travel(clock.now().fromisoformat(f"{today}T12:00:00+00:00")):
        assert flag_date() == flag


def test_who_was_quiet_for_two_years_is_asked_about_first(client, coalition):
    fresh = contact_of(coalition, name="Vers")
    old = contact_of(coalition, name="Lang geleden", last_active_on=flag_date())
    page = client.get(url_of(coalition, "contacts"))
    assert list(page.context["object_list"]) == [old, fresh]
    assert page.context["flagged"] == 1
    assert client.get(reverse("coalitions:partners", args=[coalition.slug])).context["flagged"] == 1
    confirm = url_of(coalition, "contact_confirm", pk=old.pk)
    assert confirm in page.content.decode()
    assert url_of(coalition, "contact_confirm", pk=fresh.pk) not in page.content.decode()
    assert client.get(confirm).status_code == 405
    assert client.post(confirm).status_code == 302
    old.refresh_from_db()
    assert old.last_active_on == clock.today()
    assert client.get(url_of(coalition, "contacts")).context["flagged"] == 0
    found = client.get(url_of(coalition, "contacts"), {"q": "VERS"})
    assert list(found.context["object_list"]) == [fresh]


def test_a_contact_of_another_coalition_answers_404(client, coalition):
    other = contact_of(make.CoalitionFactory.create())
    assert client.post(url_of(coalition, "contact_confirm", pk=other.pk)).status_code == 404
    assert client.get(url_of(coalition, "person", **person_of(other))).status_code == 404
    mine = contact_of(coalition)
    assert client.get(url_of(coalition, "person", kind="x", pk=mine.pk)).status_code == 404
    file = url_of(coalition, "person_file", form="pdf", **person_of(mine))
    assert client.get(file).status_code == 404


def test_confirming_is_a_new_version():
    contact = contact_of(make.CoalitionFactory.create(), last_active_on=date(2020, 1, 1))
    assert contact_confirm(contact=contact).version == 2
    assert contact_confirm(contact=contact).version == 2, "a second click the same day"


def test_everything_of_one_person_is_found_by_address_and_name(client, coalition):
    one = contact_of(coalition, name="Jó Jansen", email="Jo@example.org")
    again = contact_of(coalition, name="J. Jansen", email="jo@example.org")
    without = contact_of(coalition, name="jo jansen")
    namesake = contact_of(coalition, name="Jo Jansen", email="andere@example.org")
    elsewhere = contact_of(make.CoalitionFactory.create(), name="Jo Jansen", email="jo@example.org")
    lead = CoalitionLead.objects.create(coalition=coalition, name="JO JANSEN")
    page = client.get(url_of(coalition, "person", **person_of(one)))
    assert set(page.context["rows"].contacts) == {one, again, without}
    assert page.context["rows"].leads == [lead]
    file = client.get(url_of(coalition, "person_file", form="json", **person_of(one)))
    assert {row["email"] for row in json.loads(file.content) if row["kind"] != "lead"} == {
        "Jo@example.org",
        "jo@example.org",
        "",
    }
    table = client.get(url_of(coalition, "person_file", form="csv", **person_of(one)))
    assert len(table.content.decode().splitlines()) == 5
    assert client.post(url_of(coalition, "person", **person_of(one))).status_code == 302
    assert set(ContactPerson.objects.all()) == {namesake, elsewhere}
    assert not CoalitionLead.objects.exists()


def places_of(word):
    """Return the tables of the whole database in which some row holds this word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public' "
            "and table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(
                sql.SQL("select exists(select 1 from {t} r where lower(r::text) like %s)").format(
                    t=sql.Identifier(table)
                ),
                [f"%{word}%"],
            )
            if cursor.fetchone() == (True,):
                found.append(table)
    return found


def test_erasing_leaves_nothing_in_any_table(client, coalition):
    row = make.PartnershipFactory.create(coalition=coalition)
    url = url_of(coalition, "contact_add", pk=row.pk)
    data = {"name": CANARY, "email": f"{CANARY}@example.org", "phone": CANARY, "version": 1}
    assert client.post(url, once(data)).status_code == 302
    contact = ContactPerson.objects.get()
    change = url_of(coalition, "contact_update", pk=row.pk, contact=contact.pk)
    assert client.post(change, once(data | {"function": CANARY})).status_code == 302
    assert (
        client.post(url_of(coalition, "lead_add"), once({"name": CANARY, "version": 1})).status_code
        == 302
    )
    assert "coalitions_contactperson" in places_of(CANARY)
    assert client.post(url_of(coalition, "person", **person_of(contact))).status_code == 302
    assert places_of(CANARY) == []
    lead = CoalitionLead.objects.create(coalition=coalition, name=CANARY)
    assert client.post(url_of(coalition, "person", kind="trekker", pk=lead.pk)).status_code == 302
    assert places_of(CANARY) == []


def invited(coalition, email, poll=None):
    poll = poll or Poll.objects.create(
        coalition=coalition,
        checklist=make.ChecklistFactory.create(),
        title="Peiling",
        closes_on=clock.today() + timedelta(days=7),
    )
    return PollInvitation.objects.create(poll=poll, email=email, sealed=seal("geheim"))


def test_an_invitation_to_a_poll_is_of_the_person_too(client, coalition):
    contact = contact_of(coalition, name="Jo", email="Jo@example.org")
    mine = invited(coalition, "jo@example.org")
    other = invited(coalition, "ander@example.org", poll=mine.poll)
    elsewhere = invited(make.CoalitionFactory.create(), "jo@example.org")
    page = client.get(url_of(coalition, "person", **person_of(contact)))
    assert page.context["rows"].invitations == [mine]
    assert "Uitnodiging voor een peiling" in page.content.decode()
    file = client.get(url_of(coalition, "person_file", form="json", **person_of(contact)))
    assert [row["email"] for row in json.loads(file.content)] == ["Jo@example.org", mine.email]
    assert client.post(url_of(coalition, "person", **person_of(contact))).status_code == 302
    mine.refresh_from_db()
    assert (mine.email, mine.sealed) == ("", "")
    assert mine.withdrawn_at is not None
    for kept in (other, elsewhere):
        address = kept.email
        kept.refresh_from_db()
        assert (kept.email, kept.withdrawn_at) == (address, None)


def test_without_an_address_no_invitation_is_theirs(coalition):
    contact = contact_of(coalition, name="Jo")
    invited(coalition, "")
    assert rows_of_person(coalition, Person(contact.name)).invitations == []
