"""The advice in a coalition's own export: for who may read the thread, and for nobody else."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from coalitions.models import AdviceMessage, AdviceRequest, AdviceSharing, Assessment
from kansrijkestart.jobs import running
from monitoring.exporters import Bundle, Target
from monitoring.models import Export
from monitoring.selectors.exports import is_closed_to
from monitoring.services.exports import export_request
from tests import factories as make
from tests.monitoring.export_world import (
    YEAR,
    coalition_with_everything,
    files_of,
    pdf_text,
    rows_of,
)
from tests.monitoring.test_export_files import everything_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

SAID = ("Geheime vraag", "Geheim advies", "Geheime reactie", "Geheim antwoord")


def at(day, year=YEAR):
    return datetime(year, 5, day, 10, 30, tzinfo=UTC)


@pytest.fixture
def held():
    """A round with a whole conversation: asked, advised on a statement, replied, answered."""
    coalition, _place = coalition_with_everything()
    AdviceMessage.objects.all().delete()
    assessment = Assessment.objects.get()
    statement = assessment.checklist.principles.get().statements.get()
    coordinator = make.MembershipFactory.create(coalition=coalition, user__name="Cor").user
    adviser = make.NationalRoleFactory.create(role="adviser", user__name="Ada").user
    AdviceRequest.objects.create(
        assessment=assessment,
        principle=statement.principle,
        question="Geheime vraag",
        requested_by=coordinator,
        requested_at=at(1),
    )
    said = [
        ("advice", adviser, "Geheim advies", statement, at(2)),
        ("reply", coordinator, "Geheime reactie", None, at(3)),
        ("reply", adviser, "Geheim antwoord", None, at(4)),
        ("enquiry", adviser, "Zomaar een concept", None, None),
        ("reply", coordinator, "Pas een jaar later", None, at(5, YEAR + 1)),
    ]
    for kind, author, text, about, moment in said:
        AdviceMessage.objects.create(
            assessment=assessment,
            principle=statement.principle,
            statement=about,
            kind=kind,
            author=author,
            text=text,
            shared_at=moment,
        )
    return {"coalition": coalition, "coordinator": coordinator, "assessment": assessment}


def target_for(held, user):
    return Target("coalition", YEAR, coalition=held["coalition"], reader=user)


def partner_of(held):
    return make.MembershipFactory.create(coalition=held["coalition"], role="partner").user


def share(held, *, is_shared=True):
    AdviceSharing.objects.update_or_create(
        assessment=held["assessment"], defaults={"is_shared": is_shared}
    )


def test_who_reads_the_thread_gets_every_voice_in_its_own_sheet(held):
    files = files_of(target_for(held, held["coordinator"]))
    rows = rows_of(files["advies-machine.csv"])
    assert [(row["kind"], row["role"], row["name"], row["text"]) for row in rows] == [
        ("request", "coalition", "", "Geheime vraag"),
        ("advice", "adviser", "Ada", "Geheim advies"),
        ("reply", "coalition", "Cor", "Geheime reactie"),
        ("answer", "adviser", "Ada", "Geheim antwoord"),
    ]
    assert [(row["day"], row["time"]) for row in rows][1] == ("2024-05-02", "12:30")
    assert [bool(row["statement_words"]) for row in rows] == [False, True, False, False]
    assert {row["round"] for row in rows} == {"1"}
    [workbook] = [content for name, content in files.items() if name.endswith(".xlsx")]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name("Advies")
    assert [row[-1] for row in sheet.to_python()[1:]] == list(SAID)
    report = " ".join(pdf_text(files["rapport.pdf"]).split())
    assert "2 mei 2024 12:30, Ada, adviseur (Pharos), advies" in report
    assert all(words in report for words in SAID)
    assert "Op het blad Advies staat wie wat zei" in files["leeswijzer.txt"].decode()


def test_concepts_and_later_years_stay_out(held):
    text = everything_in(files_of(target_for(held, held["coordinator"])))
    assert "Geheim advies" in text
    assert "Zomaar een concept" not in text
    assert "Pas een jaar later" not in text


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_partner_gets_it_while_the_coalition_shares_it(held, is_shared):
    share(held, is_shared=is_shared)
    files = files_of(target_for(held, partner_of(held)))
    assert ("advies-machine.csv" in files) is is_shared
    found = [words in everything_in(files) for words in SAID]
    assert all(found) if is_shared else not any(found)
    says_so = "Advies staat niet in deze download" in files["leeswijzer.txt"].decode()
    assert says_so is not is_shared


def test_a_partner_gets_only_the_rounds_that_are_shared(held):
    share(held)
    later = Assessment.objects.create(
        coalition=held["coalition"],
        checklist=held["assessment"].checklist,
        round=2,
        started_on="2024-06-01",
        state="closed",
    )
    Assessment.objects.filter(pk=held["assessment"].pk).update(state="closed")
    AdviceMessage.objects.create(
        assessment=later,
        principle=later.checklist.principles.get(),
        kind="advice",
        text="Van ronde twee",
        shared_at=at(9),
    )
    partner = files_of(target_for(held, partner_of(held)))
    assert "Van ronde twee" not in everything_in(partner)
    own = rows_of(files_of(target_for(held, held["coordinator"]))["advies-machine.csv"])
    assert [row["round"] for row in own] == ["1", "1", "1", "1", "2"]


def test_nobody_elses_export_holds_it(held):
    """Not of a region, also not for a reader who reads the thread; nor of the country."""
    region = make.RegionFactory.create()
    for place in held["coalition"].coverage.all():
        make.RegionMunicipalityFactory.create(region=region, municipality=place.municipality)
    both = held["coalition"]
    both.scope, both.region = "both", region
    both.save()
    reader = held["coordinator"]
    for target in (
        Target("region", YEAR, region=region, reader=reader),
        Target("national", YEAR, reader=reader),
        Target("coalition", YEAR, coalition=held["coalition"]),
        target_for(held, make.MembershipFactory.create().user),
        target_for(held, make.NationalRoleFactory.create(role="analyst").user),
    ):
        files = files_of(target)
        assert not [name for name in files if "advies" in name], target
        assert not [words for words in SAID if words in everything_in(files)], target


def test_the_same_reader_gets_the_same_bytes_twice(held):
    target = target_for(held, held["coordinator"])
    first = files_of(target)
    assert files_of(replace(target)) == first
    assert (
        files_of(target_for(held, make.MembershipFactory.create(coalition=held["coalition"]).user))
        == first
    )


def test_the_command_has_no_reader_and_gives_the_same_bytes_twice(held, tmp_path):
    scope = f"coalition:{held['coalition'].slug}"
    found = []
    for name in ("een", "twee"):
        call_command("export_year", YEAR, scope=scope, out=tmp_path / name, verbosity=0)
        found.append({one.name: one.read_bytes() for one in (tmp_path / name).iterdir()})
    assert found[0] == found[1]
    assert not [words for words in SAID if words in everything_in(found[0])]
    assert "Advies staat niet in deze download" in found[0]["leeswijzer.txt"].decode()


def test_without_a_conversation_the_sheet_says_so():
    coalition, _place = coalition_with_everything()
    reader = make.MembershipFactory.create(coalition=coalition).user
    files = files_of(Target("coalition", YEAR, coalition=coalition, reader=reader))
    assert rows_of(files["advies-machine.csv"]) == []
    said = "Tot het einde van het jaar is geen advies gevraagd of gegeven."
    assert f"Advies: {said}" in files["leeswijzer.txt"].decode()
    assert said in " ".join(pdf_text(files["rapport.pdf"]).split())


def made_by(user, held):
    export = export_request(user=user, scope="coalition", coalition=held["coalition"], year=YEAR)
    running.run(export.job_id)
    return Export.objects.get(pk=export.pk)


def test_a_partner_loses_the_files_when_the_coalition_stops_sharing(client, held):
    share(held)
    partner = partner_of(held)
    export = made_by(partner, held)
    client.force_login(partner)
    page = reverse("monitoring:export_detail", args=[export.pk])
    file = reverse("monitoring:export_file", args=[export.pk, "advies-machine.csv"])
    assert "Geheim advies" in client.get(file).getvalue().decode()
    share(held, is_shared=False)
    assert is_closed_to(export, partner)
    assert client.get(file).status_code == 404
    text = client.get(page).content.decode()
    assert "advies dat je niet meer mag lezen" in text
    assert file not in text
    again = made_by(partner, held)
    assert not is_closed_to(again, partner)
    assert not again.files.filter(name__contains="advies").exists()


def test_the_advice_costs_the_same_questions_for_much_of_it(held):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            Bundle(target_for(held, held["coordinator"]))
        return len(asked)

    few = cost()
    principle = held["assessment"].checklist.principles.get()
    for number in range(9):
        AdviceMessage.objects.create(
            assessment=held["assessment"],
            principle=principle,
            kind="reply",
            author=make.UserFactory.create(),
            text=f"Reactie {number}",
            shared_at=at(6),
        )
    assert cost() == few
