"""Who leads the coalition: what the checklist says of it, and the names on the overview."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.models import CoalitionLead
from coalitions.querysets import open_on
from coalitions.registry import Block, Fact, Reading
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse


def leads_of(reading: Reading) -> list[CoalitionLead]:
    """Return who leads the coalition today; looked up once per reading."""
    rows = CoalitionLead.objects.filter(open_on(clock.today()), coalition=reading.coalition)
    return reading.remember(
        "coalitions.leads", lambda: list(rows.select_related("organisation").order_by("pk"))
    )


def _url(reading: Reading) -> str:
    return safe_reverse("coalitions:leads", slug=reading.coalition.slug)


def lead_facts(reading: Reading) -> list[Fact]:
    url = _url(reading)
    organisation = reading.coalition.lead_organisation
    persons = len(leads_of(reading))
    if organisation is None and not persons:
        return [Fact(_("Lead not recorded yet."), url, is_known=False, position=10)]
    if organisation is None:
        text = ngettext("One lead.", "%(number)s leads.", persons) % {"number": persons}
    else:
        text = _("The lead comes from %(organisation)s.") % {"organisation": organisation.name}
    return [Fact(text, url, position=10)]


def leads_block(reading: Reading) -> Block | None:
    """Who leads the coalition, by name: for whoever may open the record, not in its report."""
    leads = leads_of(reading)
    if not leads:
        return None
    return Block(
        "leads",
        _("Who leads the coalition?"),
        "coalitions/_leads_block.html",
        {"leads": leads, "url": _url(reading)},
        position=10,
    )
