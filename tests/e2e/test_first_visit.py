"""A coordinator's first visit: what is known, answered; and the region's table on a screen."""

import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_known_is_answered_without_scripts(visit, width):
    best = visit(width=width, scripts=False)
    best.sign_in("coordinator.best@demo.example")
    best.open("/coalities/best/bekend/")
    asked = best.page.locator("main form[action$='/bekend/']:visible")
    first = asked.count()
    if not first:
        pytest.fail("nothing is asked: was Best answered by another test?")
    one = "Klopt" if width == 1280 else "Weet ik niet"
    asked.first.get_by_role("button", name=one).click()
    best.page.wait_for_load_state()
    best.look()
    assert best.page.locator("main form[action$='/bekend/']:visible").count() == first - 1
    best.open("/")
    assert "bekeken" in best.text()
    # In the menu, which is folded on a phone.
    region = best.page.locator("a[href^='/regios/']", has_text="Regio").first
    best.open(region.get_attribute("href"))
    assert "jullie gemeente" in best.text()


def test_the_table_of_fifteen_municipalities_fits_on_a_screen(visit):
    lead = visit(width=1280)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/matrix/")
    room = lead.page.locator(".ks-scroll")
    # With the widest of the common system fonts it is 16 % wider than with the narrowest.
    for size in ("100%", "108%"):
        lead.page.evaluate("size => document.documentElement.style.fontSize = size", size)
        assert room.evaluate("box => box.scrollWidth <= box.clientWidth + 1"), size
        assert lead.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_wide_table_moves_sideways_only_and_its_head_stays_in_sight(visit, width):
    lead = visit(width=width)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/cijfers/overzicht/")
    box, head = lead.page.locator(".ks-scroll"), lead.page.locator(".ks-scroll thead")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight"), "a row is cut off"
    box.evaluate("box => window.scrollBy(0, box.getBoundingClientRect().top + 300)")
    lead.page.wait_for_function(
        "head => Math.abs(head.getBoundingClientRect().top) < 2", arg=head.element_handle()
    )
    lead.page.evaluate("window.scrollTo(0, 0)")
    lead.page.wait_for_function("head => !head.style.transform", arg=head.element_handle())
    lead.page.emulate_media(media="print")
    lead.page.set_viewport_size({"width": 1040, "height": 700})  # A4 on its side
    assert lead.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
