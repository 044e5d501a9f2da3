"""Own offer of a municipality, in its own words."""

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality
from interventions.models import LocalOffer
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def offer_add(
    *, coalition: Coalition, municipality: Municipality, kind: str, text: str
) -> LocalOffer:
    """Record what a municipality offers beside the catalogue, in its own words.

    One text per municipality and kind. Raises DomainError when there is one already, or when the
    coalition does not work for the municipality.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)  # one addition at a time
    if not Municipality.objects.covered_by(coalition).filter(pk=municipality.pk).exists():
        words = _("Choose municipalities that this coalition works for.")
        raise DomainError({"municipality": words})
    if LocalOffer.objects.filter(municipality=municipality, kind=kind).exists():
        words = _("%(name)s has a text for this already. Change that one on the list.")
        raise DomainError({"kind": words % {"name": municipality.name}})
    offer = LocalOffer(
        coalition=coalition,
        municipality=municipality,
        kind=kind,
        text=text,
        reported_on=clock.today(),
    )
    offer.full_clean()
    offer.save()
    return offer


@transaction.atomic
def offer_update(*, offer: LocalOffer, expected_version: int, text: str) -> LocalOffer:
    """Change the words. They are the coalition's then, no longer those of the loaded table.

    Raises EditConflict when somebody else was first.
    """
    stored = LocalOffer.objects.select_for_update().get(pk=offer.pk)
    if stored.text != text:
        stored.text, stored.source, stored.reported_on = text, "", clock.today()
    fields = ["text", "source", "reported_on"]
    return save_versioned(stored, expected_version=expected_version, fields=fields)
