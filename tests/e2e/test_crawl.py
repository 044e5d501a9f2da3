"""Along every link as each demo account: nothing dead, nothing broken, one heading, own titles."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest

ACCOUNTS = [
    "",
    "coordinator@demo.example",
    "coordinator.best@demo.example",
    "lid@demo.example",
    "adviseur@demo.example",
    "regio@demo.example",
    "landelijk@demo.example",
    "beheer@demo.example",
]
MOST = 250  # pages per account; addresses of one shape are visited at most this often:
PER_SHAPE = 6
INLINE = re.compile(r"<script>|<style|\sstyle=\"|\son(?:click|change|submit|load|input)=", re.I)


def _shape(path: str) -> str:
    return re.sub(r"/(\d+|[0-9a-f-]{36}|GM\d{4})(?=/|$)", "/#", path)


def _links(html: str, page: str) -> list[str]:
    found = re.findall(r"<a\b[^>]*\bhref=\"([^\"#]+)", html)
    return [urljoin(page, link.replace("&amp;", "&")) for link in found]


def _problems(html: str, url: str) -> list[str]:
    found = []
    if len(re.findall(r"<h1\b", html)) != 1:
        found.append(f"{url}: not one h1")
    if INLINE.search(html) and "/beheer/" not in url:
        found.append(f"{url}: inline code")
    return found


class Crawl:
    """One account's walk: every address once, addresses of one shape a few times."""

    def __init__(self, visitor) -> None:
        self.site = visitor.site
        self.asked = visitor.context.request
        self.waiting = deque([f"{visitor.site}/"])
        self.seen: set[str] = set()
        self.shapes: Counter[str] = Counter()
        self.titles: dict[str, str] = {}
        self.problems: list[str] = []

    def is_new(self, url: str) -> bool:
        path = urlsplit(url).path
        if url in self.seen or not url.startswith(self.site) or "/accounts/" in path:
            return False
        shape = _shape(path) + "?" * bool(urlsplit(url).query)
        self.shapes[shape] += 1
        return self.shapes[shape] <= (1 if "/beheer/" in path else PER_SHAPE)

    def walk(self) -> None:
        while self.waiting and len(self.seen) < MOST:
            url = self.waiting.popleft()
            if self.is_new(url):
                self.seen.add(url)
                self.look(url)

    def look(self, url: str) -> None:
        answer = self.asked.get(url)
        if answer.status != 200:
            self.problems.append(f"{url}: {answer.status}")
        elif "text/html" in answer.headers.get("content-type", ""):
            html = answer.text()
            self.problems += _problems(html, url)
            if "/beheer/" not in answer.url:
                self.note_title(html, urlsplit(answer.url).path)
                self.waiting.extend(_links(html, answer.url))

    def note_title(self, html: str, path: str) -> None:
        title = " ".join(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].split())
        first = self.titles.setdefault(title, path)
        if first != path:
            self.problems.append(f"{path} has the title of {first}: {title}")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_link_is_dead_and_no_page_is_broken(visit, account):
    visitor = visit()
    if account:
        visitor.sign_in(account)
    crawl = Crawl(visitor)
    crawl.walk()
    assert not crawl.problems, "\n".join(crawl.problems[:40])
    assert len(crawl.seen) > 10
