"""``load_reference``: bring the database in line with the reference files of the project."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kansrijkestart.core import reference


class Command(BaseCommand):
    help = "Loads checklists, municipalities, interventions and indicators; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="report differences without writing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        changes = reference.load(check=options["check"])
        if options["check"] and changes:
            for change in changes:
                self.stdout.write(str(change))
            raise CommandError(
                _("The database differs from the reference files in %(count)s places.")
                % {"count": len(changes)}
            )
        if options["check"]:
            self.stdout.write(_("The database agrees with the reference files."))
            return
        changed = [change for change in changes if change.field]
        for change in changed:
            self.stdout.write(str(change))
        self.stdout.write(
            _("Reference data: %(added)s rows added, %(changed)s values changed.")
            % {"added": len(changes) - len(changed), "changed": len(changed)}
        )
