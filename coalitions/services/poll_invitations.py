"""Asking people to answer a poll: everybody once, and reminded once.

Who has an account is told by a notification, others by a mail with a link.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from coalitions.models import Membership, Organisation, Poll, PollInvitation
from coalitions.services.poll_secrets import answer_secret, seal, unseal
from coalitions.services.polls import PURPOSE, link_life, locked_open_poll
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.services import enqueue, is_queued
from kansrijkestart.links.services import link_create, links_revoke, new_token

KIND: Final = "coalitions.poll_mail"
MOST: Final = 300
# One address gets one mail an hour at the most, however often somebody presses the button.
PAUSE: Final = timedelta(hours=1)
Address = tuple[str, Organisation | None]


@transaction.atomic
def poll_invite(
    *,
    poll: Poll,
    invited_by: User,
    site_url: str,
    members: Iterable[User] = (),
    addresses: Iterable[Address] = (),
) -> list[PollInvitation]:
    """Invite who was not invited yet; the mails follow. Asking again invites nobody twice."""
    stored = locked_open_poll(poll)
    known = PollInvitation.objects.asked().filter(poll=stored)
    asked_members = set(known.exclude(member=None).values_list("member_id", "member__email"))
    ids = {pk for pk, _email in asked_members}
    asked = {email.lower() for _pk, email in asked_members}
    asked |= {email.lower() for email in known.values_list("email", flat=True) if email}
    withdrawn = _withdrawn(stored)
    made = []
    for user in members:
        _check_member(stored, user)
        if user.pk not in ids and user.email.lower() not in asked:
            asked.add(user.email.lower())
            row = withdrawn.get(user.email.lower())
            made.append(renew(stored, row, invited_by) if row else _invite_member(stored, user))
    for email, organisation in addresses:
        if email.lower() not in asked:
            asked.add(email.lower())
            row = withdrawn.get(email.lower())
            made.append(_by_mail(stored, row, (email.lower(), organisation), invited_by))
    if PollInvitation.objects.filter(poll=stored).count() > MOST:
        raise DomainError(_("You can invite at most 300 people to one poll."))
    if made:
        _enqueue_mails(stored, invited_by, site_url, is_reminder=False)
    return made


def _is_member(poll: Poll, user: User) -> bool:
    current = Membership.objects.current().filter(coalition=poll.coalition_id, user=user)
    return user.is_active and current.exists()


def _check_member(poll: Poll, user: User) -> None:
    if not _is_member(poll, user):
        raise ValidationError({"members": _("Choose somebody of this coalition.")})


def _by_mail(
    poll: Poll, row: PollInvitation | None, address: Address, invited_by: User
) -> PollInvitation:
    """Invite an address; who was withdrawn gets the own sheet back.

    Somebody who was a member then and has no access now gets a link instead of a page to sign in
    to. The link ends as the sealed secret does, so the sheet stays the same.
    """
    email, organisation = address
    if row is None:
        return _invite_address(poll, email, organisation, invited_by)
    if row.member and not _is_member(poll, row.member):
        row.member, row.email, row.organisation = None, email, organisation
        row.full_clean()
        row.save(update_fields=["member", "email", "organisation"])
    return renew(poll, row, invited_by)


def _invite_member(poll: Poll, user: User) -> PollInvitation:
    """Somebody with an account answers after signing in; their secret stays with the site."""
    return PollInvitation.objects.create(poll=poll, member=user, sealed=seal(new_token()))


def _invite_address(
    poll: Poll, email: str, organisation: Organisation | None, invited_by: User
) -> PollInvitation:
    invitation = PollInvitation(poll=poll, email=email, organisation=organisation)
    invitation.full_clean()
    invitation.save()
    _link, secret = link_create(
        purpose=PURPOSE,
        subject_id=invitation.pk,
        created_by=invited_by,
        valid_for=link_life(poll.closes_on),
    )
    PollInvitation.objects.filter(pk=invitation.pk).update(sealed=seal(secret))
    return invitation


def _withdrawn(poll: Poll) -> dict[str, PollInvitation]:
    """Return who was withdrawn, by address: the same person gets the same sheet back."""
    rows = PollInvitation.objects.filter(poll=poll, withdrawn_at__isnull=False)
    return {
        (row.member.email if row.member else row.email).lower(): row
        for row in rows.select_related("member")
    }


def renew(poll: Poll, invitation: PollInvitation, sent_by: User) -> PollInvitation:
    """Let an invitation be mailed again; a link is a new one, and the old one is dead.

    Nothing is written on the side of the answers: the new link ends as the old one did.
    """
    if invitation.member_id is None:
        links_revoke(purpose=PURPOSE, subject_id=invitation.pk)
        _link, token = link_create(
            purpose=PURPOSE,
            subject_id=invitation.pk,
            created_by=sent_by,
            valid_for=link_life(poll.closes_on),
            ending=answer_secret(unseal(invitation.sealed)),
        )
        invitation.sealed = seal(token)
    invitation.mailed_at = invitation.mail_failed_at = invitation.withdrawn_at = None
    invitation.save(update_fields=["sealed", "mailed_at", "mail_failed_at", "withdrawn_at"])
    return invitation


def _locked_invitation(invitation: PollInvitation) -> PollInvitation:
    return PollInvitation.objects.select_for_update().get(pk=invitation.pk)


@transaction.atomic
def invitation_resend(*, invitation: PollInvitation, sent_by: User, site_url: str) -> bool:
    """Mail one invitation again. Returns False when its mail is still on its way."""
    poll = locked_open_poll(invitation.poll)
    stored = _locked_invitation(invitation)
    if stored.withdrawn_at is not None:
        raise DomainError(_("This invitation was withdrawn. Invite the person again."))
    if stored.member and not _is_member(poll, stored.member):
        raise DomainError(
            _("This person has no access to the coalition any more. Withdraw the invitation.")
        )
    if stored.mailed_at is None:
        return False
    if stored.mail_failed_at is None and stored.mailed_at > clock.now() - PAUSE:
        raise DomainError(_("This mail was sent less than an hour ago. Wait a moment."))
    renew(poll, stored, sent_by)
    _enqueue_mails(poll, sent_by, site_url, is_reminder=False)
    return True


@transaction.atomic
def invitation_withdraw(*, invitation: PollInvitation) -> PollInvitation:
    """Take one invitation back: its link is dead, and it does not count any more.

    Answers that were given stay; nobody can tell which these are. A second click changes nothing.
    """
    locked_open_poll(invitation.poll)
    stored = _locked_invitation(invitation)
    if stored.withdrawn_at is None:
        links_revoke(purpose=PURPOSE, subject_id=stored.pk)
        stored.withdrawn_at = clock.now()
        stored.save(update_fields=["withdrawn_at"])
    return stored


@transaction.atomic
def polls_leave(user: User) -> None:
    """Take back what asks somebody, by their address, to answer a poll that is still open."""
    rows = PollInvitation.objects.asked().filter(poll__closed_at=None, email__iexact=user.email)
    keys = list(rows.exclude(email="").values_list("pk", flat=True))
    links_revoke(purpose=PURPOSE, subject_id=keys)
    for invitation in PollInvitation.objects.select_for_update().filter(pk__in=keys):
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])


def remindable(poll: Poll) -> Any:
    """Return invitations that were mailed and not reminded yet.

    Nobody knows who answered, so all are reminded.
    """
    return reachable(poll).filter(mailed_at__isnull=False, reminded_at__isnull=True)


def reachable(poll: Poll) -> Any:
    """Return who was asked, but for members who have no access to the coalition any more."""
    current = Membership.objects.current().filter(
        coalition=poll.coalition_id, user__is_active=True, user=OuterRef("member")
    )
    asked = PollInvitation.objects.asked().filter(poll=poll)
    return asked.filter(Q(member__isnull=True) | Exists(current))


@transaction.atomic
def poll_remind(*, poll: Poll, reminded_by: User, site_url: str) -> int:
    """Remind everybody who was not reminded yet, once. Returns how many that are."""
    stored = locked_open_poll(poll)
    number: int = remindable(stored).count()
    if number:
        _enqueue_mails(stored, reminded_by, site_url, is_reminder=True)
    return number


def _enqueue_mails(poll: Poll, owner: User, site_url: str, *, is_reminder: bool) -> None:
    parameters = {"poll": poll.pk, "site": site_url, "is_reminder": is_reminder}
    # The poll is locked: of many at the same moment the first asks, and the others find it asked.
    # Only reminders: a job that waits may begin before a new invitation is there to be mailed.
    if not (is_reminder and is_queued(kind=KIND, parameters=parameters)):
        enqueue(kind=KIND, owner=owner, parameters=parameters)
