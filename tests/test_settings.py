"""Settings: the reader guesses nothing, and production does not start on half a configuration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kansrijkestart.settings import env

ROOT = Path(__file__).resolve().parents[1]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "kansrijkestart.settings.production",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "dossier.example.org",
    "DATABASE_URL": "postgresql://app@localhost/record",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_HOST": "localhost",
}
_OURS = {*COMPLETE, "DATABASE_ROLE", "DATABASE_OWNER_URL", "DEMO_MODE", "VAR_DIR"}
_OURS.add("DJANGO_ALLOW_ASYNC_UNSAFE")  # of a worker that drove a browser before (tests/e2e)


def in_production(*command, **variables):
    """Run Python in a process of its own, with exactly these variables of ours."""
    foreign = {name: value for name, value in os.environ.items() if name not in _OURS}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=foreign | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def load_production(**variables):
    code = "import kansrijkestart.settings.production as settings; print(settings.ALLOWED_HOSTS)"
    return in_production("-c", code, **variables)


@pytest.mark.parametrize("spelling", ["yes", "YES", "true", "1", "on"])
def test_boolean_reads_the_usual_spellings(monkeypatch, spelling):
    monkeypatch.setenv("SWITCH", spelling)
    assert env.boolean("SWITCH", default=False) is True


@pytest.mark.parametrize("spelling", ["", "ja", "2", "y", "None"])
def test_boolean_refuses_anything_else_by_name(monkeypatch, spelling):
    monkeypatch.setenv("SWITCH", spelling)
    with pytest.raises(ImproperlyConfigured, match="SWITCH"):
        env.boolean("SWITCH", default=False)


@pytest.mark.parametrize("number", ["", "many", "1.5", "-1"])
def test_integer_refuses_what_is_not_a_whole_number(monkeypatch, number):
    monkeypatch.setenv("NUMBER", number)
    with pytest.raises(ImproperlyConfigured, match="NUMBER"):
        env.integer("NUMBER", default=5)


def test_text_reads_a_secret_from_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush\n", encoding="utf-8")
    monkeypatch.setenv("TOKEN_FILE", str(secret))
    assert env.text("TOKEN") == "hush"


def test_text_refuses_two_sources_a_missing_file_and_nothing(monkeypatch, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="Set TOKEN"):
        env.text("TOKEN")
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        env.text("TOKEN")
    monkeypatch.setenv("TOKEN", "hush")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.text("TOKEN")


def test_words_leave_out_what_is_empty(monkeypatch):
    monkeypatch.setenv("LIST", "a, b,,")
    assert env.words("LIST") == ["a", "b"]


@pytest.mark.slow
def test_production_loads_when_complete():
    done = load_production(**COMPLETE)
    assert done.stdout == "['dossier.example.org']\n", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("missing", sorted(COMPLETE.keys() - {"DJANGO_SETTINGS_MODULE"}))
def test_production_refuses_to_start_without_each_of_its_values(missing):
    given = {name: value for name, value in COMPLETE.items() if name != missing}
    done = load_production(**given)
    assert done.returncode == 1
    assert f"Set {missing}" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("empty", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"])
def test_production_refuses_an_empty_value(empty):
    done = load_production(**COMPLETE | {empty: ""})
    assert done.returncode == 1
    assert empty in done.stderr


@pytest.mark.slow
def test_production_refuses_demo_mode():
    done = load_production(**COMPLETE, DEMO_MODE="yes")
    assert done.returncode == 1
    assert "DEMO_MODE" in done.stderr


@pytest.mark.slow
def test_deploy_check_is_clean():
    words = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = in_production(*words, **COMPLETE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_connections_to_the_database_stay_open_and_are_tried_before_use():
    code = "import kansrijkestart.settings.production as s; d = s.DATABASES['default']; "
    code += "print(d['CONN_MAX_AGE'] >= 60, d['CONN_HEALTH_CHECKS'])"
    found = in_production("-c", code, **COMPLETE)
    assert found.stdout.split() == ["True", "True"], found.stderr
