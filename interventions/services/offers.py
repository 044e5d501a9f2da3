"""Own offer of a municipality, in its own words."""

from django.db import transaction

from interventions.models import LocalOffer
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned


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
