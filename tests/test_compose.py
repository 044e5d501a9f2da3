"""The compose file agrees with the settings: images, commands, variables, health and no secret."""

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
OURS = ("web", "worker", "beat", "migrate")
LIVE, READY = "/gezond/live", "/gezond/klaar"
# The embedded servers can do without; production refuses to start without these.
ALSO_REQUIRED = {"DATABASE_URL", "REDIS_URL"}


def required_variables():
    """Return the variables that the production settings read without giving a default."""
    source = (ROOT / "kansrijkestart/settings/production.py").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"text", "words"}
        and len(call.args) == 1
        and isinstance(call.args[0], ast.Constant)
    } | ALSO_REQUIRED


def test_every_part_is_there_with_its_image():
    assert set(SERVICES) == {*OURS, "postgres", "redis", "mail"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["redis"]["image"].startswith("redis:")
    assert "mailpit" in SERVICES["mail"]["image"]
    assert not any(service.get("image", "").endswith(":latest") for service in SERVICES.values())


def test_each_process_runs_its_own_command():
    assert "command" not in SERVICES["web"]  # gunicorn, from the image
    assert "gunicorn" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert SERVICES["worker"]["command"][:3] == ["celery", "--app=kansrijkestart", "worker"]
    assert SERVICES["beat"]["command"][:3] == ["celery", "--app=kansrijkestart", "beat"]
    assert "manage.py migrate" in SERVICES["migrate"]["command"][-1]


@pytest.mark.parametrize("name", OURS)
def test_each_process_gets_what_production_requires(name):
    environment = SERVICES[name]["environment"]
    assert required_variables() <= environment.keys()
    assert environment["DJANGO_SETTINGS_MODULE"] == "kansrijkestart.settings.production"
    assert "DEMO_MODE" not in environment


def test_only_the_migration_knows_the_owner_of_the_database():
    knowing = [name for name in OURS if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]]
    assert knowing == ["migrate"]
    assert "//ks_owner:" in SERVICES["migrate"]["environment"]["DATABASE_OWNER_URL"]
    assert all("//ks_app:" in SERVICES[name]["environment"]["DATABASE_URL"] for name in OURS)


def test_web_waits_for_the_migration_and_reports_its_health():
    waits = SERVICES["web"]["depends_on"]["migrate"]["condition"]
    assert waits == "service_completed_successfully"
    assert READY in SERVICES["web"]["healthcheck"]["test"]
    assert LIVE in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    unchecked = [name for name, service in SERVICES.items() if "healthcheck" not in service]
    assert unchecked == []


def test_no_secret_has_a_default():
    for name, rest in re.findall(r"\$\{(\w+)([^}]*)\}", TEXT):
        if name == "SECRET_KEY" or (name.endswith("PASSWORD") and name != "EMAIL_HOST_PASSWORD"):
            assert rest.startswith(":?"), name


def test_every_variable_is_explained_in_the_example():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    known = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert {name for name, _ in re.findall(r"\$\{(\w+)([^}]*)\}", TEXT)} <= known


def test_the_first_start_makes_both_roles():
    script = (ROOT / "docker/postgres-roles.sh").read_text(encoding="utf-8")
    for word in ("ks_owner", "ks_app", "OWNER ks_owner", "builtin", "ON_ERROR_STOP"):
        assert word in script
    mounted = " ".join(SERVICES["postgres"]["volumes"])
    assert "/docker-entrypoint-initdb.d/" in mounted
