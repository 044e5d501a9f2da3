"""Lists that are narrowed while one types; without scripts the same form loads the page."""

import pytest

from tests.e2e.keyboard import Keys

MAP = "/landkaart/"
COUNT_IS = "text => document.querySelector('#offer-count')?.innerText.trim() == text"
COUNT_IS_NOT = COUNT_IS.replace("==", "!=")


def count_of(page, selector):
    return page.locator(selector).inner_text().strip()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_catalogue_narrows_in_place(visit, catalogue, width):
    visitor = visit(width=width)
    visitor.open(catalogue)
    page, before = visitor.page, count_of(visitor.page, "#offer-count")
    page.evaluate("window.sameDocument = true")
    field = page.get_by_label("Zoek op naam")
    field.press_sequentially("voorzorg")
    page.wait_for_url("**q=voorzorg**")
    page.wait_for_function(COUNT_IS_NOT, arg=before)
    assert page.evaluate("window.sameDocument"), "the page was loaded again"
    assert page.evaluate("document.activeElement.name") == "q", "the reader lost the field"
    status = page.locator("#offer-count")
    assert status.get_attribute("role") == "status"
    assert "VoorZorg" in page.locator("#offers").inner_text()
    visitor.look()
    narrowed = count_of(page, "#offer-count")
    page.locator("summary", has_text="Maak de lijst korter").click()
    page.get_by_label("Fase").select_option(index=1)
    page.wait_for_url("**phase=before**")
    page.wait_for_function(COUNT_IS_NOT, arg=narrowed)
    visitor.look()
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function(COUNT_IS, arg=narrowed)
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function(COUNT_IS, arg=before)
    assert page.locator("h1").count() == 1, "back shows a part without its page"
    assert page.evaluate("localStorage.length") == 0
    kept = page.evaluate("Object.keys(sessionStorage)")
    assert set(kept) <= {"htmx-current-path-for-history"}, "a page is kept in the browser"


def test_the_map_says_what_was_found_in_place(visit):
    visitor = visit()
    visitor.open(MAP)
    page = visitor.page
    page.evaluate("window.sameDocument = true")
    page.locator("main [role=search] input").press_sequentially("eindh")
    page.wait_for_function(
        "() => document.querySelector('#found-count').innerText.includes('eindh')"
    )
    assert count_of(page, "#found-count") == "1 gemeente gevonden voor “eindh”"
    assert "Eindhoven" in page.locator("#found-here").inner_text()
    assert page.evaluate("window.sameDocument")
    visitor.look()
    page.reload()
    assert count_of(page, "#found-count") == "1 gemeente gevonden voor “eindh”"


def test_a_server_that_does_not_answer_is_not_passed_over(visit):
    visitor = visit()
    visitor.open(MAP)
    page = visitor.page
    page.route("**q=best**", lambda route: _fail_once(route))
    page.locator("main [role=search] input").fill("best")
    page.wait_for_url("**q=best")
    assert "gevonden voor “best”" in count_of(page, "#found-count")


def _fail_once(route):
    """Break what htmx asks; let the browser itself through."""
    if route.request.headers.get("hx-request"):
        route.abort()
    else:
        route.continue_()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_arrows_walk_along_what_a_search_finds(visit, width):
    me = visit(width=width)
    me.open("/zoeken/")
    page, keys = me.page, Keys(me)
    keys.reach(page.locator("main input[type=search]"))
    page.keyboard.type("eindhoven")
    page.wait_for_function("() => document.querySelectorAll('#found-here li a').length > 1")
    links = page.locator("#found-here a")
    page.keyboard.press("ArrowDown")
    assert _has_focus(links.first)
    page.keyboard.press("ArrowDown")
    assert _has_focus(links.nth(1))
    page.keyboard.press("ArrowUp")
    assert _has_focus(links.first)
    page.keyboard.press("ArrowUp")
    assert _has_focus(page.locator("main input[type=search]"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert _has_focus(page.locator("main input[type=search]"))
    page.keyboard.press("ArrowDown")
    where = links.first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{where}")
    me.look()


def _has_focus(target):
    return target.evaluate("e => e === document.activeElement")


def test_without_scripts_the_same_forms_load_the_page(visit, catalogue):
    visitor = visit(scripts=False)
    visitor.open(catalogue)
    visitor.page.get_by_label("Zoek op naam").fill("voorzorg")
    visitor.press("Toon")
    assert "q=voorzorg" in visitor.page.url
    assert "VoorZorg" in visitor.text()
    visitor.press("Toon alles")
    assert "q=" not in visitor.page.url
    visitor.open(f"{MAP}?q=eindh")
    assert count_of(visitor.page, "#found-count") == "1 gemeente gevonden voor “eindh”"
    visitor.open("/zoeken/")
    visitor.page.get_by_label("Wat zoek je?").fill("sudwest")
    visitor.press("Zoek")
    assert "Súdwest-Fryslân" in visitor.text()


@pytest.fixture
def catalogue():
    from django.urls import reverse

    return reverse("interventions:catalogue")
