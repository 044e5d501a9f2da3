"""Along more links of each shape than the ordinary walk, as each demo account."""

import pytest

from tests.e2e.conftest import site  # noqa: F401 - fixture
from tests.e2e.crawling import Crawl, Reader
from tests.e2e.test_crawl import ACCOUNTS
from tests.soak.book import Entry, note
from tests.soak.sizes import size

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_more_links_of_each_shape(site, account):  # noqa: F811
    crawl = Crawl(Reader(site, account), per_shape=size("LINKS_PER_SHAPE", 12))
    crawl.walk()
    who = account.partition("@")[0] or "nobody"
    what = f"no dead link, one heading, own titles: {who}"
    note(Entry("links", what, len(crawl.opened), "pages", len(crawl.problems)))
    assert not crawl.problems, "\n".join(crawl.problems[:40])
