"""A round beside the one before it, and as a PDF that leaves nothing out."""

import io
import re

import pypdf
import pytest
from django.urls import reverse
from django.utils.formats import date_format

from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Answer,
    AssessmentAttendance,
    PrincipleNote,
)
from kansrijkestart.core import clock
from tests import factories as make
from tests.checklist.make import principle, round_of, statement

pytestmark = pytest.mark.django_db
ADVICE = (
    "Mogen wij meelezen?",
    "Wie zit er aan tafel?",
    "Kijk nog eens naar de huisartsen.",
    "Hoe dan?",
    "Dat doen we in mei.",
    "Begin bij deze stelling.",
)
SAID = (
    ("enquiry", ADVICE[1]),
    ("advice", ADVICE[2]),
    ("question", ADVICE[3]),
    ("reply", ADVICE[4]),
)


def url(assessment, name):
    return reverse(f"coalitions:{name}", args=[assessment.coalition.slug, assessment.round])


def words_of(response):
    assert response.status_code == 200
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


@pytest.fixture
def full():
    """A settled round in which everything that can be written is written."""
    found = round_of(state="advice_given", agreed_remark="Een mooi gesprek.")
    about = principle(found)
    for key, now in (("L1.1", "mostly"), ("L2.1", "in_place"), ("L2.2", "not_yet")):
        Answer.objects.create(
            assessment=found,
            statement=statement(found, key),
            now=now,
            wished="in_place",
            explanation=f"Uitleg bij {key}",
            evidence=f"Verslag {key}",
            owner=f"Wijkteam {key}",
            due_on="2026-05-03",
        )
    PrincipleNote.objects.create(assessment=found, principle=about, explanation="Samen bekeken.")
    there = make.OrganisationFactory.create(name="Huisartsen Proef")
    AssessmentAttendance.objects.create(assessment=found, organisation=there)
    AdviceRequest.objects.create(assessment=found, principle=about, question=ADVICE[0])
    for kind, text in (*SAID, ("advice", ADVICE[5])):
        AdviceMessage.objects.create(
            assessment=found,
            principle=about,
            statement=statement(found, "L2.1") if text == ADVICE[5] else None,
            kind=kind,
            author=make.UserFactory.create(name=f"Wie zei {text}"),
            text=text,
            shared_at=clock.now(),
        )
    return found


def test_the_pdf_holds_every_answer_and_every_advice(client, sign_in, full):
    sign_in("coordinator", full.coalition)
    words = words_of(client.get(url(full, "checklist_pdf")))
    for answer in Answer.objects.select_related("statement"):
        for said in ("explanation", "evidence", "owner"):
            assert getattr(answer, said) in words
        assert answer.statement.text in words
    for said in ("3 mei 2026", "Grotendeels", "Op orde", "Nog niet", "Niet ingevuld"):
        assert said in words
    for said in ("Samen bekeken.", "Een mooi gesprek.", "Huisartsen Proef", *ADVICE):
        assert said in words
    for said in ADVICE[1:]:  # who said it, and when
        assert f"Wie zei {said}" in words
    assert date_format(clock.today(), "j F Y") in words


def test_the_same_round_gives_the_same_bytes(client, sign_in, full):
    sign_in("coordinator", full.coalition)
    first, second = (client.get(url(full, "checklist_pdf")).content for _time in range(2))
    assert first == second


def test_a_partner_gets_the_answers_without_the_advice(client, sign_in, full):
    sign_in("partner", full.coalition)
    words = words_of(client.get(url(full, "checklist_pdf")))
    assert "Uitleg bij L2.1" in words
    assert not [said for said in ADVICE if said in words]


def test_two_rounds_stand_beside_each_other(client, sign_in, full):
    sign_in("coordinator", full.coalition)
    full.state = "closed"
    full.save()
    assert client.get(url(full, "checklist_compare")).status_code == 404
    second = round_of(full.coalition, checklist=full.checklist, number=2)
    for key, now in (("L1.1", "in_place"), ("L1.2", "mostly"), ("L2.1", "in_place")):
        Answer.objects.create(assessment=second, statement=statement(second, key), now=now)
    page = client.get(url(second, "checklist_compare")).content.decode()
    assert page.count("Anders beantwoord") == 1
    assert page.count("Voor het eerst beantwoord") == 1
    assert page.count("Nog niet opnieuw beantwoord") == 1
    link = url(second, "checklist_compare")
    assert link in client.get(url(second, "checklist_round")).content.decode()
    assert (
        link
        in client.get(
            reverse("coalitions:checklist", args=[second.coalition.slug])
        ).content.decode()
    )
