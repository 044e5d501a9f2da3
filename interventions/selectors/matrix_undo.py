"""What undoing a table would take back, and what stays because somebody built on it since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, CoalitionMunicipality, CoalitionStage, Municipality
from interventions.models import (
    Choice,
    ChoiceMunicipality,
    LocalOffer,
    MatrixImport,
    MatrixImportRow,
    Reach,
)


@dataclass(frozen=True)
class Standing:
    """One thing that a table added: what and where, and why it stays (empty: it goes)."""

    label: str
    place: str
    reason: str = ""
    is_dutch: bool = True
    is_hidden: bool = False


@dataclass
class Undoing:
    """Everything a table added, with what is to be done about it."""

    standings: list[Standing] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    places: list[ChoiceMunicipality] = field(default_factory=list)
    offers: list[LocalOffer] = field(default_factory=list)
    coalitions: list[MatrixImportRow] = field(default_factory=list)

    @property
    def going(self) -> list[Standing]:
        return [one for one in self.standings if not one.reason and not one.is_hidden]

    @property
    def staying(self) -> list[Standing]:
        return [one for one in self.standings if one.reason and not one.is_hidden]


def is_remembered(table: MatrixImport) -> bool:
    """Tell whether it is known what a table added; of the first ones it is not."""
    counts = table.counts
    added = counts.get("choices_added") or counts.get("texts_added") or counts.get("stages_changed")
    return not added or table.changed_rows.exists()


def undoing_of(table: MatrixImport, *, locks: bool = False) -> Undoing:
    """Lay what a table added beside the record of now."""
    return _Looking(table, locks=locks).run()


class _Looking:
    def __init__(self, table: MatrixImport, *, locks: bool) -> None:
        self.table, self.locks, self.found = table, locks, Undoing()
        self.rows: dict[str, dict[int, MatrixImportRow]] = defaultdict(dict)
        for row in table.changed_rows.order_by("pk"):
            self.rows[row.model][row.key] = row
        sharing = Municipality.objects.sharing(ConsentKind.INTERVENTIONS_REGION)
        self.sharing = set(sharing.values_list("pk", flat=True))
        closed = CoalitionMunicipality.objects.exclude(municipality__in=self.sharing)
        self.closed = set(closed.values_list("coalition", flat=True))

    def _all(self, model: Any, keys: Iterable[int]) -> QuerySet[Any]:
        rows = model.objects.filter(pk__in=list(keys)).order_by("pk")
        return rows.select_for_update(of=("self",)) if self.locks else rows

    def run(self) -> Undoing:
        self._choices()
        self._offers()
        self._coalitions()
        return self.found

    def _choices(self) -> None:
        """A choice and its municipalities are looked at together: one without the other is none."""
        ours = self.rows["choicemunicipality"]
        places: dict[int, list[Any]] = defaultdict(list)
        found = ChoiceMunicipality.objects.filter(pk__in=list(ours)).select_related("municipality")
        reach = Reach.objects.filter(
            choice=OuterRef("choice"), municipality=OuterRef("municipality")
        )
        for place in found.annotate(has_reach=Exists(reach)).order_by("pk"):
            places[place.choice_id].append(place)
        keys = {*self.rows["choice"], *places}
        others = ChoiceMunicipality.objects.filter(choice=OuterRef("pk")).exclude(pk__in=list(ours))
        rows = self._all(Choice, keys).select_related("intervention", "coalition")
        for choice in rows.annotate(has_other=Exists(others), **_uses()):
            self._choice(choice, places[choice.pk])

    def _choice(self, choice: Any, places: list[Any]) -> None:
        added = self.rows["choice"].get(choice.pk)
        kept = [self.rows["choicemunicipality"][one.pk] for one in places]
        versions = {row.version for row in (added, *kept) if row is not None}
        is_used = any(getattr(choice, name) for name in _uses())
        reason = ""
        if versions != {choice.version}:
            reason = _("The coalition changed it since.")
        elif is_used and not choice.has_other:
            reason = _("The coalition recorded something with it since.")
        built_on = [] if reason else [one for one in places if one.has_reach]
        if not reason:
            self.found.places += [one for one in places if not one.has_reach]
            if not choice.has_other:
                self.found.choices.append(choice)
        for one in places:
            used = _("The coalition recorded something with it since.") if one in built_on else ""
            self._tell(choice.intervention.name, one.municipality, reason or used)
        if not places and reason:
            hidden = choice.coalition_id in self.closed
            label, place = choice.intervention.name, choice.coalition.name
            self.found.standings.append(Standing(label, place, reason, is_hidden=hidden))

    def _tell(self, label: str, place: Municipality, reason: str, *, is_dutch: bool = True) -> None:
        hidden = place.pk not in self.sharing
        self.found.standings.append(Standing(label, place.name, reason, is_dutch, hidden))

    def _offers(self) -> None:
        rows = self._all(LocalOffer, self.rows["localoffer"]).select_related("municipality")
        for offer in rows:
            is_same = self.rows["localoffer"][offer.pk].version == offer.version
            if is_same:
                self.found.offers.append(offer)
            reason = "" if is_same else _("The coalition changed it since.")
            label = str(offer.get_kind_display())
            self._tell(label.capitalize(), offer.municipality, reason, is_dutch=False)

    def _coalitions(self) -> None:
        """A stage goes back when nothing of the coalition's stages was touched since."""
        noted = self.rows["coalitionstage"]
        rows = CoalitionStage.objects.filter(coalition__in=list(self.rows["coalition"]))
        stages: dict[int, list[CoalitionStage]] = defaultdict(list)
        for stage in rows.order_by("pk"):
            stages[stage.coalition_id].append(stage)
        for coalition in self._all(Coalition, self.rows["coalition"]):
            is_same = _is_untouched(coalition, stages[coalition.pk], noted, self.table)
            reason = "" if is_same else _("The coalition changed its stage since.")
            if is_same:
                self.found.coalitions.append(self.rows["coalition"][coalition.pk])
            standing = Standing(_("Local coalition"), coalition.name, reason, is_dutch=False)
            self.found.standings.append(standing)


def _is_untouched(
    coalition: Coalition,
    stages: list[CoalitionStage],
    noted: dict[int, MatrixImportRow],
    table: MatrixImport,
) -> bool:
    stands_as_loaded = coalition.stage_source == table.source and coalition.stage_since is None
    unseen = (
        noted[one.pk].version != one.version
        if one.pk in noted
        else one.updated_at > table.created_at
        for one in stages
    )
    return stands_as_loaded and not any(unseen)


def _uses() -> dict[str, Exists]:
    """Return what else can hang on a choice: reach, money, evidence, whatever comes later."""
    return {
        f"used_{number}": Exists(
            relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        )
        for number, relation in enumerate(_relations())
    }


def _relations() -> list[Any]:
    """Relations of tables of the record, those without a way back too; not of the history."""
    related: list[Any] = [
        one
        for one in Choice._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete
    ]
    return [
        one
        for one in related
        if one.related_model is not ChoiceMunicipality and one.field.db_constraint
    ]
