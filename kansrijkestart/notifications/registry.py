"""What people are told: apps fill this in ``AppConfig.ready()``; this package knows no app."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from kansrijkestart.notifications.choices import Delivery

if TYPE_CHECKING:
    from kansrijkestart.notifications.models import Notification

StillDue = Callable[[Any, "list[Notification]"], set[int]]
Reaches = Callable[[Any], bool]
HandedOver = Callable[[list[dict[str, Any]], str], None]


@dataclass(frozen=True)
class Kind:
    """One kind of notification.

    ``delivery`` is how it is mailed to who wished nothing else. ``still_due`` gets a reader and
    their rows and returns the keys of those that are still so and that they may still know of; it
    asks a fixed number of questions. ``reaches`` tells whether somebody can get it at all.
    ``handed_over`` gets what rows are about after their mail went, with the kind of fault or an
    empty text, for apps that show that at their own record. One that ``forgets_when_read`` keeps
    that it was read and not when, where that would tell what somebody did in secret.

    Its words are templates: ``notifications/told/<name>.subject.txt`` and ``.txt``.
    """

    key: str
    label: str | Promise
    explanation: str | Promise
    delivery: Delivery
    still_due: StillDue
    reaches: Reaches
    handed_over: HandedOver | None = None
    forgets_when_read: bool = False

    @property
    def template(self) -> str:
        return f"notifications/told/{self.key.replace('.', '_')}"


_kinds: dict[str, Kind] = {}
# Who looks after mails that did not arrive: keys of accounts.
administrators: list[Callable[[], Iterable[int]]] = []


def register(*own: Kind) -> None:
    """Make kinds known, in this order; a key belongs to one app."""
    for kind in own:
        if _kinds.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"The kind of notification {kind.key!r} is registered twice.")


def find(key: str) -> Kind | None:
    """Return a kind, or None when no installed app knows it (any more)."""
    return _kinds.get(key)


def kinds() -> list[Kind]:
    """Return all kinds, in the order in which the apps told them."""
    return list(_kinds.values())


def kinds_of(user: Any) -> list[Kind]:
    """Return the kinds that somebody can get; each way of telling is asked once."""
    answers: dict[Reaches, bool] = {}
    for kind in _kinds.values():
        if kind.reaches not in answers:
            answers[kind.reaches] = kind.reaches(user)
    return [kind for kind in _kinds.values() if answers[kind.reaches]]
