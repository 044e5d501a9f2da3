"""Reference texts stay Dutch in every language, and say so (a builtin library, nothing to load).

Names of indicators, interventions, principles, partner types and themes are not translated: they
are what the sources call them. On an English page a screen reader must know that they are Dutch.
"""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


def is_dutch_page() -> bool:
    return (get_language() or "").startswith("nl")


@register.filter
def dutch(value: object) -> SafeString | str:
    """Mark a reference text as Dutch; on a Dutch page nothing is added."""
    text = escape("" if value is None else value)
    if not text or is_dutch_page():
        return text
    return format_html('<span lang="nl">{}</span>', text)


@register.filter
def dutch_part(text: object, part: object) -> SafeString | str:
    """Mark the Dutch name that stands inside a sentence of the reader's own language."""
    whole, name = escape(text), escape(part or "")
    if not name or name not in whole or is_dutch_page():
        return whole
    before, after = whole.split(name, 1)
    # All three pieces are escaped above.
    return mark_safe(before + format_html('<span lang="nl">{}</span>', name) + after)  # noqa: S308


@register.simple_tag
def dutch_attribute() -> SafeString | str:
    """Return `` lang="nl"`` for an element that holds nothing but a reference text."""
    return "" if is_dutch_page() else mark_safe(' lang="nl"')
