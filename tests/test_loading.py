"""What `make run` skips the second time, and what it never skips."""

from dataclasses import replace

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tools import loading, run
from tools.loading import Stamp

NOW = Stamp("code 1", "state 1", "monday", "reference 1", "demo 1")
ALL = ["migrate", "load_reference", "load_demo"]


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start with a machine in some state; returns the commands that were run."""
    monkeypatch.setenv("DEMO_MODE", "yes")

    def _start(now, migrated=None, fails_at=""):
        done = []

        def manage(command, *_options):
            done.append(command)
            if command == fails_at:
                raise run.Stop(1)

        def wanted(_var):
            return migrated if migrated and "migrate" in done else now

        monkeypatch.setattr(run, "manage", manage)
        monkeypatch.setattr(loading, "wanted", wanted)
        try:
            run.prepare_database(tmp_path)
        except run.Stop:
            done.append("stopped")
        return done

    return _start


def test_the_first_start_does_everything_and_the_second_nothing(start):
    assert start(replace(NOW, database="", birth=""), migrated=NOW) == ALL
    assert start(NOW) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"migrations": "code 2"}, ["migrate"]),
        ({"database": "state 2"}, ["migrate"]),
        ({"reference": "reference 2"}, ["load_reference"]),
        ({"demo": "demo 2"}, ["load_demo"]),
        ({"database": "state 2", "birth": "tuesday"}, ALL),
        ({"database": "", "birth": ""}, ALL),
    ],
)
def test_what_changed_is_done_again_and_only_that(start, changed, expected):
    start(NOW)
    assert start(replace(NOW, **changed)) == expected


def test_a_database_that_says_nothing_is_never_taken_for_known(start):
    silent = replace(NOW, database="", birth="")
    assert start(silent) == start(silent) == ALL


def test_what_was_cut_off_is_done_at_the_next_start(start):
    assert start(NOW, fails_at="load_reference") == ["migrate", "load_reference", "stopped"]
    assert start(NOW) == ["load_reference", "load_demo"]


def test_without_demonstration_its_data_are_not_loaded(start, monkeypatch):
    monkeypatch.setenv("DEMO_MODE", "no")
    assert start(NOW) == ["migrate", "load_reference"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"other": 1}'])
def test_a_stamp_that_cannot_be_read_says_nothing(tmp_path, content):
    path = tmp_path / "stamp.json"
    assert loading.read(path) == Stamp()
    path.write_text(content, encoding="utf-8")
    assert loading.read(path) == Stamp()
    loading.write(path, NOW)
    assert loading.read(path) == NOW


def test_each_database_address_has_a_stamp_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    embedded = loading.stamp_file(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@localhost/record")
    assert loading.stamp_file(tmp_path) != embedded


def test_a_fingerprint_follows_names_and_contents(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "ROOT", tmp_path)
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("1", encoding="utf-8")
    other.write_text("2", encoding="utf-8")
    first = loading.fingerprint([one, other])
    assert loading.fingerprint([other, one]) == first
    assert loading.fingerprint([one]) != first
    one.write_text("3", encoding="utf-8")
    assert loading.fingerprint([one, other]) != first


def test_the_files_that_are_loaded_are_looked_at():
    assert any(path.name == "municipal.json" for path in loading._files("demo/**/*"))
    assert any(path.suffix == ".csv" for path in loading._files("reference/**/*"))
    apps = {path.parts[-3] for path in loading._files("migrations/*.py")}
    assert {"coalitions", "jobs", "accounts", "monitoring"} <= apps


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_says_what_was_migrated():
    address = connection.settings_dict
    state, birth = loading.state_of_database(address)
    assert loading.state_of_database(address) == (state, birth)
    recorder = MigrationRecorder(connection)
    recorder.record_applied("tests", "0001_one_more")
    try:
        changed, same = loading.state_of_database(address)
        assert changed != state
        assert same == birth
    finally:
        recorder.record_unapplied("tests", "0001_one_more")
    assert loading.state_of_database(address | {"NAME": "postgres"}) == ("", "")
    assert loading.state_of_database(address | {"NAME": "not_there"}) == ("", "")
