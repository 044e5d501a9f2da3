"""Actions of a coalition: what, who, when, and what came of it."""

from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import ActionState
from coalitions.models import Action, Ambition, Coalition, Membership, Organisation, Partnership
from coalitions.services.telling import tell_action
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = ("title", "assigned_to", "organisation", "ambition", "due_on", "state", "done_on")


@transaction.atomic
def action_add(
    *,
    coalition: Coalition,
    title: str,
    assigned_to: User | None = None,
    organisation: Organisation | None = None,
    ambition: Ambition | None = None,
    due_on: date | None = None,
    by: User | AnonymousUser | None = None,
) -> Action:
    """Record an action for a member of the coalition or for a partner's organisation.

    Whoever gets it is told, unless they wrote it down themselves (``by``).
    """
    check_who(coalition, assigned_to, organisation)
    _check_ambition(coalition, ambition)
    action = Action(
        coalition=coalition,
        title=title,
        assigned_to=assigned_to,
        organisation=organisation,
        ambition=ambition,
        due_on=due_on,
    )
    action.full_clean()
    action.save()
    tell_action(action, by)
    return action


@transaction.atomic
def action_update(
    *,
    action: Action,
    expected_version: int | None,
    title: str,
    state: str,
    assigned_to: User | None = None,
    organisation: Organisation | None = None,
    ambition: Ambition | None = None,
    due_on: date | None = None,
    by: User | AnonymousUser | None = None,
) -> Action:
    """Change an action, drop it, or open it again; who gets it now is told, unless it is ``by``."""
    stored = Action.objects.select_for_update().get(pk=action.pk)
    if (assigned_to, organisation) != (stored.assigned_to, stored.organisation):
        check_who(stored.coalition, assigned_to, organisation)
    _check_ambition(stored.coalition, ambition)
    is_other = assigned_to != stored.assigned_to
    stored.title, stored.due_on, stored.ambition = title, due_on, ambition
    stored.assigned_to, stored.organisation = assigned_to, organisation
    if state != stored.state:
        stored.state = state
        stored.done_on = clock.today() if state == ActionState.DONE else None
    saved = save_versioned(stored, expected_version=expected_version, fields=FIELDS)
    if is_other and saved.state == ActionState.OPEN:
        tell_action(saved, by)
    return saved


@transaction.atomic
def action_complete(*, action: Action, result: str, expected_version: int | None = None) -> Action:
    """Say that an action is done and what came of it. A second click changes nothing."""
    stored = Action.objects.select_for_update().get(pk=action.pk)
    if stored.state == ActionState.DONE and stored.result == result:
        return stored
    if stored.state == ActionState.DROPPED:
        raise DomainError(_("This action was dropped. Ask the coordinator to open it again."))
    if stored.state != ActionState.DONE:
        stored.state, stored.done_on = ActionState.DONE, clock.today()
    stored.result = result
    return save_versioned(
        stored, expected_version=expected_version, fields=["state", "done_on", "result"]
    )


def check_who(
    coalition: Coalition, assigned_to: User | None, organisation: Organisation | None
) -> None:
    """Only people and organisations of this coalition can be given an action."""
    members = Membership.objects.current().filter(coalition=coalition)
    if assigned_to and not members.filter(user=assigned_to).exists():
        raise DomainError({"who": _("Choose somebody of this coalition.")})
    partners = Partnership.objects.active().filter(coalition=coalition)
    if organisation and not partners.filter(organisation=organisation).exists():
        raise DomainError({"who": _("Choose somebody of this coalition.")})


def _check_ambition(coalition: Coalition, ambition: Ambition | None) -> None:
    """An action serves an ambition of its own coalition, or none."""
    if ambition and ambition.coalition_id != coalition.pk:
        raise DomainError({"ambition": _("Choose an ambition of this coalition.")})
