"""What `make soak` is made of, small: it works, and it sees what is wrong."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import path

from coalitions.querysets import CoalitionQuerySet
from kansrijkestart.core import clock, reference
from kansrijkestart.notifications.mail import send_mail
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.words import say
from kansrijkestart.safekeeping import idempotency
from monitoring import demo
from monitoring.choices import ProtectionReason
from monitoring.importers.figures import FigureFile
from monitoring.importers.scale import LAST_YEAR, Size, seed
from monitoring.models import Definition, ProtectedSet
from monitoring.notifications import ROUND_FILES
from monitoring.selectors import figures
from monitoring.selectors.frozen_counts import FrozenCounts, frozen_editions
from monitoring.services.protection import protection_now
from tests.factories import UserFactory
from tests.monitoring.edition_world import make_round
from tests.monitoring.test_importer import catalogue
from tests.soak import book, breaking, faulting, freezing, mutating
from tests.soak.asking import Asker, Tally
from tests.soak.attacking import (
    Known,
    country,
    keep_files_in,
    read_as_analyst,
    read_as_coordinators,
    read_as_leads,
)
from tests.soak.breaking import Break, out_of_date, survived
from tests.soak.disclosing import Looks, add_figures, exchange, hidden_rows, restore
from tests.soak.fuzzing import Fuzz, plain_addresses, rows_to_try
from tests.soak.mailed import Handed, told_of
from tests.soak.mutating import Files
from tests.soak.pages import forms_of
from tests.soak.racing import Race
from tests.soak.rules import BREAKS, RULES
from tests.soak.timing import compared, times
from tests.soak.trespassing import Trespass
from tests.soak.values import SCRIPT
from tests.soak.world import full_world

ROOT = Path(__file__).resolve().parents[1]
PLACES = 342  # municipalities of the country


def _fails(request):
    raise ZeroDivisionError


urlpatterns = [
    path("stuk/", _fails),
    path("script/", lambda request: HttpResponse(request.POST["x"])),
]


def test_an_ordinary_run_does_not_collect_the_long_suites():
    environment = {key: text for key, text in os.environ.items() if key != "SOAK"}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    # What lies elsewhere has no part in it: gathering all takes ten times as long.
    elsewhere = [one for one in (ROOT / "tests").iterdir() if one.is_dir() and one.name != "soak"]
    command += [f"--ignore={one}" for one in elsewhere]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert b"tests/test_soak_small.py::" in run.stdout
    assert b"tests/soak/" not in run.stdout


def test_the_long_run_names_every_module_that_does_more_in_it():
    command = ["make", "--dry-run", "soak"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    named = {word for word in said.split() if word.startswith("tests/")}
    more = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if 'environ.get("SOAK")' in path.read_text(encoding="utf-8") and path != Path(__file__)
    ]
    assert "tests/open_data/test_openapi.py" in more
    assert not [one for one in more if not any(one.startswith(name) for name in named)]


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


def test_times_that_tell_something_and_times_that_do_not():
    draw = random.Random(1)  # noqa: S311 - no secret
    alike = [[draw.gauss(0.1, 0.02) for _ in range(200)] for _ in range(2)]
    assert not compared(*alike).tells
    slower = compared([one + 0.02 for one in alike[0]], alike[1])
    assert slower.tells
    assert slower.auc > 0.7
    faster = compared([one - 0.02 for one in alike[0]], alike[1])
    assert faster.tells
    assert faster.difference < -10
    assert not compared(alike[0][:5], [one + 0.01 for one in alike[1][:5]]).tells, "too few"


def test_groups_are_asked_by_turns_and_about_each_address():
    asked: list[str] = []
    taken = times(asked.append, {"a": ["1", "2"], "b": ["3", "4"]}, random.Random(1))  # noqa: S311
    assert asked[:2] == ["1", "3"], "once to warm up"
    assert (set(asked[2:4]), set(asked[4:])) == ({"1", "3"}, {"2", "4"})
    assert [len(one) for one in taken.values()] == [2, 2]


@pytest.mark.django_db
def test_files_that_are_nearly_right_and_a_reader_that_fails(monkeypatch):
    files, draw = Files(), random.Random(1)  # noqa: S311 - no secret
    files.figures(draw, 60, "csv", catalogue())
    files.figures(draw, 4, "xlsx", catalogue())
    assert (files.read, files.faults) == (64, {})
    monkeypatch.setattr(mutating, "read_figures", lambda *_: FigureFile())
    files.figures(draw, 1, "csv", catalogue())
    assert list(files.faults) == ["csv: rows and findings, or none of both"]


@pytest.mark.django_db
def test_foreign_records_and_a_door_that_stands_open(monkeypatch):
    tally = Tally()
    trespass = Trespass(full_world(), full_world(), tally)
    [row] = [row for row in rows_to_try() if row.name == "coalitions:partner_update"]
    trespass.row(row)
    assert tally.asked > 50
    assert not tally.faults, tally.report
    monkeypatch.setattr(CoalitionQuerySet, "visible_to", lambda rows, user: rows)
    trespass.row(row)
    assert "for what is not there" in tally.report


@pytest.mark.django_db
def test_other_hidden_numbers_and_a_number_that_leaks(monkeypatch):
    reference.load()
    demo.load()
    add_figures(random.Random(1), definitions=3, years=2)  # noqa: S311 - no secret
    # A checked sum rests on hidden numbers and may be seen: tests/monitoring attacks those.
    ProtectedSet.objects.all().delete()
    rows = hidden_rows()
    looks = Looks(per_shape=1, most=12)
    looks.first(["coordinator@demo.example", "regio@demo.example"])
    exchange(rows, 0)
    assert looks.differing() == []
    restore(rows)
    monkeypatch.setattr(figures, "must_hide", lambda *_: False)
    looks = Looks(per_shape=1, most=12)
    looks.first(["coordinator@demo.example", "regio@demo.example"])
    exchange(rows, 0)
    assert looks.differing()


def exactly(known):
    return {cell for cell, width in known.narrow() if width == 0}


@pytest.mark.django_db
def test_a_country_that_is_attacked_and_one_without_the_second_step(
    settings, tmp_path, monkeypatch
):
    keep_files_in(settings, tmp_path)
    monkeypatch.setattr("monitoring.exporters.files.report_pdf", lambda *_: b"")
    view = "kansrijkestart.dashboard.views.national_figures"
    monkeypatch.setattr(f"{view}.region_pictures", lambda *_: ("", ""))
    coalitions = country(coalitions=3, size=Size(PLACES, 2, 2))
    protection_now(reason=ProtectionReason.ASKED)
    known = Known.of_everything()
    read_as_analyst(known)
    read_as_leads(known, 1)
    read_as_coordinators(known, coalitions[:1])
    assert len(known.hidden()) > 5
    assert len(known.sums) > 20
    told = {(key, year) for key, year, _members in known.sums}
    assert told == {(key, year) for key, _place, year in known.truth}, "also of earlier years"
    whole = {(key, year) for key, year, members in known.sums if len(members) == PLACES}
    assert whole == told, "the row of the country"
    assert known.narrow() == []
    monkeypatch.setattr("monitoring.disclosure.second_step._Choice.choose", lambda _self: set())
    protection_now(reason=ProtectionReason.ASKED, afresh=True)
    read_as_analyst(known)
    newest = {one: ends for one, ends in known.sums.items() if one[1] == LAST_YEAR}
    without_years = replace(known, sums=newest)
    assert exactly(known) > exactly(without_years) > set()


@pytest.mark.django_db
def test_runs_beside_editions_that_tell_different_things():
    seed(Size(40, 2, 2))
    assert protection_now(reason=ProtectionReason.ASKED).primary_count > 0
    asked = freezing.national_round()
    for number in range(2):
        freezing.next_edition(asked)
        freezing.one_more_file(number)
        run = protection_now(reason=ProtectionReason.PUBLISHED)
        assert (run.state, run.exact_count, run.narrow_count) == ("finished", 0, 0)
        assert run.redone_count > 0, "another file"
    definitions = Definition.objects.select_related("indicator")
    counts = FrozenCounts().of(frozen_editions(), definitions)
    told = [len(one) for place, one in counts.items() if place.where == "municipality"]
    assert set(told) == {1, 2}, "the second edition says of some another count than the first"


@pytest.mark.django_db(transaction=True)
def test_a_form_at_once_and_an_effect_that_doubles(monkeypatch):
    [row] = [row for row in rows_to_try() if row.name == "coalitions:action_add"]
    tally = Tally()
    assert Race(full_world(), 3, tally).row(row) == 1
    assert not tally.faults, tally.report
    monkeypatch.setattr(idempotency, "_key_of", lambda request: None)
    Race(full_world(), 3, tally).row(row)
    assert "another effect at once than alone" in tally.report


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_mail_that_is_handed_over_twice_and_a_kill_that_allows_it(settings, tmp_path, language):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    asked, user = make_round(), UserFactory.create(language=language)
    about = {"title": asked.questionnaire_version.title, "until_on": "2030-01-02"}
    told = [
        Notification.objects.create(
            recipient=user,
            kind=ROUND_FILES,
            occasion=f"{asked.pk} {name}",
            about=about | {"name": name},
            path="/exports/",
            delivery="single",
        )
        for name in ("c1", "c2")
    ]
    mails = Handed(tmp_path, asked)

    def hand_over(*rows):
        for row in rows or told[:1]:
            values = {"said": say(row), "settings_url": "/meldingen/instellingen/"}
            assert send_mail("notification", user.email, values, user.language)

    written = Notification.objects.filter(pk=told[0].pk)
    hand_over(told[1])
    told_of(asked).update(mailed_at=clock.now(), attempts=1)
    first = f"{user.email} about c1"
    assert mails.faults() == [f"{first} got no mail"]
    hand_over()
    mails.died()
    assert mails.faults() == []
    hand_over()
    assert mails.faults() == [f"{first} got 2 mails"]
    for one in tmp_path.glob("*.log"):
        one.unlink()
    hand_over(told[1])
    written.update(mailed_at=None)
    hand_over()
    mails.died()
    hand_over()
    written.update(mailed_at=clock.now())
    assert mails.faults() == []
    hand_over()
    assert mails.faults() == [f"{first} got 3 mails"]


@pytest.mark.slow
@pytest.mark.first
def test_faults_of_every_kind_on_one_site():
    """Small, one after another; a killed worker outside the year: tests/jobs/test_real_worker.py.

    Which exports of a year fit in a full storage takes the right to mount.
    """
    found = faulting.run_all({"imports": 1, "web": 4, "every_year": 10})
    assert [entry.times for entry, _faults in found] == [1, 4, 10]
    assert [fault for _entry, faults in found for fault in faults] == []


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.of}: {one.words}")
def test_a_break_of_a_rule_fits_the_source_and_its_tests(one):
    assert out_of_date(one) == []


def test_every_rule_for_figures_is_broken_somewhere():
    assert {one.of for one in BREAKS} == set(RULES)
    assert len({one.words for one in BREAKS}) == len(BREAKS) >= 30


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": "no such text"}, "the text stands there 0 times"),
        ({"old": "return"}, "the text stands there 2 times"),
        ({"new": "return ("}, "was never closed"),
        ({"new": "return is_hidden  # as before"}, "nothing changes"),
        ({"tests": ("statistics::test_of_nothing",)}, "is not there"),
        ({"tests": ("nothing::test_of_nothing",)}, "is not there"),
    ],
)
def test_a_break_that_no_longer_fits_is_seen(tmp_path, monkeypatch, change, said):
    (tmp_path / "rule.py").write_text("def f():\n    return is_hidden\n    return\n", "utf-8")
    monkeypatch.setattr(breaking, "ROOT", tmp_path)
    values = {"old": "return is_hidden", "new": "return None", "tests": ()} | change
    [found] = out_of_date(Break(of="small", words="x", file="rule.py", **values))
    assert said in found


@pytest.mark.parametrize(
    ("status", "said", "trouble"),
    [
        (1, "FAILED tests/a.py::one[x - y] - assert 1 == 2\nFAILED tests/a.py::two", ""),
        (1, "FAILED tests/a.py::one - assert 1 == 2", "not noticed by tests/a.py::two"),
        (0, "2 passed", "not noticed by tests/a.py::one, tests/a.py::two"),
        (1, "ERROR tests/a.py - x\nFAILED tests/a.py::one", "did not run"),
        (4, "no tests ran", "did not run"),
        (
            1,
            "E   NameError: name 'x'\nFAILED tests/a.py::one\nFAILED tests/a.py::two",
            "no program",
        ),
    ],
)
def test_a_break_that_survives_is_told(status, said, trouble):
    found = survived(status, said, ["tests/a.py::one", "tests/a.py::two"])
    assert trouble in found
    assert bool(found) == bool(trouble)


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
