"""Marks what is Dutch in every language (a builtin library, nothing to load); see core.dutch."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from kansrijkestart.core.dutch import Dutch, is_dutch_page

register = template.Library()


@register.filter
def dutch(value: object) -> SafeString | str:
    """Mark a reference text as Dutch; on a Dutch page nothing is added."""
    return dutch_part(value, value)


@register.filter
def dutch_part(text: object, part: object) -> SafeString | str:
    """Mark the Dutch name that stands inside a sentence of the reader's own language."""
    # The result of a blocktranslate has been escaped already.
    whole = text if isinstance(text, SafeString) else escape("" if text is None else text)
    name = part if isinstance(part, SafeString) else escape(part or "")
    if not name or name not in whole or is_dutch_page():
        return whole
    before, after = whole.split(name, 1)
    # All three pieces are escaped.
    return mark_safe(before + format_html('<span lang="nl">{}</span>', name) + after)  # noqa: S308


@register.filter
def marked(text: object) -> object:
    """Mark a heading, a step of the path or an option that knows its own Dutch part."""
    return dutch_part(text, text.part) if isinstance(text, Dutch) else text
