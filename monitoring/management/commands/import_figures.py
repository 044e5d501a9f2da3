"""Load a file of figures from the command line, with the same checks as the upload page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from monitoring.importers.findings import Finding
from monitoring.models import Release
from monitoring.services.releases import (
    FiguresRefused,
    release_check,
    release_create,
    release_publish,
)


class Command(BaseCommand):
    help = "Check and load a CSV or XLSX file of figures; all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="where the figures come from")
        parser.add_argument("--dry-run", action="store_true", help="check only, store nothing")
        parser.add_argument("--publish", action="store_true", help="publish when all is well")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        try:
            if options["dry_run"]:
                self.check_only(path, data)
            else:
                self.load(path, data, options["source"] or path.name, options["publish"])
        except FiguresRefused as refused:
            self.report(refused.findings)
            raise CommandError(refused.messages[0], returncode=1) from refused
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=1) from error

    def check_only(self, path: Path, data: bytes) -> None:
        found = release_check(filename=path.name, data=data)
        if found.findings:
            raise FiguresRefused(found.findings)
        self.stdout.write(
            _("%(count)s figures are right; nothing has been stored.") % {"count": len(found.rows)}
        )

    def load(self, path: Path, data: bytes, source: str, publish: bool) -> None:  # noqa: FBT001
        """Read first: a transaction that waits for a large file on a busy machine is ended."""
        found = release_check(filename=path.name, data=data, source=source)
        with transaction.atomic():
            release = release_create(
                source=source, filename=path.name, data=data, user=None, found=found
            )
            if publish:
                release = release_publish(release=release)
        self.stdout.write(said(release))

    def report(self, findings: list[Finding]) -> None:
        for one in findings:
            self.stdout.write(f"{one.place}: {one.message}")


def said(release: Release) -> str:
    """What was done, in one line."""
    words = {"count": release.row_count, "file": release.file_name, "release": release.pk}
    if release.published_at:
        return _("%(count)s figures from %(file)s published (release %(release)s).") % words
    return _("%(count)s figures from %(file)s stored as a draft (release %(release)s).") % words
