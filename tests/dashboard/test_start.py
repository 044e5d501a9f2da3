"""What the start page tells who takes part: what changed, what waits, and the questionnaire."""

import re
from datetime import timedelta

import pghistory
import pytest
from django.core.cache import cache
from django.urls import reverse

from coalitions.models import AdviceMessage, AdviceRequest, CoalitionVisit, PartnerEvidence
from coalitions.registry import Reading
from coalitions.selectors.page_head import latest_changes
from coalitions.selectors.start import A_MONTH
from coalitions.services.actions import action_add
from kansrijkestart.core import clock
from monitoring.models import Response, RoundExtension
from tests import factories as make
from tests.agreements.confirm_world import agreement_of
from tests.agreements.confirm_world import ask as ask_party
from tests.checklist.make import principle, round_of, statement
from tests.coalitions.poll_world import ask, poll_of
from tests.monitoring.edition_world import make_round

pytestmark = pytest.mark.django_db


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create(name="Best")


def test_kinds_of_one_name_are_told_once(client, sign_in, coalition):
    """A partner, and a partner beside a statement: for a reader both are "Partner"."""
    user = sign_in("coordinator", coalition)
    partner = make.PartnershipFactory.create(coalition=coalition)
    assessment = round_of(coalition=coalition)
    beside = statement(assessment)
    PartnerEvidence.objects.create(assessment=assessment, statement=beside, record=partner)
    found = latest_changes(Reading(coalition, user), clock.now() - A_MONTH)
    [told] = [one for one in found if one.noun == "Partner"]
    log = client.get(f"{coalition.get_absolute_url()}logboek/", {"what": told.key})
    assert log.context["filter_form"].is_valid(), "either may stand for the name in an address"
    assert {str(one.noun) for one in log.context["entries"]} == {"Partner"}


def test_what_changed_is_told_with_who_and_when(client, sign_in, coalition):
    user = sign_in("coordinator", coalition)
    noor = make.UserFactory.create(name="Noor de Wit")
    with pghistory.context(user=noor.pk):
        action_add(coalition=coalition, title="Bellen")
    cache.clear()
    page = client.get("/")
    assert page.context["changes"].since == "in de afgelopen maand"
    assert re.search(r"Actie: op \d+ \w+, door Noor de Wit\.", text_of(page))
    [row] = [one for one in page.context["changes"].rows if one.noun == "Actie"]
    log = f"{coalition.get_absolute_url()}logboek/?what={row.key}"
    assert f'href="{log}"' in page.content.decode()
    assert "Bellen" in text_of(client.get(log))
    now = clock.now()
    CoalitionVisit.objects.create(user=user, coalition=coalition, seen_at=now)
    assert client.get("/").context["changes"].since == "in de afgelopen maand", "looked today"
    later = now + timedelta(days=3)
    with clock.travel(later):
        cache.clear()
        page = client.get("/")
        assert page.context["changes"].since.startswith("sinds ")
        assert page.context["changes"].rows == []
        assert "In het dossier is niets gewijzigd." in text_of(page)


def test_advice_waits_until_the_coalition_says_something(client, sign_in, coalition):
    user = sign_in("coordinator", coalition)
    assert "Er wacht geen advies op jullie antwoord." in text_of(client.get("/"))
    assessment = round_of(coalition, "advice_given")
    about = principle(assessment)
    AdviceRequest.objects.create(assessment=assessment, principle=about, requested_by=user)
    adviser = make.CaseloadFactory.create(coalition=coalition).adviser

    def say(kind, author):
        return AdviceMessage.objects.create(
            assessment=assessment,
            principle=about,
            kind=kind,
            author=author,
            text="Woorden",
            shared_at=clock.now(),
        )

    say("advice", adviser)
    page = client.get("/")
    assert "Advies waarop jullie nog niet reageerden" in text_of(page)
    address = reverse("coalitions:principle", args=[coalition.slug, about.number])
    assert f'href="{address}"' in page.content.decode()
    say("question", user)
    assert client.get("/").context["advice"] == []
    say("enquiry", adviser)
    assert "De adviseur vraagt iets" in text_of(client.get("/"))
    sign_in("partner", coalition)
    page = client.get("/")
    assert page.context["advice"] == []
    assert "De adviseur vraagt iets" not in text_of(page)


