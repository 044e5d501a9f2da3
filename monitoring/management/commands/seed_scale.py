"""``seed_scale``: synthetic national figures for benchmarks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from monitoring.importers.scale import Size, seed


class Command(BaseCommand):
    help = "Adds invented national figures of a chosen size, with COPY; each size once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipalities", type=int, default=342)
        parser.add_argument("--years", type=int, default=15)
        parser.add_argument("--indicators", type=int, default=35)

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(options["municipalities"], options["years"], options["indicators"])
        if min(size.municipalities, size.years, size.indicators) < 1:
            raise CommandError(_("Give numbers of one or more."))
        release = seed(size)
        if release is None:
            self.stdout.write(_("Figures of this size were added before; nothing changed."))
            return
        self.stdout.write(_("%(count)s figures added.") % {"count": release.row_count})
