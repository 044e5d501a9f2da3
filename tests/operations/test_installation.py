"""The commands for operators do what they say: the same lines, run on this machine.

What needs a container stays unproved here: the images themselves, their users and the mail catcher.
"""

import contextlib
import http.client
import re
import subprocess
import sys
import urllib.parse
from typing import Any, NamedTuple

import psycopg
import pytest
from redis import Redis

from kansrijkestart.embedded import needed_servers
from tests.operations import written
from tests.operations.machine import PASSWORDS, Machine, machine, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("operations"),
    pytest.mark.skipif(sys.platform != "linux", reason="follows Linux images"),
    pytest.mark.skipif(not needed_servers(), reason="the servers are not the packages' own"),
]
HOST = "dossier.example.org"
PASSWORD = "kansrijk-demo-1000"
# One line per table: its rows, whatever their order.
_SUMS = """
select format(
  'select %L, count(*), md5(coalesce(string_agg(t::text, %L order by t::text), %L)) from %s t',
  c.oid::regclass, E'\\n', '', c.oid::regclass)
from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname
"""


@pytest.fixture(scope="module")
def first():
    """An installation with the demo's record in it, as the compose file would make it."""
    with machine() as lent:
        lent.run(*lent.here(written.command_of("migrate")), env=lent.service_environment("migrate"))
        # The record of the demo, through the same role; production itself refuses demo data.
        demo = lent.service_environment("worker") | {
            "DJANGO_SETTINGS_MODULE": "kansrijkestart.settings.dev"
        }
        lent.run("python", "manage.py", "load_demo", env=demo)
        (lent.var / "media/attachments").mkdir()
        (lent.var / "media/attachments/plan.pdf").write_bytes(b"%PDF a plan \x00\xff")
        collect_static(lent)
        yield lent


class Drill(NamedTuple):
    """A backup and its restore, with the content of both sides right after it."""

    restored: Machine
    before: Any
    after: Any


@pytest.fixture(scope="module")
def drill(first):
    """Restore the first installation into an empty one, with the guide's own commands."""
    with machine() as lent:
        guided(first, "pg_dump", ">", first)
        guided(first, "tar", ">", first)
        guided(lent, "pg_restore", "<", first)
        guided(lent, "tar", "<", first)
        collect_static(lent)
        yield Drill(lent, content_of(first), content_of(lent))


def collect_static(lent: Machine) -> None:
    image = lent.environment(**written.environment_of_image())
    lent.run("sh", "-c", written.step_of_image("collectstatic"), env=image)


def guided(here, program, arrow, first):
    """Run one command of the guide; its dumps lie in the folder of the first installation."""
    words, name = written.guide_command(program, arrow)
    with (first.folder / name).open("rb" if arrow == "<" else "wb") as file:
        stream = {"stdin" if arrow == "<" else "stdout": file}
        done = subprocess.run(
            here.here(words), env=here.environment(), stderr=subprocess.PIPE, check=False, **stream
        )
    assert (done.returncode, done.stderr) == (0, b"")


def asked(lent: Machine, role: str, text: str):
    """Ask the database over TCP, with the password of a role."""
    secret = {"ks_owner": "DATABASE_OWNER_PASSWORD", "ks_app": "DATABASE_APP_PASSWORD"}[role]
    with psycopg.connect(
        host="127.0.0.1",
        port=lent.ports["postgres"],
        user=role,
        password=PASSWORDS[secret],
        dbname="kansrijkestart",
    ) as connection:
        return connection.execute(text).fetchall()


def content_of(lent: Machine):
    """Return every table with its number of rows and a checksum, and every sequence."""
    tables = [asked(lent, "ks_owner", text)[0] for (text,) in asked(lent, "ks_owner", _SUMS)]
    sequences = "select sequencename, last_value from pg_sequences order by 1"
    return tables, asked(lent, "ks_owner", sequences)


def schema_of(lent: Machine):
    """Return the schema with owners and grants.

    Left out: the dump's random key, and the casts and brackets that PostgreSQL places differently
    when it reads a constraint back.
    """
    text = lent.run("pg_dump", "-U", "postgres", "--schema-only", "kansrijkestart")
    lines = [line for line in text.splitlines() if not re.match(r"\\(un)?restrict ", line)]
    return [re.sub(r"::(character varying|text)(\[\])?|[()]", "", line) for line in lines]


