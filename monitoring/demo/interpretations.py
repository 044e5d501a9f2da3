"""Invented interpretations of one coalition: what it reads in its (synthetic) figures."""

from kansrijkestart.core import clock
from monitoring.demo.common import day, moment, rich_coalition
from monitoring.models import Interpretation


def is_loaded() -> bool:
    return Interpretation.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    coalition = rich_coalition()
    with clock.travel(moment("2026-02-10")):
        Interpretation.objects.create(
            coalition=coalition,
            discussed_on=day("2026-02-10"),
            present="De gemeente, de verloskundigen, de jeugdgezondheidszorg en twee ouders",
            conclusion="De cijfers zijn per wijk erg verschillend. Wij herkennen dat.",
            parents_said="Je moet zelf uitzoeken waar je heen kunt.",
            intention="Wij maken één overzicht van het aanbod per wijk.",
        )
