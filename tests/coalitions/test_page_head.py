"""The line under the heading of every page of a coalition."""

import re
from datetime import UTC, datetime

import pghistory
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils.formats import date_format

from coalitions.registry import Reading
from coalitions.selectors import page_head
from coalitions.selectors.page_head import head_line, place_line
from coalitions.services.actions import action_add
from coalitions.services.contact_moments import contact_record
from kansrijkestart.core import clock
from tests import factories as make
from tests.coalitions.poll_world import ask, poll_of

pytestmark = pytest.mark.django_db


def _pages(patterns, before="", namespace=""):
    """Give the name of every route that needs nothing but the slug of a coalition."""
    for entry in patterns:
        route = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from _pages(entry.url_patterns, route, entry.namespace or namespace)
        elif route.startswith("coalities/<slug:slug>/") and route.count("<") == 1:
            yield f"{namespace}:{entry.name}"


PAGES = sorted(set(_pages(get_resolver().url_patterns)))


@pytest.fixture
def member():
    found = make.MembershipFactory.create(user__name="Noor de Wit")
    with pghistory.context(user=found.user.pk):
        action_add(coalition=found.coalition, title="Bellen")
        make.CoalitionMunicipalityFactory.create(
            coalition=found.coalition, municipality__name="Best"
        )
    return found


def line_of(answer) -> str:
    found = re.search(r'</h1>\s*<p class="ks-quiet">(.*?)</p>', answer.content.decode(), re.S)
    assert found, "no line under the heading"
    return " ".join(found[1].split())


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_where_and_who_changed_last(client, member, name):
    client.force_login(member.user)
    answer = client.get(reverse(name, args=[member.coalition.slug]))
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return  # a file, a button, or a page for which this record is too empty
    line = line_of(answer)
    today = date_format(clock.today(), "j F Y")
    assert line.startswith("Lokale coalitie · Best")
    assert line.endswith(f"laatst gewijzigd op {today} door Noor de Wit")


def test_the_page_adds_its_own_words(client, member):
    make.AgreementFactory.create(coalition=member.coalition)
    client.force_login(member.user)
    line = line_of(client.get(reverse("agreements:list", args=[member.coalition.slug])))
    assert "· 1 afspraak · laatst gewijzigd" in line


def test_the_line_costs_one_query(member):
    reading = Reading(member.coalition, member.user)
    with CaptureQueriesContext(connection) as queries:
        line = head_line(reading)
    assert "Noor de Wit" in line
    assert len(queries) == 1


def test_nobody_signed_in_is_the_site_itself():
    coalition = make.CoalitionFactory.create()
    assert head_line(Reading(coalition)).endswith("door de site zelf")


def test_what_a_reader_may_not_see_is_not_told(member):
    """Contact with the adviser is no news for a partner."""
    partner = make.MembershipFactory.create(coalition=member.coalition, role="partner").user
    adviser = make.NationalRoleFactory.create(role="adviser", user__name="Zeno Adviseur").user
    make.CaseloadFactory.create(coalition=member.coalition, adviser=adviser)
    with pghistory.context(user=adviser.pk):
        contact_record(
            adviser=adviser,
            coalitions=[member.coalition],
            held_on=clock.today(),
            kind="visit",
            question="detection",
        )
    assert "Zeno Adviseur" in head_line(Reading(member.coalition, member.user))
    assert "Noor de Wit" in head_line(Reading(member.coalition, partner))


def test_municipalities_stand_in_the_order_of_the_alphabet(member):
    for name in ("Éersel", "Asten"):
        make.CoalitionMunicipalityFactory.create(
            coalition=member.coalition, municipality__name=name
        )
    assert "· Asten, Best, Éersel ·" in head_line(Reading(member.coalition))
    make.CoalitionMunicipalityFactory.create(coalition=member.coalition)
    page_head.mark_changed(member.coalition.pk)
    assert "· 4 gemeenten ·" in head_line(Reading(member.coalition))
    assert place_line(member.coalition, []) == "Lokale coalitie"


def test_the_day_is_that_of_the_netherlands(member, monkeypatch):
    late = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)
    monkeypatch.setattr(
        page_head, "_newest_and_places", lambda _reading: [(late, "Noor", "action")]
    )
    assert "12 maart 2026 door Noor" in head_line(Reading(member.coalition))


def test_what_a_colleague_changes_shows_at_once(client, member):
    page = reverse("coalitions:plan", args=[member.coalition.slug])
    client.force_login(member.user)
    assert "Noor de Wit" in line_of(client.get(page))
    assert "Noor de Wit" in line_of(client.get(page))  # kept
    colleague = make.MembershipFactory.create(
        coalition=member.coalition, role="coordinator", user__name="Zora Bos"
    ).user
    client.force_login(colleague)
    add = reverse("coalitions:action_add", args=[member.coalition.slug])
    form = client.get(add).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"title": "Bellen", "version": "0"}
    assert client.post(add, sent).status_code == 302
    client.force_login(member.user)
    assert "Zora Bos" in line_of(client.get(page))


def test_enough_pages_are_asked():
    assert len(PAGES) > 40
    assert {"coalitions:detail", "monitoring:interpretations", "monitoring:coalition"} <= {*PAGES}


def test_what_others_write_elsewhere_shows_at_once(member, django_capture_on_commit_callbacks):
    adviser = make.NationalRoleFactory.create(role="adviser", user__name="Zeno Adviseur").user
    make.CaseloadFactory.create(coalition=member.coalition, adviser=adviser)
    reading = Reading(member.coalition, member.user)
    assert "Noor de Wit" in head_line(reading)  # kept
    with pghistory.context(user=adviser.pk), django_capture_on_commit_callbacks(execute=True):
        contact_record(
            adviser=adviser,
            coalitions=[member.coalition],
            held_on=clock.today(),
            kind="visit",
            question="detection",
        )
    assert "Zeno Adviseur" in head_line(reading)


def test_answering_a_poll_marks_nothing(client, member):
    """Not even for some minutes is it kept that, or when, somebody answered."""
    asked = poll_of(member.coalition)
    ask(asked, members=[member.user])
    client.force_login(member.user)
    cache.clear()
    page = reverse("coalitions:poll_answer", args=[member.coalition.slug, asked.pk])
    field = next(iter(client.get(page).context["form"].fields))
    assert client.post(page, {field: "mostly"}).status_code == 302
    assert cache.get(f"page-head:{member.coalition.pk}") is None


def test_the_folded_bar_says_where_one_is_or_what_it_opens(client, sign_in):
    """On a phone; pages beside the tabs, as the practice examples are, stand under none."""
    coalition = make.CoalitionFactory.create(name="Aadorp")
    sign_in("coordinator", coalition)
    for name, words in (("partners", "Partners"), ("examples", "Meer van Aadorp")):
        page = client.get(reverse(f"coalitions:{name}", args=[coalition.slug]))
        assert f'<span class="ks-menu-here">{words}</span>' in page.content.decode()
