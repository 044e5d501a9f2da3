"""What higher apps add to accounts, from ``AppConfig.ready()``: accounts knows no coalitions."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kansrijkestart.accounts.models import Invitation, User
    from kansrijkestart.core.links import Label

# What an invitation gives, beside an account and perhaps a national role.
on_accept: list[Callable[["Invitation", "User"], None]] = []
# For what place and as what somebody is invited, in words for the mail and the page.
describe_offer: list[Callable[["Invitation"], tuple[str, str] | None]] = []
# The same of many invitations at once: {invitation id: "coordinator of Best"}.
offers_in_words: list[Callable[[list[int]], dict[int, str]]] = []
# The current roles of many users at once, in words: {user id: ["coordinator of Best"]}.
roles_in_words: list[Callable[[list[int]], dict[int, list[str]]]] = []
# What to take back when somebody got another password or lost a second factor.
on_new_secret: list[Callable[["User"], None]] = []
# What to take back when somebody's account is closed: links that work without signing in.
on_closed: list[Callable[["User"], None]] = []
# Roles that higher apps keep: {key: (what it is called, look-up of the keys of its users)}.
role_holders: dict[str, tuple["Label", Callable[[], Iterable[int]]]] = {}
# Who must sign in with a second factor.
needs_second_factor: list[Callable[["User"], bool]] = []
