"""Drafts: the unsent state of one form of one user."""

import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.safekeeping.models import Draft
from kansrijkestart.safekeeping.services.secret_fields import is_secret

LONGEST_KEY = 200
LARGEST_DRAFT = 500_000


@transaction.atomic
def draft_save(*, user: Any, key: str, data: dict[str, Any]) -> Draft:
    """Keep what a user typed so far; the newest state replaces the one before."""
    kept = {name: value for name, value in data.items() if not is_secret(name)}
    if len(key) > LONGEST_KEY or len(json.dumps(kept)) > LARGEST_DRAFT:
        raise DomainError(_("This is too long to keep as a draft. Save it, or make it shorter."))
    draft, _created = Draft.objects.update_or_create(
        user=user, key=key, defaults={"data": kept, "updated_at": clock.now()}
    )
    return draft


def draft_discard(*, user: Any, key: str) -> None:
    """Forget a draft: it has been saved, or the user does not want it."""
    Draft.objects.filter(user=user, key=key).delete()
