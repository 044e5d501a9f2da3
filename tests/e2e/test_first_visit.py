"""What a first visit weighs; a coordinator's: what is known, answered; the region's table."""

import subprocess

import pytest

from tests.e2e.conftest import PYTHON, ROOT, _free_port, _manage, _wait_for

MOST_BYTES, MOST_REQUESTS = 100_000, 10


@pytest.fixture(scope="module")
def installed(site, machine):
    """The same site once more, with static files as an installation serves them."""
    if not machine:
        pytest.skip("needs a site of its own")
    environment = machine | {"DJANGO_SETTINGS_MODULE": "tests.e2e.compressed_settings"}
    _manage(environment, "collectstatic", "--no-input", "-v0")
    address = f"localhost:{_free_port()}"
    words = ["-m", "gunicorn", "kansrijkestart.wsgi", "-b", address, "--no-control-socket"]
    process = subprocess.Popen([PYTHON, *words], cwd=ROOT, env=environment)
    try:
        _wait_for(f"http://{address}/gezond/live", process)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def weigh(browser, installed, path, *, width, language, cookies=()):
    """Open a page with nothing kept of the site but who somebody is; gives bytes per address."""
    context = browser.new_context(viewport={"width": width, "height": 740}, locale=f"{language}-NL")
    context.add_cookies(list(cookies))
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    asked: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def add(event):
        sizes[event["requestId"]] = event["encodedDataLength"]

    wire.on(
        "Network.responseReceived", lambda e: asked.update({e["requestId"]: e["response"]["url"]})
    )
    wire.on("Network.loadingFinished", add)
    page.goto(installed + path, wait_until="networkidle")
    assert page.locator("h1").count() == 1
    assert "/accounts/login/" not in page.url
    context.close()
    return {url: sizes.get(key, 0) for key, url in asked.items() if not url.startswith("data:")}


def is_light(loaded):
    """One more request is for the icon of the tab."""
    assert len(loaded) + 1 <= MOST_REQUESTS, loaded
    assert 10_000 < sum(loaded.values()) <= MOST_BYTES, loaded


@pytest.mark.parametrize("path", ["/", "/landkaart/"])
def test_a_first_visit_is_light(browser, installed, path):
    """Somebody who never was here: on a phone, and in English on a screen."""
    for width, language in ((360, "nl"), (1280, "en")):
        is_light(weigh(browser, installed, path, width=width, language=language))


ACCOUNTS = ("coordinator", "lid", "adviseur", "regio", "landelijk", "beheer")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_first_start_page_of_every_kind_of_reader_is_light(visit, browser, installed, account):
    """On a device that has nothing of the site yet, at both widths; signing in is left out."""
    me = visit()
    me.sign_in(f"{account}@demo.example")
    known = [
        {"name": one["name"], "value": one["value"], "url": installed}
        for one in me.context.cookies()
    ]
    for width in (360, 1280):
        is_light(weigh(browser, installed, "/", width=width, language="nl", cookies=known))


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
    best.follow(asked.first.get_by_role("button", name=one))
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
