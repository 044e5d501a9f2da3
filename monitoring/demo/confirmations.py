"""One invented agreement in consultation: five partners were asked, each with another outcome."""

from typing import Any

from agreements.models import (
    Agreement,
    AgreementTheme,
    AgreementVersion,
    ConfirmationRequest,
    Party,
    PartyConfirmation,
    Theme,
)
from agreements.services.requests import TERM
from kansrijkestart.core import clock
from monitoring.demo.common import (
    COORDINATOR,
    day,
    moment,
    organisations,
    read,
    rich_coalition,
    user,
)

FILE = "confirmations.json"
PLAIN = ("title", "levels", "phases", "domains")


def is_loaded() -> bool:
    return ConfirmationRequest.objects.filter(party__agreement__coalition=rich_coalition()).exists()


def load() -> None:
    facts, known = read(FILE), organisations()
    with clock.travel(moment(facts["written_on"])):
        agreement = Agreement(
            coalition=rich_coalition(),
            state="in_consultation",
            review_on=day(facts["review_on"]),
            owner_organisation=known[facts["owner"]],
            **{name: facts[name] for name in PLAIN},
        )
        agreement.full_clean()
        agreement.save()
        version = AgreementVersion.objects.create(
            agreement=agreement, number=1, text=facts["text"], author=user(COORDINATOR)
        )
    for theme in Theme.objects.filter(key__in=facts["themes"]):
        AgreementTheme.objects.create(agreement=agreement, theme=theme)
    asked = moment(facts["asked_on"])
    for values in facts["parties"]:
        party = Party.objects.create(agreement=agreement, organisation=known[values["name"]])
        ConfirmationRequest.objects.create(
            party=party,
            version=version,
            email=values["email"],
            asked_at=asked,
            expires_at=asked + TERM,
            mailed_at=asked,
            mail_failed_at=asked if values.get("failed") else None,
        )
        _answer(party, version, values)


def _answer(party: Party, version: AgreementVersion, values: dict[str, Any]) -> None:
    if "answer" not in values:
        return
    PartyConfirmation.objects.create(
        party=party,
        version=version,
        answer=values["answer"],
        remark=values.get("remark", ""),
        answered_by_name=values["by"],
        organisation_name=party.organisation.name,
        answered_at=moment(values["on"]),
    )
