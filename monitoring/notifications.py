"""What people with an account are told of questionnaires and figures."""

from functools import partial
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition, Region
from coalitions.notifications import (
    about,
    keeps_or_leads,
    keeps_records,
    of_keepers,
    running,
    takes_part,
)
from kansrijkestart.accounts.rules import is_analyst
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.registry import Kind, register
from monitoring.choices import ReleaseState, ResponseState
from monitoring.models import ApprovalWish, Export, Release, Response
from monitoring.querysets.year import ResponseQuerySet
from monitoring.selectors.files_told import ROUND_FILES, places_there
from monitoring.selectors.reminders import late_places, places_about

OPENED: Final = "monitoring.round_opened"
REMINDED: Final = "monitoring.round_reminder"
APPROVAL: Final = "monitoring.approval_asked"
RETURNED: Final = "monitoring.answers_returned"
WITHDRAWN: Final = "monitoring.figures_withdrawn"
RESTORED: Final = "monitoring.figures_restored"
EXPORT_READY: Final = "monitoring.export_ready"

Pair = tuple[int, int]


def _pairs(rows: list[Notification]) -> dict[int, Pair]:
    """Return round and coalition that each row is about, by its own key."""
    return {
        row.pk: (row.about["round"], row.about["coalition"])
        for row in rows
        if "round" in row.about and "coalition" in row.about
    }


def _still_late(user: Any, rows: list[Notification]) -> set[int]:
    """Something was not handed in and still can be; the words name what that is now."""
    pairs = _pairs(rows)
    kept = running(Coalition.objects.coordinated_by(user), {one for _r, one in pairs.values()})
    late = late_places(set(pairs.values()), kept)
    for row in rows:
        if found := late.get(pairs.get(row.pk, (0, 0))):
            row.about = row.about | places_about(found)
    return {row.pk for row in _newest(rows) if pairs.get(row.pk) in late}


def _newest(rows: list[Notification]) -> list[Notification]:
    """Of several reminders of one questionnaire only the last one says something."""
    found: dict[tuple[Any, Any], Notification] = {}
    for row in rows:
        key = (row.about.get("round"), row.about.get("coalition"))
        known = found.get(key)
        if known is None or row.about.get("days", 0) < known.about.get("days", 0):
            found[key] = row
    return list(found.values())


def _pairs_of(rows: ResponseQuerySet, pairs: set[Pair]) -> set[Pair]:
    """Which rounds and coalitions these answers are of, as far as they may still change."""
    found = rows.open_now().filter(
        round__in={one for one, _coalition in pairs}, coalition__isnull=False
    )
    return {(one, other or 0) for one, other in found.values_list("round", "coalition")}


def _still_to_approve(user: Any, rows: list[Notification]) -> set[int]:
    """Something waits and may still be approved, and this is who approves."""
    pairs = _pairs(rows)
    wished = ApprovalWish.objects.filter(approver=user).values_list("coalition", flat=True)
    joined = running(Coalition.objects.taken_part_in_by(user), set(wished))
    submitted = Response.objects.filter(state=ResponseState.SUBMITTED)
    waiting = _pairs_of(submitted, set(pairs.values()))
    return {pk for pk, pair in pairs.items() if pair in waiting and pair[1] in joined}


def _still_returned(user: Any, rows: list[Notification]) -> set[int]:
    """What came back was not handed in again, also in a correction, and its reader keeps it."""
    pairs = _pairs(rows)
    kept = running(Coalition.objects.coordinated_by(user), {one for _r, one in pairs.values()})
    back = _pairs_of(Response.objects.late(), set(pairs.values()))
    return {pk for pk, pair in pairs.items() if pair in back and pair[1] in kept}


