"""Freezing a round: an edition is gathered in chunks by a job, then closed for good.

A job may die at any moment and run again: parts that were written stay, the rest is added, and the
last step is one transaction. See docs/adr/0031.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import JobState
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import checksum_of, enqueue
from monitoring.choices import EditionState
from monitoring.models import Edition, EditionPart, ProtectionRun, Response, Round
from monitoring.selectors.frozen import read_frozen
from monitoring.selectors.gathering import common_content
from monitoring.selectors.gathering_parts import gather_parts
from monitoring.selectors.shares import indicators_asked, process_indicators, tally
from monitoring.selectors.stamp import figures_stamp
from monitoring.services.batches import batch_start

KIND = "monitoring.edition"
CHUNK = 50
STAMP = "figures_stamp"  # stands in the content while it is gathered, never in what is frozen
LANGUAGE = "nl"


def rounds_freeze() -> int:
    """Let a job freeze every round that is over; returns how many. Safe to run twice.

    An edition whose job used up its attempts gets a fresh start: nobody has to ask for that.
    """
    due = list(Round.objects.to_freeze(clock.now()).order_by("pk"))
    for one in due:
        edition_begin(round=one)
    stuck = Edition.objects.filter(state=EditionState.GATHERING, job__state=JobState.FAILED)
    for edition in stuck.select_related("made_by").order_by("pk"):
        _queue(edition, edition.made_by)
    return len(due)


@transaction.atomic
def edition_begin(*, round: Round, user: User | None = None) -> Edition:  # noqa: A002
    """Begin the first edition of a round that is over. Asking again gives the same one.

    Raises DomainError when the round is still open, or longer open for one municipality.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if earlier := Edition.objects.filter(round=locked, number=1).first():
        if earlier.state == EditionState.GATHERING:
            _queue(earlier, user)
        return earlier
    if not Round.objects.to_freeze(clock.now()).filter(pk=locked.pk).exists():
        raise DomainError(_("This round is not over yet. It is frozen by itself when it is."))
    edition = Edition(round=locked, number=1, moment=locked.closes_at, made_by=user)
    return _start(edition, user)


