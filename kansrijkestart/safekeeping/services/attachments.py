"""Attachments: judged by their content, stored under a random name, served as a download only."""

import hashlib
import re
import zipfile
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.safekeeping.models import Attachment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    DOCX: ".docx",
}
_SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
_LARGEST_UNPACKED = 100 * 1024 * 1024
_MOST_PARTS = 2000
_UNFIT = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\"\\/:*?<>|]")


def sniff(file: BinaryIO) -> str | None:
    """Return the content type by what is in the file, whatever its name; None if not allowed."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    for signature, content_type in _SIGNATURES.items():
        if head.startswith(signature):
            return content_type
    return DOCX if head.startswith(b"PK\x03\x04") and _is_docx(file) else None


def _is_docx(file: BinaryIO) -> bool:
    """Look at the list of parts only; nothing is unpacked. Macros make it another kind of file."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    names = {part.filename for part in parts}
    return (
        {"[Content_Types].xml", "word/document.xml"} <= names
        and len(parts) <= _MOST_PARTS
        and sum(part.file_size for part in parts) <= _LARGEST_UNPACKED
        and not any("vbaproject" in name.lower() for name in names)
    )


def clean_name(name: str, content_type: str) -> str:
    """Return a harmless file name with the extension of its content."""
    stem = PurePath(_UNFIT.sub(" ", name.replace("\\", "/").rpartition("/")[2])).stem
    stem = " ".join(stem.split()).strip(". ")[:120]
    return f"{stem or 'bijlage'}{EXTENSIONS[content_type]}"


@transaction.atomic
def attachment_store(*, upload: UploadedFile, uploaded_by: Any) -> Attachment:
    """Check and store a file. Raises DomainError with what to do when it is refused."""
    size = upload.size or 0
    if size > settings.MAX_UPLOAD_BYTES:
        raise DomainError(
            _("This file is larger than %(limit)s MB. Choose a smaller one.")
            % {"limit": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}
        )
    content_type = sniff(cast("BinaryIO", upload.file)) if size else None
    if content_type is None:
        raise DomainError(_("Choose a PDF, a Word document (.docx), or a PNG or JPEG picture."))
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    attachment = Attachment(
        file=upload,
        name=clean_name(upload.name or "", content_type),
        content_type=content_type,
        size=size,
        checksum=digest.hexdigest(),
        uploaded_by=uploaded_by,
    )
    attachment.save()
    return attachment


@transaction.atomic
def attachment_remove(*, attachment_id: int) -> None:
    """Delete an attachment; its file goes once the deletion is certain."""
    attachment = Attachment.objects.select_for_update().filter(pk=attachment_id).first()
    if attachment is None:
        return
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name or ""))


@transaction.atomic
def attachment_empty(*, attachment_id: int) -> None:
    """Delete the file and leave the row, for records that tell that there was one.

    The file goes once that is certain. Nothing may offer it as a download after this.
    """
    attachment = Attachment.objects.select_for_update().get(pk=attachment_id)
    storage, name = attachment.file.storage, attachment.file.name
    transaction.on_commit(lambda: storage.delete(name or ""))


def attachment_response(attachment: Attachment) -> FileResponse:
    """Return the file as a download that no browser opens in our name. The caller checks access."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
