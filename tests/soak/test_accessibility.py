"""B1, B3: axe and sideways scroll on every page shape of every role, in turns of all looks."""

from itertools import product

import pytest

from tests.e2e.browsing import Visitor
from tests.e2e.conftest import browser, site  # noqa: F401 - fixtures
from tests.e2e.test_crawl import ACCOUNTS
from tests.soak.book import Entry, note
from tests.soak.sizes import size
from tests.soak.walking import LINK, NOT_WALKED, shape_of

pytestmark = pytest.mark.xdist_group("browser")
LOOKS = list(product((1280, 360), ("nl", "en"), ("light", "dark")))
MOST = 300


def shapes_of(visitor: Visitor) -> list[str]:
    """Return one address of every page shape that somebody reaches by links."""
    waiting, found = ["/", "/landkaart/"], {}
    known: set[str] = set()
    while waiting and len(known) < MOST:
        path = waiting.pop(0)
        shape = shape_of(path.partition("?")[0])
        if path in known or path.startswith(NOT_WALKED) or shape in found:
            continue
        known.add(path)
        answer = visitor.context.request.get(visitor.site + path)
        if answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        found[shape] = path
        links = [link.replace("&amp;", "&") for link in LINK.findall(answer.text())]
        waiting += [link for link in links if link.startswith("/") and not link.startswith("//")]
    return list(found.values())


def signed_in(browser, site, account, width, language, colours) -> Visitor:  # noqa: F811
    visitor = Visitor(browser, site, width=width, scripts=True, colours=colours)
    if account:
        visitor.sign_in(account)
    visitor.set_language(language)
    return visitor


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_shape_in_every_look(browser, site, account):  # noqa: F811
    first = signed_in(browser, site, account, 1280, "nl", "light")
    paths, each = shapes_of(first), min(len(LOOKS), size("AXE_LOOKS", 2))
    first.close()
    start, faults, looked = ACCOUNTS.index(account), [], 0
    for number, look in enumerate(LOOKS):
        turn = [
            path
            for place, path in enumerate(paths)
            if (number - place - start) % len(LOOKS) in range(0, len(LOOKS), len(LOOKS) // each)
        ]
        visitor = signed_in(browser, site, account, *look)
        for path in turn:
            looked += 1
            try:
                visitor.open(path)
            except AssertionError as error:
                faults.append(f"{look} {path}: {str(error)[:400]}")
                visitor.faults.clear()
        visitor.close()
    who = account.partition("@")[0] or "nobody"
    told = f"{len(paths)} page shapes, {each} of {len(LOOKS)} looks each"
    what = f"axe, one heading, no sideways scroll: {who}"
    note(Entry("accessibility", what, looked, "pages", len(faults), told))
    assert len(paths) > 5
    assert not faults, "\n".join(faults)