def test_the_questionnaire_of_the_year(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    assert "Er is nog geen vragenlijst voor jullie geopend." in text_of(client.get("/"))
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    places = [
        make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality for _ in "ab"
    ]
    for place in places:
        Response.objects.create(
            round=asked, municipality=place, coalition=coalition, state="not_started"
        )
    found = client.get("/").context["round"]
    assert (found.state, found.until.startswith("Open tot en met")) == ("not_started", True)
    version = asked.questionnaire_version
    assert found.url == reverse("monitoring:response", args=[coalition.slug, version.year, "nu"])
    Response.objects.filter(municipality=places[0]).update(state="busy")
    page = client.get("/")
    assert page.context["round"].state == ""
    assert "Niet voor alle gemeenten gelijk" in text_of(page)
    with clock.travel(clock.now() + timedelta(days=9)):
        assert client.get("/").context["round"].until.startswith("Gesloten; de laatste dag was")
        until = clock.now() + timedelta(days=3)
        RoundExtension.objects.create(
            round=asked, municipality=places[0], until=until, reason="ziekte"
        )
        assert client.get("/").context["round"].until.startswith("Open tot en met")
    sign_in("coordinator", make.CoalitionFactory.create())
    assert client.get("/").context["round"] is None


def test_a_member_finds_the_polls_that_ask_them(client, sign_in, coalition):
    user = sign_in("partner", coalition)
    assert "Er is nu geen peiling waarin jou iets gevraagd wordt." in text_of(client.get("/"))
    poll, other = poll_of(coalition), poll_of(coalition)
    ask(poll, members=[user])
    ask(other, "iemand@elders.example")
    page = client.get("/")
    assert [one.poll_id for one in page.context["polls"]] == [poll.pk]
    address = reverse("coalitions:poll_answer", args=[coalition.slug, poll.pk])
    assert f'href="{address}"' in page.content.decode()
    assert client.get(address).status_code == 200
    with clock.travel(clock.now() + timedelta(days=20)):
        assert list(client.get("/").context["polls"]) == []


def test_a_member_finds_the_agreements_that_wait(client, sign_in, coalition):
    user = sign_in("partner", coalition)
    page = client.get("/")
    assert "Er wacht geen afspraak op jouw antwoord." in text_of(page)
    assert "Er geldt nog geen afspraak." in text_of(page)
    agreement = agreement_of(1, coalition=coalition)
    [asked] = ask_party(agreement, member=user)
    page = client.get("/")
    assert [one.pk for one in page.context["questions"]] == [asked.pk]
    assert reverse("agreements:confirm", args=[agreement.pk, asked.pk]) in page.content.decode()


@pytest.mark.parametrize("who", ["coordinator", "partner"])
def test_a_coalition_that_ended_keeps_a_start_page(client, sign_in, who):
    coalition = make.CoalitionFactory.create(name="Gestopt", stage="ended", ended_on=clock.today())
    sign_in(who, coalition)
    page = client.get("/")
    assert "Gestopt is gestopt op" in text_of(page)
    assert page.context["coming"] == []
    reopen = reverse("coalitions:reopen", args=[coalition.slug])
    assert (reopen in page.content.decode()) == (who == "coordinator")


def test_nothing_is_asked_of_a_coalition_that_ended(client, sign_in):
    """Every answer to it is refused: its record can be read, not changed."""
    coalition = make.CoalitionFactory.create(stage="ended", ended_on=clock.today())
    sign_in("coordinator", coalition)
    page = client.get("/")
    assert page.context["first"].steps == []
    assert page.context["lead"] == ""
    known = reverse("coalitions:known", args=[coalition.slug])
    assert f'action="{known}"' not in page.content.decode()
    assert "Volgende stap" not in text_of(page)
    assert "Komt eraan" not in text_of(page)
    assert "Vragenlijst" not in text_of(page).split("</nav>")[-1].split("Je coalitie")[1]


@pytest.mark.parametrize("role", ["coordinator", "partner"])
def test_a_coalition_that_runs_comes_before_one_that_ended(client, sign_in, role):
    ended = make.CoalitionFactory.create(name="Aalten", stage="ended", ended_on=clock.today())
    user = sign_in("coordinator", ended)
    running = make.CoalitionFactory.create(name="Zwolle", stage="formed")
    make.MembershipFactory.create(user=user, coalition=running, role=role)
    page = client.get("/")
    assert [one.coalition for one in page.context["own"]] == [running, ended]
    assert not page.context["is_ended"]
    assert bool(page.context["guide"]) == (role == "coordinator"), "the guide is of what runs"
