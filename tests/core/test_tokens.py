"""Every form that posts gets its token, also where it stands in an included template.

``{% include … only %}`` passes on nothing but what it names; a form without a token is refused each
time it is sent, and the test client does not ask for one.
"""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDE = re.compile(r"{%\s*include\s+\"([^\"]+)\"(.*?)%}", re.DOTALL)


def texts() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8")
        for path in TEMPLATES.rglob("*.html")
    }


def needing(known: dict[str, str]) -> set[str]:
    """Return the templates that need a token: for a form of their own or of what they include."""
    found = {name for name, text in known.items() if "{% csrf_token %}" in text}
    size = 0
    while size != len(found):
        size = len(found)
        found |= {
            name
            for name, text in known.items()
            if any(inner in found for inner, _rest in INCLUDE.findall(text))
        }
    return found


def without_token(known: dict[str, str]) -> list[str]:
    wanted = needing(known)
    return sorted(
        f"{name} includes {inner}"
        for name, text in known.items()
        for inner, rest in INCLUDE.findall(text)
        if inner in wanted and re.search(r"\bonly\b", rest) and "csrf_token=" not in rest
    )


def test_what_is_included_with_only_gets_the_token_that_its_form_needs():
    assert without_token(texts()) == []


def test_a_form_that_gets_none_is_seen_however_deep_it_stands():
    form = {"form.html": "<form>{% csrf_token %}</form>", "list.html": '{% include "form.html" %}'}
    assert without_token(form | {"page.html": '{% include "list.html" with a=b only %}'}) == [
        "page.html includes list.html"
    ]
    good = '{% include "list.html" with a=b csrf_token=csrf_token only %}'
    assert without_token(form | {"page.html": good}) == []
