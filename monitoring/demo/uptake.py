"""Invented regional agreements with what municipalities do with them, and the framework's version.

The version is that of the public framework of April 2024; its source names no day. Best said
nothing yet.
"""

from typing import Any

from agreements.choices import AgreementState
from agreements.models import (
    Agreement,
    AgreementTheme,
    AgreementVersion,
    FrameworkPart,
    FrameworkVersion,
    Theme,
    Uptake,
)
from agreements.services.uptake import agreement_propose
from coalitions.models import Coalition, Municipality, Organisation, Partnership, PartnerType
from kansrijkestart.core import clock
from monitoring.demo.common import REGION, day, day_or_none, moment, read, user

LEAD = "regio@demo.example"


def is_loaded() -> bool:
    return Agreement.objects.filter(coalition__slug=REGION).exists()


def load() -> None:
    facts = read("uptake.json")
    regional = Coalition.objects.filter(slug=REGION, scope="regional").first()
    if regional is None:
        return
    with clock.travel(moment(facts["on"])):
        owner = _add_partner(regional, facts["partner"])
        for values in facts["agreements"]:
            _add(regional, owner, values)
        row = FrameworkVersion(coalition=regional, **facts["version"])
        row.full_clean()
        row.save()


def _add_partner(regional: Coalition, values: dict[str, str]) -> Organisation:
    owner = Organisation.objects.create(name=values["name"], is_demo=True)
    Partnership.objects.create(
        coalition=regional,
        organisation=owner,
        partner_type=PartnerType.objects.get(key=values["type"]),
    )
    return owner


def _add(regional: Coalition, owner: Organisation, values: dict[str, Any]) -> None:
    agreement = Agreement(
        coalition=regional,
        owner_organisation=owner,
        starts_on=day_or_none(values["starts_on"]),
        review_on=day(values["review_on"]),
        **{
            name: values[name]
            for name in ("title", "scope", "state", "levels", "phases", "domains")
        },
    )
    agreement.full_clean()
    agreement.save()
    AgreementTheme.objects.bulk_create(
        AgreementTheme(agreement=agreement, theme=theme)
        for theme in Theme.objects.filter(key__in=values["themes"])
    )
    AgreementVersion.objects.create(
        agreement=agreement, number=1, text=values["text"], author=user(LEAD)
    )
    parts = FrameworkPart.objects.filter(key__in=values["parts"])
    if agreement.state != AgreementState.DRAFT:
        agreement_propose(
            agreement=agreement,
            owner_organisation=owner,
            parts=parts,
            expected_version=agreement.version,
        )
    for name, (state, note) in values["uptake"].items():
        row = Uptake(
            agreement=agreement,
            municipality=Municipality.objects.valid_on(clock.today()).get(name=name),
            state=state,
            note=note,
        )
        row.full_clean()
        row.save()
