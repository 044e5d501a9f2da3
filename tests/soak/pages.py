"""What a browser finds on a page: its forms, with everything they would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

SENT = {"text", "email", "url", "search", "tel", "password", "number", "date", "hidden", ""}


@dataclass
class Form:
    """One form. ``fields`` holds (name, value) as a browser would send them untouched."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    buttons: set[str] = field(default_factory=set)
    has_file: bool = False

    @property
    def names(self) -> list[str]:
        return sorted({name for name, _value in self.fields} | set(self.choices) | set(self.empty))

    def filled(self) -> list[tuple[str, str]]:
        """Return what somebody sends who fills everything in: the best chance of being taken."""
        unsaid = set(self.empty) | {name for name, value in self.fields if not value}
        unsaid -= {name for name in unsaid if name not in self.empty and name not in self.choices}
        sent = [pair for pair in self.fields if pair[0] not in unsaid]
        there = {name for name, _value in sent}
        words = {"number": "12", "email": "iemand@example.org", "url": ""}
        days = (f"2026-03-{day:02d}" for day in range(2, 32))  # what comes later has a later day
        sent += [
            (name, next(days) if kind == "date" else words.get(kind, "Tekst"))
            for name, kind in self.empty.items()
        ]
        for name, values in self.choices.items():
            chosen = [value for value in values if value]
            if name not in there and chosen:
                sent.append((name, chosen[0]))
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.now: Form | None = None
        self.select = ""
        self.area: list[str] | None = None
        self.area_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.now = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self.now)
        elif self.now is not None and "disabled" not in found:
            getattr(self, f"_{tag}", lambda _found: None)(found)

    def _input(self, found: dict[str, str]) -> None:
        name, kind, form = found.get("name", ""), found.get("type", ""), self.now
        if not name or form is None:
            return
        value = found.get("value", "on" if kind in ("checkbox", "radio") else "")
        if kind in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in found:
                form.fields.append((name, value))
        elif kind == "file":
            form.has_file = True
        elif kind in SENT:
            form.fields.append((name, value))
            if not value and kind != "hidden":
                form.empty[name] = kind

    def _button(self, found: dict[str, str]) -> None:
        if found.get("name") and self.now is not None:
            self.now.choices.setdefault(found["name"], []).append(found.get("value", ""))
            self.now.buttons.add(found["name"])

    def _select(self, found: dict[str, str]) -> None:
        self.select = found.get("name", "")
        if self.now is not None:
            self.now.choices.setdefault(self.select, [])

    def _option(self, found: dict[str, str]) -> None:
        if self.now is None or not self.select:
            return
        self.now.choices[self.select].append(found.get("value", ""))
        if "selected" in found and found.get("value"):
            self.now.fields.append((self.select, found["value"]))

    def _textarea(self, found: dict[str, str]) -> None:
        self.area, self.area_name = [], found.get("name", "")

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area is not None and self.now is not None:
            text = "".join(self.area).removeprefix("\n")
            self.now.fields.append((self.area_name, text))
            if not text:
                self.now.empty[self.area_name] = "text"
            self.area = None


def forms_of(html: str) -> list[Form]:
    """Return the forms of a page, in its order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