def _files_there(user: Any, rows: list[Notification]) -> set[int]:
    """The files are there, of a coalition that its reader keeps or a region that they lead."""
    batches = {row.about["batch"] for row in rows if "batch" in row.about}
    there = places_there(batches)
    kept = set(Coalition.objects.coordinated_by(user).values_list("pk", flat=True))
    led = set(Region.objects.led_by(user).values_list("pk", flat=True))
    return {
        row.pk
        for row in rows
        if (row.about.get("coalition") in kept or row.about.get("region") in led)
        and (row.about["batch"], row.about["coalition"], row.about["region"]) in there
    }


def _of_release(user: Any, rows: list[Notification], *, is_withdrawn: bool) -> set[int]:
    """The figures are withdrawn now, or not, as the words say; of several times only the last."""
    keys, kept = about(rows, "release"), of_keepers(user, rows)
    found = Release.objects.filter(pk__in=set(keys.values()))
    gone = set(found.filter(state=ReleaseState.WITHDRAWN).values_list("pk", flat=True))
    last = {
        (keys.get(row.pk), row.about["coalition"]): row.pk
        for row in sorted(rows, key=lambda row: row.pk)
        if row.pk in kept and (keys.get(row.pk) in gone) == is_withdrawn
    }
    return set(last.values())


def _makes_exports(user: Any) -> bool:
    return takes_part(user) or is_analyst(user)


def _own_there(user: Any, rows: list[Notification]) -> set[int]:
    """The files that somebody asked for are there, and still theirs."""
    keys = about(rows, "export")
    found = Export.objects.visible_to(user).filter(pk__in=set(keys.values()), files__isnull=False)
    there = set(found.values_list("pk", flat=True))
    return {pk for pk, export in keys.items() if export in there}


KINDS: Final = (
    Kind(
        key=OPENED,
        label=_("A questionnaire opened"),
        explanation=_("When a coalition of yours can fill in a questionnaire."),
        delivery=Delivery.DIGEST,
        still_due=_still_late,
        reaches=keeps_records,
    ),
    Kind(
        key=REMINDED,
        label=_("A questionnaire has not been handed in yet"),
        explanation=_("A few times before it closes, as long as something is lacking."),
        delivery=Delivery.SINGLE,
        still_due=_still_late,
        reaches=keeps_records,
    ),
    Kind(
        key=APPROVAL,
        label=_("Answers wait for your approval"),
        explanation=_("When a coalition hands in and you are the one who approves."),
        delivery=Delivery.SINGLE,
        still_due=_still_to_approve,
        reaches=takes_part,
    ),
    Kind(
        key=RETURNED,
        label=_("Answers came back"),
        explanation=_("When the answers you handed in were not approved."),
        delivery=Delivery.SINGLE,
        still_due=_still_returned,
        reaches=keeps_records,
    ),
    Kind(
        key=EXPORT_READY,
        label=_("Your download is ready"),
        explanation=_("When files of a frozen round that you asked for yourself are there."),
        delivery=Delivery.SINGLE,
        still_due=_own_there,
        reaches=_makes_exports,
    ),
    Kind(
        key=ROUND_FILES,
        label=_("Files of a round are ready"),
        explanation=_("Once per round, of each coalition that you keep or region you lead."),
        delivery=Delivery.DIGEST,
        still_due=_files_there,
        reaches=keeps_or_leads,
    ),
    Kind(
        key=WITHDRAWN,
        label=_("Figures that you used are withdrawn"),
        explanation=_("When figures are withdrawn that a coalition of yours used."),
        delivery=Delivery.DIGEST,
        still_due=partial(_of_release, is_withdrawn=True),
        reaches=keeps_records,
    ),
    Kind(
        key=RESTORED,
        label=_("Withdrawn figures are public again"),
        explanation=_("When it is undone that figures were withdrawn."),
        delivery=Delivery.DIGEST,
        still_due=partial(_of_release, is_withdrawn=False),
        reaches=keeps_records,
    ),
)


def register_own() -> None:
    """Make these kinds known. Called once, at the start."""
    register(*KINDS)
