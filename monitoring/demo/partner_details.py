"""Invented details of partners: networks, work area, a contact person of long ago, what ended."""

from typing import Final

import pghistory

from coalitions.models import (
    ContactPerson,
    Municipality,
    OrganisationMunicipality,
    OrganisationNetwork,
    ParentInvolvement,
    Partnership,
)
from kansrijkestart.core import clock
from monitoring.demo.common import day, moment, organisations, rich_coalition

NETWORKS: Final = {
    "Verloskundigenpraktijk De Zilveren Draad": ("VSV De Gouden Wieg",),
    "Kraamzorg Warme Wieg": ("VSV De Gouden Wieg", "Netwerk Warme Start"),
}
WORKS_IN: Final = {"Kraamzorg Warme Wieg": ("Eindhoven", "Best", "Veldhoven")}
QUIET: Final = "Wijkteam Zonnepad"


def is_loaded() -> bool:
    return OrganisationNetwork.objects.filter(organisation__is_demo=True).exists()


def load() -> None:
    coalition, known = rich_coalition(), organisations()
    with clock.travel(moment("2026-03-03")), pghistory.context(coalition=coalition.pk):
        for name, networks in NETWORKS.items():
            for network in networks:
                OrganisationNetwork.objects.create(organisation=known[name], name=network)
        for name, places in WORKS_IN.items():
            for place in Municipality.objects.valid_on(clock.today()).filter(name__in=places):
                OrganisationMunicipality.objects.create(
                    organisation=known[name], municipality=place
                )
        quiet = Partnership.objects.get(coalition=coalition, organisation=known[QUIET])
        ContactPerson.objects.create(
            partnership=quiet,
            name="Noor Voorbeeld",
            function="wijkcoach",
            email="noor@demo.example",
            last_active_on=day("2023-11-01"),
        )
        ParentInvolvement.objects.create(
            coalition=coalition,
            form="interviews",
            number=9,
            took_place_on=day("2024-11-12"),
            what_changed="Ouders hoeven hun verhaal nu maar één keer te vertellen.",
            ended_on=day("2025-06-30"),
        )
