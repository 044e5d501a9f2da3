"""The overview of a coalition and its one-page report."""

import io

import pypdf
import pytest
from django.urls import reverse

from coalitions import registry
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Answer,
    Assessment,
    ChainStep,
    CoalitionVisit,
)
from coalitions.registry import Block
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps():
    for number, key in enumerate(["coalitie", "informatie", "afspraken"], start=1):
        ChainStep.objects.create(number=number, key=key, title=f"Stap {key}")


@pytest.fixture
def checklist():
    made = make.ChecklistFactory.create()
    for number, key in enumerate(["trekker", "samenstelling"], start=1):
        principle = make.PrincipleFactory.create(
            checklist=made, number=number, key=key, screen_title=f"Principe {key}"
        )
        make.StatementFactory.create_batch(2, principle=principle)
    return made


def detail(coalition):
    return reverse("coalitions:detail", args=[coalition.slug])


def test_a_nearly_empty_coalition_gets_one_next_step(client, sign_in, steps, checklist):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    page = client.get(detail(coalition))
    assert page.context["is_nearly_empty"]
    assert page.context["next_step"].priority == 10
    assert [row.words for row in page.context["principles"]] == ["", ""]
    assert page.content.decode().count("<h1") == 1
    assert CoalitionVisit.objects.get().coalition == coalition


def test_answers_are_counted_in_words_and_unanswered_is_said(client, sign_in, checklist):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    round_ = Assessment.objects.create(coalition=coalition, checklist=checklist, round=1)
    first = checklist.principles.first()
    Answer.objects.create(assessment=round_, statement=first.statements.first(), now="in_place")
    rows = client.get(detail(coalition)).context["principles"]
    assert rows[0].signs == ["in_place", "none"]
    assert rows[0].words.count("1") == 2
    assert rows[1].signs == ["none", "none"]


def test_advice_is_for_the_coordinator_not_for_a_partner(client, sign_in, checklist):
    coalition, first = make.CoalitionFactory.create(), checklist.principles.first()
    round_ = Assessment.objects.create(
        coalition=coalition, checklist=checklist, round=1, agreed_on=clock.today(), state="agreed"
    )
    AdviceRequest.objects.create(assessment=round_, principle=first)
    AdviceMessage.objects.create(
        assessment=round_,
        principle=first,
        kind="advice",
        text="Vraag ouders",
        shared_at=clock.now(),
    )
    sign_in("coordinator", coalition)
    page = client.get(detail(coalition))
    assert page.context["principles"][0].advice == "advice_given"
    assert "Vraag ouders" in page.content.decode()
    sign_in("partner", coalition)
    page = client.get(detail(coalition))
    assert page.context["principles"][0].advice == "advice_requested"
    assert "Vraag ouders" not in page.content.decode()


def test_blocks_of_other_apps_are_shown(client, sign_in, monkeypatch):
    block = Block("proef", "Cijfers in het kort", "dashboard/_steps.html", lines=["18,2%"])
    monkeypatch.setattr(registry, "_blocks", [lambda _reading: block, lambda _reading: None])
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    assert "Cijfers in het kort" in client.get(detail(coalition)).content.decode()
    report = client.get(reverse("coalitions:report", args=[coalition.slug]))
    assert "18,2%" in text_of(report)[0]


def text_of(response):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]


def test_report_of_an_empty_coalition_is_one_accessible_page(client, sign_in, steps, checklist):
    coalition = make.CoalitionFactory.create(name="Best #eval(1)", is_demo=True)
    sign_in("coordinator", coalition)
    response = client.get(reverse("coalitions:report", args=[coalition.slug]))
    assert response["Content-Type"] == "application/pdf"
    pages = text_of(response)
    assert len(pages) == 1
    assert "Best #eval(1)" in pages[0]
    assert "April 2024" in pages[0] or "april 2024" in pages[0]
    assert b"pdfuaid" in response.content


def test_report_without_demo_content_has_no_label(client, sign_in, settings):
    settings.DEMO_MODE = False
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    response = client.get(reverse("coalitions:report", args=[coalition.slug]))
    assert "2024" not in "".join(text_of(response)).replace(str(clock.today().year), "")
