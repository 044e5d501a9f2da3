"""An invented agreement that began with an example, with its instrument and a policy document."""

from typing import Any

from agreements.choices import AgreementKind
from agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementTemplate,
    AgreementTheme,
    AgreementVersion,
    DetectionInstrument,
    Party,
)
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


def is_loaded() -> bool:
    return DetectionInstrument.objects.filter(agreement__coalition=rich_coalition()).exists()


def load() -> None:
    facts = read("agreement_texts.json")
    with clock.travel(moment(facts["on"])):
        begun = _begin(facts["begun"])
        _name(begun, facts["begun"]["instrument"])
        _begin(facts["insurer"])
        for title, instrument in facts["instruments"].items():
            _name(Agreement.objects.get(coalition=rich_coalition(), title=title), instrument)


def _begin(values: dict[str, Any]) -> Agreement:
    known = organisations()
    template = AgreementTemplate.objects.get(key=values["template"])
    agreement = Agreement(
        coalition=rich_coalition(),
        template=template,
        title=values["title"],
        kind=AgreementKind(values["kind"]),
        plan_name=values["plan_name"],
        state=values["state"],
        phases=["during"],
        domains=["medical", "social"],
        levels=[values["level"]],
        starts_on=day(values["starts_on"]),
        review_on=day(values["review_on"]),
        owner_organisation=known[values["owner"]],
    )
    agreement.full_clean()
    agreement.save()
    AgreementTheme.objects.create(agreement=agreement, theme=template.theme)
    AgreementVersion.objects.create(
        agreement=agreement, number=1, text=values["text"], author=user(COORDINATOR)
    )
    for name, role in values["parties"]:
        Party.objects.create(agreement=agreement, organisation=known[name], role=role)
    AgreementDocument.objects.create(
        agreement=agreement, title=values["document"], url="https://example.org/beleid"
    )
    return agreement


def _name(agreement: Agreement, values: dict[str, Any]) -> None:
    instrument = DetectionInstrument(agreement=agreement, **values)
    instrument.full_clean()
    instrument.save()
