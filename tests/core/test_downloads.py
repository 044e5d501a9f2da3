"""A file that a page gives is kept under its name; how the name ends says what it is."""

import pytest

from kansrijkestart.core.downloads import TYPES, download


@pytest.mark.parametrize("ending", TYPES)
def test_the_ending_of_its_name_says_what_a_file_is(ending):
    answer = download(b"inhoud", f"partners.2026.{ending}")

    assert answer.content == b"inhoud"
    assert answer["Content-Type"] == TYPES[ending]


def test_a_file_is_kept_and_never_shown_as_a_page():
    answer = download(b"", "lijst.csv")

    assert answer["Content-Disposition"] == 'attachment; filename="lijst.csv"'


@pytest.mark.parametrize("name", ["pagina.html", "lijst.CSV", "lijst."])
def test_what_is_no_kind_of_file_of_ours_is_refused(name):
    with pytest.raises(KeyError):
        download(b"", name)
