"""``invite_administrator``: the first account of an installation; everybody else comes after it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import Invitation
from kansrijkestart.accounts.services.invitations import invitation_send


class Command(BaseCommand):
    help = "Mails somebody an invitation to administer the site; they choose a password there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the e-mail address of the administrator")
        parser.add_argument("--name", default="", help="how the mail addresses them")

    def handle(self, *args: Any, **options: Any) -> None:
        links: list[str] = []

        def build_url(path: str) -> str:
            links.append(f"{settings.SITE_URL.rstrip('/')}{path}")
            return links[-1]

        try:
            invitation = invitation_send(
                email=options["email"],
                name=options["name"],
                invited_by=None,
                build_url=build_url,
                national_role=NationalRoleKind.ADMINISTRATOR,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._tell(Invitation.objects.get(pk=invitation.pk), links)

    def _tell(self, invitation: Invitation, links: list[str]) -> None:
        """Say where the link is; on this screen only when no mail brought it."""
        values = {"email": invitation.email, "days": settings.INVITATION_DAYS}
        if invitation.mail_failed_at is None:
            self.stdout.write(_("Mailed to %(email)s. The link works for %(days)s days.") % values)
            return
        self.stdout.write(
            _("The mail server did not take the mail to %(email)s. Give them this link yourself.")
            % values
        )
        self.stdout.write(" ".join(links))
