"""Somebody who uses the keys only: Tab to what they mean, Enter or Space to press it.

Nothing here clicks, nor puts the focus somewhere by itself. What cannot be reached, or does not
show that it has the focus, is a failure.
"""

import re
from typing import Any

from tests.e2e.browsing import Visitor

MOST = 400
# Whether the focus can be seen: an outline, a shadow or an underline that the rest has not.
SEEN = """e => {
  const s = getComputedStyle(e);
  return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
}"""


class Keys:
    """The keyboard of one visitor."""

    def __init__(self, me: Visitor) -> None:
        self.me = me
        self.page = me.page

    def reach(self, target: Any) -> None:
        """Press Tab until this has the focus, and see that it shows."""
        wanted = target.element_handle()
        for _press in range(MOST):
            if wanted.evaluate("e => e === document.activeElement"):
                assert wanted.evaluate(SEEN), f"the focus on {target} cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST} times Tab does not reach {target} on {self.page.url}")

    def follow(self, name: str | re.Pattern[str], within: str = "main") -> None:
        """Go along a link; a menu that is folded away is unfolded for it."""
        found = self._links(name, within)
        if not found.count():
            self._unfold(name, within)
        self._enter(self._links(name, within).first)

    def press(self, name: str) -> None:
        """Press the button with this name."""
        self._enter(self.page.locator("main").get_by_role("button", name=name, exact=True).first)

    def write(self, field: Any, text: str) -> None:
        """Replace what stands in a field."""
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def tick(self, field: Any) -> None:
        """Tick a box, or take the first of some choices."""
        self.reach(field)
        self.page.keyboard.press("Space")
        assert field.is_checked()

    def choose(self, field: Any, letters: str) -> None:
        """Choose in a folded list by the first letters of the words."""
        self.reach(field)
        self.page.keyboard.type(letters)

    def skip_to_the_text(self) -> None:
        """The first thing to reach on a page leads past the menu."""
        self.page.keyboard.press("Tab")
        assert self.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
        self.page.keyboard.press("Enter")

    def _links(self, name: str | re.Pattern[str], within: str) -> Any:
        place = self.page.locator(within)
        return place.get_by_role("link", name=name, exact=isinstance(name, str)).filter(
            visible=True
        )

    def _unfold(self, name: str | re.Pattern[str], within: str) -> None:
        menus = self.page.locator(f"{within} details > summary").filter(visible=True)
        for number in range(menus.count()):
            self.reach(menus.nth(number))
            self.page.keyboard.press("Enter")
            if self._links(name, within).count():
                return
        raise AssertionError(f"{self.page.url} shows no link {name!r} in {within}")

    def _enter(self, target: Any) -> None:
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        self.me.look()
