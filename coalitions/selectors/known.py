"""What is publicly known about a coalition's municipalities, and what is said of it."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.choices import KnownAnswerKind, KnownTopic, RegionKind
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    GidsListing,
    KnownAnswer,
    Region,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from coalitions.registry import KnownFact, Reading
from coalitions.selectors.look_ups import (
    THE_COALITION,
    LookUp,
    fields_of,
    register_look_up,
    the_coalition,
)
from coalitions.selectors.page_head import covered_url
from coalitions.selectors.record import municipalities_of
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.sentences import Sentence, in_a_row

# What a number on the start page counts, by the word in the address.
EVERY: Final = "all"
GIVEN: Final = "given"
ANSWERS_ASKED: Final = (EVERY, GIVEN, *KnownAnswerKind.values)


@dataclass(frozen=True)
class KnownRow:
    """A fact with its answer; ``is_changed`` when the source says something else now."""

    fact: KnownFact
    answer: KnownAnswer | None = None

    @property
    def is_changed(self) -> bool:
        return (
            self.answer is not None
            and not self.fact.is_own
            and self.answer.fingerprint != self.fact.fingerprint
        )

    @property
    def is_open(self) -> bool:
        """The coordinator still has to look, or to look again."""
        return bool(self.fact.topic) and (self.answer is None or self.is_changed)

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0


@dataclass(frozen=True)
class Known:
    """Everything known of a coalition before its own work."""

    rows: list[KnownRow]

    @property
    def asked(self) -> int:
        return sum(bool(row.fact.topic) for row in self.rows)

    @property
    def answered(self) -> int:
        return self.asked - sum(row.is_open for row in self.rows)

    @property
    def is_done(self) -> bool:
        return self.asked > 0 and self.answered == self.asked

    @property
    def summary(self) -> list[tuple[str, int]]:
        """How often each answer was given, in the order of the buttons."""
        given = [(kind, len(self.narrowed(kind).rows)) for kind in KnownAnswerKind.values]
        return [(kind, number) for kind, number in given if number]

    def narrowed(self, asked: str) -> "Known":
        """Return what is asked, what was answered, or what got one answer; else everything."""
        if asked not in ANSWERS_ASKED:
            return self
        return Known([row for row in self.rows if row.fact.topic and _is_among(row, asked)])


def _is_among(row: KnownRow, asked: str) -> bool:
    if asked == EVERY:
        return True
    if asked == GIVEN:
        return not row.is_open
    return row.answer is not None and row.answer.answer == asked


def _covered(depth: int) -> QuerySet[CoalitionMunicipality, Any]:
    rows = CoalitionMunicipality.objects.filter(
        open_on(clock.today()), coalition=the_coalition(depth)
    )
    return rows.values("municipality")


def _regions(reader: User | None) -> QuerySet[Region]:
    """Regions with their municipalities; the map of a GGD region shows those of today."""
    today = clock.today()
    now = open_on(today, "memberships__since", "memberships__until")
    exists = open_on(
        today, "memberships__municipality__valid_from", "memberships__municipality__valid_until"
    )
    inside = RegionMunicipality.objects.filter(open_on(today), municipality__in=_covered(2))
    regions = Region.objects.filter(pk__in=inside.values("region"))
    return regions.annotate(
        size=Count("memberships", filter=now & (exists | ~Q(kind=RegionKind.GGD))),
        is_read=_is_read(reader),
    ).order_by("kind", "name_fold")


def _is_read(reader: User | None) -> Any:
    """Whether the reader may open the page of the region; only some of its coordinators may."""
    if reader is None:
        return Value(value=False)
    # As ``visible_to``, without its question whether the reader is an analyst: who is told these
    # facts keeps the record, or takes part in it.
    rows = Region.objects
    return Exists((rows.led_by(reader) | rows.around(reader)).filter(pk=OuterRef("pk")))


def _listings(_reader: object) -> QuerySet[GidsListing]:
    return GidsListing.objects.filter(municipality__in=_covered(1)).order_by("name_in_source")


ANSWERS: Final[LookUp[list[KnownAnswer]]] = LookUp(
    "coalitions.known_answers",
    lambda _reader: KnownAnswer.objects.filter(coalition=THE_COALITION),
    fields_of(KnownAnswer),
    list,
)
REGIONS: Final[LookUp[list[Any]]] = LookUp(
    "coalitions.known_regions", _regions, ("slug", "name", "kind", "size", "is_read"), list
)
LISTINGS: Final[LookUp[list[GidsListing]]] = LookUp(
    "coalitions.known_listings", _listings, ("is_gids", "name_in_source", "tranche"), list
)


def known_of(reading: Reading) -> Known:
    """Return what is known with the answers to it; one question more than the facts ask."""
    answers = {row.topic: row for row in ANSWERS.of(reading)}
    facts = registry.known_for(reading)
    return Known([KnownRow(fact, answers.get(fact.topic)) for fact in facts])


def looked_at(known: Known, slug: str) -> Sentence:
    """Say of how many facts the coordinator said something; both numbers lead to them."""
    values = {"answered": known.answered, "asked": known.asked}
    page = safe_reverse("coalitions:known", slug=slug)
    urls = {"answered": f"{page}?antwoord={GIVEN}", "asked": f"{page}?antwoord={EVERY}"}
    return Sentence(_("%(answered)s of %(asked)s looked at"), values, urls)


def own_known(reading: Reading) -> list[KnownFact]:
    """What is publicly known: the municipalities, the region, the list of 2019, the stage."""
    rows = municipalities_of(reading)
    change = (
        safe_reverse("coalitions:update", slug=reading.coalition.slug) if reading.may_change else ""
    )
    action = _("Change") if change else ""
    return [
        _known_municipalities(reading.coalition, rows, change, action),
        *_known_regions(reading),
        *_known_listings(reading),
        *_known_stage(reading, change, action),
    ]


def _known_municipalities(
    coalition: Coalition, rows: list[CoalitionMunicipality], url: str, action: str
) -> KnownFact:
    names = ", ".join(row.municipality.name for row in rows)
    words = ngettext(
        "The coalition works for one municipality: %(names)s.",
        "The coalition works for %(number)s municipalities: %(names)s.",
        len(rows),
    )
    text: str | Sentence = _("The municipalities of this coalition have not been recorded yet.")
    if names:
        urls = {"number": covered_url(coalition)}
        text = Sentence(words, {"number": len(rows), "names": names}, urls)
    return KnownFact(
        _("Municipality"),
        text,
        _("This record"),
        url,
        action,
        10,
        topic=KnownTopic.MUNICIPALITY if names else "",
        is_own=True,
    )


def _known_regions(reading: Reading) -> list[KnownFact]:
    """The regions with how many municipalities each has; the administrator keeps them."""
    found = REGIONS.of(reading)
    if not found:
        return []
    names = in_a_row((_region_words(region, reading) for region in found), ", ")
    return [
        KnownFact(
            _("Region"),
            Sentence(_("Belongs to: %(names)s."), {"names": names}, {}),
            _("Table of regions of this site"),
            position=20,
            topic=KnownTopic.REGION,
            value=",".join(region.slug for region in found),
        )
    ]


def _region_words(region: Any, reading: Reading) -> Sentence:
    """Name a region, with the number of its municipalities for who may read which these are."""
    if region.kind == RegionKind.GGD:
        url = f"{safe_reverse('dashboard:map')}?regio={region.slug}#list"
    elif region.is_read:
        url = f"{safe_reverse('dashboard:region', slug=region.slug)}#municipalities"
    else:
        return Sentence("%(name)s", {"name": region.name}, {})
    words = ngettext(
        "%(name)s (%(number)s municipality)", "%(name)s (%(number)s municipalities)", region.size
    )
    return Sentence(words, {"name": region.name, "number": region.size}, {"number": url})


def _known_listings(reading: Reading) -> list[KnownFact]:
    """What the list of 2019 says: a sentence per municipality that stands on it, at most three."""
    listings = LISTINGS.of(reading)
    if not listings:
        return []
    tranches = dict.fromkeys(one.tranche for one in listings if one.tranche)
    return [
        KnownFact(
            _("Programme"),
            " ".join(_listed(listing) for listing in listings[:3]),
            _("List of June 2019"),
            position=30,
            topic=KnownTopic.PROGRAMME,
            value=",".join(f"{one.name_in_source}:{one.is_gids}" for one in listings),
            details=[(tranche, tranche) for tranche in tranches],
        )
    ]


def _listed(listing: GidsListing) -> str:
    text = (
        _("%(name)s stands on the list of GIDS municipalities.")
        if listing.is_gids
        else _("%(name)s stands on the list of other municipalities that signed up.")
    )
    return text % {"name": listing.name_in_source}


def _known_stage(reading: Reading, url: str, action: str) -> list[KnownFact]:
    coalition = reading.coalition
    text = _("Stage of the coalition: %(stage)s.") % {"stage": coalition.get_stage_display()}
    return [
        KnownFact(
            _("Coalition"),
            text,
            coalition.stage_source or _("This record"),
            url,
            action,
            40,
            topic=KnownTopic.COALITION,
            value=coalition.stage,
            # A table names no day; a stage with one was recorded by the coalition itself.
            is_own=not coalition.stage_source or coalition.stage_since is not None,
            has_dutch_source=bool(coalition.stage_source),
        )
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_known(own_known)
    register_look_up(ANSWERS, REGIONS, LISTINGS)
