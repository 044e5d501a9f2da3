"""What jobs there are: apps fill this in ``AppConfig.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from kansrijkestart.accounts.models import User
    from kansrijkestart.jobs.models import Job
    from kansrijkestart.jobs.running import JobContext

Handler = Callable[["JobContext"], dict[str, Any]]
Follows = Callable[["User", "Job"], bool]


@dataclass(frozen=True)
class Kind:
    """One kind of job: what runs, what the reader calls it, and who else may follow it."""

    handler: Handler
    label: str | Promise
    follows: Follows | None = None
    may_retry: bool = True


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    handler: Handler,
    label: str | Promise,
    follows: Follows | None = None,
    *,
    may_retry: bool = True,
) -> None:
    """Make a kind of job known.

    ``follows`` says who may see how far a job is beside whoever asked for it: what comes of it is
    also theirs. Without ``may_retry`` an administrator cannot start it again: what it needs is
    gone.

    The handler gets a JobContext, may run twice (the second time after a worker died half way) and
    returns a small dict for ``Job.result``; its ``url`` is where the reader goes when it is done.
    """
    if kind in _kinds and _kinds[kind].handler is not handler:
        raise ValueError(f"The kind of job {kind!r} is registered twice.")
    _kinds[kind] = Kind(handler, label, follows, may_retry)


def find(kind: str) -> Kind | None:
    """Return a kind of job, or None when no installed app knows it."""
    return _kinds.get(kind)


def label_of(kind: str) -> str:
    """Return what the reader calls this kind of job."""
    found = _kinds.get(kind)
    return str(found.label) if found else kind


def may_follow(user: "User", job: "Job") -> bool:
    """Whether a user may see how far a job is: who asked for it, and whom its kind names."""
    found = _kinds.get(job.kind)
    is_own = job.owner_id == user.pk
    return is_own or (found is not None and found.follows is not None and found.follows(user, job))


def known_kinds() -> list[tuple[str, str | Promise]]:
    """Return every kind of job with what the reader calls it, to narrow a list by."""
    return [(kind, found.label) for kind, found in _kinds.items()]


def may_retry(job: "Job") -> bool:
    """Tell whether a failed job can be started again with what its row still holds."""
    found = _kinds.get(job.kind)
    return job.state == "failed" and found is not None and found.may_retry
