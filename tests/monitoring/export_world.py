"""A coalition with one of everything, and the files of its export."""

import csv
import io

import pypdf

from coalitions.models import (
    AdviceMessage,
    Answer,
    Assessment,
    ContactPerson,
    PrincipleNote,
)
from interventions.models import ChoiceMunicipality, LocalOffer
from monitoring.exporters import Bundle
from tests import factories as make

YEAR = 2024


def coalition_with_everything(text="gewoon", name="'s-Hertogenbosch"):
    """``text`` stands in every field that people type in."""
    place = make.MunicipalityFactory.create(name=name)
    coalition = make.CoalitionFactory.create(name=f"{text} coalitie")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    partner = make.PartnershipFactory.create(
        coalition=coalition, role=text, organisation__name=f"{text} partner"
    )
    ContactPerson.objects.create(
        partnership=partner, name="Kanarie Persoon", email="kanarie@example.org", phone="0612345678"
    )
    statement = make.StatementFactory.create()
    checklist_round(coalition, statement, text)
    agreement = make.AgreementFactory.create(
        coalition=coalition, in_force=True, title=f"{text} afspraak"
    )
    make.AgreementVersionFactory.create(agreement=agreement)
    make.PartyFactory.create(agreement=agreement, organisation=partner.organisation)
    choice = make.ChoiceFactory.create(
        coalition=coalition, reason=text, executor=text, source=text[:200]
    )
    ChoiceMunicipality.objects.create(choice=choice, municipality=place)
    LocalOffer.objects.create(coalition=coalition, municipality=place, kind="own_offer", text=text)
    return coalition, place


def checklist_round(coalition, statement, text):
    principle = statement.principle
    chosen = Assessment.objects.create(
        coalition=coalition,
        checklist=principle.checklist,
        round=1,
        state="agreed",
        started_on="2024-02-01",
        agreed_on="2024-03-01",
    )
    Answer.objects.create(
        assessment=chosen, statement=statement, now="mostly", wished="in_place", explanation=text
    )
    PrincipleNote.objects.create(assessment=chosen, principle=principle, explanation=text)
    AdviceMessage.objects.create(
        assessment=chosen, principle=principle, kind="advice", text="Geheim advies van Pharos"
    )


def files_of(target):
    return {built.name: built.content for built in Bundle(target).files()}


def rows_of(content, delimiter=","):
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def pdf_text(content):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
