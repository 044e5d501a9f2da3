"""What stays between coordinator and adviser when partners read agendas and minutes."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from coalitions.models import AdviceMessage, AdviceRequest
from coalitions.registry import Reading
from coalitions.selectors.agendas import lines_of
from coalitions.services.advice import advice_share, advice_sharing_set
from coalitions.services.agenda_items import NewAction
from coalitions.services.agendas import agenda_close
from tests import factories as make
from tests.agendas.world import TODAY
from tests.cast import relate
from tests.checklist.make import principle, round_of

pytestmark = pytest.mark.django_db
REPLY, ACTION = "Wij vragen de JGZ.", "JGZ bellen"


@pytest.fixture
def about(table):
    """A principle of the newest round with an advice that the coalition does not share."""
    assessment = round_of(table.coalition, state="advice_requested")
    found = {"assessment_id": assessment.pk, "principle": principle(assessment)}
    AdviceRequest.objects.create(assessment=assessment, principle=found["principle"])
    adviser = make.UserFactory.create()
    relate(adviser, "adviser", table.coalition)
    advice_share(**found, author=adviser, text="Nodig de JGZ uit.")
    return found


@pytest.fixture
def agenda(table, about):
    return table.prepare(about["principle"].screen_title)


@pytest.fixture
def held(table, agenda):
    """The meeting answered the adviser and gave an action."""
    table.decide(agenda.items.get(), "advice_reply", text=REPLY, action=NewAction(ACTION))
    return agenda_close(agenda=agenda, held_on=TODAY, expected_version=agenda.version)


@pytest.fixture
def partner(table):
    found = make.UserFactory.create()
    relate(found, "partner", table.coalition)
    return found


def address(agenda, name="agenda"):
    return reverse(f"coalitions:{name}", args=[agenda.coalition.slug, agenda.pk])


def test_a_reply_to_the_adviser_stands_in_the_thread_only(table, held):
    [line] = lines_of(held, Reading(table.coalition, table.keeper))
    assert AdviceMessage.objects.order_by("pk").last().text == REPLY
    assert line.text == ""
    assert [str(one.said) for one in line.decided] == ["Reactie aan de adviseur", "Actie"]
    assert held.meeting.outcome == "", "partners read that"


def test_words_of_the_minutes_from_before_stay(table, agenda):
    row = table.decide(agenda.items.get(), text="Besproken.")
    row = table.decide(row, "advice_reply", text=REPLY)
    assert row.text == "Besproken."


def test_minutes_tell_of_advice_to_its_readers_only(client, table, about, held, partner):
    title = about["principle"].screen_title
    client.force_login(partner)

    def said():
        page = client.get(address(held)).content.decode()
        return [one for one in (title, "Reactie aan de adviseur", ACTION) if one in page]

    assert said() == [ACTION], "an action is in the plan"
    advice_sharing_set(assessment_id=about["assessment_id"], user=table.keeper, is_shared=True)
    assert said() == [title, "Reactie aan de adviseur", ACTION]


def test_an_agenda_says_only_that_there_is_something(client, about, agenda, partner):
    client.force_login(partner)
    page = client.get(address(agenda)).content.decode()
    assert about["principle"].screen_title not in page
    assert "tussen coördinator en adviseur" in page


def test_the_file_that_is_handed_round_tells_it_nobody(client, table, about, held):
    client.force_login(table.keeper)
    pdf = client.get(address(held, "agenda_pdf")).content
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert ACTION in words
    assert about["principle"].screen_title not in words
    assert "adviseur" not in words


def test_the_log_has_no_text_of_items(client, table, agenda, partner):
    table.decide(agenda.items.get(), text="De adviseur vindt ons te smal.")
    client.force_login(partner)
    page = client.get(reverse("coalitions:log", args=[table.coalition.slug])).content.decode()
    assert "te smal" not in page
