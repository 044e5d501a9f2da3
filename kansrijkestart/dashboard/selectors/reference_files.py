"""The reference files: what is loaded, since when, and whether the file says something else now."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kansrijkestart.core.models import ReferenceFile
from kansrijkestart.core.reference import Change, digest_of, load

SHORT = 8  # letters of a digest that tell two versions apart
MOST_SHOWN = 200


@dataclass(frozen=True)
class FileRow:
    """One file: ``state`` is the sign, ``version`` the begin of the digest of what is loaded."""

    file: ReferenceFile
    is_there: bool
    is_same: bool

    @property
    def version(self) -> str:
        return self.file.digest[:SHORT]


def reference_files() -> list[FileRow]:
    """Return every file that was loaded, with one question to the database."""
    return [_row(file, settings.BASE_DIR / file.name) for file in ReferenceFile.objects.all()]


def _row(file: ReferenceFile, path: Path) -> FileRow:
    is_there = path.is_file()
    return FileRow(file, is_there, is_there and digest_of(path) == file.digest)


def drift() -> list[Change]:
    """Return where the database differs from the files, as ``load_reference --check`` does."""
    return load(check=True)
