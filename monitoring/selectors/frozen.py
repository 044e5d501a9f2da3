"""An edition as plain data: what is asked of it, without the record of today.

Exports and pages of an edition read from here and from nowhere else, so that they say the same on
every day. See docs/adr/0031.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from monitoring.answers import Asked, AskedOption, follows_record, is_known
from monitoring.choices import ExportScope
from monitoring.models import Edition, EditionPart

CHUNK = 50
Data = Mapping[str, Any]


def asked_from(data: Data) -> Asked:
    """Return a frozen question as the functions for answers know it."""
    return Asked(
        key=data["key"],
        text=data["text"],
        form=data["form"],
        options=[
            AskedOption(one["key"], one["text"], one["is_other"], one["is_alone"])
            for one in data["options"]
        ],
        unit=data["unit"],
        minimum=data["minimum"],
        maximum=data["maximum"],
        is_required=data["is_required"],
        after=data["after"],
        when=tuple(data["when"]),
    )


@dataclass(frozen=True)
class Answered:
    """The answer of a municipality to one question of an edition."""

    question: Asked
    data: Data

    @property
    def value(self) -> dict[str, Any] | None:
        return self.data.get("value")

    @property
    def is_asked(self) -> bool:
        return bool(self.data.get("asked"))

    @property
    def is_known(self) -> bool:
        return self.is_asked and is_known(self.value)

    @property
    def told_by(self) -> Sequence[Data]:
        """Where the record said what it said, also when somebody said something else."""
        found: Sequence[Data] = self.data.get("sources", ())
        return found

    @property
    def sources(self) -> Sequence[Data]:
        """The records it rests on; none when somebody said something else than the record."""
        return self.told_by if self._follows else ()

    @property
    def is_overruled(self) -> bool:
        """Somebody said something else than the record; where that says nothing, it is no other."""
        return self.data.get("derived") is not None and not self._follows

    @property
    def _follows(self) -> bool:
        return follows_record(self.data.get("given"), self.data.get("derived"))


@dataclass(frozen=True)
class Part:
    """What one municipality said."""

    data: Data
    questions: Sequence[Asked]

    @property
    def code(self) -> str:
        return str(self.data["code"])

    @property
    def name(self) -> str:
        return str(self.data["name"])

    @property
    def is_asked(self) -> bool:
        """Whether there was a coalition that could answer."""
        return bool(self.data["coalition"])

    @property
    def counts(self) -> bool:
        """Whether its answers were handed in in time for this edition."""
        return bool(self.data["counts"])

    @property
    def shares(self) -> bool:
        """Whether it let its region read the answers when the edition was made."""
        return bool(self.data["shares"])

    def answer(self, question: Asked) -> Answered:
        return Answered(question, self.data["answers"].get(question.key, {}))

    def answers(self) -> Iterator[Answered]:
        """In the order of the questionnaire."""
        for question in self.questions:
            yield self.answer(question)


@dataclass(frozen=True)
class Frozen:
    """The whole of an edition, or of it what one coalition or region is about.

    ``rows`` reads the parts anew at every turn: those of the country do not fit in little memory.
    """

    number: int
    checksum: str
    content: Data
    rows: Callable[[], Iterable[Data]]
    scope: str = ExportScope.NATIONAL
    slug: str = ""
    codes: Sequence[str] = field(default_factory=tuple)

    @cached_property
    def questions(self) -> list[Asked]:
        return [asked_from(one) for one in self.content["questions"]]

    def parts(self) -> Iterator[Part]:
        for data in self.rows():
            yield Part(data, self.questions)

    @property
    def year(self) -> int:
        return int(self.content["questionnaire"]["year"])

    @property
    def is_region(self) -> bool:
        return self.scope == ExportScope.REGION

    @property
    def is_national(self) -> bool:
        return self.scope == ExportScope.NATIONAL

    @cached_property
    def region(self) -> Data | None:
        return next((one for one in self.content["regions"] if one["slug"] == self.slug), None)

    @cached_property
    def coalition(self) -> Data | None:
        return next((one for one in self.content["coalitions"] if one["slug"] == self.slug), None)


def codes_of(content: Data, scope: str, slug: str) -> list[str]:
    """The municipalities that a coalition or region of an edition is about."""
    about = content["coalitions" if scope == ExportScope.COALITION else "regions"]
    return next((list(one["municipalities"]) for one in about if one["slug"] == slug), [])


def read_frozen(edition: Edition, scope: str = ExportScope.NATIONAL, slug: str = "") -> Frozen:
    """Open an edition for who may have this part of it; rights are asked elsewhere."""
    found = EditionPart.objects.filter(edition=edition).order_by("code")
    if scope != ExportScope.NATIONAL:
        found = found.filter(code__in=codes_of(edition.content, scope, slug))

    def rows() -> Iterator[Data]:
        yield from found.values_list("content", flat=True).iterator(chunk_size=CHUNK)

    return Frozen(
        number=edition.number,
        checksum=edition.checksum,
        content=edition.content,
        rows=rows,
        scope=scope,
        slug=slug,
        codes=tuple(found.values_list("code", flat=True)),
    )
