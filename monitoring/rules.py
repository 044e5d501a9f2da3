"""Door two: what a user may do with figures."""

import rules

from coalitions.models import Coalition, Membership
from coalitions.rules import coordinates, leads, leads_some_region
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_analyst
from kansrijkestart.jobs.models import Job
from monitoring.choices import ExportScope
from monitoring.models import ApprovalWish, Export

rules.add_perm("monitoring.manage_releases", is_analyst)


@rules.predicate
def takes_part(user: User, coalition: Coalition | None) -> bool:
    """The user is in the coalition, as coordinator or partner, or leads its region."""
    if coalition is None or not user.is_authenticated:
        return False
    member = Membership.objects.current().filter(user=user, coalition=coalition)
    return member.exists() or coordinates.test(user, coalition)


@rules.predicate
def may_export(user: User, export: Export | None) -> bool:
    """The user may have what this export holds, today.

    Consent to share is given to the region, so a region's export is for its leads alone.
    """
    if export is None or not user.is_authenticated or not user.is_active:
        return False
    if export.scope == ExportScope.COALITION:
        return takes_part.test(user, export.coalition)
    if export.scope == ExportScope.REGION:
        return leads.test(user, export.region)
    return is_analyst.test(user)


@rules.predicate
def may_export_something(user: User) -> bool:
    """The user takes part in a coalition, leads a region or is an analyst."""
    if not user.is_authenticated or not user.is_active:
        return False
    member = Membership.objects.current().filter(user=user)
    return member.exists() or leads_some_region.test(user) or is_analyst.test(user)


rules.add_perm("monitoring.export_coalition", takes_part)
rules.add_perm("monitoring.make_export", may_export)
rules.add_perm("monitoring.see_exports", may_export_something)
rules.add_perm("monitoring.manage_questionnaires", is_analyst)


@rules.predicate
def approves(user: User, coalition: Coalition | None) -> bool:
    """The coalition wants this user to approve its answers, and they still take part in it."""
    if coalition is None or not user.is_authenticated:
        return False
    wished = ApprovalWish.objects.filter(coalition=coalition, approver=user).exists()
    return wished and takes_part.test(user, coalition)


rules.add_perm("monitoring.approve_answers", approves)


def follows_export(user: User, job: Job) -> bool:
    """An export of a batch is nobody's own work: who may have it may see how far it is."""
    return Export.objects.visible_to(user).filter(job=job).exists()


def follows_work(user: User, _job: Job) -> bool:
    """Files on their way in, and rounds that are frozen, are the work of all analysts."""
    return bool(is_analyst.test(user))
