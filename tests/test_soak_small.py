"""What `make soak` is made of, small: it works, and it sees what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import path

from tests.soak import book
from tests.soak.asking import Asker, Tally
from tests.soak.fuzzing import Fuzz, plain_addresses, rows_to_try
from tests.soak.pages import forms_of
from tests.soak.values import SCRIPT
from tests.soak.world import full_world

ROOT = Path(__file__).resolve().parents[1]


def _fails(request):
    raise ZeroDivisionError


urlpatterns = [
    path("stuk/", _fails),
    path("script/", lambda request: HttpResponse(request.POST["x"])),
]


def test_an_ordinary_run_does_not_collect_the_long_suites():
    environment = {key: text for key, text in os.environ.items() if key != "SOAK"}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert b"tests/test_soak_small.py::" in run.stdout
    assert b"tests/soak/" not in run.stdout


def test_a_form_is_read_as_a_browser_would_send_it():
    [form] = forms_of(
        '<form method="post" action="/x/"><input name="a" value="1">'
        '<textarea name="b">\nt</textarea>'
        '<select name="c"><option value="">-</option><option value="2">z</option></select>'
        '<input type="checkbox" name="d" value="3"><input name="e"></form>'
    )
    assert (form.action, form.method) == ("/x/", "post")
    assert sorted(form.filled()) == [("a", "1"), ("b", "t"), ("c", "2"), ("d", "3"), ("e", "Tekst")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["agreements:create", "coalitions:list"])
def test_hostile_values_on_a_page(name):
    fuzz = Fuzz(full_world(), each=1)
    [row] = [row for row in rows_to_try() if row.name == name]
    fuzz.row(row)
    assert fuzz.tally.asked > 20
    assert not fuzz.tally.faults, fuzz.tally.report


def test_addresses_of_packages_are_found():
    found = list(plain_addresses())
    assert {"/accounts/login/", "/beheer/"} <= set(found)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("where", "said"), [("/stuk/", "ZeroDivisionError"), ("/script/", "runs as a script")]
)
def test_what_is_wrong_is_seen(where, said):
    tally = Tally()
    Asker(None, tally).ask("here", "POST", where, "x", data={"x": SCRIPT})
    assert said in tally.report


def test_the_page_keeps_its_words_and_gets_new_results(tmp_path, monkeypatch):
    monkeypatch.setattr(book, "LINES", tmp_path / "lines.jsonl")
    for suite in ("race", "fault"):
        book.note(book.Entry(suite, "x", 3, "times", 0, "1 s"))
    page = tmp_path / "soak.md"
    page.write_text(f"Before\n{book.START}\nold\n{book.END}\nAfter\n", "utf-8")
    book.write(book.table(book.entries(), ["test_x"], "Now."), page)
    text = page.read_text("utf-8")
    assert text.startswith("Before\n")
    assert text.endswith("After\n")
    assert "old" not in text
    assert text.index("| fault |") < text.index("| race |")
    assert "Not passed: `test_x`" in text
