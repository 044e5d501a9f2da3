"""Mails about files that were handed over, counted as a receiver would: by what arrived."""

from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from django.template.loader import get_template
from django.utils import translation

from kansrijkestart.accounts.models import User
from monitoring.models import FilesMail, Round

END = b"-" * 79


def handed_over(folder: Path, asked: Round) -> Counter[str]:
    """How many mails about the files of a round arrived, per address."""
    title = asked.questionnaire_version.title
    subjects = {_subject(title, one) for one in User.objects.values_list("language", flat=True)}
    found: Counter[str] = Counter()
    for path in folder.glob("*.log"):
        for whole in path.read_bytes().split(END)[:-1]:
            message = message_from_bytes(whole.lstrip(), policy=policy.default)
            if _on_one_line(str(message["Subject"])) in subjects:
                found[str(message["To"])] += 1
    return found


def _subject(title: str, language: str) -> str:
    with translation.override(language):
        words = get_template("mail/round_files.subject.txt").render({"title": title})
    return _on_one_line(words)


def _on_one_line(words: str) -> str:
    """As it was before a long subject was folded on its way."""
    return " ".join(words.split())


class Handed:
    """What was handed over of a round, beside what the database says of it.

    The promise is at least once. A second mail is no fault only if the machine died between
    handing the first over and writing that down; ``died`` looks for that right after a kill.
    """

    def __init__(self, folder: Path, asked: Round) -> None:
        self.folder, self.round = folder, asked
        self.unwritten: Counter[str] = Counter()

    def _written(self) -> Counter[str]:
        """Rows of one person and one moment are one mail."""
        rows = FilesMail.objects.filter(round=self.round, mailed_at__isnull=False)
        mails = set(rows.values_list("user__email", "batch", "mailed_at"))
        return Counter(email for email, _batch, _moment in mails)

    def died(self) -> None:
        """Remember how many mails of each receiver arrived that are not written down."""
        self.unwritten |= handed_over(self.folder, self.round) - self._written()

    def faults(self) -> list[str]:
        """Who is written down as mailed got it, and nobody twice but for a kill in between."""
        arrived, written = handed_over(self.folder, self.round), self._written()
        found = [f"{one} got no mail" for one in sorted(written - arrived)]
        for one in sorted(arrived - (written + self.unwritten)):
            found.append(f"{one} got {arrived[one]} mails")
        return found
