"""A talk about figures in a meeting becomes an interpretation; see agenda_sources."""

from django.utils.translation import gettext_lazy

from coalitions.models import Organisation, Partnership
from coalitions.selectors.agenda_sources import Deciding, Landed, Landing, register_landing
from kansrijkestart.core import clock
from monitoring.models import Indicator
from monitoring.services.interpretations import interpretation_save


def _discussed(asked: Deciding) -> Landed:
    """Record what is concluded, with the organisations that are there."""
    coalition = asked.agenda.coalition
    partners = Partnership.objects.active().filter(coalition=coalition).values("organisation")
    present = asked.agenda.present.values("organisation")
    there = Organisation.objects.filter(pk__in=present).filter(pk__in=partners)
    interpretation_save(
        coalition=coalition,
        indicator=Indicator.objects.get(pk=asked.record),
        conclusion=asked.text,
        discussed_on=min(asked.agenda.day, clock.today()),
        organisations=list(there),
    )
    return Landed()


def register_own() -> None:
    """Called once when the app is ready."""
    register_landing(
        Landing(
            "figures_discussed",
            "figures",
            gettext_lazy("The words above are what you conclude from the figures"),
            gettext_lazy("Interpretation of the figures recorded"),
            _discussed,
            needs_text=True,
        )
    )
