"""The stages of a coalition, each with its day and source; the newest one is how it stands."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coalitions.choices import Stage
from coalitions.models import Coalition, CoalitionStage
from coalitions.selectors.life import in_order
from coalitions.services.running import locked_running
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError

STORED: Final = ("stage", "stage_since", "stage_source")
FIELDS: Final = ("stage", "since", "source")


@transaction.atomic
def stage_record(
    *, coalition: Coalition, stage: str, since: date | None, source: str = ""
) -> CoalitionStage:
    """Record that a coalition reached a stage on a day; also one of long ago.

    Earlier stages stay. The newest day says how the coalition stands now.
    """
    stored = locked_running(coalition)
    if since is None:
        raise DomainError({"since": _("Give the day from which it was so.")})
    keep_current(stored)
    _check(stored, stage, since, None)
    row = CoalitionStage(coalition=stored, stage=stage, since=since, source=source)
    row.full_clean()
    row.save()
    _stand_at_newest(stored)
    return row


@transaction.atomic
def stage_change(
    *,
    row: CoalitionStage,
    expected_version: int | None,
    stage: str,
    since: date | None,
    source: str = "",
) -> CoalitionStage:
    """Put a stage right that was recorded wrongly; the log keeps what stood there."""
    stored = locked_running(row.coalition)
    changed = CoalitionStage.objects.select_for_update().get(pk=row.pk)
    refuse_stale(changed, expected_version)
    if changed.stage == Stage.ENDED:
        raise DomainError(_("That the coalition stopped is not changed here."))
    if since is None and changed.since is not None:
        raise DomainError({"since": _("Give the day from which it was so.")})
    _check(stored, stage, since, changed)
    changed.stage, changed.since, changed.source = stage, since, source
    save_versioned(changed, expected_version=expected_version, fields=FIELDS)
    _stand_at_newest(stored)
    return changed


@transaction.atomic
def stage_from_source(*, coalition: Coalition, stage: str, source: str) -> None:
    """Take a stage from a table that names no day; what stood there stays readable."""
    keep_current(coalition)
    coalition.stage, coalition.stage_since, coalition.stage_source = stage, None, source
    save_versioned(coalition, expected_version=None, fields=STORED)
    note_stage(coalition)


def keep_current(coalition: Coalition) -> None:
    """Make the stage that a coalition has without a row a row, before it changes."""
    rows = in_order(coalition.stages.all())
    if rows:
        if rows[-1].stage != coalition.stage:
            note_stage(coalition)
    elif coalition.stage != Stage.UNKNOWN or coalition.stage_since:
        CoalitionStage.objects.create(
            coalition=coalition,
            stage=coalition.stage,
            since=coalition.stage_since,
            source=coalition.stage_source,
            created_at=coalition.updated_at,
        )


def note_stage(coalition: Coalition) -> None:
    """Keep the stage that was just given to a coalition; the last word of a day counts."""
    row = CoalitionStage.objects.filter(coalition=coalition, since=coalition.stage_since).first()
    values = {"stage": coalition.stage, "source": coalition.stage_source}
    if row is None:
        row = CoalitionStage(coalition=coalition, since=coalition.stage_since, **values)
        row.full_clean()
        row.save()
        return
    row.stage, row.source = coalition.stage, coalition.stage_source
    save_versioned(row, expected_version=None, fields=list(values))


def _check(
    coalition: Coalition, stage: str, since: date | None, row: CoalitionStage | None
) -> None:
    if stage == Stage.ENDED:
        raise DomainError({"stage": _("End the coalition on its own page.")})
    if since is None:
        return
    if since > clock.today():
        raise DomainError({"since": _("Choose today or a day in the past.")})
    others = [one for one in in_order(coalition.stages.all()) if one != row]
    last = others[-1] if others else None
    if last and last.since and last.stage == Stage.ENDED and since <= last.since:
        # It runs again because of this stage: moved to before the end, the end would be the newest.
        words = _("The coalition stopped on %(day)s. Choose a later day.")
        raise DomainError({"since": words % {"day": date_format(last.since, "j F Y")}})
    before = [one for one in others if one.since is None or one.since <= since]
    if before and before[-1].stage == Stage.ENDED and before[-1].since != since:
        raise DomainError({"since": _("On that day the coalition had stopped.")})


def _stand_at_newest(coalition: Coalition) -> None:
    newest = in_order(coalition.stages.all())[-1]
    stands = (newest.stage, newest.since, newest.source)
    if stands == (coalition.stage, coalition.stage_since, coalition.stage_source):
        return
    coalition.stage, coalition.stage_since = newest.stage, newest.since
    coalition.stage_source = newest.source
    save_versioned(coalition, expected_version=None, fields=STORED)
