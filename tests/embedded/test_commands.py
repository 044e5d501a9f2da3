"""Which command starts the servers, and as which database role."""

import os

import pytest

from kansrijkestart import embedded


@pytest.fixture
def prepare(monkeypatch):
    """Return a function that prepares a command and tells the role and whether servers start."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")

    def run(*words):
        started = []
        monkeypatch.setenv("DATABASE_ROLE", "")
        monkeypatch.delenv("DATABASE_ROLE")
        monkeypatch.setattr(embedded, "ensure_running", lambda: started.append(True))
        embedded.prepare_for_command(["manage.py", *words])
        return os.environ.get("DATABASE_ROLE", "app"), bool(started)

    return run


@pytest.mark.parametrize(
    "command", ["check", "makemigrations", "makemessages", "compilemessages", "collectstatic"]
)
def test_command_that_needs_no_data_starts_nothing(prepare, command):
    assert prepare(command) == ("app", False)


@pytest.mark.parametrize("words", [[], ["help"], ["migrate", "--help"], ["--version"]])
def test_asking_for_help_starts_nothing(prepare, words):
    assert prepare(*words)[1] is False


@pytest.mark.parametrize("command", ["migrate", "showmigrations", "sqlmigrate", "pgtrigger"])
def test_command_that_changes_the_schema_runs_as_owner(prepare, command):
    assert prepare(command, "--verbosity", "0") == ("owner", True)


@pytest.mark.parametrize("command", ["load_demo", "load_reference", "shell", "runserver"])
def test_any_other_command_runs_as_the_app(prepare, command):
    assert prepare(command) == ("app", True)


def test_settings_option_is_honoured_before_the_servers_start(prepare):
    prepare("migrate", "--settings", "kansrijkestart.settings.test")
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "kansrijkestart.settings.test"


def test_nothing_is_needed_when_both_addresses_are_given(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/record")
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert embedded.needed_servers() == ("redis",)
    monkeypatch.setenv("REDIS_URL_FILE", "/run/secrets/redis")
    assert embedded.needed_servers() == ()


def test_production_never_starts_servers(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.production")
    assert embedded.needed_servers() == ()
