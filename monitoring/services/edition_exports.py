"""Exports of a frozen edition: asked for by somebody, or made in a batch for whoever may have them.

What is inside never changes, so asking again gives what is there already as long as it is there.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Region
from kansrijkestart.accounts.models import User
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import JobState
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from monitoring.choices import BatchState, EditionState
from monitoring.exporters.edition_files import EditionBundle
from monitoring.models import Edition, Export
from monitoring.selectors.frozen import read_frozen
from monitoring.services.batches import KIND, batch_feed
from monitoring.services.exports import BUSY, bundle_store
from monitoring.services.files_told import export_tell


@transaction.atomic
def edition_export_request(
    *,
    user: User,
    edition: Edition,
    scope: str,
    coalition: Coalition | None = None,
    region: Region | None = None,
) -> Export:
    """Put an export of a frozen edition in the queue, or give the one that is there already.

    Raises DomainError when the user may not have it or the edition holds nothing about it.
    """
    User.objects.select_for_update().get(pk=user.pk)  # one request of a user at a time
    about: dict[str, Any] = {"scope": scope, "coalition": coalition, "region": region}
    about |= {"edition": edition, "year": edition.round.questionnaire_version.year}
    wanted = Export(requested_by=user, **about)
    if not user.has_perm("monitoring.make_export", wanted):
        raise DomainError(_("You may not make this download."))
    _check_edition(edition, scope, _slug(wanted))
    if found := _usable(user, about):
        return found
    parameters = {"edition": edition.pk, "scope": scope, "about": _slug(wanted)}
    wanted.job = enqueue(kind=KIND, owner=user, parameters=parameters)
    wanted.full_clean()
    wanted.save()
    return wanted


def _slug(export: Export) -> str:
    about = export.coalition or export.region
    return about.slug if about else ""


def _check_edition(edition: Edition, scope: str, slug: str) -> None:
    if edition.state != EditionState.FROZEN:
        raise DomainError(_("Wait until the edition is frozen."))
    if not read_frozen(edition, scope, slug).codes:
        raise DomainError(_("This edition holds nothing about that."))


def _usable(user: User, about: dict[str, Any]) -> Export | None:
    """An own export or one of the batch that is being made, or whose files are still there."""
    rows = Export.objects.visible_to(user).filter(**about).order_by("-pk")
    if busy := rows.filter(job__state__in=BUSY).first():
        return busy
    return rows.filter(job__state=JobState.DONE, files__isnull=False).first()


def edition_export_build(context: JobContext) -> dict[str, Any]:
    """Build and store the files of an export of an edition; a second run gives the same bytes."""
    export = _of_job(context)
    slug = _slug(export)
    bundle = EditionBundle(read_frozen(export.edition, export.scope, slug))  # type: ignore[arg-type]
    result = bundle_store(context=context, export=export, bundle=bundle)
    if export.batch is not None:
        batch_feed(batch=export.batch, ending=context.job)
    else:
        export_tell(export=export)
    return result


def _of_job(context: JobContext) -> Export:
    rows = Export.objects.select_related("coalition", "region", "requested_by", "edition", "batch")
    export = rows.filter(job=context.job).first()
    if export is None or export.edition is None:
        raise DomainError(_("This download is no longer there. Make a new one."))
    if export.batch is not None:
        if export.batch.state == BatchState.CANCELLED:
            raise DomainError(_("This was cancelled before it began."))
        return export
    user = export.requested_by
    if user is None or not user.has_perm("monitoring.make_export", export):
        raise DomainError(_("You no longer have access to what this download is about."))
    return export
