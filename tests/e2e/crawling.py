"""A reader without a browser, who follows every link and reads what comes back."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Final
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from django.urls import Resolver404, resolve

from tests.e2e.browsing import PASSWORD

# Pages of one shape (one route, the same fields in the query) are alike; the first so many that a
# walk meets are opened, in the order of the links, so each run opens the same ones. `make soak`
# opens more of each.
PER_SHAPE: Final = 3
PER_SHAPE_WITH_QUERY: Final = 2
HEALTH = "/gezond/klaar"
MOST: Final = 1200  # a walk that opens more has lost its way and fails: it never stops in silence
AT_ONCE: Final = 4
ADMINISTRATION: Final = "/beheer/"
# Mails of the demo: many with one subject, and a personal link in one may have been used since.
MAILS: Final = "/demo/mail/"
PERSONAL: Final = "/bevestigen/"
DATA_BLOCKS: Final = ("application/json", "application/ld+json")  # text that no browser runs


class Page(HTMLParser):
    """What a page has: its links, its anchors, headings, title and code inside the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.headings = 0
        self.title = ""
        self.code: list[str] = []
        self._in_title = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title" and not self.title
        self.headings += tag == "h1"
        self.anchors.update(has[name] for name in ("id", "name") if name in has)
        self._note_link(tag, has)
        self._note_code(tag, has)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def _note_link(self, tag: str, has: dict[str, str]) -> None:
        if tag in ("a", "area", "link") and has.get("href"):
            self.links.append(has["href"])
        elif tag in ("img", "script", "source", "iframe") and has.get("src"):
            self.links.append(has["src"])
        elif tag == "form" and has.get("method", "get").lower() == "get" and has.get("action"):
            self.links.append(has["action"])

    def _note_code(self, tag: str, has: dict[str, str]) -> None:
        runs = tag == "script" and "src" not in has and has.get("type") not in DATA_BLOCKS
        if runs or tag == "style":
            self.code.append(f"<{tag}>")
        self.code += [f"<{tag} {name}>" for name in has if name == "style" or name[:2] == "on"]
        addresses = (has.get(name, "") for name in ("href", "src", "action", "formaction"))
        if any(address.strip().lower().startswith("javascript:") for address in addresses):
            self.code.append(f"<{tag} javascript:>")


@dataclass(frozen=True)
class Answer:
    status: int
    url: str  # where it came from in the end, after being sent on
    kind: str
    body: bytes

    @property
    def html(self) -> str:
        return self.body.decode(errors="replace") if "text/html" in self.kind else ""


class Reader:
    """Somebody who asks for pages, signed in as a demo account or (``""``) as nobody."""

    def __init__(self, site: str, account: str) -> None:
        self.site = site
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.opener.addheaders = [("Accept-Language", "nl")]
        if account:
            self._sign_in(account)

    def ask(self, url: str, data: dict[str, str] | None = None) -> Answer:
        body = urlencode(data).encode() if data else None
        request = Request(url, data=body, headers={"Referer": self.site})  # noqa: S310 - our own
        try:
            answer = self.opener.open(request, timeout=60)
        except HTTPError as error:
            answer = error
        with answer:
            kind = answer.headers.get("Content-Type", "")
            return Answer(answer.status, answer.url, kind, answer.read())

    def _sign_in(self, account: str) -> None:
        address = f"{self.site}/accounts/login/"
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.ask(address).html)
        assert token
        fields = {"csrfmiddlewaretoken": token[1], "login": account, "password": PASSWORD}
        assert "/accounts/login/" not in self.ask(address, fields).url, account


def route_of(path: str) -> str | None:
    """Return the name of the route an address belongs to; None when it is no page of ours."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def _shape(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    return route_of(parts.path) or parts.path, *sorted(asked)


@dataclass
class Crawl:
    """One account's walk from the front page: every address once, one shape a few times."""

    reader: Reader
    per_shape: int = PER_SHAPE
    seen: dict[str, str] = field(default_factory=dict)  # address -> the page that links to it
    opened: list[str] = field(default_factory=list)  # paths of pages that came, in that order
    shapes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)  # the others of a shape, as in ``seen``
    asked: set[str] = field(default_factory=set)

    def walk(self) -> None:
        first = f"{self.reader.site}/"
        self.seen[first] = "typed"
        self._walk_from([first])

    @property
    def told(self) -> set[str]:
        """The paths that this account opened or that a page of theirs leads to."""
        return {*self.opened, *(urlsplit(url).path for url in (*self.seen, *self.left))}

    def go_on(self) -> None:
        """Open as many again of each shape as were opened before, and what comes with them."""
        again: Counter[tuple[str, ...]] = Counter()
        for url in list(self.left):
            again[_shape(url)] += 1
            if again[_shape(url)] <= self.per_shape:
                self.seen[url] = self.left.pop(url)
        self._walk_from([url for url in self.seen if url not in self.asked])

    def _walk_from(self, wave: list[str]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while wave:
                assert len(self.opened) <= MOST, f"more than {MOST} pages: {self.shapes}"
                self.asked.update(wave)
                answers = list(pool.map(self.reader.ask, wave))
                found = [self.look(url, answer) for url, answer in zip(wave, answers, strict=True)]
                wave = [link for links in found for link in links]

    def look(self, url: str, answer: Answer) -> list[str]:
        """Judge one page; return the links on it that are to be followed."""
        path = urlsplit(answer.url).path
        if path == HEALTH and answer.status == 503:
            return []  # it says which part is away, as it should: nothing beats in a test
        if answer.status != 200:
            self.problems.append(f"{url}: {answer.status}, linked from {self.seen[url]}")
            return []
        self.opened.append(path)
        if not answer.html:
            return []
        page = Page(answer.html)
        self.problems += [f"{url}: inline code {code}" for code in page.code]
        if not path.startswith((ADMINISTRATION, MAILS)):
            self._judge_heading_and_title(page, path)
        links = [self._to_follow(link, answer.url, page) for link in page.links]
        return [link for link in links if link]

    def _judge_heading_and_title(self, page: Page, path: str) -> None:
        if page.headings != 1:
            self.problems.append(f"{path}: {page.headings} times h1")
        title = " ".join(page.title.split())
        first = self.titles.setdefault(title, path)
        if first != path or not title:
            self.problems.append(f"{path} has the title of {first}: {title!r}")

    def _is_known(self, url: str) -> bool:
        return url in self.seen or url in self.left

    def _to_follow(self, link: str, here: str, page: Page) -> str | None:
        url, _hash, anchor = urljoin(here, link).partition("#")
        if anchor and url == here and anchor not in page.anchors:
            self.problems.append(f"{here}: no #{anchor}")
        if not f"{url}/".startswith(f"{self.reader.site}/") or self._is_known(url):
            return None
        if urlsplit(url).path.startswith(PERSONAL):
            return None
        shape = _shape(url)
        self.shapes[shape] += 1
        if self.shapes[shape] > (self.per_shape if len(shape) == 1 else PER_SHAPE_WITH_QUERY):
            self.left[url] = urlsplit(here).path
            return None
        self.seen[url] = urlsplit(here).path
        return url
