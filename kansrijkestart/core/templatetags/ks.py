"""Tags and filters of every template (a builtin library, nothing to load)."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.template.defaultfilters import date as format_date
from django.template.defaultfilters import linebreaks_filter, stringfilter
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kansrijkestart.core import links, signs

register = template.Library()
NO_BREAK = "\N{NO-BREAK SPACE}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONG = 14  # letters; a shorter word fits on a phone
LONG_WORD_JOINTS = re.compile(
    r"(samenwerkings|zwangerschaps|beveiligings|deskundigheids|gezondheids|ervarings|signalerings"
    r"|verloskundigen)"
    r"(?=[a-z]{4})",
    re.IGNORECASE,
)
# Parts of the names of interventions after which a column may break them.
COLUMN_JOINTS = re.compile(r"(zwanger|ouder|home|zorgpaden|samen)(?=[a-z]{4})", re.IGNORECASE)


# A page draws a hundred signs and there are some fifty: each is put together once. ``typed``, since
# a text that is marked safe equals the same text that is not, and only one of them is escaped.
_once = lru_cache(maxsize=1024, typed=True)


@cache
def _sheet() -> str:
    """Return the address of the icons; it does not change while the site runs."""
    return static("img/icons.svg")


@register.simple_tag
@_once
def icon(name: str) -> SafeString:
    """Draw an icon of ``static/img/icons.svg``; the word stands beside it, so it is hidden."""
    return format_html(
        '<svg class="ks-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        _sheet(),
        name,
    )


@_once
def _sign(name: str, tone: str, word: str) -> SafeString:
    end = f" ks-sign-{tone}" if tone else ""
    return format_html('<span class="ks-sign{}">{}<span>{}</span></span>', end, icon(name), word)


def _draw(shown: signs.Sign, word: object) -> SafeString:
    return _sign(shown.icon, shown.tone, str(word))  # in the reader's language from here on


@register.simple_tag
def sign(family: str, key: object, word: str = "") -> SafeString:
    """Show a status as icon and word: ``{% sign "stage" coalition.stage %}``.

    ``word`` replaces the standard word, for instance "More favourable than the Netherlands".
    """
    shown = signs.sign_for(family, key)
    return _draw(shown, word or shown.word)


@register.simple_tag
def sign_word(family: str, key: object) -> str:
    """Return the word of a status alone, for running text and the contents of attributes."""
    return str(signs.sign_for(family, key).word)


@register.simple_tag
def sign_icon(family: str, key: object) -> SafeString:
    """Draw the icon of a status alone, where the words stand beside it (a strip, a matrix)."""
    return icon(signs.sign_for(family, key).icon)


@register.simple_tag(takes_context=True)
def dossier_bar(context: Context, coalition: Any, tab: str) -> SafeString:
    """Draw the bar of a coalition with its tabs and small links, those that the reader may open."""
    answers_of = context.get("answers_of")
    hidden = "questionnaire" if answers_of is not None and coalition.slug not in answers_of else ""
    state = (coalition.stage, coalition.ended_on)
    return _bar(coalition.name, coalition.slug, state, tab, hidden, get_language())


# Half the frame of a page, and the same until one of these words changes: some five kilobytes each.
@lru_cache(maxsize=512)
def _bar(
    name: str,
    slug: str,
    state: tuple[str, date | None],
    tab: str,
    hidden: str,
    _language: str | None,
) -> SafeString:
    small = links.dossier_links(links.DOSSIER_LINKS, slug)
    context = {
        "name": name,
        "stage": state[0],
        "ended_on": state[1],
        "tabs": links.dossier_links(links.DOSSIER_TABS, slug),
        "small_links": [link for link in small if link.key != hidden],
        "tab": tab,
    }
    return render_to_string("coalitions/_dossier_bar.html", context)


def _anchor(field: Any) -> str:
    """Return the id to jump to: the control, or the block around a group of them."""
    return field.id_for_label or f"div_{field.auto_id}"


def _named(field: Any, message: str) -> str:
    """Say which field it is about, unless the message does so itself."""
    label = str(field.label or "")
    silent = field.is_hidden or not label or label.lower() in message.lower()
    if silent:
        return message
    return f"{label} {message}" if label.endswith("?") else f"{label}: {message}"


def _form_errors(form: BaseForm) -> list[tuple[str, str]]:
    found = [("", str(message)) for message in form.non_field_errors()]
    for field in form:
        anchor = "" if field.is_hidden else _anchor(field)
        found += [(anchor, _named(field, str(message))) for message in field.errors]
    return found


@register.simple_tag
def error_list(form: Any) -> list[tuple[str, str]]:
    """Return every mistake in a form or formset as (id to jump to, message)."""
    if not form or not form.is_bound:
        return []
    if not hasattr(form, "management_form"):
        return _form_errors(form)
    found = [("", str(message)) for message in form.non_form_errors()]
    for part in form.forms:
        found += _form_errors(part)
    return found


@register.filter
def day(value: date | None) -> str:
    """Write a date in full: 3 maart 2026. The parts stay together on one line."""
    return format_date(value, "j F Y").replace(" ", NO_BREAK) if value else ""


@register.filter
def as_known(value: str) -> str:
    """Write what a source says of a moment, no more exact than it is: 2019, or oktober 2023."""
    year, _, month = value.partition("-")
    if not month:
        return year
    return format_date(date(int(year), int(month), 1), "F Y").replace(" ", NO_BREAK)


@register.filter
def number(value: Decimal | float | None, decimals: int = 0) -> str:
    """Write a number as the reader's language does: 1.234,5."""
    if value is None:
        return ""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return number_format(rounded, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: Decimal | float | None, decimals: int = 1) -> str:
    """Write a proportion as a percentage: 0.182 becomes 18,2%."""
    if value is None:
        return ""
    return f"{number(Decimal(str(value)) * 100, decimals)}%"


@register.filter(is_safe=True)
@stringfilter
def soft(value: str) -> str:
    """Let the long words of this field break where a Dutch reader would, on a narrow screen."""
    return LONG_WORD_JOINTS.sub("\\1\N{SOFT HYPHEN}", value)


@register.filter
def quoted(value: str | None) -> SafeString:
    """Turn somebody's own words into paragraphs; everything in them is escaped."""
    return linebreaks_filter(str(value or ""), autoescape=True)


@register.filter
def without_placeholders(form: Any) -> Any:
    """Take out the words inside empty fields: the label above the field says the same."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def softened(text: object) -> str:
    """Let the words of a narrow column break: Centering-Zwanger-schap, Video-home-training."""
    words = str(text).split(" ")
    broken = (HUMP.sub(SOFT_HYPHEN, one) if len(one) >= LONG else one for one in words)
    found = COLUMN_JOINTS.sub(f"\\1{SOFT_HYPHEN}", " ".join(broken))
    return SafeString(found) if isinstance(text, SafeString) else found
