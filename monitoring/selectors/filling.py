"""What the record answers to the questions of a round, for many municipalities at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation

from coalitions.choices import RegionKind
from coalitions.models import (
    Coalition,
    CoalitionLink,
    CoalitionMunicipality,
    Municipality,
    RegionMunicipality,
)
from coalitions.querysets.record import open_on
from monitoring.choices import CHOOSING
from monitoring.models import Question, QuestionnaireVersion
from monitoring.selectors import derivations
from monitoring.selectors.derivations import Derived, Places

Coalitions = list[Coalition]


def derived_for(version: QuestionnaireVersion, places: Places) -> dict[int, dict[str, Derived]]:
    """Return what the record says: key of the municipality, key of the question, the answer.

    What is not recorded is left out. The words of the sources are kept with the answer, so they are
    in the language of the site and not in that of whoever asks.
    """
    found: dict[int, dict[str, Derived]] = {one.pk: {} for one in places.municipalities}
    with translation.override(settings.LANGUAGE_CODE):
        told: dict[str, Mapping[int, Derived]] = {}
        for question in _derived_questions(version):
            way = derivations.find(question.derivation)
            if way is None or question.form not in way.forms:
                continue
            if way.key not in told:
                told[way.key] = way.derive(places)
            for key, derived in told[way.key].items():
                fitting = _fitting(question, derived)
                if fitting is not None and key in found:
                    found[key][question.key] = _linked_within(fitting, places.own.get(key))
    return found


def _linked_within(derived: Derived, coalition: Coalition | None) -> Derived:
    """Link only to the record of who fills it in: that of the region may be closed to them."""
    own = f"/coalities/{coalition.slug}/" if coalition else ""

    def is_closed(path: str) -> bool:
        return path.startswith("/coalities/") and not (own and path.startswith(own))

    sources = [replace(one, path="") if is_closed(one.path) else one for one in derived.sources]
    return replace(derived, sources=sources)


def _derived_questions(version: QuestionnaireVersion) -> QuerySet[Question]:
    rows: QuerySet[Question] = version.questions.exclude(derivation="")
    return rows.prefetch_related("options")


def _fitting(question: Question, derived: Derived) -> Derived | None:
    """Keep of an answer what this year's question offers; nothing left is not recorded."""
    if question.form not in CHOOSING:
        return derived
    offered = [one.key for one in question.options.all()]
    kept = [key for key in offered if key in derived.value.get("options", ())]
    return Derived({"options": kept, "other": ""}, derived.sources) if kept else None


def places_of(municipalities: Iterable[Municipality], on: date) -> Places:
    """Return these municipalities with the coalitions that work for them on a day (four queries).

    A municipality is filled in by its own local coalition, else by the regional one that covers it,
    else by that of a region it lies in; then regions that coalitions made come first.
    """
    rows = list(municipalities)
    keys = [one.pk for one in rows]
    covering = _covering(keys, on)
    around = _around(keys, on)
    linked = _linked({one.pk for found in covering.values() for one in found}, on)
    own: dict[int, Coalition] = {}
    every: dict[int, Coalitions] = {}
    for key in keys:
        covers = covering[key]
        local = [one for one in covers if one.is_local]
        regional = [one for one in covers if not one.is_local]
        tied = [more for one in local for more in linked[one.pk]]
        found = list(dict.fromkeys([*local, *regional, *tied, *around[key]]))
        if found:
            own[key], every[key] = found[0], found
    return Places(rows, own, every)


def who_answers(places: Places, municipality: int, had: int | None) -> Coalition | None:
    """The coalition that answers for a municipality now, when the one with this key did before.

    One that still works there keeps it, unless it is regional and there is a local one now. None
    where no coalition works any more.
    """
    own = places.own.get(municipality)
    working = {one.pk: one for one in places.every.get(municipality, ())}
    now = working.get(had or 0)
    return own if own is None or now is None or (own.is_local and not now.is_local) else now


def answered_by(places: Places, answering: Mapping[int, Coalition]) -> Places:
    """The municipalities of these coalitions, with their record in place of anybody else's."""
    rows = [one for one in places.municipalities if one.pk in answering]
    every = {
        key: found if one in (found := places.every.get(key, ())) else [one]
        for key, one in answering.items()
    }
    return Places(rows, dict(answering), every)


def _running(on: date, before: str = "coalition__") -> Q:
    ended = f"{before}ended_on"
    return Q(**{f"{ended}__isnull": True}) | Q(**{f"{ended}__gt": on})


def _covering(keys: list[int], on: date) -> dict[int, Coalitions]:
    found: dict[int, Coalitions] = defaultdict(list)
    rows = CoalitionMunicipality.objects.filter(
        open_on(on), _running(on), municipality__in=keys
    ).select_related("coalition")
    for row in rows.order_by("coalition__name_fold", "coalition"):
        found[row.municipality_id].append(row.coalition)
    return found


def _around(keys: list[int], on: date) -> dict[int, Coalitions]:
    """Per municipality the regional coalitions of the regions it lies in."""
    places = RegionMunicipality.objects.filter(open_on(on), municipality__in=keys)
    regional = {
        one.region_id: one
        for one in Coalition.objects.regional()
        .filter(_running(on, ""), region__in=places.values("region"))
        .select_related("region")
    }
    found: dict[int, Coalitions] = defaultdict(list)
    for municipality, region in places.order_by("region").values_list("municipality", "region"):
        if region in regional:
            found[municipality].append(regional[region])
    for row in found.values():
        row.sort(key=_made_by_coalitions_first)
    return found


def _made_by_coalitions_first(coalition: Coalition) -> tuple[bool, str, int]:
    made = coalition.region is not None and coalition.region.kind == RegionKind.COALITION
    return not made, coalition.name_fold, coalition.pk


def _linked(local: set[int], on: date) -> dict[int, Coalitions]:
    found: dict[int, Coalitions] = defaultdict(list)
    rows = CoalitionLink.objects.filter(
        open_on(on), _running(on, "regional__"), local__in=local
    ).select_related("regional")
    for row in rows.order_by("regional__name_fold", "regional"):
        found[row.local_id].append(row.regional)
    return found
