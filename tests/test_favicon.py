"""The icon of the site: drawn from one SVG, found by browsers that do not read it."""

import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tools import favicon

PNG = b"\x89PNG\r\n\x1a\n"


def size_of(png):
    """Return width and height as the head of a PNG says."""
    assert png.startswith(PNG)
    return struct.unpack(">II", png[16:24])


def pictures_in(ico):
    """Return the pictures of an ICO file by the size that its table says."""
    _, kind, number = struct.unpack("<HHH", ico[:6])
    assert kind == 1
    found = {}
    for place in range(number):
        line = struct.unpack("<BBBBHHII", ico[6 + 16 * place : 22 + 16 * place])
        width, length, offset = line[0], line[6], line[7]
        found[width] = ico[offset : offset + length]
    return found


@pytest.mark.parametrize("where", ["committed", "drawn now"])
def test_every_picture_has_the_size_that_is_said(where):
    files = {name: (favicon.FOLDER / name).read_bytes() for name in favicon.files()}
    files = files if where == "committed" else favicon.files()
    assert size_of(files["apple-touch-icon.png"]) == (favicon.TOUCH, favicon.TOUCH)
    pictures = pictures_in(files["favicon.ico"])
    assert tuple(pictures) == favicon.SIZES
    assert all(size_of(png) == (size, size) for size, png in pictures.items())


@pytest.mark.django_db
def test_a_browser_finds_the_icon_with_and_without_its_link(client):
    page = client.get(reverse("about")).content.decode()
    for name in ("favicon.ico", "favicon.svg", "apple-touch-icon.png"):
        assert f"img/{name}" in page
        assert Path(str(finders.find(f"img/{name}"))).is_file()
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/x-icon")
    assert tuple(pictures_in(answer.getvalue())) == favicon.SIZES