@transaction.atomic
def edition_correct(*, round: Round, reason: str, user: User) -> Edition:  # noqa: A002
    """Make a next, numbered edition of a frozen round, with the reason; older ones stay.

    Raises DomainError without a reason, while another edition is being gathered, or while a
    municipality is still correcting its answers. Its moment is written when gathering begins.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    editions = Edition.objects.filter(round=locked)
    if locked.frozen_at is None:
        raise DomainError(_("The round must be frozen before it can be corrected."))
    if editions.filter(state=EditionState.GATHERING).exists():
        raise DomainError(_("Another edition is being made. Wait until it is ready."))
    if not reason.strip():
        raise DomainError({"reason": _("Write why this edition is made.")})
    _refuse_while_correcting(locked)
    number = (editions.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition(
        round=locked, number=number, reason=reason.strip(), moment=clock.now(), made_by=user
    )
    return _start(edition, user)


def _refuse_while_correcting(asked: Round) -> None:
    """What is being corrected belongs in the edition: wait for it, or let its term end."""
    rows = Response.objects.filter(round=asked).open_now().late()
    names = list(rows.order_by("municipality__name_fold").values_list("municipality__name"))
    if names:
        words = _(
            "Still correcting, and not handed in: %(names)s. Wait, or let their time end sooner."
        )
        raise DomainError(words % {"names": ", ".join(name for (name,) in names)})


def _start(edition: Edition, user: User | None) -> Edition:
    edition.job = _queue(edition, user)
    edition.full_clean(exclude=["content", "made_by"])
    edition.save()
    return edition


def _queue(edition: Edition, user: User | None) -> Any:
    """A job that used up its attempts gets new ones: nobody has to ask for an edition."""
    parameters = {"round": edition.round_id, "number": edition.number}
    key = f"{KIND}:{edition.round_id}:{edition.number}"
    return enqueue(kind=KIND, owner=user, parameters=parameters, key=key)


def edition_gather(context: JobContext) -> dict[str, Any]:
    """Gather and freeze the edition of this job."""
    edition = Edition.objects.filter(job=context.job).first()
    if edition is None:
        raise DomainError(_("This edition is no longer there."))
    if edition.state != EditionState.FROZEN:
        # The words inside are Dutch and the times Amsterdam's, whoever asked for it.
        with override(LANGUAGE), timezone.override(settings.TIME_ZONE):
            _gather(edition, context)
    batch_start(edition=edition)
    return {
        "url": reverse("monitoring:edition", args=[edition.pk]),
        "checksum": Edition.objects.values_list("checksum", flat=True).get(pk=edition.pk),
    }


def _gather(edition: Edition, context: JobContext) -> None:
    """Until it is frozen: figures that change half-way make all that was gathered void."""
    while True:
        edition = edition_open(edition=edition)
        total = Response.objects.filter(round=edition.round).count()
        while keys := _missing(edition):
            chunk_gather(edition=edition, keys=keys)
            done = EditionPart.objects.filter(edition=edition).count()
            words = {"done": done, "total": total}
            context.progress(done, total, _("%(done)s of %(total)s municipalities.") % words)
        if edition_freeze(edition=edition):
            return


@transaction.atomic
def edition_open(*, edition: Edition) -> Edition:
    """Write what is the same for every municipality, unless an earlier run did.

    A correction is of the moment that this begins: what was handed in since it was asked counts.
    """
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.state == EditionState.GATHERING and not locked.content:
        if locked.number > 1:
            locked.moment = clock.now()
        locked.content = common_content(locked) | {STAMP: figures_stamp()}
        locked.save(update_fields=["moment", "content"])
    return locked


def _missing(edition: Edition) -> list[int]:
    rows = Response.objects.filter(round=edition.round).exclude(
        municipality__in=EditionPart.objects.filter(edition=edition).values("municipality")
    )
    return list(rows.order_by("municipality__code").values_list("pk", flat=True)[:CHUNK])


@transaction.atomic
def chunk_gather(*, edition: Edition, keys: Sequence[int]) -> int:
    """Write the parts of these responses in one go; those that are there already stay."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.state == EditionState.FROZEN:
        return 0
    # Held: who was handing in at the last moment has finished before it is read.
    rows = Response.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    rows = rows.select_related("municipality", "coalition").order_by("pk")  # as everybody locks
    responses = sorted(rows, key=lambda one: one.municipality.code)
    parts = gather_parts(locked, responses, locked.content["questions"])
    EditionPart.objects.bulk_create(parts, ignore_conflicts=True)
    return len(parts)


@transaction.atomic
def edition_freeze(*, edition: Edition) -> bool:
    """Close the edition with its checksum and mark its round; False when it must begin anew."""
    locked = Edition.objects.select_for_update().select_related("round").get(pk=edition.pk)
    if locked.state == EditionState.FROZEN:
        return True
    ProtectionRun.objects.hold_newest()  # a run that ends later knows of this edition
    if locked.content[STAMP] != figures_stamp():
        EditionPart.objects.filter(edition=locked).delete()
        locked.content = {}
        locked.save(update_fields=["content"])
        return False
    locked.content = _finished_content(locked)
    locked.checksum = edition_checksum(locked)
    locked.state, locked.frozen_at = EditionState.FROZEN, clock.now()
    locked.save(update_fields=["content", "checksum", "state", "frozen_at"])
    wanted = Round.objects.select_for_update().get(pk=locked.round_id)
    if wanted.frozen_at is None:
        wanted.frozen_at = locked.frozen_at
        wanted.save(update_fields=["frozen_at"])
    return True


def _finished_content(edition: Edition) -> dict[str, Any]:
    content = {key: value for key, value in edition.content.items() if key != STAMP}
    frozen = read_frozen(edition)
    every = len(content["division"]["municipalities"])
    counted = tally(frozen.questions, frozen.parts(), every=every, shared=False)
    return content | {
        "process": process_indicators(indicators_asked(content["questions"]), counted),
        "totals": {"every": every, "asked": counted.asked, "handed_in": counted.handed_in},
    }


def edition_checksum(edition: Edition) -> str:
    """The checksum of the content and of all parts in order of code, from what is stored."""
    rows = EditionPart.objects.filter(edition=edition).order_by("code")
    parts = [list(one) for one in rows.values_list("code", "checksum")]
    return checksum_of({"content": edition.content, "parts": parts})
