"""Asking municipalities to report what they offer: by mail, at most once a week."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from coalitions.choices import MembershipRole
from coalitions.models import Coalition, Membership, Region
from interventions.matrix import region_matrix
from interventions.models import SupplementRequest
from interventions.selectors.supplements import Missing, missing_reports
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from kansrijkestart.notifications.mail import send_mail

KIND: Final = "interventions.supplement_mail"
PAUSE: Final = timedelta(days=7)


@dataclass
class Asked:
    """Who was asked, and of the others who was asked lately, cannot be reached, or is complete."""

    asked: list[str] = field(default_factory=list)
    complete: list[str] = field(default_factory=list)
    lately: list[tuple[str, date]] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


@transaction.atomic
def supplements_ask(
    *, region: Region, municipalities: Collection[int], text: str, asked_by: User, site_url: str
) -> Asked:
    """Ask these municipalities, through the coordinators of their coalitions; the mails follow.

    Who was asked in the last seven days, or has no coordinator, is skipped and named.
    """
    Region.objects.select_for_update().get(pk=region.pk)  # one lead at a time
    matrix = region_matrix(region)
    missing = {one.row.municipality.pk: one for one in missing_reports(matrix)}
    chosen = [row.municipality for row in matrix.rows if row.municipality.pk in set(municipalities)]
    if not chosen:
        raise DomainError({"municipalities": _("Tick at least one municipality.")})
    found, made = Asked(), []
    for municipality in chosen:
        name, one = municipality.name, missing.get(municipality.pk)
        if one is None:
            found.complete.append(name)
            continue
        if one.again_from is not None:
            found.lately.append((name, one.again_from))
        elif not one.may_be_asked:
            found.unreachable.append(name)
        else:
            made.append(_store(region, one, text, asked_by))
            found.asked.append(name)
    if made:
        parameters = {"requests": [row.pk for row in made], "site": site_url}
        enqueue(kind=KIND, owner=asked_by, parameters=parameters)
    return found


def _store(region: Region, one: Missing, text: str, asked_by: User) -> SupplementRequest:
    today = clock.today()
    row = SupplementRequest(
        region=region,
        municipality=one.row.municipality,
        coalition=one.row.coalition,
        text=text,
        asked_by=asked_by,
        asked_on=today,
        again_from=today + PAUSE,
    )
    row.full_clean()
    row.save()
    return row


def send_requests(job: JobContext) -> dict[str, Any]:
    """Handler of the job: one mail per coordinator of each coalition that was asked.

    How far it is stands with the job before a mail goes out: after a broken attempt one mail may
    be lost, none comes twice.
    """
    rows = SupplementRequest.objects.filter(pk__in=job.parameters["requests"])
    asked: dict[int, list[SupplementRequest]] = defaultdict(list)
    for row in rows.select_related("region", "municipality", "coalition").order_by("pk"):
        asked[row.coalition_id].append(row)
    letters = [(found, user) for found in asked.values() for user in _readers(found[0].coalition)]
    sent = 0
    for number, (found, user) in enumerate(letters):
        if number >= job.job.progress_done:
            job.progress(number + 1, len(letters))
            sent += _mail(found, user, job.parameters["site"])
    region = rows.values_list("region__slug", flat=True).first()
    return {"url": f"/regios/{region}/matrix/" if region else "/", "sent": sent}


def _readers(coalition: Coalition) -> list[User]:
    members = Membership.objects.current().filter(
        coalition=coalition, role=MembershipRole.COORDINATOR, user__is_active=True
    )
    return [row.user for row in members.select_related("user").order_by("pk")]


def _mail(rows: list[SupplementRequest], user: User, site_url: str) -> bool:
    coalition = rows[0].coalition
    path = reverse("interventions:choices", args=[coalition.slug])
    context = {
        "region": rows[0].region.name,
        "coalition": coalition.name,
        "municipalities": ", ".join(row.municipality.name for row in rows),
        "text": rows[0].text,
        "url": f"{site_url.rstrip('/')}{path}",
    }
    return send_mail("supplement_request", user.email, context, user.language)
