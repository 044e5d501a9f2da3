"""The compose file agrees with the settings: images, commands, variables, health and no secret."""

import ast
import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import resolve

from kansrijkestart.dashboard.views import health
from kansrijkestart.embedded import servers
from tests.operations import written

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
OURS = ("web", "worker", "beat", "migrate")
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


def variables_read():
    """Return every environment variable that the code reads through its one reader."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "kansrijkestart").rglob("*.py")]
    calls = r"\benv\.(?:text|boolean|integer|words)\(\s*\"(\w+)\""
    return {name for source in sources for name in re.findall(calls, source)}


def version_of(program):
    """Return the major version of a server that the tests run on."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"\d+", said.partition("v=")[2] or said)[0]


def test_every_part_is_there_with_its_image():
    assert set(SERVICES) == {*OURS, "postgres", "redis", "mail"}
    assert "mailpit" in SERVICES["mail"]["image"]
    assert not any(service.get("image", "").endswith(":latest") for service in SERVICES.values())


def test_the_database_of_the_image_is_the_one_the_tests_run_on():
    version = version_of(servers.postgres_binaries() / "bin" / "postgres")
    assert SERVICES["postgres"]["image"] == f"postgres:{version}"
    assert re.fullmatch(r"redis:\d+", SERVICES["redis"]["image"])


def test_the_image_has_a_python_that_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (image,) = re.findall(r"^FROM python:(\S+)-slim$", written.DOCKERFILE, re.MULTILINE)
    assert project["requires-python"] == f">={image}"


def test_each_process_runs_its_own_command():
    assert "command" not in SERVICES["web"]  # gunicorn, from the image
    program, module = written.command_of("web")[:2]
    assert (program, f"{module}.application") == ("gunicorn", settings.WSGI_APPLICATION)
    for name in ("worker", "beat"):
        program, where, what = SERVICES[name]["command"][:3]
        assert (program, what) == ("celery", name)
        assert import_module(where.removeprefix("--app=")).celery_app.main == "kansrijkestart"
    assert "manage.py migrate" in SERVICES["migrate"]["command"][-1]
    assert (ROOT / "manage.py").is_file()


@pytest.mark.parametrize("name", OURS)
def test_each_process_gets_what_production_requires(name):
    environment = SERVICES[name]["environment"]
    assert required_variables() <= environment.keys()
    assert environment["DJANGO_SETTINGS_MODULE"] == "kansrijkestart.settings.production"
    assert "DEMO_MODE" not in environment


def test_every_variable_that_is_given_is_read():
    given = {name for service in OURS for name in SERVICES[service]["environment"]}
    assert given - {"DJANGO_SETTINGS_MODULE"} <= variables_read()


def test_only_the_migration_knows_the_owner_of_the_database():
    knowing = [name for name in OURS if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]]
    assert knowing == ["migrate"]
    assert "//ks_owner:" in SERVICES["migrate"]["environment"]["DATABASE_OWNER_URL"]
    assert all("//ks_app:" in SERVICES[name]["environment"]["DATABASE_URL"] for name in OURS)


def probed_view(command):
    """Return the view behind the path that a health check asks for."""
    assert command[:2] == ["python", "docker/probe.py"]
    return resolve(command[2]).func


def test_every_health_path_that_is_written_down_leads_to_its_view():
    known = {}
    for name in ("docker-compose.yml", "Dockerfile", "docs/operations.md", "tools/run.py"):
        for path in re.findall(r"/gezond/\w+", (ROOT / name).read_text(encoding="utf-8")):
            known[path] = resolve(path).func
    assert set(known.values()) == {health.live, health.ready}
    exempt = settings_of_production("SECURE_REDIRECT_EXEMPT")
    assert all(any(re.search(rule, path[1:]) for rule in exempt) for path in known)


def settings_of_production(name):
    """Return a literal of the production settings without loading them."""
    source = (ROOT / "kansrijkestart/settings/production.py").read_text(encoding="utf-8")
    (found,) = [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name
    ]
    return ast.literal_eval(found)


def test_web_waits_for_the_migration_and_reports_its_health():
    waits = SERVICES["web"]["depends_on"]["migrate"]["condition"]
    assert waits == "service_completed_successfully"
    assert probed_view(written.health_check_of("web")) is health.ready
    assert probed_view(written.health_check_of_image()) is health.live
    unchecked = [name for name, service in SERVICES.items() if "healthcheck" not in service]
    assert unchecked == []


def test_no_secret_has_a_default():
    for name, rest in re.findall(r"\$\{(\w+)([^}]*)\}", TEXT):
        if name == "SECRET_KEY" or (name.endswith("PASSWORD") and name != "EMAIL_HOST_PASSWORD"):
            assert rest.startswith(":?"), name


def test_every_variable_is_explained_in_the_example():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    known = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    used = {name for name, _ in re.findall(r"\$\{(\w+)([^}]*)\}", TEXT)}
    assert used | variables_read() <= known
    assert known <= used | variables_read() | {"DJANGO_SETTINGS_MODULE", "PORT"}


def test_the_first_start_makes_both_roles():
    script = (ROOT / "docker/postgres-roles.sh").read_text(encoding="utf-8")
    for word in ("ks_owner", "ks_app", "OWNER ks_owner", "builtin", "ON_ERROR_STOP"):
        assert word in script
    mounted = " ".join(SERVICES["postgres"]["volumes"])
    assert "/docker-entrypoint-initdb.d/" in mounted
