"""How figures are written in templates."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from monitoring.selectors.figures import FigureView
from monitoring.selectors.series import UNIT_WORDS
from monitoring.selectors.sources import Sources
from monitoring.sentences import amount, number, whole

register = template.Library()


@register.filter
def figure_value(figure: FigureView | None) -> str:
    """14,7%, 3,2 per 1000 or 2.395; nothing for a figure without a shown value."""
    if figure is None or figure.value is None:
        return ""
    if not figure.scale:
        return whole(figure.value)
    return amount(figure.value, UNIT_WORDS[figure.unit])


@register.filter
def source_mark(figure: FigureView | None, sources: Sources | None) -> SafeString:
    """The letters of a figure's sources, as in the list under the table; nothing without a list."""
    found = sources.behind(figure) if figure and sources else []
    words = '<span class="ks-from"><span class="visually-hidden">{} </span>{}</span>'
    return format_html_join("", words, ((_("source"), one.mark) for one in found))


@register.filter
def limit(value: float) -> str:
    """A limit of an interval, rounded (not cut off) to one decimal."""
    return number(value)


@register.filter
def counts(figure: FigureView) -> str:
    """438 of 2.406; nothing without counts."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return _("%(numerator)s of %(denominator)s") % {
        "numerator": whole(figure.numerator),
        "denominator": whole(figure.denominator),
    }


@register.simple_tag
def verdict_word(word: str) -> str:
    """The verdict in one word, where a column already says with what is compared."""
    said = {
        "better": _("More favourable"),
        "worse": _("Less favourable"),
        "similar": _("Similar"),
        "higher": _("Higher"),
        "lower": _("Lower"),
    }
    return said.get(word, _("Not compared"))
