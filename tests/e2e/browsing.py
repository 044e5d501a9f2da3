"""Somebody in front of a screen, who looks at every page they open."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe judges by: the elements with their attributes, which have words, which are to be seen
# and ticked. Addresses, moments and tokens make no difference.
SHAPE = """() => {
  const left = new Set(["href", "action", "value", "datetime", "src"]);
  let hash = 5381;
  const add = text => {
    for (let at = 0; at < text.length; at++) hash = (hash * 33 + text.charCodeAt(at)) % 9007199254;
  };
  const walker = document.createTreeWalker(document.documentElement, 5);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === 3) { add(node.data.trim() ? "t" : ""); continue; }
    add(`<${node.localName}${node.checkVisibility() ? "" : "-"}${node.checked ? "+" : ""}`);
    for (const {name, value} of node.attributes) add(left.has(name) ? name : `${name}=${value}`);
  }
  return hash;
}"""
PASSWORD = "kansrijk-demo-1000"  # the demo accounts' own, printed by make run


# The pages that axe found nothing at: width, colours and shape.
SEEN: set[tuple[int, str, int]] = set()


class Visitor:
    """One browser window. ``look`` checks the page that is open; ``open`` goes there first."""

    def __init__(
        self, browser: Any, site: str, *, width: int, scripts: bool, colours: str = "light"
    ) -> None:
        self.site = site
        self.width = width
        self.colours = colours
        self.scripts = scripts
        self.password = "een-heel-nieuw-wachtwoord-7"  # of the account they make themselves
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="nl-NL",
            accept_downloads=True,
            color_scheme=colours,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15000)
        self.faults: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._answered)

    def _heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.faults.append(message.text)

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")
        if not response.url.startswith((self.site, "data:")):
            self.faults.append(f"third party: {response.url}")

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.site}/accounts/login/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state()
        assert "/accounts/login/" not in self.page.url, self.page.locator("main").inner_text()

    def open(self, path: str) -> None:
        response = self.page.goto(self.site + path)
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        assert "/accounts/login/" not in self.page.url, f"{path} asks to sign in"
        self.look()

    def accept_invitation(self, place: str) -> None:
        """Follow the newest mail about this place and make an account."""
        self.open("/demo/mail/")
        letters = self.page.locator("main a").filter(has_text=place)
        self.follow(letters.filter(has_text="uitgenodigd").first)
        self.follow(self.page.locator("a[href*='/uitnodiging/']").first)
        self.page.get_by_label("Je naam").fill("Nieuwe coördinator")
        for field in self.page.locator("main input[type=password]").all():
            field.fill(self.password)
        self.follow(self.page.locator("main form button[type=submit]").first)

    def look(self) -> None:
        """Check the open page: one h1, no sideways scroll, nothing blocked, axe at zero."""
        # After a click the new address stands there before the page has been read.
        self.page.wait_for_load_state()
        assert self.page.locator("h1").count() == 1, self.page.url
        if self.scripts:
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= self.width, f"{self.page.url} is {wide} px wide at {self.width}"
            self.axe()
        assert not self.faults, self.faults

    def set_language(self, code: str) -> None:
        """Read the site in another language from the next page on."""
        cookie = {"name": "django_language", "value": code, "url": self.site}
        self.context.add_cookies([cookie])

    def axe(self) -> None:
        """Ask axe about a page of which it has not seen the like: it takes longer than the page."""
        seen = (self.width, self.colours, self.page.evaluate(SHAPE))
        if seen in SEEN:
            return
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "options => axe.run(document, options)",
            # Nothing that these tags ask needs the style sheets or media fetched once more.
            {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False},
        )
        problems = [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
        assert not problems, f"{self.page.url}\n" + "\n".join(problems)
        SEEN.add(seen)

    def press(self, name: str) -> None:
        """Press the button or link with this name, wherever it is on the page."""
        target = self.page.locator("main").get_by_role("button", name=name, exact=True)
        if not target.count():
            target = self.page.locator("main").get_by_role("link", name=name, exact=True)
        self.follow(target.first)

    def follow(self, target: Any) -> None:
        """Click what leads to another page, or to this one again, and look when it is there."""
        with self.page.expect_navigation():
            target.click()
        self.look()

    def go(self, name: str | re.Pattern[str], *, within: str = "body") -> None:
        """Follow a link that can be seen; a menu that is folded away is unfolded for it."""
        link = self._link(name, within)
        menus = self.page.locator("details > summary").filter(visible=True)
        for menu in range(0 if link.count() else menus.count()):
            menus.nth(menu).click()
            if link.count():
                break
            menus.nth(menu).click()  # folded away again, for it lies over the page
        assert link.count(), f"{self.page.url} shows no link {name!r}"
        self.follow(link.first)

    def _link(self, name: str | re.Pattern[str], within: str) -> Any:
        found = self.page.locator(within).get_by_role(
            "link", name=name, exact=isinstance(name, str)
        )
        return found.filter(visible=True)

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def close(self) -> None:
        self.context.close()
