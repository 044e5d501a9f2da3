"""What runs in a municipality that was abolished goes on in those that its coalition takes over."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction

from coalitions.models import Coalition, Municipality
from coalitions.services.successions import register_follower
from interventions.models import ChoiceMunicipality, LocalOffer
from kansrijkestart.core.concurrency import save_versioned

BETWEEN: Final = "; "
LONGEST: Final = LocalOffer._meta.get_field("text").max_length or 0


@transaction.atomic
def interventions_follow(
    coalition: Coalition, former: Municipality, successors: Sequence[Municipality]
) -> None:
    """Write choices and own offer of a former municipality down for its successors too.

    Nothing of the former municipality changes: it stays the answer for every day before. A text
    that a successor has already stays, and the former one is put behind it while there is room;
    without room it stands on the coalition's list under its former municipality only.
    """
    _choices(coalition, former, successors)
    for offer in LocalOffer.objects.filter(coalition=coalition, municipality=former):
        for successor in successors:
            _offer(offer, successor)


def _choices(
    coalition: Coalition, former: Municipality, successors: Iterable[Municipality]
) -> None:
    rows = coalition.choices.select_for_update().filter(municipalities__municipality=former)
    for choice in rows.order_by("pk"):
        known = set(choice.municipalities.values_list("municipality", flat=True))
        added = [one for one in successors if one.pk not in known]
        for successor in added:
            ChoiceMunicipality.objects.create(choice=choice, municipality=successor)
        if added:
            # A form that was open knows nothing of the new place: its version is no longer this.
            save_versioned(choice, expected_version=None, fields=[], validate=False)


def _offer(offer: LocalOffer, successor: Municipality) -> None:
    there = LocalOffer.objects.select_for_update().filter(municipality=successor, kind=offer.kind)
    found = there.first()
    if found is None:
        LocalOffer.objects.create(
            coalition=offer.coalition,
            municipality=successor,
            kind=offer.kind,
            text=offer.text,
            source=offer.source,
            reported_on=offer.reported_on,
        )
        return
    texts = found.text.split(BETWEEN)
    both = BETWEEN.join([found.text, offer.text])
    if found.coalition_id != offer.coalition_id or offer.text in texts:
        return
    if len(both) <= LONGEST:
        # Two texts from two places are of neither.
        found.text, found.source = both, found.source if found.source == offer.source else ""
        save_versioned(found, expected_version=None, fields=["text", "source"], validate=False)


def register_own() -> None:
    """Called once when the app is ready."""
    register_follower(interventions_follow)
