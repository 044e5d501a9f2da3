"""What makes the work of a coalition last (borging)."""

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import EmbeddingPlace
from coalitions.models import Coalition, EmbeddingItem
from coalitions.services.organisations import check_takes_part
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = ("title", "anchored_in", "anchored_other", "until", "has_no_end", "organisation")


@transaction.atomic
def embedding_save(
    *,
    coalition: Coalition,
    item: EmbeddingItem | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> EmbeddingItem:
    """Record what makes the work last, where it is anchored and until when; or change it."""
    given: dict[str, Any] = {name: values[name] for name in FIELDS if name in values}
    _check(given)
    if item is None:
        check_takes_part(coalition, given.get("organisation"))
        item = EmbeddingItem(coalition=coalition, **given)
        item.full_clean()
        item.save()
        return item
    stored = EmbeddingItem.objects.select_for_update().get(pk=item.pk, coalition_id=coalition.pk)
    check_takes_part(coalition, given.get("organisation"), stored.organisation)
    for name, value in given.items():
        setattr(stored, name, value)
    return save_versioned(stored, expected_version=expected_version, fields=given)


@transaction.atomic
def embedding_end(
    *, item: EmbeddingItem, ended_on: date | None, expected_version: int | None
) -> EmbeddingItem:
    """Say since when something no longer makes the work last; without a date it holds again."""
    stored = EmbeddingItem.objects.select_for_update().get(pk=item.pk)
    if ended_on and ended_on > clock.today():
        raise DomainError({"ended_on": _("Choose today or a day in the past.")})
    stored.ended_on = ended_on
    return save_versioned(stored, expected_version=expected_version, fields=["ended_on"])


def _check(given: dict[str, Any]) -> None:
    """Put a refusal at the field it is about, before the constraint says it for the whole form."""
    if given.get("anchored_in") == EmbeddingPlace.OTHER:
        if not given.get("anchored_other", "").strip():
            raise DomainError({"anchored_other": _("Write where it is anchored.")})
    elif "anchored_in" in given:
        given["anchored_other"] = ""
    if given.get("has_no_end") and given.get("until"):
        raise DomainError({"until": _("Give a date, or say that there is no end date.")})
