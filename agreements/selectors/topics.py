"""The six topics that the regional checklist names, with the regional agreements about them.

Statements R3.2 to R3.7 of the regional checklist (May 2023) each name a topic. Which theme of an
agreement belongs to which topic is this team's reading; the checklist has no score.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, AgreementTheme
from coalitions import registry
from coalitions.choices import LOCAL_SCOPES, Scope
from coalitions.models import Coalition
from coalitions.registry import Fact, Reading
from coalitions.selectors.look_ups import LookUp, the_coalition
from kansrijkestart.core.links import safe_reverse

# The topic of a statement: its name here, and the themes of agreements that are about it.
TOPICS: Final[dict[str, tuple[str | Promise, tuple[str, ...]]]] = {
    "signalering": (gettext_lazy("validated instruments"), ("vroegsignalering",)),
    "zorgpaden": (gettext_lazy("care pathways"), ("zorgpaden",)),
    "sociale_kaart": (gettext_lazy("regional service directory"), ("sociale-kaart",)),
    "interventies": (gettext_lazy("recognised interventions together"), ("interventies",)),
    "deskundigheid": (gettext_lazy("training"), ("deskundigheid",)),
    "mdo_intervisie": (gettext_lazy("case conference or peer review"), ("mdo", "intervisie")),
}


@dataclass(frozen=True)
class Topic:
    """One topic with the agreements of the regional coalition about it that apply."""

    key: str
    name: str
    agreements: list[Agreement] = field(default_factory=list)


def _links(_reader: object) -> QuerySet[AgreementTheme]:
    applying = Agreement.objects.filter(coalition=the_coalition(1)).in_force()
    # Of both: what it agrees for itself is no agreement of the region.
    applying = applying.exclude(~Q(scope=Scope.REGIONAL), coalition__scope__in=LOCAL_SCOPES)
    rows = AgreementTheme.objects.filter(agreement__in=applying)
    return rows.order_by("agreement__title_fold", "pk")


def _topics(links: Iterable[AgreementTheme]) -> list[Topic]:
    found: defaultdict[str, list[Agreement]] = defaultdict(list)
    for link in links:
        found[link.theme.key].append(link.agreement)
    return [
        Topic(key, str(name), _once(row for theme in themes for row in found[theme]))
        for key, (name, themes) in TOPICS.items()
    ]


TOPICS_LOOKED_UP: Final[LookUp[list[Topic]]] = LookUp(
    "agreements.topics", _links, ("agreement__title", "theme__key"), _topics
)


def topics_of(coalition: Coalition) -> list[Topic]:
    """Return the six topics of a regional coalition, in the order of the checklist (one query)."""
    return TOPICS_LOOKED_UP.of(Reading(coalition))


def _once(agreements: Iterable[Agreement]) -> list[Agreement]:
    return list({row.pk: row for row in agreements}.values())


def topics_sentence(topics: list[Topic]) -> str:
    """Say about how many of the six a regional agreement applies."""
    filled = sum(bool(topic.agreements) for topic in topics)
    words = _("About %(filled)s of the %(total)s topics a regional agreement applies.")
    return words % {"filled": filled, "total": len(topics)}


def topic_facts(reading: Reading) -> list[Fact]:
    """Regional principle 3: each topic with its agreement, or that nothing is recorded yet."""
    coalition = reading.coalition
    if coalition.is_local:  # also of both: it walks the local checklist
        return []
    topics = TOPICS_LOOKED_UP.of(reading)
    url = safe_reverse("agreements:list", slug=coalition.slug)
    return [
        Fact(topics_sentence(topics), url, position=5),
        *(_fact(topic, url, place) for place, topic in enumerate(topics, start=40)),
    ]


def _fact(topic: Topic, url: str, position: int) -> Fact:
    if not topic.agreements:
        words = _("Regional agreement about %(topic)s: not recorded yet.") % {"topic": topic.name}
        return Fact(words, url, is_known=False, position=position)
    first = topic.agreements[0]
    words = _("Regional agreement about %(topic)s: %(title)s.")
    said = words % {"topic": topic.name, "title": first.title}
    return Fact(said, first.get_absolute_url(), position=position)


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_facts("afspraken", topic_facts)
