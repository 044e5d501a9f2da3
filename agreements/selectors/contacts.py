"""How to reach somebody, as a phone can use it: numbers to call and addresses to mail."""

import re
from dataclasses import dataclass
from typing import Final

from kansrijkestart.core.personal_numbers import phones_in

EMAIL: Final = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
NATIONAL_ZERO: Final = re.compile(r"\(0\)")
NOT_DIALLED: Final = re.compile(r"[^\d+]")


@dataclass(frozen=True)
class ContactPart:
    """A piece of text; with ``href`` when it is a number or an address."""

    text: str
    href: str = ""


def contact_parts(text: str) -> list[ContactPart]:
    """Cut a text into what can be called or mailed, and the words between."""
    found = [(one, f"mailto:{one[0]}") for one in EMAIL.finditer(text)]
    numbers = phones_in(text.replace("\N{NO-BREAK SPACE}", " "))
    found += [(one, f"tel:{_dialled(one[0])}") for one in numbers]
    parts, last = [], 0
    for one, href in sorted(found, key=lambda pair: pair[0].start()):
        if one.start() < last:
            continue
        parts += [
            ContactPart(text[last : one.start()]),
            ContactPart(text[one.start() : one.end()], href),
        ]
        last = one.end()
    return [part for part in [*parts, ContactPart(text[last:])] if part.text]


def _dialled(number: str) -> str:
    return NOT_DIALLED.sub("", NATIONAL_ZERO.sub("", number))
