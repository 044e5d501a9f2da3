"""Agreements as documents: what stands in them, for whom, and long ones made in the background."""

import io
import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from agreements.models import Agreement, AgreementTheme, PartyConfirmation
from agreements.selectors.papers import papers_of
from agreements.services import agreement_set_state
from agreements.services.papers import papers_request
from coalitions.models import Membership, Organisation
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make
from tests.agreements.papers.world import of_all, read_word

pytestmark = pytest.mark.django_db


def organisation(name):
    found = Organisation.objects.filter(name=name).first()
    return found or make.OrganisationFactory.create(name=name)


def agreed(coalition, title="Prenataal huisbezoek", **values):
    """An agreement with two texts; one party confirmed both, one only the first, one nothing."""
    agreement = make.AgreementFactory.create(
        coalition=coalition, title=title, **{"in_force": True, **values}
    )
    AgreementTheme.objects.create(
        agreement=agreement, theme=make.ThemeFactory.create(name="Vroegsignalering")
    )
    first = make.AgreementVersionFactory.create(agreement=agreement, text="De eerste tekst.")
    text = "Wij bellen elkaar.\n\n- binnen een week\n- bij zorg eerder\nEn verder niets."
    second = make.AgreementVersionFactory.create(agreement=agreement, number=2, text=text)
    names = ("JGZ De Proef", "Kraamzorg Proef", "Wijkteam Proef")
    parties = [
        make.PartyFactory.create(agreement=agreement, organisation=organisation(name), role="belt")
        for name in names
    ]
    for party, version, answer in (
        (parties[0], first, "confirmed"),
        (parties[1], first, "confirmed"),
        (parties[0], second, "confirmed_with_remark"),
    ):
        PartyConfirmation.objects.create(
            party=party,
            version=version,
            answer=answer,
            remark="Graag mondeling." if "remark" in answer else "",
            answered_by_name="Anneke Tekenaar",
            organisation_name=party.organisation.name,
        )
    return agreement


def read_pdf(response):
    pdf = PdfReader(io.BytesIO(response.getvalue()))
    return pdf, re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def of_one(client, agreement, kind):
    return client.get(reverse(f"agreements:{kind}", args=[agreement.pk]))


def test_an_agreement_as_pdf_says_all_and_is_accessible(client, coalition):
    agreement = agreed(coalition)
    response = of_one(client, agreement, "pdf")
    assert response["Content-Type"] == "application/pdf"
    name = f'attachment; filename="afspraak-{agreement.pk}-prenataal-huisbezoek.pdf"'
    assert response["Content-Disposition"] == name
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    pdf, text = read_pdf(response)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("nl")
    assert pdf.metadata.title == "Prenataal huisbezoek"
    assert pdf.metadata.author == "Coalitie Proefdorp"
    for said in ("1 van 3", "Wij bellen elkaar.", "binnen een week", "JGZ De Proef", "belt"):
        assert said in text
    assert "De eerste tekst." not in text
    assert "Versie 2" in text
    assert "Bevestigd met opmerking" in text
    assert "Graag mondeling." in text
    assert "Nog geen antwoord" in text
    assert "Anneke Tekenaar" in text  # the signature
    assert "Tekst, versie 1" in text
    assert "Vroegsignalering" in text


def test_the_cover_stands_alone(client, coalition):
    pdf, _text = read_pdf(of_one(client, agreed(coalition), "pdf"))
    cover = pdf.pages[0].extract_text()
    assert "Prenataal huisbezoek" in cover
    assert "Coalitie Proefdorp" in cover
    assert "Wij bellen elkaar" not in cover


def test_an_agreement_as_word_has_the_same(client, coalition):
    agreement = agreed(coalition)
    response = of_one(client, agreement, "docx")
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["Content-Disposition"].endswith('-prenataal-huisbezoek.docx"')
    paper, text = read_word(response)
    assert paper.core_properties.title == "Prenataal huisbezoek"
    assert paper.core_properties.language == "nl-NL"
    heads = [p.text for p in paper.paragraphs if p.style.name == "Heading 2"]
    assert heads == ["Wat we hebben afgesproken", "Partners", "Bevestigingen", "Verloop"]
    for said in ("Wij bellen elkaar.", "Wijkteam Proef", "Anneke Tekenaar", "Nog geen antwoord"):
        assert said in text


def test_a_bare_agreement_says_what_is_not_recorded(client, coalition):
    agreement = make.AgreementFactory.create(coalition=coalition, title="Kaal")
    _pdf, text = read_pdf(of_one(client, agreement, "pdf"))
    assert "De tekst van deze afspraak is nog niet vastgelegd." in text
    assert "Nog niet vastgelegd" in text
    assert "0 van 0" not in text
    assert "Er is nog niemand gevraagd" in text


def test_a_hostile_title_makes_a_plain_name_and_plain_text(client, coalition):
    agreement = agreed(coalition, title='"; ../=1+1 #{x} <b>é\u202e😀')
    response = of_one(client, agreement, "pdf")
    assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+\.pdf"', response["Content-Disposition"])
    _pdf, text = read_pdf(response)
    assert "#{x} <b>é" in text
    assert of_one(client, agreement, "docx").status_code == 200


