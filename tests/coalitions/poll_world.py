"""A poll with people who were asked."""

from datetime import timedelta

from coalitions.models import Poll, PollInvitation, Statement
from coalitions.services.poll_answers import sheet_save
from coalitions.services.poll_invitations import poll_invite
from coalitions.services.poll_mails import poll_mail
from coalitions.services.poll_secrets import unseal
from coalitions.services.polls import poll_open
from kansrijkestart.core import clock
from tests import factories as make

SITE = "https://dossier.example/"


def checklist_of(scope="local", statements=2):
    """A checklist with one principle."""
    checklist = make.ChecklistFactory.create(scope=scope)
    principle = make.PrincipleFactory.create(checklist=checklist, number=1)
    for position in range(statements):
        make.StatementFactory.create(principle=principle, position=position)
    return checklist


def poll_of(coalition=None, *, days=14, **fields) -> Poll:
    coalition = coalition or make.CoalitionFactory.create()
    checklist_of(coalition.scope)
    closes_on = clock.today() + timedelta(days=days)
    return poll_open(coalition=coalition, title="Peiling", closes_on=closes_on, **fields)


def ask(poll, *addresses, members=()):
    """Invite people; gives the invitations."""
    coordinator = make.MembershipFactory.create(coalition=poll.coalition, role="coordinator").user
    return poll_invite(
        poll=poll,
        invited_by=coordinator,
        site_url=SITE,
        members=members,
        addresses=[(address, None) for address in addresses],
    )


def secret_of(invitation: PollInvitation) -> str:
    invitation.refresh_from_db()
    return unseal(invitation.sealed)


def send(poll, *, is_reminder=False) -> int:
    return poll_mail(poll=poll, site_url=SITE, is_reminder=is_reminder)


def statements(poll) -> list[Statement]:
    return list(Statement.objects.filter(principle__checklist=poll.checklist).order_by("position"))


def answer(poll, *answers_of_first, second="") -> None:
    """One sheet per answer to the first statement; all give ``second`` to the other one."""
    first, other = statements(poll)[:2]
    for number, said in enumerate(answers_of_first):
        sheet_save(
            poll=poll, secret=f"{poll.pk} {number}", answers={first.pk: said, other.pk: second}
        )
