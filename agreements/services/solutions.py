"""Agreements that are to solve a bottleneck. Each function is one transaction."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    BottleneckAgreement,
)
from coalitions.models import Bottleneck
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def bottleneck_agreements_change(
    *, bottleneck: Bottleneck, add: Collection[int] = (), remove: Collection[int] = ()
) -> None:
    """Link agreements that are to solve a bottleneck, and take links away, by their keys.

    Only what changed is given, so two people at one bottleneck never undo each other. Doing it
    twice changes nothing. Raises DomainError for an agreement of another coalition.
    """
    stored = Bottleneck.objects.select_for_update(of=("self",)).get(pk=bottleneck.pk)
    own = Agreement.objects.filter(coalition=stored.coalition_id, pk__in=add)
    if own.count() != len(set(add)):
        raise DomainError({"agreements": _("Choose from the record of this coalition.")})
    BottleneckAgreement.objects.filter(bottleneck=stored, agreement__in=remove).delete()
    for agreement in own:
        BottleneckAgreement.objects.get_or_create(bottleneck=stored, agreement=agreement)
