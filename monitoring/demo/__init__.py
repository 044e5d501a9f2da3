"""The demonstration: what public documents say, and around it an invented, labelled record.

Each section knows whether it was loaded, so that a second run changes nothing and never undoes what
somebody did in the demo since. Moments are fixed: the story runs from April 2024 to March 2026;
only the questionnaire that is open has dates of today, and the frozen one those of last year.
"""

from collections.abc import Callable
from typing import NamedTuple

import pghistory
from django.db import transaction

from monitoring.demo import (
    accounts,
    agreement_texts,
    agreements,
    bottlenecks,
    choices,
    confirmations,
    contacts,
    examples,
    frozen_round,
    interpretations,
    life,
    meetings,
    money,
    municipal,
    national,
    own_figures,
    partner_details,
    partners,
    pathways,
    places,
    plan,
    protection,
    questionnaires,
    reach,
    reasoning,
    rounds,
    routes,
    told,
    uptake,
)


class Section(NamedTuple):
    """A part of the demo that is loaded whole or not at all."""

    name: str
    is_loaded: Callable[[], bool]
    load: Callable[[], None]


SECTIONS = tuple(
    Section(module.__name__.rpartition(".")[2], module.is_loaded, module.load)
    for module in (
        accounts,
        places,
        partners,
        partner_details,
        bottlenecks,
        rounds,
        contacts,
        agreements,
        agreement_texts,
        choices,
        national,
        municipal,
        interpretations,
        life,
        examples,
        plan,
        meetings,
        money,
        routes,
        reach,
        confirmations,
        uptake,
        pathways,
        reasoning,
        own_figures,
        protection,
        questionnaires,
        frozen_round,
        told,
    )
)


@transaction.atomic
def load() -> list[str]:
    """Load the sections that are not there yet and return their names."""
    loaded = []
    for section in SECTIONS:
        if not section.is_loaded():
            with pghistory.context(command="load_demo", section=section.name):
                section.load()
            loaded.append(section.name)
    return loaded
