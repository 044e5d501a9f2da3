"""Loading, publishing and withdrawing figures: always a whole file at once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError
from monitoring.choices import NoticeKind, ProtectionReason, ReleaseState
from monitoring.importers.catalogue import load_catalogue
from monitoring.importers.figures import FigureFile, FigureRow, Progress, read_figures
from monitoring.importers.findings import Finding
from monitoring.models import Release
from monitoring.services.notices import notices_write
from monitoring.services.protection import protection_request, protection_reset

AT_ONCE = 20_000  # rows per COPY, so that no statement takes long
COPY = """
COPY monitoring_observation (release_id, definition_id, municipality_id, region_id, division_year,
    period_start, period_end, numerator, denominator, value, kind, is_provisional) FROM STDIN
"""
NOT_FROM_A_FORM = ["created_by"]  # nobody, when the command line loads a file


class FiguresRefused(DomainError):  # noqa: N818
    """The file has mistakes, so nothing of it is stored. Carries all that were found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        count = len(findings)
        words = ngettext(
            "%(count)s thing in the file is not right yet. Nothing has been stored.",
            "%(count)s things in the file are not right yet. Nothing has been stored.",
            count,
        )
        super().__init__(words % {"count": count}, code="findings")
        self.findings = list(findings)


def release_check(
    *, filename: str, data: bytes, source: str = "", progress: Progress | None = None
) -> FigureFile:
    """Read a file as loading it would, and store nothing."""
    refuse_known(hashlib.sha256(data).hexdigest())
    return read_figures(data, filename, load_catalogue(), about=source, progress=progress)


@transaction.atomic
def release_create(
    *,
    source: str,
    filename: str,
    data: bytes,
    user: User | None,
    source_url: str = "",
    note: str = "",
    is_demo: bool = False,
    found: FigureFile | None = None,
) -> Release:
    """Store a file as a draft, or refuse it with everything that is wrong with it.

    ``found`` is what was read from this very file just now. Raises FiguresRefused with the
    findings, DomainError when this very file is loaded already.
    """
    if found is None:
        found = release_check(filename=filename, data=data, source=source)
    if found.findings:
        raise FiguresRefused(found.findings)
    release = Release(
        source=source.strip(),
        source_url=source_url.strip(),
        file_name=filename[-200:],
        checksum=hashlib.sha256(data).hexdigest(),
        created_by=user,
        row_count=len(found.rows),
        note=note,
        is_demo=is_demo,
    )
    release.full_clean(exclude=NOT_FROM_A_FORM)
    try:
        with transaction.atomic():
            release.save()  # before COPY, so that history knows who did it
    except IntegrityError as error:  # the same file, sent twice at the same moment
        raise DomainError(_("This file has already been loaded.")) from error
    _copy(release.pk, found.rows)
    return release


def _copy(release_id: int, rows: Sequence[FigureRow]) -> None:
    """Store all rows; the order of columns is that of FigureRow."""
    for start in range(0, len(rows), AT_ONCE):
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in rows[start : start + AT_ONCE]:
                copy.write_row((release_id, *row[1:]))


def refuse_known(checksum: str) -> None:
    """The same file twice is a mistake, unless the first time was withdrawn."""
    known = Release.objects.filter(checksum=checksum).exclude(state=ReleaseState.WITHDRAWN).first()
    if known is None:
        return
    raise DomainError(
        _(
            "This file has already been loaded on %(date)s, as “%(source)s” (%(state)s). Open that "
            "one, or choose another file."
        )
        % {
            "date": date_format(timezone.localtime(known.created_at), "j F Y"),
            "source": known.source,
            "state": known.get_state_display(),
        },
        code="known_file",
    )


def _save(release: Release, fields: Sequence[str]) -> Release:
    """Check and write the named fields."""
    release.full_clean(exclude=NOT_FROM_A_FORM)
    return save_versioned(release, expected_version=None, fields=fields, validate=False)


@transaction.atomic
def release_publish(*, release: Release, embargo_until: datetime | None = None) -> Release:
    """Make a draft's figures public, now or from the end of the embargo."""
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if locked.state != ReleaseState.DRAFT:
        raise DomainError(_("Only a draft can be published."))
    if embargo_until is not None and embargo_until <= clock.now():
        raise DomainError(
            {"embargo_until": _("The embargo must end in the future. Leave it empty for now.")}
        )
    locked.state = ReleaseState.PUBLISHED
    locked.published_at = clock.now()
    locked.embargo_until = embargo_until
    saved = _save(locked, ["state", "published_at", "embargo_until"])
    protection_request(reason=ProtectionReason.PUBLISHED)
    return saved


@transaction.atomic
def release_withdraw(*, release: Release, reason: str) -> Release:
    """Take figures back, and tell the coalitions that used one of them.

    The rows stay, so what was once published can still be traced.
    """
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if locked.state == ReleaseState.WITHDRAWN:
        raise DomainError(_("These figures have been withdrawn already."))
    if not reason.strip():
        raise DomainError({"reason": _("Say why the figures are withdrawn.")})
    was_public = is_out(locked)
    locked.state = ReleaseState.WITHDRAWN
    locked.withdrawn_at = clock.now()
    locked.withdrawn_reason = reason.strip()
    saved = _save(locked, ["state", "withdrawn_at", "withdrawn_reason"])
    if was_public:
        notices_write(release=saved, kind=NoticeKind.WITHDRAWN, happened_at=saved.withdrawn_at)
    protection_reset(release=saved)
    return saved


@transaction.atomic
def release_restore(*, release: Release) -> Release:
    """Undo a withdrawal: what was public is public again, a draft a draft.

    Refused when the same file was loaded anew in the meantime. Who was told of the withdrawal is
    told of this too.
    """
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if locked.state != ReleaseState.WITHDRAWN:
        raise DomainError(_("These figures are not withdrawn."))
    refuse_known(locked.checksum)
    is_published = locked.published_at is not None
    locked.state = ReleaseState.PUBLISHED if is_published else ReleaseState.DRAFT
    locked.withdrawn_at, locked.withdrawn_reason = None, ""
    locked.is_protected = False  # what else is published now was not, when it was looked at
    saved = _save(locked, ["state", "withdrawn_at", "withdrawn_reason", "is_protected"])
    notices_write(release=saved, kind=NoticeKind.RESTORED, happened_at=saved.updated_at)
    if is_published:
        protection_request(reason=ProtectionReason.PUBLISHED)
    return saved


@transaction.atomic
def release_open(*, release: Release, is_open: bool) -> Release:
    """Make the figures of a published release open data, or no longer.

    Visitors then read them on the same terms as whoever signs in: what is hidden stays hidden.
    Ending it works from the next request on; what somebody has taken along they keep.
    """
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if is_open and locked.state != ReleaseState.PUBLISHED:
        raise DomainError(_("Only figures that are published can be open data."))
    if locked.is_open == is_open:
        return locked
    locked.is_open = is_open
    return _save(locked, ["is_open"])


def is_out(release: Release) -> bool:
    """Whether anybody could see the figures: published, and past the embargo."""
    if release.state != ReleaseState.PUBLISHED:
        return False
    return release.embargo_until is None or release.embargo_until <= clock.now()
