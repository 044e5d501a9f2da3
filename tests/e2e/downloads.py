"""Waiting for what a real worker makes, and opening the files."""

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.e2e.browsing import Visitor

SECONDS = 90


def open_when_ready(me: Visitor) -> None:
    """From the list of downloads: wait for the newest, then follow its link."""
    for _attempt in range(SECONDS):
        rows = me.page.locator("main tbody tr")
        if rows.count() and "Klaar" in rows.first.inner_text():
            break
        me.page.wait_for_timeout(1000)
        me.page.reload()
    else:
        pytest.fail(f"the download was not made: {me.text()}")
    me.look()
    me.follow(rows.first.get_by_role("link").first)


def wait_for(me: Visitor, words: str) -> None:
    """Wait until the worker is done and the page says so; without scripts by reloading it."""
    if me.scripts:  # the page reloads itself, and two reloads at once break one another off
        me.page.locator("main").get_by_text(words).first.wait_for(timeout=SECONDS * 1000)
        me.page.wait_for_load_state()
        me.look()
        return
    for _attempt in range(SECONDS):
        if words in me.text():
            me.look()
            return
        me.page.wait_for_timeout(1000)
        me.page.reload()
    pytest.fail(f"no {words!r}: {me.text()}")


def fetch(me: Visitor, ending: str) -> bytes:
    """Follow the link to the file with this ending on the page of a download."""
    with me.page.expect_download() as download:
        me.page.locator(f"main a[href$='{ending}']").first.click()
    return download.value.path().read_bytes()


def sheets(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(io.BytesIO(data), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def words(data: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", " ", text)


def names_in(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()
