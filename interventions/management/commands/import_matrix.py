"""``import_matrix FILE --region SLUG``: load a municipality × intervention table."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coalitions.models import Region
from interventions.importers.matrix import Finding
from interventions.importers.matrix_known import known_facts
from interventions.services.matrix import MatrixResult, matrix_import
from kansrijkestart.core import clock


class Command(BaseCommand):
    help = "Loads a table of municipalities and interventions; an empty cell is not reported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--region", required=True, help="slug of the region")
        parser.add_argument("--dry-run", action="store_true", help="check without storing")
        parser.add_argument("--source", default="", help="where the table comes from")
        parser.add_argument("--reported-on", type=date.fromisoformat, help="date of the table")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        region = Region.objects.filter(slug=options["region"]).first()
        if region is None:
            raise CommandError(_("There is no region “%(slug)s”.") % {"slug": options["region"]})
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(_("The file “%(path)s” cannot be read.") % {"path": path}) from error
        known = known_facts(data)
        result = matrix_import(
            region=region,
            data=data,
            file_name=path.name,
            source=options["source"] or known.get("source", path.name),
            reported_on=options["reported_on"]
            or date.fromisoformat(known.get("reported_on", clock.today().isoformat())),
            note=known.get("note", ""),
            is_dry_run=options["dry_run"],
        )
        self._report(result)

    def _report(self, result: MatrixResult) -> None:
        for finding in result.findings:
            self.stdout.write(line(finding))
        if not result.is_stored:
            raise CommandError(_("Nothing was stored. Correct the table and try again."))
        if result.earlier is not None:
            self.stdout.write(_("This table was loaded before; nothing changed."))
        else:
            self.stdout.write(
                _("%(municipalities)s municipalities, %(added)s choices added, %(kept)s kept.")
                % {
                    "municipalities": result.counts["municipalities"],
                    "added": result.counts["choices_added"],
                    "kept": result.counts["kept"],
                }
            )
        for slug, number in result.running.items():
            self.stdout.write(f"  {slug}: {number}")


def line(finding: Finding) -> str:
    """A finding as one line: row, column and the words."""
    place = _("row %(row)s, column %(column)s") % {
        "row": finding.row or "–",
        "column": finding.column or "–",
    }
    return f"{place}: {finding.message}"
