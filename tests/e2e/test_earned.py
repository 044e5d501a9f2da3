"""What a coalition says beside what its record shows, and a round to take along."""

import pypdf
import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_the_checklist_shows_both_sides_and_can_be_taken_along(visit, width, tmp_path):
    me = visit(width=width)
    me.sign_in("coordinator@demo.example")
    me.open("/coalities/eindhoven/checklist/")
    assert "Wat er is vastgelegd" in me.text()
    me.page.screenshot(path=tmp_path / "list.png", full_page=True)
    me.open("/coalities/eindhoven/checklist/2/")
    assert "Dit volgt uit het dossier en is geen oordeel." in me.text()
    me.page.screenshot(path=tmp_path / "principle.png", full_page=True)
    me.open("/coalities/eindhoven/checklist/")
    me.go("De hele ronde op één pagina")
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name="Download deze ronde (PDF)").click()
    target = tmp_path / "ronde.pdf"
    download.value.save_as(target)
    assert "Eindhoven" in pypdf.PdfReader(target).pages[0].extract_text()