def test_the_document_is_dutch_for_whoever_reads_the_site_in_english(client, coalition):
    agreement = agreed(coalition)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        pdf, text = read_pdf(of_one(client, agreement, "pdf"))
    assert pdf.trailer["/Root"]["/Lang"].startswith("nl")
    assert "Bevestigingen" in text


def test_the_history_tells_states_in_order(client, coalition):
    agreement = agreed(coalition, in_force=False)
    for state in ("in_consultation", "in_force"):
        agreement.refresh_from_db()
        agreement_set_state(
            agreement_id=agreement.pk, state=state, expected_version=agreement.version
        )
    [paper] = papers_of(Agreement.objects.filter(pk=agreement.pk))
    states = [one.state for one in paper.moments if one.state]
    assert states == ["draft", "in_consultation", "in_force"]
    assert [one.number for one in paper.moments if one.number] == [1, 2]


def test_a_party_that_left_keeps_what_it_said_but_is_no_party(coalition):
    agreement = agreed(coalition)
    gone = agreement.parties.get(organisation__name="Kraamzorg Proef")
    gone.left_on = date(2024, 5, 1)
    gone.save()
    [paper] = papers_of(Agreement.objects.filter(pk=agreement.pk))
    assert [one.organisation.name for one in paper.parties] == ["JGZ De Proef", "Wijkteam Proef"]
    said = [(a.number, a.answer) for a in paper.answers if a.organisation == "Kraamzorg Proef"]
    assert said == [(1, "confirmed")]
    assert paper.confirmed == 1


def test_a_confirmation_that_was_withdrawn_does_not_count(coalition):
    agreement = agreed(coalition)
    party = agreement.parties.get(organisation__name="JGZ De Proef")
    version = agreement.versions.get(number=2)
    PartyConfirmation.objects.create(
        party=party, version=version, answer="withdrawn", organisation_name="JGZ De Proef"
    )
    [paper] = papers_of(Agreement.objects.filter(pk=agreement.pk))
    assert paper.confirmed == 0


def test_all_agreements_that_apply_in_one_document_without_persons(client, coalition):
    agreed(coalition, title="Warm overdragen")
    agreed(coalition, title="Samen scholen", state="being_evaluated", starts_on="2024-02-01")
    agreed(coalition, title="Nog een concept", in_force=False)
    agreed(make.CoalitionFactory.create(), title="Van een ander")
    pdf, text = read_pdf(of_all(client, coalition))
    assert pdf.metadata.title == "Afspraken van de coalitie"
    assert "2 afspraken" in text
    first = pdf.pages[0].extract_text()
    assert "Inhoud" in first
    for title in ("Warm overdragen", "Samen scholen"):
        assert title in first
        assert text.count(title) >= 2
    for absent in ("Nog een concept", "Van een ander", "Anneke Tekenaar", "Door wie"):
        assert absent not in text
    paper, words = read_word(of_all(client, coalition, kind="docx"))
    chapters = [p.text for p in paper.paragraphs if p.style.name == "Heading 2"]
    assert chapters[0] == "Inhoud"
    assert set(chapters[1:]) == {"Warm overdragen", "Samen scholen"}
    assert "Anneke Tekenaar" not in words


def test_the_document_is_narrowed_as_the_list(client, coalition):
    agreed(coalition, title="Warm overdragen")
    agreed(coalition, title="Nog een concept", in_force=False)
    _pdf, text = read_pdf(of_all(client, coalition, "?state=draft"))
    assert "Nog een concept" in text
    assert "Warm overdragen" not in text
    url = reverse("agreements:papers", args=[coalition.slug])
    page = client.get(f"{url}?q=warm").content.decode()
    assert "Warm overdragen" in page
    assert "1 afspraak" in page


def test_nothing_to_put_in_it_says_so(client, coalition):
    agreed(coalition, in_force=False)
    url = reverse("agreements:papers", args=[coalition.slug])
    assert "Er geldt nog geen afspraak" in client.get(url).content.decode()
    answer = of_all(client, coalition)
    assert answer.status_code == 200
    assert "ks-error-summary" in answer.content.decode()
    with pytest.raises(DomainError):
        papers_request(
            user=keeper(coalition),
            coalition=coalition,
            agreements=[],
            kind="pdf",
            key=uuid.uuid4(),
        )


def test_another_kind_of_file_is_refused(client, coalition):
    agreed(coalition)
    answer = of_all(client, coalition, kind="exe")
    assert answer.status_code == 200
    assert "ks-error-summary" in answer.content.decode()


def keeper(coalition):
    return Membership.objects.get(coalition=coalition, role="coordinator").user


@pytest.mark.parametrize("number", [1, 40])
def test_many_cost_as_many_queries_as_one(coalition, number):
    for place in range(number):
        agreed(coalition, title=f"Afspraak {place}")
    with CaptureQueriesContext(connection) as queries:
        papers = papers_of(Agreement.objects.filter(coalition=coalition).for_list())
        assert all(paper.confirmed == 1 for paper in papers)
    assert len(papers) == number
    assert len(queries) == 10


def test_a_reader_of_another_coalition_finds_nothing(client, coalition, sign_in):
    agreement = agreed(coalition)
    sign_in("outsider", coalition)
    assert {of_one(client, agreement, kind).status_code for kind in ("pdf", "docx")} == {404}
    assert of_all(client, coalition).status_code == 404
