"""Long documents: many agreements of a coalition as one file, made in the background.

The file is kept in the storage under the key of its job, for as long as that of an export.
"""

import hashlib
import uuid
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.exporters.papers import set_file_name, set_paper
from agreements.models import Agreement
from agreements.selectors.papers import papers_of
from coalitions.models import Coalition
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.downloads import TYPES
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue

KIND: Final = "agreements.papers"
FOLDER: Final = "agreement-papers"
AT_ONCE: Final = 20  # so many are made while somebody waits; more go to the background


def papers_request(
    *, user: User, coalition: Coalition, agreements: list[int], kind: str, key: uuid.UUID
) -> Job:
    """Put a document of these agreements in the queue; the same form twice gives the same job.

    Raises DomainError when there is nothing to put in it.
    """
    if not agreements:
        raise DomainError(_("There is no agreement to put in the document."))
    # The form and what it asks: after Back other agreements are another document.
    asked = hashlib.sha256(repr(agreements).encode()).hexdigest()[:16]
    return enqueue(
        kind=KIND,
        owner=user,
        parameters={"coalition": coalition.pk, "agreements": agreements, "kind": kind},
        key=f"{KIND}:{user.pk}:{coalition.pk}:{kind}:{asked}:{key}",
    )


def papers_build(context: JobContext) -> dict[str, Any]:
    """Make and store the document of this job. Rights are asked again: they may have ended.

    A second run, after a worker died, stores its own file; the first run's goes with the folder.
    """
    asked = context.parameters
    rows = Agreement.objects.visible_to(context.owner).filter(
        coalition=asked["coalition"], pk__in=asked["agreements"]
    )
    total = len(asked["agreements"])
    context.progress(0, total, _("The agreements are being read."))
    papers = papers_of(rows.for_list())
    if not papers:
        raise DomainError(_("You no longer have access to what this download is about."))
    coalition, kind = papers[0].agreement.coalition, asked["kind"]
    context.progress(total // 2, total, _("The agreements have been read. Now the document."))
    content = set_paper(coalition, papers, kind)
    name = f"{FOLDER}/{context.job.pk}/{context.job.attempt}"
    context.progress(total, total, _("The document is ready."))
    return {
        "url": reverse("agreements:paper", args=[coalition.slug, context.job.pk]),
        "path": default_storage.save(name, ContentFile(content)),
        "name": set_file_name(coalition, kind),
        "content_type": TYPES[kind],
    }


def papers_tidy() -> int:
    """Remove the files past their term; returns how many jobs lost theirs."""
    limit = clock.now() - timedelta(days=settings.EXPORT_FILE_DAYS)
    folders = {name for name in _listed(FOLDER)[0] if _is_key(name)}
    kept = Job.objects.filter(pk__in=folders).exclude(finished_at__lt=limit)
    past = folders - {str(pk) for pk in kept.values_list("pk", flat=True)}
    for name in sorted(past):
        folder = f"{FOLDER}/{name}"
        for file in _listed(folder)[1]:
            default_storage.delete(f"{folder}/{file}")
        default_storage.delete(folder)
    return len(past)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []  # a bucket has no folders, and says so with an empty list
    return folders, files


def _is_key(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
