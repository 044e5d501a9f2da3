"""What people with an account are told of questionnaires and figures."""

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
from monitoring.choices import ResponseState
from monitoring.models import ApprovalWish, Export, Response
from monitoring.selectors.file_mails import places_there
from monitoring.selectors.reminders import late_places, places_about

OPENED: Final = "monitoring.round_opened"
REMINDED: Final = "monitoring.round_reminder"
APPROVAL: Final = "monitoring.approval_asked"
RETURNED: Final = "monitoring.answers_returned"
WITHDRAWN: Final = "monitoring.figures_withdrawn"
RESTORED: Final = "monitoring.figures_restored"
EXPORT_READY: Final = "monitoring.export_ready"
ROUND_FILES: Final = "monitoring.round_files"

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


def _of_state(pairs: set[Pair], *states: str) -> set[Pair]:
    rows = Response.objects.filter(
        round__in={one for one, _coalition in pairs}, state__in=states, coalition__isnull=False
    )
    return {(one, other or 0) for one, other in rows.values_list("round", "coalition")}


def _still_to_approve(user: Any, rows: list[Notification]) -> set[int]:
    """Something waits, and this is who approves."""
    pairs = _pairs(rows)
    wished = ApprovalWish.objects.filter(approver=user).values_list("coalition", flat=True)
    joined = running(Coalition.objects.taken_part_in_by(user), set(wished))
    waiting = _of_state(set(pairs.values()), ResponseState.SUBMITTED)
    return {pk for pk, pair in pairs.items() if pair in waiting and pair[1] in joined}


def _still_returned(user: Any, rows: list[Notification]) -> set[int]:
    """What came back was not handed in again, and its reader keeps the record."""
    pairs = _pairs(rows)
    kept = running(Coalition.objects.coordinated_by(user), {one for _r, one in pairs.values()})
    back = late_places(set(pairs.values()), kept)
    return {pk for pk, pair in pairs.items() if pair in back}


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


def _makes_exports(user: Any) -> bool:
    return takes_part(user) or is_analyst(user)


def _own_there(user: Any, rows: list[Notification]) -> set[int]:
    """The files that somebody asked for are there, and still theirs."""
    keys = about(rows, "export")
    found = Export.objects.visible_to(user).filter(pk__in=set(keys.values()), files__isnull=False)
    there = set(found.values_list("pk", flat=True))
    return {pk for pk, export in keys.items() if export in there}


def register_own() -> None:
    """Make these kinds known. Called once, at the start."""
    _register_rounds()
    _register_files()
    register(
        Kind(
            key=WITHDRAWN,
            label=_("Figures that you used are withdrawn"),
            explanation=_("When figures are withdrawn that a coalition of yours used."),
            delivery=Delivery.DIGEST,
            still_due=of_keepers,
            reaches=keeps_records,
        )
    )
    register(
        Kind(
            key=RESTORED,
            label=_("Withdrawn figures are public again"),
            explanation=_("When it is undone that figures were withdrawn."),
            delivery=Delivery.DIGEST,
            still_due=of_keepers,
            reaches=keeps_records,
        )
    )


def _register_rounds() -> None:
    register(
        Kind(
            key=OPENED,
            label=_("A questionnaire opened"),
            explanation=_("When a coalition of yours can fill in a questionnaire."),
            delivery=Delivery.DIGEST,
            still_due=_still_late,
            reaches=keeps_records,
        )
    )
    register(
        Kind(
            key=REMINDED,
            label=_("A questionnaire has not been handed in yet"),
            explanation=_("A few times before it closes, as long as something is lacking."),
            delivery=Delivery.SINGLE,
            still_due=_still_late,
            reaches=keeps_records,
        )
    )
    _register_approval()


def _register_approval() -> None:
    register(
        Kind(
            key=APPROVAL,
            label=_("Answers wait for your approval"),
            explanation=_("When a coalition hands in and you are the one who approves."),
            delivery=Delivery.SINGLE,
            still_due=_still_to_approve,
            reaches=takes_part,
        )
    )
    register(
        Kind(
            key=RETURNED,
            label=_("Answers came back"),
            explanation=_("When the answers you handed in were not approved."),
            delivery=Delivery.SINGLE,
            still_due=_still_returned,
            reaches=keeps_records,
        )
    )


def _register_files() -> None:
    register(
        Kind(
            key=EXPORT_READY,
            label=_("Your download is ready"),
            explanation=_("When files of a frozen round that you asked for yourself are there."),
            delivery=Delivery.SINGLE,
            still_due=_own_there,
            reaches=_makes_exports,
            mails_itself=True,
        )
    )
    register(
        Kind(
            key=ROUND_FILES,
            label=_("Files of a round are ready"),
            explanation=_("Once per round, of each coalition that you keep or region you lead."),
            delivery=Delivery.SINGLE,
            still_due=_files_there,
            reaches=keeps_or_leads,
            mails_itself=True,
        )
    )
