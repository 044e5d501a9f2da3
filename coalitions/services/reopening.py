"""Opening a coalition that had ended again: its record goes on where it stopped."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import Stage
from coalitions.models import Coalition, Municipality
from coalitions.services.coverage import check_scope, cover, locked_municipalities
from coalitions.services.links import reopen_links
from coalitions.services.stages import keep_current, note_stage
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def coalition_reopen(
    *,
    coalition: Coalition,
    user: User,
    expected_version: int | None,
    stage: str,
    municipalities: Iterable[Municipality],
    reason: str,
) -> Coalition:
    """Let an ended coalition run again, for municipalities that nobody else works for by now.

    The reason stands in the log. Raises EditConflict when somebody else was first.
    """
    stored = Coalition.objects.select_for_update().get(pk=coalition.pk)
    refuse_stale(stored, expected_version)
    if stored.stage != Stage.ENDED:
        raise DomainError(_("This coalition has not ended."))
    if stage == Stage.ENDED:
        raise DomainError({"stage": _("Choose how the coalition stands now.")})
    if not reason.strip():
        raise DomainError({"reason": _("Write why the coalition is opened again.")})
    wanted = locked_municipalities(municipalities)
    check_scope(user, stored.scope, stored.region, wanted)
    keep_current(stored)
    closed_on = stored.ended_on
    stored.stage, stored.stage_since, stored.ended_on = stage, clock.today(), None
    stored.stage_source = ""
    stored.reopen_reason = reason
    fields = ["stage", "stage_since", "stage_source", "ended_on", "reopen_reason"]
    save_versioned(stored, expected_version=expected_version, fields=fields)
    note_stage(stored)
    cover(stored, wanted)
    reopen_links(stored, closed_on)
    return stored
