"""A worker whose acknowledgement was lost counts a message as busy for good; it must notice."""

from types import SimpleNamespace
from typing import Any

import pytest
from celery.worker import state
from kombu import Connection, Consumer, Queue
from redis.exceptions import ConnectionError as RedisConnectionError

from kansrijkestart.celery import app
from kansrijkestart.jobs.unheard import ReconnectWhenStuck


@pytest.fixture
def worker():
    """Give what a worker with one place looks at, on kombu's own transport in memory."""
    with Connection("memory://") as connection:
        channel: Any = connection.channel()
        channel.basic_qos(prefetch_count=1)
        consumer = Consumer(channel, Queue("unheard"), accept=["json"])
        consumer.callbacks.append(lambda body, message: None)  # never acknowledged
        yield SimpleNamespace(task_consumer=consumer, connection=connection)
        channel.close()


@pytest.fixture
def step(worker):
    return ReconnectWhenStuck(worker)


def take_a_message(worker):
    with worker.task_consumer:
        worker.connection.Producer().publish({}, routing_key="unheard", exchange="")
        worker.connection.drain_events(timeout=2)
    assert not worker.task_consumer.channel.qos.can_consume()


def test_the_worker_has_the_step():
    assert ReconnectWhenStuck in app.steps["consumer"]


def test_a_worker_with_a_free_place_is_left_alone(worker, step):
    step.check(worker)
    step.check(worker)


def test_no_place_while_nothing_is_held_reconnects_the_second_time(worker, step):
    take_a_message(worker)
    step.check(worker)
    with pytest.raises(RedisConnectionError):
        step.check(worker)
    step.start(SimpleNamespace(timer=SimpleNamespace(call_repeatedly=lambda *_: None)))
    step.check(worker)  # after a reconnection it counts from the start


def test_a_worker_that_holds_a_task_is_not_disturbed(worker, step, monkeypatch):
    take_a_message(worker)
    monkeypatch.setattr(state, "reserved_requests", {"a task"})
    step.check(worker)
    step.check(worker)
