"""Make the yearly export here: the same files as the job makes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from monitoring.exporters import Bundle, Target
from monitoring.selectors.exports import find_subject

YEARS = range(2018, 2101)


class Command(BaseCommand):
    help = "Write the files of a yearly export; the same record gives the same bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--scope", default="national", help="national, region:SLUG or coalition:SLUG"
        )
        parser.add_argument("--out", type=Path, required=True, help="folder to write to")

    def handle(self, *args: Any, **options: Any) -> None:
        year, out = options["year"], options["out"]
        if year not in YEARS:
            raise CommandError(
                _("%(year)s cannot be exported. Use a year from %(first)s to %(last)s.")
                % {"year": year, "first": YEARS[0], "last": YEARS[-1]}
            )
        try:
            subject = find_subject(options["scope"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        target = Target(subject.scope, year, subject.coalition, subject.region, clock.today())
        bundle = Bundle(target)
        try:
            self.write(bundle, out)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def write(self, bundle: Bundle, out: Path) -> None:
        """Each file under another name first, so that a half one is never taken for whole."""
        out.mkdir(parents=True, exist_ok=True)
        for built in bundle.files():
            unfinished = out / f".{built.name}.part"
            unfinished.write_bytes(built.content)
            unfinished.replace(out / built.name)
            self.stdout.write(f"{built.checksum}  {built.name}")
