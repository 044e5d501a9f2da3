"""The road map of a coalition: what will be delivered and when."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import RoadMapState, levels_of
from coalitions.models import Coalition, RoadMapItem, RoadMapTemplate
from coalitions.services.organisations import check_takes_part
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = ("deliverable", "level", "due_on", "state", "done_on", "organisation")


@transaction.atomic
def road_map_save(
    *,
    coalition: Coalition,
    item: RoadMapItem | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> RoadMapItem:
    """Put a deliverable on the road map, or change it."""
    given: dict[str, Any] = {name: values[name] for name in FIELDS if name in values}
    if item is None:
        check_takes_part(coalition, given.get("organisation"))
        given.setdefault("level", levels_of(coalition.scope)[0])
        _date_done(given)
        item = RoadMapItem(coalition=coalition, **given)
        item.full_clean()
        item.save()
        return item
    stored = RoadMapItem.objects.select_for_update().get(pk=item.pk, coalition_id=coalition.pk)
    check_takes_part(coalition, given.get("organisation"), stored.organisation)
    _date_done(given)
    for name, value in given.items():
        setattr(stored, name, value)
    return save_versioned(stored, expected_version=expected_version, fields=given)


@transaction.atomic
def road_map_take_over(*, coalition: Coalition) -> int:
    """Take over the rows of the published road map for this level that are not there yet.

    Returns how many were added. A second time, or two people at once, adds nothing.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    taken = RoadMapItem.objects.filter(coalition=coalition, template__isnull=False)
    rows = RoadMapTemplate.objects.filter(scope__in=levels_of(coalition.scope)).exclude(
        pk__in=taken.values("template")
    )
    added = 0
    for row in rows:
        item = RoadMapItem(
            coalition=coalition,
            deliverable=row.deliverable,
            level=row.scope,
            due_on=row.due_on,
            template=row,
        )
        item.full_clean()
        item.save()
        added += 1
    return added


def _date_done(given: dict[str, Any]) -> None:
    """What is done has a day, today unless somebody says otherwise; what is not has none."""
    if "state" not in given:
        return
    if given["state"] != RoadMapState.DONE:
        given["done_on"] = None
        return
    given["done_on"] = given.get("done_on") or clock.today()
    if given["done_on"] > clock.today():
        raise DomainError({"done_on": _("Choose today or a day in the past.")})
