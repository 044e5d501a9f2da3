"""The catalogue as a file: what is downloaded is the same when loaded; findings; all or nothing."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from interventions.exporters.catalogue import catalogue_csv, catalogue_xlsx
from interventions.importers.catalogue import read_catalogue
from interventions.models import Intervention, InterventionName
from interventions.selectors.catalogue_table import COLUMNS, FIELDS
from interventions.services.catalogue_import import catalogue_import
from interventions.services.manage import FIELDS as STORED
from kansrijkestart.core import reference
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make

pytestmark = pytest.mark.django_db
HEADER = "naam;soort;bron"
RECOGNISED = f"{HEADER};erkenning;erkend_op;erkend_tot;databank;erkenning_bron;nagekeken_op"


@pytest.fixture
def analyst(client):
    user = make.UserFactory.create()
    make.NationalRoleFactory.create(user=user, role="analyst")
    client.force_login(user)
    return user


def read(*lines):
    return read_catalogue("\n".join(lines).encode(), "catalogus.csv")


def store(*lines):
    data = "\n".join(lines).encode()
    plan = read_catalogue(data, "catalogus.csv")
    return catalogue_import(data=data, file_name="catalogus.csv", expected_plan=plan.digest)


def found(plan):
    return [(one.row, one.column, one.code) for one in plan.findings]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_download_is_the_same_for_every_row(ending, language):
    reference.load()
    item = Intervention.objects.get(slug="prenataal-huisbezoek-jgz")
    item.recognitions.create(
        level="well_founded", source="a", database="x", checked_on="2026-01-02"
    )
    item.recognitions.create(level="well_described", source="b", database="y")
    item.earliest_week, item.note = 16, "=1+1\r\nEen regel."
    item.save()
    with override(language):
        data = {"csv": catalogue_csv, "xlsx": catalogue_xlsx}[ending]()
        plan = read_catalogue(data, f"catalogus.{ending}")
    assert found(plan) == []
    assert len(plan.same) == len(plan.lines) == Intervention.objects.catalogue().count()
    assert not plan.has_news


def test_every_field_of_the_form_has_a_column():
    assert set(FIELDS.values()) == set(STORED)
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_a_file_adds_and_changes_and_leaves_the_rest(analyst):
    item = make.InterventionFactory.create(name="Stevig", executor="JGZ", target_group="ouders")
    InterventionName.objects.create(intervention=item, name="Stevige start")
    there = item.recognitions.create(level="well_described", source="a", database="db")
    other = make.InterventionFactory.create(name="Anders")
    header = f"sleutel;{RECOGNISED};uitvoerder;fase;vroegere_namen"
    plan = store(
        header,
        f"{item.slug};Stevig Ouderschap;interventie;b;goed onderbouwd;1-2-2024;2029-02-01;db;c;;"
        ";voor de zwangerschap|Na de geboorte;Stevig",
        f"{item.slug};Stevig Ouderschap;;;well_described;;;ander;d;;;;",
        ";Nieuw;werkwijze;bron;;;;;;;;;",
    )
    assert [(len(plan.new), len(plan.changed), len(plan.same))] == [(1, 1, 0)]
    item.refresh_from_db()
    assert (item.name, item.executor, item.is_edited) == ("Stevig Ouderschap", "", True)
    assert (item.target_group, item.phases) == ("ouders", ["before", "after"])
    assert dict(item.names.values_list("name", "is_former")) == {
        "Stevige start": False,
        "Stevig": True,
    }
    there.refresh_from_db()
    assert (there.recognised_on, there.version) == (date(2024, 2, 1), 2)
    assert set(item.recognitions.values_list("database", flat=True)) == {"db", "ander"}
    new = Intervention.objects.get(name="Nieuw")
    assert (new.slug, new.kind, new.insured_status) == ("nieuw-2", "working_method", "not_assessed")
    before = (other.version, other.is_edited)
    other.refresh_from_db()
    assert (other.version, other.is_edited) == before


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["naam;soorten;bron", "A;;"], (1, 2, "near_column")),
        (["naam;qqqq;bron", "A;;"], (1, 2, "unknown_column")),
        (["sleutel;bron", "a;b"], (1, None, "missing_column")),
        (["naam;erkenning", "A;goed beschreven"], (1, None, "missing_column")),
        ([HEADER, ";interventie;b"], (2, 1, "missing_name")),
        ([HEADER, "A;interventje;b"], (2, 2, "near_word")),
        ([HEADER, "A;qqqq;b"], (2, 2, "unknown_word")),
        ([HEADER, "A;;b"], (2, 2, "missing_value")),
        ([HEADER, "A;interventie;"], (2, 3, "missing_value")),
        (["naam", "A"], (2, None, "missing_value")),
        ([HEADER, "A;interventie;b", "a ;interventie;b"], (3, 1, "same_row")),
        ([HEADER, "Oude naam;interventie;b"], (2, 1, "former_name")),
        ([HEADER, "oude-spelling;interventie;b"], (2, 1, "other_name")),
        ([HEADER, "Eigen aanbod;interventie;b"], (2, 1, "local")),
        ([f"{HEADER};andere_namen", "A;interventie;b;Bekend"], (2, 4, "name_taken")),
        ([f"{HEADER};andere_namen", "A;interventie;b;X", "X;interventie;b;"], (2, 4, "name_taken")),
        ([f"{HEADER};andere_namen;vroegere_namen", "A;interventie;b;X;x"], (2, 5, "name_twice")),
        ([f"sleutel;{HEADER}", "bekent;A;interventie;b"], (2, 1, "near_key")),
        ([f"sleutel;{HEADER}", "zzz-zzz;A;interventie;b"], (2, 1, "unknown_key")),
        ([HEADER, f"{'a' * 151};interventie;b"], (2, 1, "too_long")),
        ([f"{HEADER};route", "A;interventie;b;r"], (2, 4, "only_a_task")),
        ([f"{HEADER};vroegste_week", "A;wettelijke taak;b;43"], (2, 4, "wrong_week")),
        ([RECOGNISED, "A;interventie;b;goed beschreven;31-2-2024;;d;s;"], (2, 5, "wrong_date")),
        ([RECOGNISED, "A;interventie;b;goed beschreven;;1-1-24;d;s;"], (2, 6, "wrong_date")),
        ([RECOGNISED, "A;interventie;b;goed beschreven;;;;s;"], (2, 7, "no_database")),
        ([RECOGNISED, "A;interventie;b;goed beschreven;;;d;;"], (2, 8, "missing_value")),
        ([RECOGNISED, "A;interventie;b;;;;d;s;"], (2, 4, "missing_value")),
        (
            [RECOGNISED, "A;interventie;b;goed beschreven;2024-01-01;2023-01-01;d;s;"],
            (2, 6, "expires_first"),
        ),
        (
            [RECOGNISED, "A;interventie;b;goed beschreven;;;d;s;", "A;;;goed beschreven;;;d;s;"],
            (3, 7, "same_recognition"),
        ),
    ],
)
def test_every_mistake_is_told_with_its_place_and_stops_the_file(rows, expected):
    known = make.InterventionFactory.create(name="Bekend", slug="bekend")
    known.names.create(name="Oude naam", is_former=True)
    known.names.create(name="Oude spelling")
    make.InterventionFactory.create(name="Eigen aanbod", is_local=True)
    plan = read(*rows)
    assert expected in found(plan)
    assert all(one.message for one in plan.findings)
    assert not plan.is_good
    with pytest.raises(DomainError):
        store(*rows)
    assert Intervention.objects.count() == 2


def test_all_mistakes_are_told_at_once():
    plan = read(HEADER, ";zzzz;b", "A;interventje;", "B;qqqq;")
    assert found(plan) == [
        (2, 1, "missing_name"),
        (2, 2, "unknown_word"),
        (3, 2, "near_word"),
        (3, 3, "missing_value"),
        (4, 2, "unknown_word"),
        (4, 3, "missing_value"),
    ]
    assert "interventie" in plan.findings[2].message.casefold()


def test_a_name_that_looks_like_another_is_asked_about_and_stops_nothing():
    make.InterventionFactory.create(name="VoorZorg", slug="voorzorg")
    plan = read(HEADER, "Voorzorgen;interventie;b")
    assert found(plan) == [(2, 1, "near_name")]
    assert plan.is_good


def test_two_interventions_may_exchange_a_name():
    first = make.InterventionFactory.create(name="Eerste")
    second = make.InterventionFactory.create(name="Tweede")
    first.names.create(name="Roepnaam")
    store("naam;andere_namen", "Tweede;Roepnaam", "Eerste;")
    assert list(first.names.all()) == []
    assert second.names.get().name == "Roepnaam"


def test_a_catalogue_that_changed_meanwhile_is_looked_at_again():
    item = make.InterventionFactory.create(name="Bekend")
    data = b"naam;uitvoerder\nBekend;GGD"
    plan = read_catalogue(data, "a.csv")
    item.version += 1
    item.save()
    with pytest.raises(DomainError):
        catalogue_import(data=data, file_name="a.csv", expected_plan=plan.digest)
    item.refresh_from_db()
    assert item.executor == ""


def test_the_reference_files_leave_alone_what_was_loaded():
    reference.load()
    item = Intervention.objects.get(slug="voorzorg")
    store("naam;uitvoerder;andere_namen", f"{item.name};Anders;Eigen roepnaam")
    reference.load()
    item.refresh_from_db()
    assert item.executor == "Anders"
    assert [one.name for one in item.names.all()] == ["Eigen roepnaam"]


def upload(client, text):
    url = reverse("interventions:catalogue_import")
    file = SimpleUploadedFile("catalogus.csv", text.encode())
    return url, client.post(url, {"file": file, "idempotency_key": str(uuid.uuid4())})


def test_an_analyst_rehearses_and_stores(client, analyst):
    item = make.InterventionFactory.create(name="Bekend", executor="JGZ")
    url, page = upload(client, "naam;uitvoerder\nBekend;GGD")
    html = page.content.decode()
    assert "JGZ" in html
    assert "GGD" in html
    item.refresh_from_db()
    assert item.executor == "JGZ"
    sent = {name: page.context["form"].data[name] for name in ("content", "plan", "file_name")}
    stale = client.post(url, sent | {"plan": "x", "idempotency_key": str(uuid.uuid4())})
    assert stale.status_code == 200
    item.refresh_from_db()
    assert item.executor == "JGZ"
    assert client.post(url, sent | {"idempotency_key": str(uuid.uuid4())}).status_code == 302
    item.refresh_from_db()
    assert item.executor == "GGD"
    page = client.get(reverse("interventions:history", args=[item.slug])).content.decode()
    assert "GGD" in page
    assert analyst.name in page


def test_a_wrong_file_is_told_on_the_page(client, analyst):
    _url, page = upload(client, "naam;soort;bron\nA;interventje;b")
    assert page.context["form"].errors
    assert "content" not in page.context["form"].data or not page.context["form"].data["content"]
    url = reverse("interventions:catalogue_import")
    assert client.post(url, {"idempotency_key": str(uuid.uuid4())}).context["form"].errors


@pytest.mark.parametrize(("form", "status"), [("csv", 200), ("xlsx", 200), ("pdf", 404)])
def test_an_analyst_downloads_the_catalogue(client, analyst, form, status):
    make.InterventionFactory.create()
    answer = client.get(reverse("interventions:catalogue_file", args=[form]))
    assert answer.status_code == status
