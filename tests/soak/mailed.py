"""Mails about files that were handed over, counted as a receiver would: by what arrived."""

import re
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from kansrijkestart.notifications.models import Notification, NotificationQuerySet
from monitoring.models import Round
from monitoring.notifications import ROUND_FILES

END = b"-" * 79
LINK = re.compile(r"/meldingen/(\d+)/")


def told_of(asked: Round) -> NotificationQuerySet:
    """What people were told of the files of a round."""
    return Notification.objects.filter(kind=ROUND_FILES, occasion__startswith=f"{asked.pk} ")


def handed_over(folder: Path, asked: Round) -> Counter[int]:
    """How many mails arrived that lead to each of these, by its key."""
    wanted = set(told_of(asked).values_list("pk", flat=True))
    found: Counter[int] = Counter()
    for path in folder.glob("*.log"):
        for whole in path.read_bytes().split(END)[:-1]:
            message = message_from_bytes(whole.lstrip(), policy=policy.default)
            words = message.get_body(("plain",))
            keys = LINK.findall(words.get_content()) if words else []
            found.update(wanted & {int(key) for key in keys})
    return found


class Handed:
    """What was handed over of a round, beside what the database says of it.

    The promise is at least once. A second mail is no fault only if the machine died between
    handing the first over and writing that down; ``died`` looks for that right after a kill.
    """

    def __init__(self, folder: Path, asked: Round) -> None:
        self.folder, self.round = folder, asked
        self.unwritten: Counter[int] = Counter()

    def _written(self) -> Counter[int]:
        rows = told_of(self.round).filter(mailed_at__isnull=False)
        return Counter(rows.values_list("pk", flat=True))

    def died(self) -> None:
        """Remember how many mails arrived about each that are not written down."""
        self.unwritten |= handed_over(self.folder, self.round) - self._written()

    def faults(self) -> list[str]:
        """Who is written down as mailed got it, and nobody twice but for a kill in between."""
        arrived, written = handed_over(self.folder, self.round), self._written()
        found = [f"{_words(one)} got no mail" for one in sorted(written - arrived)]
        for one in sorted(arrived - (written + self.unwritten)):
            found.append(f"{_words(one)} got {arrived[one]} mails")
        return found


def _words(pk: int) -> str:
    row = Notification.objects.select_related("recipient").get(pk=pk)
    return f"{row.recipient.email} about {row.about['name']}"
