"""One text about money, the same on screen, in the picture and in a file. Unknown is said."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interventions.selectors.money import Line, Money, euros
from interventions.selectors.money_years import YearMoney
from kansrijkestart.core.templatetags.ks import day


def first_end(money: Money) -> str:
    """Say what ends first."""
    if not money.lines:
        return ""
    if not money.ending:
        return _("No end date is known.")
    return next_end(money.ending[0])


def next_end(line: Line) -> str:
    words = {"title": line.row.title.rstrip("."), "date": day(line.row.ends_on)}
    return _("First to end: “%(title)s”, on %(date)s.") % words


def year_words(year: YearMoney) -> str:
    """Say what is known of one year, and how much of it is in a pot."""
    words = {"year": year.year, "total": euros(year.total), "pooled": euros(year.pooled)}
    if not year.total:
        return _("in %(year)s no amount known") % words
    if not year.pooled:
        return _("in %(year)s %(total)s") % words
    if not year.own:
        return _("in %(year)s %(total)s, all in a pot") % words
    return _("in %(year)s %(total)s, of which %(pooled)s in a pot") % words


def years_sentence(money: Money) -> str:
    """Say the known money per year; without any, that there is none to draw."""
    if not money.years:
        return _("No amount with a period is known, so there is nothing to draw per year.")
    said = "; ".join(year_words(one) for one in money.years)
    return _("Known money per year: %(years)s.") % {"years": said}


def unknown_sentences(money: Money) -> list[str]:
    """Count what the amounts leave out."""
    found = []
    if money.unknown_amounts:
        words = ngettext(
            "Of %(number)s stream the amount is not known; it is in no total.",
            "Of %(number)s streams the amount is not known; they are in no total.",
            money.unknown_amounts,
        )
        found.append(words % {"number": money.unknown_amounts})
    if money.unplaced:
        words = ngettext(
            "Of %(number)s stream with an amount the period is not known; it is in no year.",
            "Of %(number)s streams with an amount the period is not known; they are in no year.",
            money.unplaced,
        )
        found.append(words % {"number": money.unplaced})
    return found


def whole_text(money: Money) -> str:
    """Return everything in one piece: what a screen reader hears of the picture."""
    parts = [first_end(money), years_sentence(money), *unknown_sentences(money)]
    return " ".join(part for part in parts if part)
