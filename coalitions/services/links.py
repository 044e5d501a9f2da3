"""A local coalition takes part in one or more regional ones, each from a day and until a day."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coalitions.choices import Stage
from coalitions.models import Coalition, CoalitionLink
from coalitions.services.running import locked_running
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def link_add(*, local: Coalition, regional: Coalition, since: date) -> CoalitionLink:
    """Let a local coalition take part in a regional one from a day on."""
    both = Coalition.objects.select_for_update().filter(pk__in=[local.pk, regional.pk])
    # In one order, and both: neither ends while this is stored.
    locked = {one.pk: one for one in both.order_by("pk")}
    stored, regional = locked_running(local), locked[regional.pk]
    if not stored.is_local:
        raise DomainError(_("A local coalition takes part in a regional one."))
    if not regional.is_regional or regional.stage == Stage.ENDED:
        raise DomainError({"regional": _("Choose a regional coalition that runs.")})
    if stored.pk == regional.pk:
        raise DomainError({"regional": _("Choose another coalition.")})
    link = _start(stored, regional, since)
    if link is None:
        raise DomainError(
            {"regional": _("The coalition takes part in it on that day or later already.")}
        )
    return link


@transaction.atomic
def link_end(*, link: CoalitionLink, until: date) -> CoalitionLink:
    """Let a local coalition leave a regional one on a day. What is over already stays."""
    locked_running(link.local)
    ending = CoalitionLink.objects.select_for_update().get(pk=link.pk)
    if ending.until and ending.until <= clock.today():
        raise DomainError(_("This period is over. The past stays as it was."))
    if ending.since and until <= ending.since:
        raise DomainError({"until": _("Choose a day after the first one.")})
    ending.until = until
    ending.full_clean()
    ending.save(update_fields=["until"])
    return ending


def close_links(coalition: Coalition, on: date) -> None:
    """End the links of a coalition that stops, on both sides, on its last day."""
    for link in _of(coalition).filter(Q(until__isnull=True) | Q(until__gt=on)):
        if link.since and link.since >= on:
            link.delete()
            continue
        link.until = on
        link.full_clean()
        link.save(update_fields=["until"])


def reopen_links(coalition: Coalition, closed_on: date | None) -> None:
    """Begin again today what ended with the coalition, where the other one still runs."""
    if closed_on is None:
        return
    links = _of(coalition).filter(until=closed_on).select_related("local", "regional")
    for link in links:
        other = link.regional if link.local_id == coalition.pk else link.local
        # The other one may be of one level only by now.
        fits = link.local.is_local and link.regional.is_regional
        if fits and other.stage != Stage.ENDED:
            _start(link.local, link.regional, clock.today())


def _of(coalition: Coalition) -> QuerySet[CoalitionLink]:
    return CoalitionLink.objects.filter(Q(local=coalition) | Q(regional=coalition))


def _start(local: Coalition, regional: Coalition, since: date) -> CoalitionLink | None:
    rows = CoalitionLink.objects.filter(local=local, regional=regional)
    if rows.filter(Q(until__isnull=True) | Q(until__gt=since)).exists():
        return None
    link = CoalitionLink(local=local, regional=regional, since=since)
    link.full_clean()
    link.save()
    return link
