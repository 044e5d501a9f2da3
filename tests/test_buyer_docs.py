"""What docs/buyer says of the product is so: personal data, terms, tests, tables and the theme."""

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pghistory
import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver, reverse

from coalitions.models import AdviceRequest
from coalitions.services.advice import advice_share
from kansrijkestart.celery import app as celery_app
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from kansrijkestart.settings import base
from tests.checklist.make import principle, round_of
from tests.monitoring.export_world import pdf_text

ROOT = Path(__file__).resolve().parents[1]
BUYER = ROOT / "docs" / "buyer"
DOCUMENTS = sorted(BUYER.glob("*.md"))
ACCOUNT = "accounts.User"
ADDRESSES = (models.EmailField, models.GenericIPAddressField)
NO_COUNTERPART = "geen zekere tegenhanger"
UNITS = {"uur": "SECONDS", "dagen": "DAYS", "maanden": "MONTHS", "jaar": "YEARS"}
TERM = re.compile(rf"(\d+) ({'|'.join(UNITS)})")
CODE = re.compile(r"`([^`\n]+)`")


def text_of(name):
    return (BUYER / name).read_text(encoding="utf-8")


def part_of(name, heading):
    """Return what stands under a heading, up to the next one of its level."""
    return text_of(name).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows_of(text, columns):
    """Return the rows of the tables in a text, without their heads."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    found = [row for row in rows if len(row) == columns and CODE.search("|".join(row))]
    assert found
    return found


def recorded_models():
    """Every table of the site but those of history itself."""
    return [
        one
        for one in apps.get_models(include_auto_created=True)
        if not issubclass(one, pghistory.models.Event) and one._meta.app_label != "pghistory"
    ]


def left_out_of_history():
    """Return the fields of every model that its events do not hold, as the events are."""
    events = [one for one in apps.get_models() if issubclass(one, pghistory.models.Event)]
    found = {}
    for event in events:
        kept = {field.name: field for field in event._meta.fields}
        model = kept["pgh_obj"].related_model
        fields = (f for f in model._meta.fields if not isinstance(f, models.GeneratedField))
        if left_out := {field.name for field in fields} - kept.keys():
            found[model._meta.label] = left_out
    return found


def test_the_annex_names_every_field_that_history_leaves_out():
    part = part_of("persoonsgegevens.md", "Velden waarvan de geschiedenis geen waarde bewaart")
    named = {
        CODE.findall(label)[0]: set(CODE.findall(fields)) for label, fields, *_ in rows_of(part, 4)
    }
    assert named == left_out_of_history()


def test_the_annex_names_every_table_with_an_address():
    held = {
        one._meta.label
        for one in recorded_models()
        if any(isinstance(field, ADDRESSES) for field in one._meta.fields)
    }
    assert held - set(CODE.findall(text_of("persoonsgegevens.md"))) == set()


def test_the_annex_names_every_table_that_points_to_an_account():
    pointing = {
        one._meta.label
        for one in recorded_models()
        if not one._meta.auto_created
        and any(
            field.is_relation and field.related_model._meta.label == ACCOUNT
            for field in one._meta.fields
        )
    }
    listed = CODE.findall(part_of("persoonsgegevens.md", "Tabellen die naar een account verwijzen"))
    assert sorted(listed[1:]) == sorted(pointing)
    assert listed[0] == ACCOUNT


def is_table(name):
    label = name.split(".")
    return len(label) == 2 and label[0] in apps.app_configs and label[1][:1].isupper()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_table_that_is_named_exists(document):
    known = {one._meta.label for one in recorded_models()} | {"pghistory.Context"}
    named = set(filter(is_table, CODE.findall(document.read_text(encoding="utf-8"))))
    assert named - known == set()


def value_at(address):
    module, name = address.rsplit(".", 1)
    return getattr(import_module(module), name)


def as_said(address, unit):
    """Return what the code says, in the unit of the document."""
    value = value_at(address)
    if isinstance(value, timedelta):
        assert unit == "dagen"
        return value.days
    if unit == "uur":
        assert address.endswith(("_SECONDS", "_AGE"))
        return value / 3600
    assert address.endswith(UNITS[unit]), f"{address} is not in {unit}"
    return value


def terms():
    table = part_of("woo-en-archiefwet.md", "Technische bewaartermijnen")
    return {
        CODE.findall(code)[0]: TERM.fullmatch(term)
        for _what, term, code, _then in rows_of(table, 4)
    }


def test_terms_are_those_of_the_code():
    for address, term in terms().items():
        assert term, address
        assert as_said(address, term[2]) == int(term[1]), address


def test_every_term_of_the_settings_is_told():
    in_settings = {
        f"{base.__name__}.{name}" for name in dir(base) if name.endswith(("_DAYS", "_MONTHS"))
    }
    assert in_settings
    assert in_settings <= terms().keys()


def test_terms_stand_in_one_place():
    table = part_of("woo-en-archiefwet.md", "Technische bewaartermijnen")
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8").replace(table, "")
        assert TERM.findall(text) == [], document.name


def test_every_task_that_clears_away_is_told():
    beginnings = ("remove", "forget", "close")
    clearing = {
        entry["task"]
        for name, entry in celery_app.conf.beat_schedule.items()
        if name.startswith(beginnings)
    }
    assert clearing == set(CODE.findall(part_of("wissen.md", "Wat vanzelf weggaat")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_tests_and_files_that_are_named_exist(document):
    named = CODE.findall(document.read_text(encoding="utf-8"))
    folders = ("tests/", "templates/", "static/", "kansrijkestart/", "locale/")
    for name in (one for one in named if one.startswith(folders)):
        path, _, test = name.partition("::")
        assert (ROOT / path).exists(), name
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_every_measure_has_a_test():
    measures = text_of("beveiliging.md").split("\n## Wat de software niet regelt\n")[0]
    for row in rows_of(measures, 2):
        assert "::test_" in row[1], row[0]


def test_queries_of_the_guide_ask_what_is_there():
    queries = re.findall(r"```sql\n(.*?)```", text_of("wissen.md"), re.DOTALL)
    asked = re.findall(r"select ([\w, ]+) from (\w+)\s+where (\w+) =", "".join(queries))
    tables = {one._meta.db_table: one for one in apps.get_models()}
    assert len(asked) == 2
    for columns, table, condition in asked:
        there = {field.column for field in tables[table]._meta.fields}
        assert {*columns.split(", "), condition} <= there


def addresses(resolver, before="/"):
    """Every address of the site, with … for what differs."""
    for one in resolver.url_patterns:
        address = before + re.sub(r"<[^>]+>", "…", str(one.pattern))
        yield from addresses(one, address) if hasattr(one, "url_patterns") else [address]


def test_every_paper_is_told_with_the_persons_in_it():
    told = rows_of(part_of("woo-en-archiefwet.md", "Welke uitvoer je kunt gebruiken"), 3)
    named = {name for row in told for name in CODE.findall(row[1])}
    endings = (".pdf", "/pdf/", ".docx")
    assert {one for one in addresses(get_resolver()) if one.endswith(endings)} <= named


@pytest.mark.django_db
def test_papers_and_lists_with_names_are_told(client, sign_in):
    """What the rows say that names somebody, does; the others are read in tests of their own."""
    assessment = round_of(state="advice_requested")
    coalition, about = assessment.coalition, principle(assessment)
    AdviceRequest.objects.create(assessment=assessment, principle=about)
    adviser = sign_in("adviser", coalition)
    advice_share(assessment_id=assessment.pk, principle=about, author=adviser, text="Doe dit.")
    sign_in("administrator")
    Job.objects.create(kind="klaar", owner=adviser, state="done", finished_at=clock.now())
    assert str(adviser) in client.get(reverse("jobs:list_csv")).content.decode()
    sign_in("coordinator", coalition)
    kwargs = {"slug": coalition.slug, "round": assessment.round}
    paper = client.get(reverse("coalitions:checklist_pdf", kwargs=kwargs))
    assert str(adviser) in pdf_text(paper.content)
    told = part_of("woo-en-archiefwet.md", "Welke uitvoer je kunt gebruiken")
    assert "taken (voor wie)" in told
    assert "naam van de adviseur" in told


def test_the_theme_is_mapped_whole():
    sheet = (ROOT / "static" / "css" / "theme.css").read_text(encoding="utf-8")
    roots = "".join(re.findall(r":root \{(.*?)\n\s*\}", sheet, re.DOTALL))
    mapped = rows_of(text_of("nl-design-system.md"), 3)
    assert [CODE.findall(row[0]) for row in mapped] == [
        [name] for name in dict.fromkeys(re.findall(r"(--ks-[\w-]+):", roots))
    ]
    for name, _use, tokens in mapped:
        found = CODE.findall(tokens)
        assert tokens == NO_COUNTERPART if not found else NO_COUNTERPART not in tokens, name
        assert all(one.startswith("--utrecht-") for one in found), name