class Visitor:
    """A browser behind the proxy: it keeps cookies and comes in by TLS."""

    def __init__(self, lent: Machine) -> None:
        self.port = lent.ports["web"]
        self.cookies: dict[str, str] = {}

    def visit(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        headers |= {"Cookie": cookies, "Origin": f"https://{HOST}", "Accept-Language": "nl"}
        body = urllib.parse.urlencode(form) if form else None
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST" if form else "GET", path, body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.read().decode(errors="replace")

    def sign_in(self, email: str) -> int:
        page = self.visit("/accounts/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None, page
        form = {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD}
        return self.visit("/accounts/login/", form)[0]


@contextlib.contextmanager
def running(lent: Machine, *services: str):
    """Run services with the compose file's own commands, until the end of the block."""
    processes = []
    for service in services:
        command = lent.here(written.command_of(service))
        processes.append(lent.start(*command, env=lent.service_environment(service)))
    try:
        yield
    except BaseException:
        sys.stderr.write(lent.log()[-6000:])  # pytest shows it with the failure
        raise
    finally:
        for process in processes:
            process.terminate()
    assert [process.wait(timeout=60) for process in processes] == [0] * len(processes), lent.log()


def is_healthy(lent: Machine, service: str) -> bool:
    ours = "environment" in written.SERVICES[service] and service != "postgres"
    env = lent.service_environment(service) if ours else lent.environment()
    return lent.succeeds(*lent.here(written.health_check_of(service)), env=env)


def test_the_script_makes_two_roles_and_a_database_that_only_they_enter(first):
    roles = (
        "select rolname, rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname ~ '^ks_'"
    )
    assert sorted(asked(first, "ks_owner", roles)) == [
        ("ks_app", False, False, False),
        ("ks_owner", False, False, False),
    ]
    member = "select roleid::regrole::text, member::regrole::text from pg_auth_members"
    assert ("ks_app", "ks_owner") in asked(first, "ks_app", member)
    assert ("ks_owner", "ks_app") not in asked(first, "ks_app", member)
    about = "select datname, pg_get_userbyid(datdba), datlocprovider, datlocale from pg_database"
    assert ("kansrijkestart", "ks_owner", "b", "C.UTF-8") in asked(first, "ks_app", about)
    public = "select has_database_privilege('public', 'kansrijkestart', 'connect')"
    assert asked(first, "ks_app", public) == [(False,)]


def test_the_app_role_reads_the_record_and_cannot_change_history_or_schema(first):
    assert asked(first, "ks_app", "select count(*) from coalitions_coalition")[0][0] > 10
    for refused in (
        "update coalitions_coalitionevent set name = 'x' returning 1",
        "delete from coalitions_coalitionevent returning 1",
        "create table mine (id int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            asked(first, "ks_app", refused)


def test_every_process_starts_and_its_health_check_sees_that(first):
    assert is_healthy(first, "postgres")
    assert not any(is_healthy(first, service) for service in ("web", "worker", "beat"))
    with running(first, "web", "worker", "beat"):
        live, web = written.health_check_of_image(), first.service_environment("web")
        wait_for(lambda: first.succeeds(*live, env=web), first)
        for service in ("web", "worker", "beat"):
            wait_for(lambda service=service: is_healthy(first, service), first)
        seen = "select count(*) from jobs_heartbeat where seen_at > now() - interval '1 minute'"
        wait_for(lambda: asked(first, "ks_app", seen) == [(1,)], first)  # beat rang, a worker came


def test_redis_keeps_nothing_on_disk_and_evicts_only_what_may_go(first):
    client = Redis(port=first.ports["redis"])
    settings = client.config_get("save", "appendonly", "maxmemory", "maxmemory-policy")
    assert settings == {
        "save": "",
        "appendonly": "no",
        "maxmemory": str(256 * 1024 * 1024),
        "maxmemory-policy": "volatile-lru",
    }


def test_a_restored_installation_holds_the_same_record_files_and_rights(first, drill):
    tables, _sequences = drill.before
    assert sum(int(count) for _, count, _ in tables) > 1000
    assert drill.after == drill.before
    assert schema_of(drill.restored) == schema_of(first)
    plan = "media/attachments/plan.pdf"
    assert (drill.restored.var / plan).read_bytes() == (first.var / plan).read_bytes()


def test_people_can_work_in_the_restored_installation(drill):
    second = drill.restored
    with running(second, "web"):
        wait_for(lambda: is_healthy(second, "web"), second)
        visitor = Visitor(second)
        assert visitor.visit("/coalities/eindhoven/")[0] == 302
        assert visitor.sign_in("lid@demo.example") == 302
        own = ["", "partners/", "checklist/", "plan/", "logboek/", "interventies/", "afspraken/"]
        pages = [f"/coalities/eindhoven/{page}" for page in [*own, "cijfers/"]]
        for page in [*pages, "/landkaart/"]:
            status, text = visitor.visit(page)
            assert (status, "Eindhoven" in text) == (200, True), page
