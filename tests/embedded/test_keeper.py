"""The keeper when everything goes wrong: real servers, real kills."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from kansrijkestart.embedded import servers
from tests.embedded.checkouts import Checkout, checkout, eventually, is_alive

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to act as another user")


@pytest.fixture
def lent():
    with checkout() as made:
        yield made


def write_row(lent: Checkout) -> None:
    with lent.connect() as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (42)")


def has_row(lent: Checkout) -> bool:
    with lent.connect() as connection:
        return connection.execute("SELECT id FROM kept").fetchall() == [(42,)]


def test_first_start_gives_version_18_two_roles_and_a_redis(lent):
    lent.enter()
    with lent.connect(servers.APP_ROLE) as connection:
        version, collation = connection.execute(
            "SELECT current_setting('server_version'), datlocale FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
        assert version.startswith("18.")
        assert collation == "C.UTF-8"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.mine (id int)")
    write_row(lent)
    assert redis.Redis(unix_socket_path=str(lent.places.redis_socket)).ping()


def test_killing_one_process_leaves_the_servers_to_the_other(lent):
    first, _second = lent.enter(), lent.enter()
    processes = lent.server_processes()
    first.kill()
    first.communicate()
    assert not eventually(lambda: not all(map(is_alive, processes)), seconds=2)
    assert lent.answers()


def test_killing_every_process_stops_the_servers_and_keeps_the_data(lent):
    lent.enter()
    lent.enter()
    write_row(lent)
    processes = lent.server_processes()
    lent.kill_all()
    assert lent.is_gone(processes)
    lent.enter()
    assert has_row(lent)


@pytest.mark.parametrize("victim", ["postmaster", "keeper", "redis_process"])
def test_killing_a_server_or_the_keeper_stops_the_rest_and_the_next_start_works(lent, victim):
    lent.enter()
    write_row(lent)
    processes = lent.server_processes()
    os.kill(getattr(lent, victim)(), signal.SIGKILL)
    assert lent.is_gone(processes)
    lent.enter()  # while the first process still lives
    assert has_row(lent)


def test_stale_and_cut_off_files_do_not_stop_a_start(lent):
    lent.enter()
    write_row(lent)
    processes = lent.server_processes()
    lent.kill_all()
    assert lent.is_gone(processes)
    places = lent.places
    (places.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{places.cluster}\n")
    (places.sockets / ".s.PGSQL.5432.lock").write_text("")
    places.postgres_socket.write_text("")
    places.redis_socket.write_text("")
    places.home_note.write_text("")
    places.cluster.with_suffix(".half").mkdir()
    lent.enter()
    assert has_row(lent)


def test_a_start_killed_while_making_the_cluster_is_begun_again(lent):
    holder = lent.begin()
    assert eventually(lambda: lent.places.cluster.with_suffix(".half").exists())
    holder.kill()
    lent.enter()
    assert lent.answers()


def test_deleting_var_under_running_servers_resets(lent):
    lent.enter()
    write_row(lent)
    processes = lent.server_processes()
    shutil.rmtree(lent.var)
    lent.enter()
    with lent.connect() as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    assert lent.is_gone(processes)
    assert lent.answers()


def test_two_checkouts_do_not_touch_each_other(lent):
    with checkout() as other:
        lent.enter()
        write_row(lent)
        other.enter()
        write_row(other)
        processes = other.server_processes()
        other.kill_all()
        assert other.is_gone(processes)
        assert has_row(lent)
        assert lent.answers()


def test_a_crowd_that_starts_at_once_shares_one_keeper(lent):
    crowd = [lent.begin() for _ in range(6)]
    assert [holder.stdout.readline() for holder in crowd] == ["running\n"] * 6
    mark = f"{lent.var}/embedded/users.lock".encode()
    keepers = [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark in path.read_bytes()]
    assert len(keepers) == 1


def test_a_path_too_long_for_a_socket_gets_a_short_folder(lent):
    deep = lent.var.parent / ("d" * 60) / ("é e" * 20)
    deep.mkdir(parents=True)
    with checkout(deep) as other:
        other.enter()
        assert len(str(other.places.postgres_socket)) < 60
        assert other.answers()


@needs_root
def test_a_closed_parent_folder_is_left_closed_and_deleting_var_still_resets(lent):
    lent.var.parent.chmod(0o700)
    lent.enter()
    assert lent.places.cluster.is_relative_to(lent.places.outside_base)
    assert lent.var.parent.stat().st_mode & 0o777 == 0o700
    write_row(lent)
    processes = lent.server_processes()
    lent.kill_all()
    assert lent.is_gone(processes)
    lent.enter()
    assert has_row(lent)
    lent.kill_all()
    assert lent.is_gone([lent.keeper()])
    shutil.rmtree(lent.var)
    lent.enter()
    with lent.connect() as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)


@needs_root
def test_packages_in_a_closed_folder_are_copied_with_their_libraries(lent):
    site = servers.postgres_binaries().parents[1]
    closed = lent.var.parent / "closed"
    for pattern in (f"{servers.POSTGRES_PACKAGE}*", f"{servers.REDIS_PACKAGE}*"):
        for found in site.glob(pattern):
            shutil.copytree(found, closed / found.name, symlinks=True)
    closed.chmod(0o700)
    lent.packages = [str(closed)]
    lent.enter()
    assert Path(f"/proc/{lent.postmaster()}/exe").readlink().is_relative_to(lent.var)
    assert Path(f"/proc/{lent.redis_process()}/exe").readlink().is_relative_to(lent.var)


@needs_root
def test_two_system_users_have_servers_of_their_own(lent):
    stranger = pwd.getpwnam("daemon")
    if not Path("/usr/bin/python3").exists():
        pytest.skip("needs a Python that every user may run")
    lent.enter()
    with checkout() as other:
        os.chown(other.var.parent, stranger.pw_uid, stranger.pw_gid)
        other.enter(stranger)
        assert Path(f"/proc/{other.postmaster()}").stat().st_uid == stranger.pw_uid
        assert Path(f"/proc/{lent.postmaster()}").owner() == "nobody"
        refused = lent.begin(stranger)
        _, message = refused.communicate(timeout=10)
        assert refused.returncode == 1
        assert "belongs to another user" in message


@needs_root
def test_another_system_user_cannot_reach_the_sockets(lent):
    lent.enter()
    stranger = pwd.getpwnam("daemon")
    for path in (lent.places.postgres_socket, lent.places.redis_socket):
        tried = subprocess.run(
            ["/usr/bin/env", "test", "-e", str(path)],
            user=stranger.pw_uid,
            group=stranger.pw_gid,
            extra_groups=[],
            check=False,
        )
        assert tried.returncode == 1
