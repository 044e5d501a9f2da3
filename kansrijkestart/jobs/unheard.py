"""Get a worker going again that the broker could not hear.

Celery logs an acknowledgement that did not reach the broker ("Couldn't ack") and goes on. kombu
then keeps counting that message as being worked on, so a worker with one place takes nothing any
more until somebody restarts it: seen with a broker that was silent for a second.
"""

from typing import Any

from celery import bootsteps
from celery.worker import state
from redis.exceptions import ConnectionError as RedisConnectionError

CHECK_SECONDS = 5.0


class ReconnectWhenStuck(bootsteps.StartStopStep):
    """Reconnect when there is no place for a message while no task is held, twice in a row.

    Reconnecting is Celery's own cure: what was not acknowledged goes back to the queue, where a job
    that is done already is left alone.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entry: Any = None
        self.was_stuck = False

    def start(self, parent: Any) -> None:
        """Check from now on; called again after every reconnection."""
        self.was_stuck = False
        self.entry = parent.timer.call_repeatedly(CHECK_SECONDS, self.check, (parent,))

    def stop(self, parent: Any) -> None:
        """Check no more; the next connection starts its own round."""
        if self.entry is not None:
            self.entry.cancel()
            self.entry = None

    shutdown = stop

    def check(self, consumer: Any) -> None:
        """Look once. Raises redis' ConnectionError, at which the event loop reconnects."""
        qos = consumer.task_consumer.channel.qos
        is_stuck = not state.reserved_requests and not qos.can_consume()
        if is_stuck and self.was_stuck:
            raise RedisConnectionError("An acknowledgement did not reach the broker.")
        self.was_stuck = is_stuck
