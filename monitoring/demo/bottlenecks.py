"""Invented bottlenecks and meetings of one coalition. No real organisation, no real person."""

from coalitions.models import Bottleneck, Meeting, MeetingOrganisation, Partnership
from kansrijkestart.core import clock
from monitoring.demo.common import day, moment, rich_coalition


def is_loaded() -> bool:
    return Bottleneck.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    coalition = rich_coalition()
    partners = Partnership.objects.filter(coalition=coalition).for_list()
    there = list(dict.fromkeys(row.organisation for row in partners))
    with clock.travel(moment("2026-03-03")):
        Bottleneck.objects.create(
            coalition=coalition,
            title="Aanstaande ouders wachten lang op een plek in de groep",
            organisation=there[0],
            state="working",
        )
        Bottleneck.objects.create(
            coalition=coalition,
            title="Het ziekenhuis geeft per gemeente een andere terugkoppeling",
            text="De partners krijgen op drie manieren bericht en missen er soms een.",
            brought_on=day("2026-03-03"),
        )
        for held_on, kind, outcome in (
            ("2025-11-18", "coalition", "De afspraken over signaleren zijn samen bekeken."),
            ("2026-01-27", "parents", "Ouders willen één folder in plaats van drie."),
        ):
            meeting = Meeting.objects.create(
                coalition=coalition,
                held_on=day(held_on),
                kind=kind,
                outcome=outcome,
                parents_present=2 if kind == "parents" else None,
            )
            for organisation in there[:3]:
                MeetingOrganisation.objects.create(meeting=meeting, organisation=organisation)
