"""Door two: what a user may do with a coalition they may see. Other apps build on these."""

import rules

from coalitions.choices import MembershipRole
from coalitions.models import (
    Action,
    Coalition,
    ContactMoment,
    Membership,
    Poll,
    PollInvitation,
    Region,
    RegionMembership,
)
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_administrator, is_adviser


@rules.predicate
def coordinates(user: User, coalition: Coalition | None) -> bool:
    """The user keeps this coalition's record."""
    return (
        coalition is not None
        and Coalition.objects.coordinated_by(user).filter(pk=coalition.pk).exists()
    )


@rules.predicate
def keeps_as_member(user: User, coalition: Coalition | None) -> bool:
    """The user keeps this record as its coordinator, not as the lead of its region."""
    members = Membership.objects.current().filter(user=user, role=MembershipRole.COORDINATOR)
    return coalition is not None and members.filter(coalition=coalition).exists()


@rules.predicate
def sees(user: User, coalition: Coalition | None) -> bool:
    """The user may open this coalition's record."""
    return (
        coalition is not None
        and Coalition.objects.visible_to(user).filter(pk=coalition.pk).exists()
    )


@rules.predicate
def advises(user: User, coalition: Coalition | None) -> bool:
    """The coalition is in the user's caseload, or covered for a colleague."""
    return (
        coalition is not None
        and Coalition.objects.in_caseload_of(user).filter(pk=coalition.pk).exists()
    )


@rules.predicate
def takes_part(user: User, coalition: Coalition | None) -> bool:
    """The user is a member of this coalition: nobody advises their own."""
    return (
        coalition is not None
        and Coalition.objects.taken_part_in_by(user).filter(pk=coalition.pk).exists()
    )


@rules.predicate
def coordinates_some_coalition(user: User) -> bool:
    """The user keeps some coalition's record, so may register another."""
    return (
        user.is_authenticated
        and Membership.objects.current().filter(user=user, role="coordinator").exists()
    )


@rules.predicate
def leads_some_region(user: User) -> bool:
    """The user leads a region."""
    return user.is_authenticated and RegionMembership.objects.current().filter(user=user).exists()


@rules.predicate
def leads(user: User, region: Region | None) -> bool:
    """The user leads this region."""
    return (
        region is not None
        and RegionMembership.objects.current().filter(user=user, region=region).exists()
    )


# Who says which coalition is the regional one: for its members other records open.
sets_region = leads | is_administrator


@rules.predicate
def is_local(user: User, coalition: Coalition | None) -> bool:
    """The coalition is a local one: a region does not decide for its municipalities."""
    return coalition is not None and coalition.is_local


@rules.predicate
def is_assigned(user: User, action: Action | None) -> bool:
    """The action stands on this user's name."""
    return action is not None and action.assigned_to_id == user.pk


@rules.predicate
def coordinates_action(user: User, action: Action | None) -> bool:
    """The user keeps the record of the action's coalition."""
    return action is not None and coordinates.test(user, action.coalition)


@rules.predicate
def is_asked(user: User, poll: Poll | None) -> bool:
    """The user was invited to answer this poll with their account."""
    return (
        poll is not None and PollInvitation.objects.asked().filter(poll=poll, member=user).exists()
    )


@rules.predicate
def recorded(user: User, contact: ContactMoment | None) -> bool:
    """The user recorded this contact."""
    return contact is not None and contact.adviser_id == user.pk


rules.add_perm("coalitions.view_coalition", sees)
rules.add_perm(
    "coalitions.add_coalition", coordinates_some_coalition | leads_some_region | is_administrator
)
rules.add_perm("coalitions.change_coalition", coordinates)
rules.add_perm("coalitions.join_region", coordinates & is_local)
rules.add_perm("coalitions.manage_members", coordinates)
rules.add_perm("coalitions.hand_over", keeps_as_member)
# The lead of a region decides nothing for its municipalities, also not where one coalition is both.
rules.add_perm("coalitions.record_consent", is_local & keeps_as_member)
rules.add_perm("coalitions.give_advice", is_adviser & advises & ~takes_part)
rules.add_perm("coalitions.lead_region", leads)
rules.add_perm("coalitions.do_action", is_assigned | coordinates_action)
rules.add_perm("coalitions.change_assessment", coordinates)
rules.add_perm("coalitions.request_advice", coordinates)
rules.add_perm("coalitions.reply_advice", coordinates | (is_adviser & advises))
rules.add_perm("coalitions.share_advice", coordinates)
rules.add_perm("coalitions.see_caseload", is_adviser)
rules.add_perm("coalitions.change_contact", is_adviser & recorded)
rules.add_perm("coalitions.answer_poll", is_asked)
rules.add_perm("coalitions.publish_example", is_adviser & advises)
