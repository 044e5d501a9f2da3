"""``protect_figures``: a protection run here and now, for instance after an upgrade."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from monitoring.choices import ProtectionReason
from monitoring.services.protection import protection_now


class Command(BaseCommand):
    help = "Chooses which figures are hidden so that no small number can be calculated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--afresh",
            action="store_true",
            help="forget what earlier runs chose; what somebody kept may then tell more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = protection_now(reason=ProtectionReason.ASKED, afresh=options["afresh"])
        self.stdout.write(
            _(
                "Run %(run)s: %(primary)s figures are too small to show and %(secondary)s more are "
                "hidden. Exactly known: %(exact)s; too narrow: %(narrow)s."
            )
            % {
                "run": run.pk,
                "primary": run.primary_count,
                "secondary": run.secondary_count,
                "exact": run.exact_count,
                "narrow": run.narrow_count,
            }
        )
