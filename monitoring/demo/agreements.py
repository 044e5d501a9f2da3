"""Eight invented agreements: one past its date, one declined, one that does not work well."""

from typing import Any

from agreements.models import (
    Agreement,
    AgreementTheme,
    AgreementVersion,
    Party,
    PartyConfirmation,
    Theme,
)
from coalitions.models import Organisation
from kansrijkestart.core import clock
from monitoring.demo.common import (
    COORDINATOR,
    day,
    day_or_none,
    moment,
    organisations,
    read,
    rich_coalition,
    user,
)

PLAIN = ("title", "levels", "phases", "domains", "state", "practice", "practice_note")


def is_loaded() -> bool:
    return Agreement.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    known = organisations()
    for values in read("agreements.json"):
        with clock.travel(moment(values["versions"][0]["on"])):
            _add_agreement(values, known)


def _add_agreement(values: dict[str, Any], known: dict[str, Organisation]) -> None:
    agreement = Agreement(
        coalition=rich_coalition(),
        starts_on=day_or_none(values["starts_on"]),
        review_on=day(values["review_on"]),
        owner_organisation=known[values["owner"]],
        updated_at=moment(values["versions"][-1]["on"]),
        **{name: values[name] for name in PLAIN},
    )
    agreement.full_clean()
    agreement.save()
    AgreementTheme.objects.bulk_create(
        AgreementTheme(agreement=agreement, theme=theme)
        for theme in Theme.objects.filter(key__in=values["themes"])
    )
    versions = {
        number: AgreementVersion.objects.create(
            agreement=agreement,
            number=number,
            text=version["text"],
            author=user(COORDINATOR),
            created_at=moment(version["on"]),
        )
        for number, version in enumerate(values["versions"], start=1)
    }
    for party in values["parties"]:
        _add_party(agreement, party, versions, known)


def _add_party(
    agreement: Agreement,
    values: dict[str, Any],
    versions: dict[int, AgreementVersion],
    known: dict[str, Organisation],
) -> None:
    party = Party.objects.create(
        agreement=agreement, organisation=known[values["name"]], role=values["role"]
    )
    PartyConfirmation.objects.bulk_create(
        PartyConfirmation(
            party=party,
            version=versions[number],
            answer=answer,
            remark=remark,
            answered_at=moment(on),
            organisation_name=values["name"],
        )
        for number, answer, remark, on in values["answers"]
    )
