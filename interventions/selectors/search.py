"""Finding an intervention: by any of its names, however written, and by what it is."""

import re
from dataclasses import dataclass
from typing import Final

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from coalitions.selectors.similar import name_words, near_names
from interventions.choices import Kind
from interventions.models import Intervention, InterventionName, Recognition
from kansrijkestart.core.models import Fold, stored_fold

# The national list had this name before; it is no intervention.
FORMER_NAME_OF_THE_LIST: Final = "menukaartkansrijkestart"
SHORTEST: Final = len("menukaart")
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


class Squash(Func):
    """A folded name without blanks, hyphens and other signs; as ``squash`` does."""

    template = "regexp_replace(%(expressions)s, '[^a-z0-9]+', '', 'g')"
    output_field = CharField()


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the catalogue; an empty field asks nothing."""

    q: str = ""
    kind: str = ""
    phase: str = ""
    domain: str = ""
    target: str = ""
    executor: str = ""
    insured: str = ""
    recognition: str = ""


def squash(text: str) -> str:
    """Write a text without case, accents, blanks and signs."""
    return _SIGNS.sub("", stored_fold(text))


def asks_for_the_list(text: str) -> bool:
    """Say whether somebody looks for the list itself, by its former name."""
    asked = squash(text)
    return len(asked) >= SHORTEST and FORMER_NAME_OF_THE_LIST.startswith(asked)


def search_interventions(rows: QuerySet[Intervention], asked: Asked) -> QuerySet[Intervention]:
    """Narrow the catalogue."""
    if asked.q and not asks_for_the_list(asked.q):
        rows = _named(rows, squash(asked.q))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.phase:
        rows = rows.filter(phases__contains=[asked.phase])
    if asked.domain:
        rows = rows.filter(domains__contains=[asked.domain])
    if asked.insured:
        rows = _insured(rows, asked.insured)
    for field, text in (("target_group", asked.target), ("executor", asked.executor)):
        if text:
            written = Squash(Fold(Cast(F(field), CharField())))
            rows = rows.alias(**{f"{field}_squashed": written}).filter(
                **{f"{field}_squashed__contains": squash(text)}
            )
    return _recognised(rows, asked.recognition) if asked.recognition else rows


def _named(rows: QuerySet[Intervention], text: str) -> QuerySet[Intervention]:
    if not text:  # signs only
        return rows.none()
    names = InterventionName.objects.alias(squashed=Squash(F("name_fold"))).filter(
        squashed__contains=text
    )
    return rows.alias(squashed=Squash(F("name_fold"))).filter(
        Q(squashed__contains=Value(text)) | Q(pk__in=names.values("intervention"))
    )


def _insured(rows: QuerySet[Intervention], status: str) -> QuerySet[Intervention]:
    """By the status of the whole, or of one of its forms."""
    return rows.filter(
        Q(insured_status=status)
        | Q(pk__in=rows.model.objects.filter(variants__status=status).values("pk"))
    )


def _recognised(rows: QuerySet[Intervention], wanted: str) -> QuerySet[Intervention]:
    known = Recognition.objects.values("intervention")
    if wanted == "any":
        return rows.filter(pk__in=known)
    if wanted == "unknown":
        return rows.exclude(pk__in=known)
    return rows.filter(pk__in=known.filter(level=wanted))


def meant(text: str) -> list[Intervention]:
    """Return interventions of which a name looks like this: for when nothing was found."""
    if not name_words(text):
        return []
    own = Intervention.objects.catalogue().values_list("name", "pk")
    other = InterventionName.objects.filter(intervention__is_local=False)
    by_name = dict(own) | dict(other.values_list("name", "intervention"))
    found = [by_name[name] for name in near_names(text, by_name)]
    return list(Intervention.objects.filter(pk__in=found).order_by("name_fold", "pk"))


def is_task(intervention: Intervention) -> bool:
    """A task by law is carried out; nobody chooses it."""
    return intervention.kind == Kind.LEGAL_TASK
