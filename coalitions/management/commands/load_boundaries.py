"""``load_boundaries FILE``: draw the map with the boundaries of municipalities, from GeoJSON."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coalitions.services.boundaries import boundaries_load


class Command(BaseCommand):
    help = "Loads boundaries of municipalities from GeoJSON with a property that holds the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="who made the boundaries")
        parser.add_argument("--year", type=int, help="the division the file tells of, such as 2026")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(_("The file “%(path)s” cannot be read.") % {"path": path}) from error
        year = options["year"]
        if year is not None and not 2019 <= year <= 2100:
            raise CommandError(_("Give the year of a division from 2019 on."))
        try:
            found = boundaries_load(data=data, source=options["source"] or path.name, year=year)
        except ValidationError as error:
            for message in error.messages:
                self.stdout.write(message)
            raise CommandError(_("Nothing was stored. Correct the file and try again.")) from error
        said = _("%(number)s municipalities are drawn with their boundaries.")
        self.stdout.write(said % {"number": found.drawn})
        for words, names in (
            (_("No municipality any more, so not drawn: %(names)s."), found.gone),
            (_("The area changed since, so not drawn: %(names)s."), found.changed),
            (_("Not in the file, so not drawn: %(names)s."), found.missing),
        ):
            if names:
                self.stdout.write(words % {"names": ", ".join(sorted(names))})
        if year is None:
            self.stdout.write(
                _(
                    "Nobody said of which year the boundaries are: give --year to leave out areas "
                    "that changed."
                )
            )
